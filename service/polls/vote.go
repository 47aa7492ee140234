package polls

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// Vote replaces what the caller chose in the poll of a message; no options take the vote back. It returns the poll as the
// caller sees it then. MESSAGE_POLL_CLOSED, OPTION_INVALID, OPTIONS_TOO_MUCH, REVOTE_NOT_ALLOWED in a quiz and where the
// author said so. The same choice once more changes nothing.
//
// https://core.telegram.org/method/messages.sendVote
func (s *Service) Vote(
	ctx context.Context, c Caller, peer lamplight.Peer, id lamplight.MessageID, options [][]byte,
) (lamplight.Poll, error) {
	poll, err := s.shown(ctx, c.User, peer, id)
	if err != nil {
		return lamplight.Poll{}, err
	}
	if err := s.messages.MayVote(ctx, c.User, peer); err != nil {
		return lamplight.Poll{}, err
	}
	changed := false
	err = s.store.Write(ctx, func(tx store.Tx) error {
		changed = false
		p, err := tx.Poll(poll)
		if err != nil {
			return err
		}
		b, err := unpack(p)
		if err != nil {
			return err
		}
		if closed(p, s.now()) {
			return ErrClosed
		}
		answers, err := b.choice(options)
		if err != nil {
			return err
		}
		before, err := tx.PollChoices(c.User, poll)
		if err != nil {
			return err
		}
		chose := make([]int, len(before))
		for i, v := range before {
			chose[i] = v.Answer
		}
		if slices.Equal(chose, answers) {
			return nil
		}
		if len(before) > 0 && (b.Quiz || b.Final) {
			return ErrNoRevote
		}
		changed = true
		return tx.SetPollChoice(poll, c.User, answers, s.now())
	})
	if errors.Is(err, store.ErrNotFound) {
		return lamplight.Poll{}, lamplight.ErrMessageInvalid
	}
	if err != nil {
		return lamplight.Poll{}, fmt.Errorf("vote of %d: %w", c.User, err)
	}
	if changed {
		s.changed(poll, false)
		s.tellSelf(ctx, c, poll)
	}
	return s.one(ctx, c.User, poll)
}

// choice returns the answers that options name, in their order.
func (b body) choice(options [][]byte) ([]int, error) {
	if len(options) > len(b.Answers) || len(options) > 1 && !b.Multiple {
		return nil, ErrOptionsMany
	}
	answers := make([]int, 0, len(options))
	for _, o := range options {
		i := b.answer(o)
		if i < 0 {
			return nil, ErrOptionInvalid
		}
		answers = append(answers, i)
	}
	slices.Sort(answers)
	return slices.Compact(answers), nil
}

// tellSelf tells the caller's other devices what they chose: what goes to many at once does not say it. They can ask, so
// that an error is only logged.
func (s *Service) tellSelf(ctx context.Context, c Caller, poll lamplight.PollID) {
	ctx = context.WithoutCancel(ctx)
	if err := s.note(ctx, c.Origin, poll, lamplight.AccountBox(c.User)); err != nil {
		s.log.WarnContext(ctx, "vote not told to other devices", "user", int64(c.User), "err", err)
	}
}
