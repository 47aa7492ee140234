package polls

import (
	"context"

	"lamplight"
	"lamplight/bus"
	"lamplight/store"
)

// Heard looks for messages that show polls in what a node tells others of: their boxes are told of votes from then on. It is
// on the path of every hint and only looks; Run writes down what it found. What a crash keeps from being written down is
// shown all the same, and asked anew by who looks at it.
func (s *Service) Heard(h bus.Hint) {
	for i := range h.Events {
		e := &h.Events[i]
		if e.Kind != lamplight.EventNewMessage || e.Message == nil || e.Message.Media == nil ||
			e.Message.Media.Kind != lamplight.MediaPoll {
			continue
		}
		s.mu.Lock()
		if len(s.noted) < s.limits.Noted {
			s.noted = append(s.noted, place{e.Message.Media.Poll, h.Box})
		}
		s.mu.Unlock()
		s.poke()
	}
}

// writePlaces puts down what Heard found.
func (s *Service) writePlaces(ctx context.Context) error {
	s.mu.Lock()
	noted := s.noted
	s.noted = nil
	s.mu.Unlock()
	if len(noted) == 0 {
		return nil
	}
	byPoll := map[lamplight.PollID][]lamplight.BoxID{}
	for _, n := range noted {
		byPoll[n.poll] = append(byPoll[n.poll], n.box)
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		for poll, boxes := range byPoll {
			if err := tx.AddPollPlaces(poll, boxes...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.mu.Lock()
		s.noted = append(noted, s.noted...)
		s.noted = s.noted[:min(len(s.noted), s.limits.Noted)]
		s.mu.Unlock()
	}
	return err
}
