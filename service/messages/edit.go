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
	// Media takes the place of what the message carries; nil: that stays.
	Media *lamplight.Media
	// At makes it a change of a message that waits to be sent, and is when that is due, as Draft.At.
	At time.Time
	// SameText leaves the text as it is; only with At or Media.
	SameText bool
}

// Edit replaces the text of a message that the caller wrote, in every box that holds it: MESSAGE_ID_INVALID if there is
// none, MESSAGE_AUTHOR_REQUIRED if another wrote it, MESSAGE_EDIT_TIME_EXPIRED after Limits.EditTime,
// MESSAGE_NOT_MODIFIED if nothing would change.
//
// https://core.telegram.org/method/messages.editMessage
func (s *Service) Edit(ctx context.Context, ch Change) (Result, error) {
	if !ch.At.IsZero() {
		return s.editScheduled(ctx, ch)
	}
	p, err := s.at(ctx, ch.User, ch.Peer)
	if err != nil {
		return Result{}, err
	}
	if ch.Entities, err = s.customEmoji(ctx, ch.Entities); err != nil {
		return Result{}, err
	}
	m, err := s.editable(ctx, ch.Caller, p, ch.ID)
	if err != nil {
		if _, _, wrong := s.caption(ch.Text, ch.Entities, nil); wrong != nil {
			return Result{}, wrong // what is said is looked at first
		}
		return Result{}, err
	}
	media, live, err := replaced(m, ch.Media, s.now())
	if err != nil {
		return Result{}, err
	}
	text, entities := m.Text, m.Entities
	if !ch.SameText || ch.Media == nil {
		if text, entities, err = s.caption(ch.Text, ch.Entities, media); err != nil {
			return Result{}, err
		}
	}
	if ch.Media == nil && m.Text == text && slices.Equal(m.Entities, entities) && m.NoLinks == ch.NoLinks && m.Invert == ch.Invert {
		return Result{}, ErrNotModified
	}
	if err := s.mayEdit(ctx, ch.Caller, p, m); err != nil {
		return Result{}, err
	}
	if err := s.screen.ScreenText(ctx, ch.User, ch.Peer, text); err != nil {
		return Result{}, err
	}
	if ch.Media != nil {
		if err := s.mayShow(ctx, ch.Caller, p, m, media); err != nil {
			return Result{}, err
		}
	}
	now := s.now()
	// The preview is that of the text as it is now.
	repage := s.pages != nil && ch.Media == nil && (m.Media == nil || m.Media.Kind == lamplight.MediaPage)
	if repage {
		if media = nil; !ch.NoLinks {
			media = s.preview(ch.Caller, p, text, entities)
		}
		if media != nil {
			if err := s.mayShow(ctx, ch.Caller, p, m, media); err != nil {
				media = nil
			}
		}
	}
	change := func(m *lamplight.Message) {
		if repage {
			m.Media = media
		}
		m.Text, m.Entities, m.NoLinks, m.Invert, m.Edited = text, entities, ch.NoLinks, ch.Invert, now
		if ch.Media != nil {
			m.Media, m.HideEdited = media, live
		}
	}
	r, err := s.change(ctx, ch.Caller, p, m, change)
	if err != nil {
		return Result{}, fmt.Errorf("edit message %d of %d: %w", ch.ID, ch.User, err)
	}
	if repage {
		after := m
		change(&after)
		s.expectPage(ch.Caller, after)
	}
	if !live { // where somebody is moves on by itself
		after := m
		change(&after)
		s.note(ctx, p, func(ctx context.Context, j Journal) error { return j.LogEdit(ctx, ch.User, m, after) })
	}
	return r, nil
}

// change edits a message in every box that holds it: MESSAGE_ID_INVALID if it was deleted meanwhile. change is pure, and
// may run twice.
func (s *Service) change(
	ctx context.Context, c Caller, p place, m lamplight.Message, change func(*lamplight.Message),
) (Result, error) {
	to, err := s.others(ctx, c, p)
	if err != nil {
		return Result{}, err
	}
	ops := append(make([]boxes.Op, 0, 1+len(to)), boxes.Edit{Box: p.box, Content: m.Content, Change: change})
	ops = append(ops, eachCopy(to, func(box lamplight.BoxID) boxes.Op {
		return boxes.Edit{Box: box, Content: m.Content, Change: change}
	})...)
	if ops, err = s.copyEdited(ctx, ops, m, change); err != nil {
		return Result{}, err
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err == nil && len(r.Events) == 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	return r, err
}

// mayEdit returns nil if the caller may still change there what they said. An administrator's right to edit posts is
// looked at by editable.
func (s *Service) mayEdit(ctx context.Context, c Caller, p place, m lamplight.Message) error {
	if p.access != nil && m.Wrote() != c.User {
		return s.policy.MaySend(ctx, c.User, lamplight.UserPeer(c.User))
	}
	return s.maySend(ctx, c, p, m.Media)
}

// Editable returns a message of the conversation that the caller may edit now, or the error that Edit returns.
func (s *Service) Editable(
	ctx context.Context, c Caller, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Message, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return lamplight.Message{}, err
	}
	return s.editable(ctx, c, p, id)
}

// editable is Editable in a place.
func (s *Service) editable(ctx context.Context, c Caller, p place, id lamplight.MessageID) (lamplight.Message, error) {
	m, ok, err := s.message(ctx, p, id)
	if err != nil {
		return lamplight.Message{}, err
	}
	if !ok || m.Action != nil {
		return lamplight.Message{}, lamplight.ErrMessageInvalid
	}
	if m.Forward != nil || m.Via != 0 {
		return lamplight.Message{}, ErrAuthorRequired
	}
	timed := !p.saved(c)
	switch mine := m.Wrote() == c.User; {
	case p.access == nil && !mine, p.access != nil && !p.access.Member:
		return lamplight.Message{}, ErrAuthorRequired
	case p.access != nil && p.access.Chat.Broadcast:
		if timed = !p.access.Chat.May(lamplight.AdminEdit); timed && !(mine && p.access.Chat.May(lamplight.AdminPost)) {
			return lamplight.Message{}, ErrAuthorRequired
		}
	case !mine:
		return lamplight.Message{}, ErrAuthorRequired
	case p.own():
		timed = !p.access.Chat.May(lamplight.AdminPin) // who pins keeps what is pinned up to date
	}
	if timed && s.now().Sub(m.Sent) > s.limits.EditTime {
		return lamplight.Message{}, ErrEditTime
	}
	return m, nil
}
