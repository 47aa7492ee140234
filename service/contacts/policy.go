package contacts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// MaySend returns nil if from may write to to, else the error that says why not. Writing to a stranger who never wrote
// back counts against Limits.Strangers once, with the first message. A yes is remembered for a moment, as long as
// neither of the two changes anything.
func (s *Service) MaySend(ctx context.Context, from lamplight.UserID, to lamplight.Peer) error {
	id := to.User()
	switch {
	case id == 0:
		return lamplight.ErrPeerInvalid
	case from == lamplight.ServiceUser:
		return nil
	case id == lamplight.ServiceUser:
		return ErrWriteForbidden // nobody reads what is written there
	}
	p := pair{from, id}
	if s.cache.mayWrite(p) {
		return nil
	}
	version := s.cache.version(p)
	err := s.maySend(ctx, from, id)
	if err == nil {
		s.cache.letWrite(p, version)
	}
	return err
}

// maySend is MaySend for two people, without what is remembered.
func (s *Service) maySend(ctx context.Context, from, id lamplight.UserID) error {
	mine, err := s.look(ctx, from, []lamplight.UserID{id, from})
	if err != nil {
		return fmt.Errorf("may %d write to %d: %w", from, id, err)
	}
	other, self := mine[0], mine[1]
	switch {
	case self.frozenAt(s.now()):
		return ErrFrozen
	case self.person.Deleted: // something that they scheduled, say
		return ErrDeactivated
	case !other.exists:
		return lamplight.ErrPeerInvalid
	case other.person.Deleted:
		return ErrDeactivated
	case id == from:
		return nil
	case other.blocked:
		return ErrYouBlocked
	case other.blockedMe:
		return ErrIsBlocked
	case other.inBook:
		return nil
	}
	return s.mayWriteToStranger(ctx, from, id, other.onlyBook)
}

// mayWriteToStranger decides for somebody who is not in the other's address book.
func (s *Service) mayWriteToStranger(ctx context.Context, from, to lamplight.UserID, contactsOnly bool) error {
	d, err := s.boxes.Dialog(ctx, lamplight.AccountBox(to), lamplight.UserPeer(from))
	if err != nil {
		return fmt.Errorf("conversation of %d with %d: %w", to, from, err)
	}
	if contactsOnly {
		if wrote, err := s.wroteTo(ctx, to, from, d[0]); err != nil || !wrote {
			return errOr(err, ErrContactsOnly)
		}
		return nil
	}
	if d[0].Top > 0 {
		return nil // counted with the first message
	}
	err = s.countStranger(ctx, from, to)
	if errors.Is(err, lamplight.FloodWait(1)) {
		return ErrPeerFlood // what clients show as "you may only write to contacts for now"
	}
	return err
}

// countStranger counts that somebody is the first to write to a stranger: once in Limits.StrangerTime for each
// stranger. It is asked again before a message is there: for each one that is scheduled, and when the first of them is
// sent.
func (s *Service) countStranger(ctx context.Context, from, to lamplight.UserID) error {
	now := s.now()
	name := fmt.Sprintf("stranger/%d/%d", from, to)
	var counted int
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		counted, _, err = tx.Count(name, 0, now, s.limits.StrangerTime)
		return err
	})
	if err != nil {
		return fmt.Errorf("did %d write to %d: %w", from, to, err)
	}
	if counted > 0 {
		return nil
	}
	if err := s.countUp(ctx, "strangers", from, 1, s.limits.Strangers, s.limits.StrangerTime); err != nil {
		return err
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		_, _, err := tx.Count(name, 1, now, s.limits.StrangerTime)
		return err
	})
	if err != nil {
		return fmt.Errorf("count that %d writes to %d: %w", from, to, err)
	}
	return nil
}

// recentMessages is how far back wroteTo looks for an answer.
const recentMessages = 50

// wroteTo reports whether to has written to from, which lets from answer: something that from has read, or one of the
// latest messages.
func (s *Service) wroteTo(ctx context.Context, to, from lamplight.UserID, d lamplight.Dialog) (bool, error) {
	if d.ReadOutbox > 0 {
		return true, nil
	}
	page, err := s.boxes.History(ctx, lamplight.AccountBox(to), boxes.HistoryQuery{Peer: lamplight.UserPeer(from), Limit: recentMessages})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(page.Messages, func(m lamplight.Message) bool { return m.Out }), nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// closedTo reports whether a person lets only contacts write first, and the viewer is none of those who may.
func (s *Service) closedTo(ctx context.Context, viewer lamplight.UserID, v seen) (bool, error) {
	if !v.onlyBook || v.inBook || v.person.Self {
		return false, nil
	}
	d, err := s.boxes.Dialog(ctx, lamplight.AccountBox(v.person.ID), lamplight.UserPeer(viewer))
	if err != nil {
		return false, err
	}
	wrote, err := s.wroteTo(ctx, v.person.ID, viewer, d[0])
	return !wrote, err
}

// ClosedTo reports, for each of ids, whether they let only contacts write first and viewer may not.
func (s *Service) ClosedTo(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]bool, error) {
	all, err := s.look(ctx, viewer, ids)
	if err != nil {
		return nil, err
	}
	out := make([]bool, len(all))
	for i, v := range all {
		if out[i], err = s.closedTo(ctx, viewer, v); err != nil {
			return nil, fmt.Errorf("may %d write to %d: %w", viewer, ids[i], err)
		}
	}
	return out, nil
}
