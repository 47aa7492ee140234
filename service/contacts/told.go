package contacts

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// toldJob tells devices of what changed in the store. It is queued with the change: a process that ends between the two
// leaves it to the next one.
const toldJob = "contacts.told"

// tellAgain is how often the devices are told anew of what changed while they were being told, before the queue is asked
// to try again later.
const tellAgain = 8

// told is what is to be told of a change.
type told struct {
	Key    string              `json:"key"` // of the appends: what runs twice tells once
	Owner  lamplight.UserID    `json:"owner"`
	Origin lamplight.SessionID `json:"origin,omitempty"` // the session that did it, and knows
	Known  bool                `json:"known,omitempty"`  // those who know the owner are told, too
	Events []toldEvent         `json:"events"`
}

// A toldEvent is what the events of this package have in them.
type toldEvent struct {
	Kind   lamplight.EventKind `json:"kind"`
	Peer   lamplight.Peer      `json:"peer"`
	Text   string              `json:"text,omitempty"` // a name of ours: nothing that somebody wrote
	Number int64               `json:"number,omitempty"`
}

// owe has the owner's devices told of events without pts once the transaction commits: before Write returns, or whenever
// the server runs again.
func (s *Service) owe(tx store.Tx, owner lamplight.UserID, origin lamplight.SessionID, events ...lamplight.Event) error {
	return s.oweAll(tx, told{Owner: owner, Origin: origin}, events)
}

// oweKnown is owe for what those who know the owner are told, too.
func (s *Service) oweKnown(tx store.Tx, owner lamplight.UserID, origin lamplight.SessionID) error {
	e := lamplight.Event{Kind: lamplight.EventUser, Peer: lamplight.UserPeer(owner)}
	return s.oweAll(tx, told{Owner: owner, Origin: origin, Known: true}, []lamplight.Event{e})
}

func (s *Service) oweAll(tx store.Tx, t told, events []lamplight.Event) error {
	if len(events) == 0 {
		return nil
	}
	t.Key = rand.Text()[:16] // 80 bits: a key of the boxes has boxes.MaxKeySize bytes
	for _, e := range events {
		t.Events = append(t.Events, toldEvent{Kind: e.Kind, Peer: e.Peer, Text: e.Text, Number: e.Number})
	}
	return tx.Enqueue(store.Job{Kind: toldJob, Args: t, Wait: true})
}

// runTold tells devices.
func (s *Service) runTold(ctx context.Context, raw json.RawMessage) error {
	var t told
	if err := json.Unmarshal(raw, &t); err != nil {
		return err
	}
	s.cache.forget(t.Owner)
	var events []lamplight.Event
	for _, e := range t.Events {
		s.cache.forget(e.Peer.User())
		events = append(events, lamplight.Event{Kind: e.Kind, Peer: e.Peer, Text: e.Text, Number: e.Number})
	}
	var failed []error
	n := 0
	for some := range slices.Chunk(events, boxesAtOnce) {
		n++
		failed = append(failed, s.runToldSome(ctx, t, fmt.Sprintf("told %s %d", t.Key, n), some))
	}
	if t.Known {
		failed = append(failed, s.runToldKnown(ctx, t, events))
	}
	return errors.Join(failed...)
}

// runToldSome tells the owner's devices. Events that carry what they tell of carry it as it is now, not as it was when the
// change was made: another change may have been told before. What changes meanwhile is told once more, so that the last
// word is right.
func (s *Service) runToldSome(ctx context.Context, t told, key string, events []lamplight.Event) error {
	is, err := s.blocksNow(ctx, t.Owner, events)
	if err != nil {
		return err
	}
	origin := t.Origin
	for i := range tellAgain {
		box := lamplight.AccountBox(t.Owner)
		g := boxes.Group{Key: fmt.Sprintf("%s %d", key, i), KeyBox: box, Now: s.now(), Origin: origin}
		for _, e := range events {
			e.Date, e.Origin, e.Flag = s.now(), origin, e.Kind == lamplight.EventBlocked && slices.Contains(is, e.Peer)
			g.Ops = append(g.Ops, boxes.Note{Box: box, Event: e})
		}
		if err := s.append(ctx, g); err != nil {
			return err
		}
		was := is
		if is, err = s.blocksNow(ctx, t.Owner, events); err != nil {
			return err
		}
		if slices.Equal(was, is) {
			return nil
		}
		origin = 0 // it does not know of this
	}
	return fmt.Errorf("tell %d: it changes all the time", t.Owner)
}

// blocksNow returns which of those that events of block lists name are blocked.
func (s *Service) blocksNow(ctx context.Context, owner lamplight.UserID, events []lamplight.Event) (is []lamplight.Peer, err error) {
	var peers []lamplight.Peer
	for _, e := range events {
		if e.Kind == lamplight.EventBlocked {
			peers = append(peers, e.Peer)
		}
	}
	if len(peers) == 0 {
		return nil, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		is, err = tx.BlockedAmong(owner, peers)
		return err
	})
	slices.SortFunc(is, func(a, b lamplight.Peer) int { return cmp.Compare(a.ID, b.ID) })
	if err != nil {
		return nil, fmt.Errorf("whom %d blocks: %w", owner, err)
	}
	return is, nil
}

// runToldKnown tells those who know the owner.
func (s *Service) runToldKnown(ctx context.Context, t told, events []lamplight.Event) error {
	watchers, err := s.watchers(ctx, t.Owner)
	if err != nil {
		return fmt.Errorf("who is to be told of %d: %w", t.Owner, err)
	}
	slices.Sort(watchers) // so that a second run makes the same groups; who came since knows the owner as it is
	for some := range slices.Chunk(watchers, boxesAtOnce) {
		g := boxes.Group{Now: s.now(), Key: fmt.Sprintf("told %s of", t.Key), KeyBox: lamplight.AccountBox(some[0])}
		for _, w := range some {
			for _, e := range events {
				e.Date = s.now()
				g.Ops = append(g.Ops, boxes.Note{Box: lamplight.AccountBox(w), Event: e})
			}
		}
		if err := s.append(ctx, g); err != nil {
			return err
		}
	}
	return nil
}
