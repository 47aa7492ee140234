package search

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// busyPart is the part of Limits.Words that one transaction has while the server is busy: it holds a core, and the disk, only
// for the blink of an eye.
const busyPart = 8

// A portion is one step of a box, read from it and not yet taken.
type portion struct {
	store.SearchStep
	idle bool // nothing is to be done: the index has all
	gone bool // the box is no more: the index is to be dropped
	last bool // after it the index has all that the box had
	head boxes.Head

	words int // that it changes, about
	most  int // words after which it ends
}

// next reads what has to be done next for a box whose cursor is at, the zero value if it has none: about as many words as
// most says.
//
// A box is indexed anew, newest messages first, when it has no cursor, when events were forgotten that the index did not see,
// when the box was erased and begun again, and when its words were cut by older rules: the cursor is put at the head, and what
// lies below is read from the box in portions, each in place of what the index had of it. Events that come meanwhile are taken
// first. Words cut by newer rules are another node's, which was upgraded before this one.
func (s *Service) next(ctx context.Context, at store.SearchCursor, head boxes.Head, box lamplight.BoxID, most int) (portion, error) {
	p := portion{SearchStep: store.SearchStep{From: at, To: at}, head: head, most: most}
	switch {
	case head == (boxes.Head{}):
		p.idle, p.gone = at == store.SearchCursor{}, at != store.SearchCursor{}
		return p, nil
	case at == store.SearchCursor{}:
		p.To = store.SearchCursor{Box: box, PTS: head.PTS, Below: head.Top + 1, Version: version}
		return p, s.anew(ctx, &p)
	case at.Version > version:
		p.idle = true
		return p, nil
	case head.PTS < at.PTS, at.Version < version:
		return p, s.restart(ctx, &p)
	case head.PTS > at.PTS:
		err := s.events(ctx, &p)
		if errors.Is(err, boxes.ErrTooOld) {
			err = s.restart(ctx, &p)
		}
		return p, err
	case at.Below > 0:
		return p, s.anew(ctx, &p)
	}
	p.idle = true
	return p, nil
}

// restart puts the cursor at the head, and all of the box below it.
func (s *Service) restart(ctx context.Context, p *portion) error {
	var top lamplight.MessageID
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		top, err = tx.SearchTop(p.To.Box)
		return err
	})
	p.To.PTS, p.To.Below, p.To.Version = p.head.PTS, max(p.head.Top, top)+1, version
	return err
}

// anew reads the messages below the cursor.
func (s *Service) anew(ctx context.Context, p *portion) error {
	p.Max = p.To.Below
	p.Min = max(1, p.Max-lamplight.MessageID(s.limits.Step))
	ids := make([]lamplight.MessageID, 0, p.Max-p.Min)
	for id := p.Max - 1; id >= p.Min; id-- {
		ids = append(ids, id)
	}
	ms, err := s.boxes.Messages(ctx, p.To.Box, ids)
	if err != nil {
		return fmt.Errorf("read box %d: %w", p.To.Box, err)
	}
	asked, err := s.asked(ctx, ms)
	if err != nil {
		return fmt.Errorf("polls of box %d: %w", p.To.Box, err)
	}
	for i := range ms {
		p.put(&ms[i], asked)
		if p.words >= p.most {
			p.Min = ms[i].ID
			break
		}
	}
	p.To.Below = p.Min
	if p.Min == 1 {
		p.To.Below, p.last = 0, true
	}
	return nil
}

// events reads the events after the cursor.
func (s *Service) events(ctx context.Context, p *portion) error {
	events, more, err := s.boxes.Events(ctx, p.To.Box, p.From.PTS, s.limits.Step)
	if err != nil {
		return fmt.Errorf("events of box %d: %w", p.To.Box, err)
	}
	var told []lamplight.Message
	for _, e := range events {
		if e.Message != nil && poll(e.Message) != 0 {
			told = append(told, *e.Message)
		}
	}
	asked, err := s.asked(ctx, told)
	if err != nil {
		return fmt.Errorf("polls of box %d: %w", p.To.Box, err)
	}
	for i, e := range events {
		switch e.Kind {
		case lamplight.EventNewMessage, lamplight.EventEditMessage:
			if e.Message != nil {
				p.put(e.Message, asked)
			}
		case lamplight.EventDeleteMessages:
			for _, id := range e.IDs {
				p.remove(id)
			}
		}
		p.To.PTS = max(p.To.PTS, e.PTS)
		if p.words >= p.most && i+1 < len(events) {
			more = true
			break
		}
	}
	if !more {
		p.To.PTS = max(p.To.PTS, p.head.PTS)
	}
	p.last = !more && p.To.Below == 0
	// That something was read or pinned is no reason to write; a few events are quickly looked at again.
	p.idle = p.last && len(p.Put)+len(p.Delete) == 0 && p.To.PTS-p.From.PTS < idleEvents
	return nil
}

// idleEvents is how many events, none of which concerns the index, a cursor may be behind.
const idleEvents = 64

// put has the portion put a message into the index, as it is now, or take it out if nobody is to find it.
func (p *portion) put(m *lamplight.Message, asked map[lamplight.PollID]string) {
	if !indexed(m) {
		p.remove(m.ID)
		return
	}
	p.forget(m.ID)
	e := entry(m, asked)
	p.Put = append(p.Put, e)
	p.words += len(e.Words) + 2
}

// remove has the portion take a message out of the index.
func (p *portion) remove(id lamplight.MessageID) {
	p.forget(id)
	p.Delete = append(p.Delete, id)
	p.words++
}

// forget drops what earlier events said of a message. Portions are small, and seldom tell of a message twice.
func (p *portion) forget(id lamplight.MessageID) {
	p.Put = slices.DeleteFunc(p.Put, func(e store.SearchMessage) bool { return e.ID == id })
	p.Delete = slices.DeleteFunc(p.Delete, func(d lamplight.MessageID) bool { return d == id })
}

// take carries out portions of different boxes, in one transaction, and reports for each whether it was; where it was not,
// somebody else indexed the box meanwhile.
func (s *Service) take(ctx context.Context, portions []portion) ([]bool, error) {
	steps := make([]store.SearchStep, len(portions))
	for i, p := range portions {
		steps[i] = p.SearchStep
	}
	var done []bool
	err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		done, err = tx.StepSearch(steps)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("index %d boxes: %w", len(steps), err)
	}
	now := s.now()
	for i, p := range portions {
		if !done[i] {
			continue
		}
		s.metrics.indexed.WithLabelValues("put").Add(float64(len(p.Put)))
		s.metrics.indexed.WithLabelValues("deleted").Add(float64(len(p.Delete)))
		if p.last && p.From.Below == 0 && !p.head.Date.IsZero() {
			s.metrics.lag.Observe(max(0, now.Sub(p.head.Date).Seconds()))
		}
	}
	return done, nil
}
