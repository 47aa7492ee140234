package messages

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// How views are counted.
const (
	// viewsEvery is how often what was counted is written down and told to those who watch. What was counted since is lost
	// if the process is killed: a view is not worth a write of its own.
	viewsEvery = time.Second
	// viewsPending is how many messages are counted at once in memory; views of others wait for the next writing.
	viewsPending = 10_000
	// viewsKnown is how many views are remembered, so that who looks twice counts once: the last ones, at least so many and
	// at most twice as many, of 8 bytes each.
	viewsKnown = 500_000
	viewsBatch = 500 // messages written down in one group
)

// A Counted is how often a message was seen, forwarded and answered.
type Counted struct {
	ID       lamplight.MessageID
	Views    int
	Forwards int
	Message  lamplight.Message // zero if there is none for who asks
}

// views counts who saw which messages of channels.
type views struct {
	seed maphash.Seed

	mu      sync.Mutex
	pending map[boxes.Place]int
	seen    map[uint64]struct{} // the newer ones
	before  map[uint64]struct{} // the older ones
}

func newViews() *views {
	return &views{
		seed: maphash.MakeSeed(), pending: map[boxes.Place]int{}, seen: map[uint64]struct{}{}, before: map[uint64]struct{}{},
	}
}

// count notes that user saw a message, unless that is known, and returns how many views of it wait to be written down.
func (v *views) count(user lamplight.UserID, at boxes.Place, increment bool) int {
	key := maphash.Comparable(v.seed, struct {
		user lamplight.UserID
		at   boxes.Place
	}{user, at})
	v.mu.Lock()
	defer v.mu.Unlock()
	n, waits := v.pending[at]
	if !increment || !waits && len(v.pending) >= viewsPending {
		return n
	}
	if _, known := v.seen[key]; known {
		return n
	}
	if _, known := v.before[key]; known {
		return n
	}
	if len(v.seen) >= viewsKnown {
		v.before, v.seen = v.seen, map[uint64]struct{}{}
	}
	v.seen[key] = struct{}{}
	v.pending[at] = n + 1
	return n + 1
}

// take returns what waits to be written down.
func (v *views) take() map[boxes.Place]int {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.pending) == 0 {
		return nil
	}
	p := v.pending
	v.pending = make(map[boxes.Place]int)
	return p
}

// back gives back what could not be written down.
func (v *views) back(p map[boxes.Place]int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for at, n := range p {
		v.pending[at] += n
	}
}

// Views returns how often messages of a supergroup or channel were seen and forwarded, in the order asked; with increment
// the caller has seen them now, which counts once for each account. In other conversations nothing is counted.
//
// https://core.telegram.org/method/messages.getMessagesViews
func (s *Service) Views(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID, increment bool,
) ([]Counted, error) {
	ms, err := s.Those(ctx, user, peer, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[lamplight.MessageID]*lamplight.Message, len(ms))
	for i := range ms {
		at[ms[i].ID] = &ms[i]
	}
	out := make([]Counted, len(ids))
	for i, id := range ids {
		out[i].ID = id
		m := at[id]
		if m == nil || m.Box.Channel() == 0 {
			continue
		}
		out[i].Message, out[i].Forwards = *m, m.Forwards
		if m.Post { // who posts has seen it: that counts from the beginning
			out[i].Views = max(m.Views, 1) + s.views.count(user, boxes.Place{Box: m.Box, Peer: m.Peer, ID: id}, increment && m.Wrote() != user)
		}
	}
	return out, nil
}

// countViews writes down what was counted every moment until ctx ends, and once more then.
func (s *Service) countViews(ctx context.Context) {
	for ctx.Err() == nil {
		sleep(ctx, viewsEvery, nil)
		ending := ctx
		if ctx.Err() != nil {
			var cancel context.CancelFunc
			ending, cancel = context.WithTimeout(context.WithoutCancel(ctx), viewsEvery)
			defer cancel()
		}
		if err := s.writeViews(ending); err != nil {
			s.log.WarnContext(ctx, "views not written down", "err", err)
		}
	}
}

// writeViews writes down what was counted and tells those who watch.
func (s *Service) writeViews(ctx context.Context) error {
	pending := s.views.take()
	for len(pending) > 0 {
		part := make(map[boxes.Place]int, viewsBatch)
		g := boxes.Group{Now: s.now()}
		changed := map[lamplight.BoxID][]lamplight.MessageID{}
		places := make([]boxes.Place, 0, viewsBatch)
		for at, n := range pending {
			part[at] = n
			places = append(places, at)
			delete(pending, at)
			if len(part) == viewsBatch {
				break
			}
		}
		ms, err := s.boxes.MessagesOf(ctx, places)
		if err != nil {
			s.views.back(part)
			s.views.back(pending)
			return fmt.Errorf("messages that were seen: %w", err)
		}
		for _, m := range ms {
			n := part[boxes.Place{Box: m.Box, Peer: m.Peer, ID: m.ID}]
			if m.Views == 0 {
				n++ // who wrote it
			}
			g.Ops = append(g.Ops, boxes.Count{Box: m.Box, ID: m.ID, Views: n})
			changed[m.Box] = append(changed[m.Box], m.ID)
		}
		if len(g.Ops) == 0 {
			continue
		}
		if _, err := s.boxes.Apply(ctx, g); err != nil {
			s.views.back(part)
			s.views.back(pending)
			return fmt.Errorf("count views: %w", err)
		}
		for box, ids := range changed {
			s.hint(ctx, []lamplight.Event{{
				Kind: lamplight.EventCounts, Box: box, Date: g.Now, Peer: lamplight.ChannelPeer(box.Channel()), IDs: ids,
			}})
		}
	}
	return nil
}
