package sqlstore

import (
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

const scheduledColumns = `owner, id, peer_kind, peer_id, due, random, taken, body`

// scheduled returns the messages of a query and opens their bodies.
func (t *tx) scheduled(where string, args ...any) ([]store.Scheduled, error) {
	list, err := t.sealedScheduled(where, args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		s := &list[i]
		if s.Body, err = t.open("scheduled", scheduledRow(*s), s.Body); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// scheduledOfMany is scheduled for messages of many owners: bodies that do not open are nil.
func (t *tx) scheduledOfMany(where string, args ...any) ([]store.Scheduled, error) {
	list, err := t.sealedScheduled(where, args...)
	for i := range list {
		s := &list[i]
		s.Body, _ = t.open("scheduled", scheduledRow(*s), s.Body)
	}
	return list, err
}

func (t *tx) sealedScheduled(where string, args ...any) ([]store.Scheduled, error) {
	return many(t, func(scan scanner) (s store.Scheduled, err error) {
		err = scan(&s.Owner, &s.ID, &s.Peer.Kind, &s.Peer.ID, when(&s.Due), &s.Random, when(&s.Taken), &s.Body)
		return s, err
	}, `SELECT `+scheduledColumns+` FROM scheduled WHERE `+where, args...)
}

// scheduledRow is what a body is bound to: it opens in no other row.
func scheduledRow(s store.Scheduled) string { return fmt.Sprintf("%d/%d", s.Owner, s.ID) }

func (t *tx) oneScheduled(where string, args ...any) (store.Scheduled, error) {
	list, err := t.scheduled(where, args...)
	if err != nil {
		return store.Scheduled{}, err
	}
	if len(list) == 0 {
		return store.Scheduled{}, store.ErrNotFound
	}
	return list[0], nil
}

// AddScheduled implements store.Schedule.
func (t *tx) AddScheduled(s store.Scheduled) (lamplight.MessageID, error) {
	last, err := one(t, value[lamplight.MessageID], `SELECT last FROM scheduled_ids WHERE owner = ?`, s.Owner)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	for s.ID = last%store.MaxScheduledID + 1; ; s.ID = s.ID%store.MaxScheduledID + 1 {
		n, err := one(t, value[int], `SELECT count(*) FROM scheduled WHERE owner = ? AND id = ?`, s.Owner, s.ID)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			break
		}
	}
	if err := t.must(store.ErrTaken, `INSERT INTO scheduled (`+scheduledColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.Owner, s.ID, int64(s.Peer.Kind), s.Peer.ID, s.Due, s.Random, s.Taken, t.seal("scheduled", scheduledRow(s), s.Body)); err != nil {
		return 0, err
	}
	return s.ID, t.run(`INSERT INTO scheduled_ids (owner, last) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET last = excluded.last`,
		s.Owner, s.ID)
}

// Scheduled implements store.Schedule.
func (t *tx) Scheduled(owner lamplight.UserID, id lamplight.MessageID) (store.Scheduled, error) {
	return t.oneScheduled(`owner = ? AND id = ?`, owner, id)
}

// ScheduledAs implements store.Schedule.
func (t *tx) ScheduledAs(owner lamplight.UserID, random int64) (store.Scheduled, error) {
	return t.oneScheduled(`owner = ? AND random = ?`, owner, random)
}

// ScheduledTo implements store.Schedule.
func (t *tx) ScheduledTo(owner lamplight.UserID, p lamplight.Peer) ([]store.Scheduled, error) {
	return t.scheduled(`owner = ? AND peer_kind = ? AND peer_id = ? AND taken = 0 ORDER BY due DESC, id DESC`, owner, int64(p.Kind), p.ID)
}

// CountScheduled implements store.Schedule.
func (t *tx) CountScheduled(owner lamplight.UserID, p lamplight.Peer) (here, all int, err error) {
	here, err = one(t, value[int], `SELECT count(*) FROM scheduled WHERE owner = ? AND peer_kind = ? AND peer_id = ? AND taken = 0`,
		owner, int64(p.Kind), p.ID)
	if err != nil {
		return 0, 0, err
	}
	all, err = one(t, value[int], `SELECT count(*) FROM scheduled WHERE owner = ? AND taken = 0`, owner)
	return here, all, err
}

// UpdateScheduled implements store.Schedule.
func (t *tx) UpdateScheduled(s store.Scheduled) error {
	if s.Body == nil {
		return t.must(store.ErrNotFound, `UPDATE scheduled SET due = ?, taken = ? WHERE owner = ? AND id = ?`,
			s.Due, s.Taken, s.Owner, s.ID)
	}
	return t.must(store.ErrNotFound, `UPDATE scheduled SET due = ?, taken = ?, body = ? WHERE owner = ? AND id = ?`,
		s.Due, s.Taken, t.seal("scheduled", scheduledRow(s), s.Body), s.Owner, s.ID)
}

// DueScheduled implements store.Schedule.
func (t *tx) DueScheduled(now, taken time.Time, limit int) ([]store.Scheduled, error) {
	return t.scheduledOfMany(`due <= ? AND taken <= ? ORDER BY due, owner, id LIMIT ?`, now, taken, limit)
}

// NextScheduled implements store.Schedule.
func (t *tx) NextScheduled() (next time.Time, err error) {
	return one(t, func(scan scanner) (due time.Time, err error) {
		err = scan(when(&due))
		return due, err
	}, `SELECT due FROM scheduled WHERE taken = 0 ORDER BY due LIMIT 1`)
}

// ScheduledForOnline implements store.Schedule.
func (t *tx) ScheduledForOnline(p lamplight.Peer, limit int) ([]store.Scheduled, error) {
	return t.scheduledOfMany(`peer_kind = ? AND peer_id = ? AND due = ? AND taken = 0 ORDER BY owner, id LIMIT ?`,
		int64(p.Kind), p.ID, store.WhenOnline, limit)
}

// DeleteScheduled implements store.Schedule.
func (t *tx) DeleteScheduled(owner lamplight.UserID, id lamplight.MessageID) error {
	return t.run(`DELETE FROM scheduled WHERE owner = ? AND id = ?`, owner, id)
}

// DeleteScheduledOf implements store.Schedule.
func (t *tx) DeleteScheduledOf(user lamplight.UserID) error {
	if err := t.run(`DELETE FROM scheduled WHERE owner = ?`, user); err != nil {
		return err
	}
	if err := t.run(`DELETE FROM scheduled WHERE peer_kind = ? AND peer_id = ?`, int64(lamplight.PeerUser), user); err != nil {
		return err
	}
	return t.run(`DELETE FROM scheduled_ids WHERE owner = ?`, user)
}
