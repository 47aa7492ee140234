package sim

import (
	"context"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/service/messages"
)

// plants are bugs, each made anew for each run. README.md says how many seeds each took.
var plants = []struct {
	name string
	make func() Plant
	lazy bool // of the disk
}{
	{name: "a lost hint is not swept", make: func() Plant {
		return Plant{NoSweep: true, Odds: &hintOdds{lost: 30}}
	}},
	{name: "a pts is given twice", make: func() Plant {
		every := counter(40)
		return Plant{Apply: func(ctx context.Context, l boxes.Log, g boxes.Group) (boxes.Result, error) {
			r, err := l.Apply(ctx, g)
			for i := range r.Events {
				if r.Events[i].Kind.CarriesPTS() && every() {
					r.Events[i].PTS--
				}
			}
			return r, err
		}}
	}},
	{name: "an append is not atomic", make: func() Plant {
		return Plant{Apply: inTwo}
	}},
	{name: "the disk is not waited for", lazy: true, make: func() Plant { return Plant{} }},
	{name: "a message that is sent again is not known", make: func() Plant {
		return Plant{Apply: func(ctx context.Context, l boxes.Log, g boxes.Group) (boxes.Result, error) {
			g.Key, g.KeyBox = "", 0
			return l.Apply(ctx, g)
		}}
	}},
	{name: "a difference leaves out an event", make: func() Plant {
		every := counter(15)
		return Plant{Events: func(es []lamplight.Event) []lamplight.Event {
			if len(es) > 2 && every() {
				return slices.Delete(slices.Clone(es), 1, 2)
			}
			return es
		}}
	}},
	{name: "a difference has old words", make: func() Plant {
		old := map[lamplight.ContentID]lamplight.Text{}
		return Plant{Events: func(es []lamplight.Event) []lamplight.Event {
			for i, e := range es {
				if e.Message == nil {
					continue
				}
				was, ok := old[e.Message.Content]
				if !ok {
					old[e.Message.Content] = e.Message.Text
				} else if was != e.Message.Text {
					m := *e.Message
					m.Text = was
					es[i].Message = &m
				}
			}
			return es
		}}
	}},
	{name: "an event is pushed twice, with other content", make: func() Plant {
		every := counter(15)
		return Plant{Hint: func(h bus.Hint) bus.Hint {
			if len(h.Events) == 1 && h.Events[0].Message != nil && every() {
				other := h.Events[0]
				m := *other.Message
				m.Text += "!"
				other.Message = &m
				h.Events = []lamplight.Event{other, h.Events[0]}
			}
			return h
		}}
	}},
	{name: "what the bus says is pushed as it comes", make: func() Plant {
		return Plant{Push: func(es []lamplight.Event) []lamplight.Event { slices.Reverse(es); return es }}
	}},
	{name: "a stale right", make: func() Plant {
		return Plant{Policy: func(real messages.Policy) messages.Policy {
			return &forgetful{Policy: real, yes: map[[2]lamplight.UserID]bool{}}
		}}
	}},
	{name: "a read mark is not told to the other side", make: func() Plant {
		every := counter(3)
		return Plant{Apply: func(ctx context.Context, l boxes.Log, g boxes.Group) (boxes.Result, error) {
			g.Ops = slices.DeleteFunc(slices.Clone(g.Ops), func(o boxes.Op) bool {
				_, is := o.(boxes.ReadOutbox)
				return is && every()
			})
			return l.Apply(ctx, g)
		}}
	}},
	{name: "a draft that is forgotten is not told", make: func() Plant {
		return Plant{Push: func(es []lamplight.Event) []lamplight.Event {
			return slices.DeleteFunc(slices.Clone(es), func(e lamplight.Event) bool { return e.Kind == lamplight.EventDraft && e.Draft == nil })
		}}
	}},
}

// counter returns a function that is true every nth time.
func counter(n int) func() bool {
	at := 0
	return func() bool { at++; return at%n == 0 }
}

// inTwo appends to one box, and then to the others.
func inTwo(ctx context.Context, l boxes.Log, g boxes.Group) (boxes.Result, error) {
	first, rest := g, g
	first.Ops, rest.Ops = nil, nil
	for _, o := range g.Ops {
		if o.In() == g.Ops[0].In() {
			first.Ops = append(first.Ops, o)
		} else {
			rest.Ops = append(rest.Ops, o)
		}
	}
	r, err := l.Apply(ctx, first)
	if err != nil || r.Repeated || len(rest.Ops) == 0 {
		return r, err
	}
	rest.Key, rest.KeyBox = "", 0
	more, err := l.Apply(ctx, rest)
	r.Events, r.Remaining = append(r.Events, more.Events...), r.Remaining+more.Remaining
	return r, err
}

// forgetful never asks again who was let write once.
type forgetful struct {
	messages.Policy
	yes map[[2]lamplight.UserID]bool
}

func (f *forgetful) MaySend(ctx context.Context, from lamplight.UserID, to lamplight.Peer) error {
	k := [2]lamplight.UserID{from, to.User()}
	if f.yes[k] {
		return nil
	}
	err := f.Policy.MaySend(ctx, from, to)
	f.yes[k] = err == nil
	return err
}

// TestPlants plants bugs and looks how many seeds pass until each is found.
func TestPlants(t *testing.T) {
	if testing.Short() {
		t.Skip("whether the test bites is looked at with the long form")
	}
	p := newPlace(t)
	const most = 300
	for _, plant := range plants {
		t.Run(plant.name, func(t *testing.T) {
			begin := time.Now()
			for seed := uint64(1); seed <= most; seed++ {
				d := newMemory()
				d.lazy = plant.lazy
				_, _, failure := p.play(t, d, Options{Seed: seed, Steps: *steps, plant: plant.make()})
				if failure != nil {
					t.Logf("found with seed %d, after %v: %.200v", seed, time.Since(begin).Round(time.Millisecond), failure)
					return
				}
			}
			t.Errorf("not found in %d seeds", most)
		})
	}
}
