package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// Screening says of what a message is about to show whether it may be shown: an error, MEDIA_INVALID mostly, if it is
// refused; held if it has to be looked at first, so that nobody but its sender may learn of the message. It is asked for
// everything that carries files, whichever way it comes: sent, forwarded, quoted, scheduled or put in by an edit.
type Screening interface {
	Standing(ctx context.Context, who lamplight.UserID, where lamplight.Peer, media *lamplight.Media) (held bool, err error)
}

// standing is Screening for all that m shows. Without a Screening, nothing with a file is shown: a screener that cannot be
// asked means hold.
func (s *Service) standing(ctx context.Context, c Caller, m *lamplight.Message) (held bool, err error) {
	shown := []*lamplight.Media{m.Media}
	if m.Reply != nil {
		shown = append(shown, m.Reply.Media)
	}
	for _, media := range shown {
		if media == nil {
			continue
		}
		if s.files == nil {
			of := lamplight.Message{Media: media}
			held = held || len(of.Files()) > 0
			continue
		}
		one, err := s.files.Standing(ctx, c.User, m.Peer, media)
		if err != nil {
			return false, fmt.Errorf("may %d show a file: %w", c.User, err)
		}
		held = held || one
	}
	return held, nil
}

// hold sets whether m is held, and remembers it if it is, so that it can be found when that is decided.
func (s *Service) hold(ctx context.Context, c Caller, p place, m *lamplight.Message) (err error) {
	if m.Media == nil && m.Reply == nil {
		return nil // a text alone: nothing to look at, nothing to read
	}
	if m.Held, err = s.standing(ctx, c, m); err != nil || !m.Held {
		return err
	}
	if err := s.noteHeld(ctx, c, p, m); err != nil {
		return err
	}
	// Who decided just before it was noted did not find it.
	if m.Held, err = s.standing(ctx, c, m); err != nil || m.Held || s.store == nil {
		return err
	}
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteHeld(m.Content) }); err != nil {
		return fmt.Errorf("note that a message is not held: %w", err)
	}
	return nil
}
