package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// editScheduled changes a message that waits to be sent: its text, unless ch.SameText, and when it is due. What was
// forwarded keeps its words: MESSAGE_AUTHOR_REQUIRED.
func (s *Service) editScheduled(ctx context.Context, ch Change) (Result, error) {
	p, err := s.at(ctx, ch.User, ch.Peer)
	if err != nil {
		return Result{}, err
	}
	due, err := s.dueAt(ctx, ch.Caller, p, ch.At)
	if err != nil {
		return Result{}, err
	}
	if due.IsZero() {
		due = s.now().Truncate(time.Second)
	}
	// Whether it may be sent is asked when it is: asking counts, where the other one is a stranger.
	words, err := s.newWords(ctx, ch, p)
	if err != nil {
		return Result{}, err
	}
	if err := s.keepScheduled(ctx, ch, due); err != nil {
		return Result{}, err
	}
	now := s.now().Truncate(time.Second)
	var row store.Scheduled
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		if row, err = tx.Scheduled(ch.User, ch.ID); errors.Is(err, store.ErrNotFound) {
			return lamplight.ErrMessageInvalid
		}
		if err != nil {
			return err
		}
		if row.Peer != ch.Peer || !row.Taken.IsZero() {
			return lamplight.ErrMessageInvalid
		}
		m, err := waiting(row)
		if err != nil {
			return err
		}
		same := ch.SameText || m.Text == words.Text && slices.Equal(m.Entities, words.Entities) && m.NoLinks == ch.NoLinks &&
			m.Invert == ch.Invert
		if same && row.Due.Equal(due) {
			return ErrNotModified
		}
		if !same {
			if m.Forward != nil || m.Source != 0 {
				return ErrAuthorRequired
			}
			m.Text, m.Entities, m.NoLinks, m.Invert = words.Text, words.Entities, ch.NoLinks, ch.Invert
			// Clients that have it take other words for a fault if no date of an edit comes with them. It goes out unedited.
			m.Edited = now
			m.Mentioned = words.Mentioned || m.Reply != nil && m.Mentioned // by what it answers
			if m.Reply == nil {
				m.Mentions = nil
			}
			for _, u := range words.Mentions {
				if !slices.Contains(m.Mentions, u) {
					m.Mentions = append(m.Mentions, u)
				}
			}
			if row.Body, err = body(m); err != nil {
				return err
			}
		}
		row.Due = due
		return tx.UpdateScheduled(row)
	})
	if err != nil {
		return Result{}, fmt.Errorf("edit scheduled message %d of %d: %w", ch.ID, ch.User, err)
	}
	e, err := s.waits(row)
	if err != nil {
		return Result{}, err
	}
	e.Message.Random = 0 // its client knows the id by now
	r, err := s.apply(ctx, ch.Caller, s.now(), boxes.Note{Box: ch.box(), Event: e})
	if err == nil {
		r.Events = append(r.Events, s.stillWaits(ctx, ch.Caller, row)...)
	}
	s.poke() // after it was told, so that its being sent is told later
	if due.Equal(store.WhenOnline) {
		s.lookOnline(ctx, p.user)
	}
	return r, err
}

// newWords returns what an edit makes of a message that waits: its text and formatting, and whether they name the other
// one.
func (s *Service) newWords(ctx context.Context, ch Change, p place) (m lamplight.Message, err error) {
	if ch.SameText {
		return m, nil
	}
	m.From = lamplight.UserPeer(ch.User)
	if ch.Entities, err = s.customEmoji(ctx, ch.Entities); err != nil {
		return m, err
	}
	if m.Text, m.Entities, err = s.text(ch.Text, ch.Entities); err != nil {
		return m, err
	}
	if err := s.screen.ScreenText(ctx, ch.User, ch.Peer, m.Text); err != nil {
		return m, err
	}
	return m, s.mention(ctx, ch.Caller, p, &m, lamplight.Peer{})
}
