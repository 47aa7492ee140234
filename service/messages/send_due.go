package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// What one step of sending takes, and how it waits.
const (
	sendBatch = 50               // messages taken at once
	takeAgain = 30 * time.Second // after which what was taken, and is still there, is taken again: it failed, or its node died
)

// sendDue sends a portion of what is due, in that order, and returns how long to wait before the next: 0 if there may
// be more.
//
// A message is first taken: from then on its owner can neither see nor change it, so no change is lost. Sending it and
// forgetting it are two acts in two stores. If the second fails, the message is taken again later, and not sent twice:
// its key, or in the end a copy, tells.
func (s *Service) sendDue(ctx context.Context) (time.Duration, error) {
	now := s.now()
	var rows []store.Scheduled
	var next time.Time
	var late time.Duration
	// Mostly nothing is due: only a reading tells, so that nobody waits for the one writer.
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		// Late is also what was taken and not sent, or cannot be taken, as on a full disk.
		if rows, err = tx.DueScheduled(now, now, 1); err != nil {
			return err
		}
		late = 0
		if len(rows) > 0 {
			late = now.Sub(rows[0].Due)
		}
		s.late.scheduled.Store(int64(late))
		if rows, err = tx.DueScheduled(now, now.Add(-takeAgain), 1); err != nil || len(rows) > 0 {
			return err
		}
		if next, err = tx.NextScheduled(); errors.Is(err, store.ErrNotFound) {
			next, err = now.Add(mostIdle), nil
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		wait := max(next.Sub(now), time.Millisecond)
		if late > 0 {
			wait = min(wait, afterError) // how late it is, is to be seen
		}
		return wait, nil
	}
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		if rows, err = tx.DueScheduled(now, now.Add(-takeAgain), sendBatch); err != nil {
			return err
		}
		return take(tx, rows, now)
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	var done []store.Scheduled
	var failed error
	for _, row := range rows {
		switch _, err := s.sendWaiting(ctx, Caller{User: row.Owner}, row); {
		case err == nil:
			done = append(done, row)
		case refused(err):
			// Nobody waits for an answer. The message is dropped, and the owner's devices learn that it waits no longer.
			s.log.DebugContext(ctx, "scheduled message dropped", "owner", int64(row.Owner), "id", int32(row.ID), "why", err)
			if _, err := s.apply(ctx, Caller{User: row.Owner}, s.now(), unscheduled(row)); err != nil {
				failed = err
				continue
			}
			done = append(done, row)
		default:
			failed = err // it is taken again later
		}
	}
	return 0, errors.Join(failed, s.forget(ctx, done))
}

// take marks rows as being sent. What is sent before its date is due from then on: if it fails, or its node dies,
// sendDue finds it a moment later, and not on a day when no key and no copy tells any more that it was sent.
func take(tx store.Tx, rows []store.Scheduled, now time.Time) error {
	now = now.Truncate(time.Second)
	for _, row := range rows {
		row.Taken = now
		if row.Due.After(now) {
			row.Due = now
		}
		if err := tx.UpdateScheduled(row); err != nil {
			return err
		}
	}
	return nil
}

// forget removes rows that were sent. It is done even if the caller left: what was sent must not be shown as waiting.
func (s *Service) forget(ctx context.Context, rows []store.Scheduled) error {
	if len(rows) == 0 {
		return nil
	}
	err := s.store.Write(context.WithoutCancel(ctx), func(tx store.Tx) error {
		for _, row := range rows {
			if err := tx.DeleteScheduled(row.Owner, row.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget what was sent: %w", err)
	}
	return nil
}

// refused reports whether an error says that a message may not be sent, and not that something went wrong.
func refused(err error) bool {
	switch lamplight.KindOf(err) {
	case lamplight.Invalid, lamplight.Forbidden, lamplight.NotFound, lamplight.NotAcceptable, lamplight.Flood:
		return true
	case lamplight.Internal, lamplight.Unauthorized, lamplight.Moved, lamplight.Unavailable:
		return false
	default:
		return false
	}
}

// sendWaiting sends a message that was taken, if it may be sent now. What was sent before is not sent again, and no
// error.
func (s *Service) sendWaiting(ctx context.Context, c Caller, row store.Scheduled) (boxes.Result, error) {
	m, err := waiting(row)
	if err != nil {
		return boxes.Result{}, err
	}
	p, err := s.at(ctx, c.User, row.Peer)
	if err != nil {
		return boxes.Result{}, err
	}
	to, err := s.others(ctx, c, p)
	if err != nil {
		return boxes.Result{}, err
	}
	// Its key may have been forgotten since. The content never changes, so a copy tells, on either side.
	for _, box := range p.heldBy(to) {
		held, err := s.boxes.Copies(ctx, box, []lamplight.ContentID{m.Content})
		if err != nil {
			return boxes.Result{}, fmt.Errorf("look for scheduled message %d of %d: %w", row.ID, c.User, err)
		}
		if len(held) > 0 {
			return boxes.Result{}, nil
		}
	}
	if err := s.maySend(ctx, c, p, m.Media); err != nil {
		return boxes.Result{}, err
	}
	if err := s.screen.ScreenText(ctx, c.User, row.Peer, m.Text); err != nil {
		return boxes.Result{}, err
	}
	if err := s.hold(ctx, c, p, &m); err != nil {
		return boxes.Result{}, err
	}
	if err := s.signAgain(ctx, c, p, &m); err != nil {
		return boxes.Result{}, err
	}
	m.Sent, m.Edited, m.Random = s.now(), time.Time{}, 0
	m.Out = m.Out && !p.own()
	if m.Reply != nil && m.Reply.Peer.IsZero() {
		m.Reply.ID = 0 // what is answered may be gone by now: the box finds it by its content
	}
	g := boxes.Group{Key: p.key(c, row.Random), KeyBox: p.box, Now: m.Sent, Origin: c.Origin}
	g.Ops = p.spread(nil, c, to, boxes.Append{Message: m, Waited: row.ID})
	if p.own() {
		g.Ops = append(g.Ops, unscheduled(row))
	}
	done, err := s.deliver(ctx, c, p, g)
	if err != nil {
		return boxes.Result{}, fmt.Errorf("send scheduled message %d of %d: %w", row.ID, c.User, err)
	}
	s.tell(ctx, done)
	return s.alsoHeld(ctx, c, p, g, done)
}

// signAgain brings what a message says of its author, and how long it stays, up to date: while it waited, its author may
// have become an administrator who stays unnamed, or have lost what let them write as the group or as a channel. What was
// to go under another name is never sent under their own: SEND_AS_PEER_INVALID.
func (s *Service) signAgain(ctx context.Context, c Caller, p place, m *lamplight.Message) error {
	if p.access == nil {
		return nil
	}
	m.TTL = p.access.TTL
	if !p.own() {
		return nil
	}
	was := m.From
	m.Sender = 0
	err := s.sign(ctx, c, p, was, m)
	if was == lamplight.UserPeer(c.User) && lamplight.KindOf(err) == lamplight.Invalid {
		err = s.sign(ctx, c, p, lamplight.Peer{}, m)
	}
	return err
}

// heldBy returns the boxes in which a message that was sent there is to be found, as long as one of the two has it.
func (p place) heldBy(to []lamplight.UserID) []lamplight.BoxID {
	in := []lamplight.BoxID{p.box}
	if len(to) > 0 {
		in = append(in, lamplight.AccountBox(to[0]))
	}
	return in
}
