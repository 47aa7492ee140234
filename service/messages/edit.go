package messages

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A Change is what an edit makes of a message.
type Change struct {
	Caller
	Peer     lamplight.Peer
	ID       lamplight.MessageID
	Text     lamplight.Text
	Entities []lamplight.Entity
	NoLinks  bool
	Invert   bool
	// At makes it a change of a message that waits to be sent, and is when that is due, as Draft.At.
	At time.Time
	// SameText leaves the text as it is; only with At.
	SameText bool
}

// Edit replaces the text of a message that the caller wrote, in both boxes at once: MESSAGE_ID_INVALID if there is
// none, MESSAGE_AUTHOR_REQUIRED if another wrote it, MESSAGE_EDIT_TIME_EXPIRED after Limits.EditTime,
// MESSAGE_NOT_MODIFIED if nothing would change.
//
// https://core.telegram.org/method/messages.editMessage
func (s *Service) Edit(ctx context.Context, ch Change) (Result, error) {
	if !ch.At.IsZero() {
		return s.editScheduled(ctx, ch)
	}
	to, err := other(ch.Peer)
	if err != nil {
		return Result{}, err
	}
	text, entities, err := s.text(ch.Text, ch.Entities)
	if err != nil {
		return Result{}, err
	}
	m, err := s.Editable(ctx, ch.Caller, ch.Peer, ch.ID)
	if err != nil {
		return Result{}, err
	}
	if m.Text == text && slices.Equal(m.Entities, entities) && m.NoLinks == ch.NoLinks && m.Invert == ch.Invert {
		return Result{}, ErrNotModified
	}
	if err := s.policy.MaySend(ctx, ch.User, ch.Peer); err != nil {
		return Result{}, err
	}
	if err := s.screen.ScreenText(ctx, ch.User, ch.Peer, text); err != nil {
		return Result{}, err
	}
	now := s.now()
	change := func(m *lamplight.Message) {
		m.Text, m.Entities, m.NoLinks, m.Invert, m.Edited = text, entities, ch.NoLinks, ch.Invert, now
	}
	ops := []boxes.Op{boxes.Edit{Box: ch.box(), Content: m.Content, Change: change}}
	if shared(ch.Caller, to) {
		ops = append(ops, boxes.Edit{Box: lamplight.AccountBox(to), Content: m.Content, Change: change})
	}
	r, err := s.apply(ctx, ch.Caller, now, ops...)
	if err != nil {
		return Result{}, fmt.Errorf("edit message %d of %d: %w", ch.ID, ch.User, err)
	}
	if len(r.Events) == 0 {
		return Result{}, lamplight.ErrMessageInvalid // deleted meanwhile
	}
	return r, nil
}

// Editable returns a message of the conversation that the caller may edit now, or the error that Edit returns.
func (s *Service) Editable(
	ctx context.Context, c Caller, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Message, error) {
	to, err := other(peer)
	if err != nil {
		return lamplight.Message{}, err
	}
	ms, err := s.boxes.Messages(ctx, c.box(), []lamplight.MessageID{id})
	if err != nil {
		return lamplight.Message{}, fmt.Errorf("message %d of %d: %w", id, c.User, err)
	}
	if len(ms) == 0 || ms[0].Peer != peer || ms[0].Action != nil {
		return lamplight.Message{}, lamplight.ErrMessageInvalid
	}
	m := ms[0]
	if m.From != lamplight.UserPeer(c.User) || m.Forward != nil || m.Via != 0 {
		return lamplight.Message{}, ErrAuthorRequired
	}
	if to != c.User && s.now().Sub(m.Sent) > s.limits.EditTime {
		return lamplight.Message{}, ErrEditTime
	}
	return m, nil
}
