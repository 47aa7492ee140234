package polls

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// How Run waits.
const (
	mostIdle   = 30 * time.Second // what another node was to close, and did not, is found then
	afterError = time.Second
	closeBatch = 100 // polls closed in one transaction
	boxBatch   = 100 // boxes told in one group
)

// Run closes polls when their time has come and tells those who look at polls of votes, until ctx ends. It returns ctx's
// error once nothing of it runs any more. Any number of nodes may run it at once.
func (s *Service) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait, err := s.step(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "polls", "err", err)
			wait = afterError
		}
		t := time.NewTimer(max(wait, time.Millisecond))
		select {
		case <-t.C:
		case <-s.wake:
		case <-ctx.Done():
		}
		t.Stop()
	}
	// What was answered is in the store; those who look are told of it once more, as far as that goes at the end.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterError)
	defer cancel()
	if err := s.writePlaces(ending); err != nil {
		s.log.WarnContext(ctx, "where polls are shown", "err", err)
	}
	return ctx.Err()
}

// poke has Run look for what there is to do.
func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// step does what is due now, and returns how long there is nothing to do.
func (s *Service) step(ctx context.Context) (time.Duration, error) {
	if err := s.writePlaces(ctx); err != nil {
		return 0, fmt.Errorf("where polls are shown: %w", err)
	}
	wait, err := s.closeDue(ctx)
	if err != nil {
		return 0, fmt.Errorf("close polls: %w", err)
	}
	next, err := s.announceDue(ctx)
	if err != nil {
		return 0, fmt.Errorf("tell of polls: %w", err)
	}
	return min(wait, next), nil
}

// closeDue closes polls whose time has come.
func (s *Service) closeDue(ctx context.Context) (time.Duration, error) {
	now := s.now()
	var (
		due  []lamplight.PollID
		next time.Time
	)
	read := func(tx store.Tx) (err error) {
		if due, err = tx.DuePolls(now, closeBatch); err != nil || len(due) > 0 {
			return err
		}
		if next, err = tx.NextPoll(); errors.Is(err, store.ErrNotFound) {
			next, err = now.Add(mostIdle), nil
		}
		return err
	}
	if err := s.store.Read(ctx, read); err != nil {
		return 0, err
	}
	if len(due) == 0 {
		return min(next.Sub(now), mostIdle), nil
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		for _, id := range due {
			if err := tx.ClosePoll(id, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		s.changed(id, true)
	}
	return 0, nil
}

// changed has those who look at a poll told of it: at once if it closed, else when it is their turn.
func (s *Service) changed(poll lamplight.PollID, closed bool) {
	s.mu.Lock()
	a := s.due[poll]
	a.waits = true
	if closed {
		a.next = time.Time{}
	}
	s.due[poll] = a
	s.mu.Unlock()
	s.poke()
}

// announceDue tells of the polls that are due, and returns how long it is until the next one is.
func (s *Service) announceDue(ctx context.Context) (time.Duration, error) {
	now := s.now()
	wait := mostIdle
	var due []lamplight.PollID
	s.mu.Lock()
	for poll, a := range s.due {
		switch {
		case a.waits && !a.next.After(now):
			due = append(due, poll)
			s.due[poll] = announcement{next: now.Add(s.limits.Every)}
		case a.waits:
			wait = min(wait, a.next.Sub(now))
		case !a.next.After(now):
			delete(s.due, poll)
		}
	}
	s.mu.Unlock()
	for _, poll := range due {
		told, err := s.announce(ctx, poll)
		s.mu.Lock()
		a := s.due[poll]
		a.waits = a.waits || err != nil
		a.next = now.Add(s.limits.Every * time.Duration(1+told/s.limits.PlacesEvery))
		s.due[poll] = a
		s.mu.Unlock()
		if err != nil {
			return 0, err
		}
		wait = min(wait, s.limits.Every)
	}
	return wait, nil
}

// announce tells the boxes that show a poll that there is something new, and returns how many they are.
func (s *Service) announce(ctx context.Context, poll lamplight.PollID) (told int, err error) {
	var places []lamplight.BoxID
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		places, err = tx.PollPlaces(poll, s.limits.Places)
		return err
	})
	if err != nil {
		return 0, err
	}
	for rest := places; len(rest) > 0; {
		n := min(len(rest), boxBatch)
		if err := s.note(ctx, 0, poll, rest[:n]...); err != nil {
			return 0, err
		}
		rest = rest[n:]
	}
	return len(places), nil
}

// note tells boxes that there is something new of a poll.
func (s *Service) note(
	ctx context.Context, origin lamplight.SessionID, poll lamplight.PollID, places ...lamplight.BoxID,
) error {
	g := boxes.Group{Now: s.now(), Origin: origin}
	for _, box := range places {
		g.Ops = append(g.Ops, boxes.Note{Box: box, Event: lamplight.Event{
			Kind: lamplight.EventPoll, Date: g.Now, Origin: origin, Number: int64(poll),
		}})
	}
	done, err := s.boxes.Apply(ctx, g)
	if err != nil {
		return err
	}
	for _, e := range done.Events {
		if err := s.bus.Tell(ctx, bus.Hint{Box: e.Box, Seq: e.Seq, Events: []lamplight.Event{e}}); err != nil {
			s.log.WarnContext(ctx, "hint not told", "box", int64(e.Box), "seq", e.Seq, "err", err)
		}
	}
	return nil
}
