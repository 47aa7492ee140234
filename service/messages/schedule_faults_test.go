package messages

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// faults has some writes fail: before they are done, or after, so that the answer alone is lost.
type faults struct {
	random *rand.Rand
	often  float64 // 0: never
}

var errFault = errors.New("a fault")

// around runs a write, perhaps.
func (f *faults) around(write func() error) error {
	if f.random.Float64() < f.often/2 {
		return errFault
	}
	if err := write(); err != nil {
		return err
	}
	if f.random.Float64() < f.often/2 {
		return errFault
	}
	return nil
}

type faultyLog struct {
	boxes.Log
	*faults
}

func (l faultyLog) Apply(ctx context.Context, g boxes.Group) (r boxes.Result, err error) {
	err = l.around(func() error {
		r, err = l.Log.Apply(ctx, g)
		return err
	})
	if errors.Is(err, errFault) {
		r = boxes.Result{}
	}
	return r, err
}

type faultyStore struct {
	store.Store
	*faults
}

func (s faultyStore) Write(ctx context.Context, f func(store.Tx) error) error {
	return s.around(func() error { return s.Store.Write(ctx, f) })
}

// TestScheduledThroughFaults schedules, changes, drops and sends messages while writes to both stores fail at random, and
// the server stays away for days. In the end each message that was acknowledged has been received once, as it was last
// acknowledged, unless its being dropped was.
func TestScheduledThroughFaults(t *testing.T) {
	seeds := 20
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { throughFaults(t, uint64(seed)) })
	}
}

// A plan is a message that somebody scheduled, as its client knows it.
type plan struct {
	random int64
	id     lamplight.MessageID // 0: not acknowledged yet
	asked  time.Time           // first
	due    time.Time
	may    []string // the texts that it may have; the last one acknowledged comes first
	// dropped is set once its being dropped was acknowledged; unsure if the answer to that was lost.
	dropped, unsure bool
}

func throughFaults(t *testing.T, seed uint64) {
	w := newTimed(t)
	f := &faults{random: rand.New(rand.NewPCG(seed, 1)), often: 0.3}
	w.Service.boxes, w.Service.store = faultyLog{w.Service.boxes, f}, faultyStore{w.db, f}
	random := rand.New(rand.NewPCG(seed, 2))
	ctx := t.Context()
	var plans []*plan
	send := func(p *plan) {
		s, err := w.Send(ctx, Draft{Caller: asAnn, To: toBob, Text: lamplight.Text(p.may[0]), Random: p.random, At: p.due})
		if err != nil && !errors.Is(err, errFault) {
			t.Fatalf("schedule: %v", err)
		}
		if err == nil && s.Events[0].Kind == lamplight.EventScheduled {
			p.id = s.Events[0].Message.ID
		}
	}
	for step := range 120 {
		switch random.IntN(7) {
		case 0, 1:
			p := &plan{
				random: int64(step + 1), asked: w.clock, due: w.clock.Add(time.Duration(30+random.IntN(300)) * time.Second), may: []string{fmt.Sprintf("%03d first", step)},
			}
			plans = append(plans, p)
			send(p)
		case 2: // a client that lost the answer asks again, as long as random numbers are remembered
			for _, p := range plans {
				if p.id == 0 && w.clock.Sub(p.asked) < 48*time.Hour && random.IntN(2) == 0 {
					send(p)
				}
			}
		case 3:
			if p := pick(random, plans); p != nil && p.id != 0 && !p.dropped && !p.unsure {
				r, err := w.DeleteScheduled(ctx, asAnn, toBob, []lamplight.MessageID{p.id})
				p.dropped, p.unsure = err == nil && len(r.Events) == 1, errors.Is(err, errFault)
			}
		case 4:
			if p := pick(random, plans); p != nil && p.id != 0 && p.due.After(w.clock) {
				text := fmt.Sprintf("%s changed at %d", p.may[0][:3], step)
				_, err := w.Edit(ctx, Change{Caller: asAnn, Peer: toBob, ID: p.id, Text: lamplight.Text(text), At: p.due})
				switch {
				case err == nil:
					p.may = []string{text}
				case errors.Is(err, errFault):
					p.may = append(p.may, text)
				case !errors.Is(err, lamplight.ErrMessageInvalid): // sent or dropped
					t.Fatalf("edit: %v", err)
				}
			}
		case 5:
			if p := pick(random, plans); p != nil && p.id != 0 && !p.dropped && !p.unsure {
				_, err := w.SendScheduled(ctx, asAnn, toBob, []lamplight.MessageID{p.id})
				if err != nil && !errors.Is(err, errFault) && !errors.Is(err, lamplight.ErrMessageInvalid) { // sent already
					t.Fatalf("send now: %v", err)
				}
			}
		default:
			w.clock = w.clock.Add(time.Duration(random.IntN(60)) * time.Second)
			if random.IntN(20) == 0 {
				w.clock = w.clock.Add(10 * 24 * time.Hour) // nobody was there; keys are forgotten
			}
			for range random.IntN(3) {
				if _, err := w.sendDue(ctx); err != nil && !errors.Is(err, errFault) {
					t.Fatalf("send: %v", err)
				}
			}
		}
	}
	f.often = 0
	for range 3 {
		w.clock = w.clock.Add(400 * 24 * time.Hour)
		w.run(t)
	}
	wants(t, "waiting in the end", w.waiting(t, ann, toBob))
	got := map[string][]string{}
	for _, text := range w.lines(t, bob, toAnn) {
		got[text[:3]] = append(got[text[:3]], text)
	}
	for _, p := range plans {
		texts := got[p.may[0][:3]]
		switch {
		case len(texts) > 1:
			t.Errorf("received more than once: %q", texts)
		case len(texts) == 1 && p.dropped:
			t.Errorf("received although it was dropped: %q", texts)
		case len(texts) == 1 && !strings.Contains(strings.Join(p.may, "|"), texts[0]):
			t.Errorf("received %q, may be %q", texts, p.may)
		case len(texts) == 0 && p.id != 0 && !p.dropped && !p.unsure:
			t.Errorf("lost: %+v", p)
		}
	}
}

func pick(random *rand.Rand, plans []*plan) *plan {
	if len(plans) == 0 {
		return nil
	}
	return plans[random.IntN(len(plans))]
}
