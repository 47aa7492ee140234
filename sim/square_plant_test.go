package sim

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/bus"
)

// squarePlants are bugs of channels, each made anew for each run. README.md says how many seeds each took.
var squarePlants = []struct {
	name string
	make func() squarePlant
}{
	{"a lost hint of a channel is not swept", func() squarePlant {
		return squarePlant{Plant: Plant{NoSweep: true, Odds: &hintOdds{lost: 30}}}
	}},
	{"who was thrown out is told on", func() squarePlant { return squarePlant{OldMembers: true} }},
	{"a stale right to read", func() squarePlant { return squarePlant{OldAccess: true} }},
	{"a difference leaves out an event", func() squarePlant {
		every := counter(3)
		return squarePlant{Plant: Plant{Events: func(es []lamplight.Event) []lamplight.Event {
			if len(es) > 2 && every() {
				return slices.Delete(slices.Clone(es), 1, 2)
			}
			return es
		}}}
	}},
	{"that somebody was thrown out is told to nobody", func() squarePlant {
		return squarePlant{Plant: Plant{NoSweep: true, Odds: &hintOdds{}, Hint: func(h bus.Hint) bus.Hint {
			if h.Box.User() != 0 {
				h.Events, h.Seq = nil, 0
			}
			return h
		}}}
	}},
	{"a pushed event says another place", func() squarePlant {
		every := counter(20)
		return squarePlant{Plant: Plant{Odds: &hintOdds{}, Hint: func(h bus.Hint) bus.Hint {
			if h.Box.Channel() != 0 && every() {
				h.Events = slices.Clone(h.Events)
				h.Events[0].Message = nil
				h.Events[0].Kind, h.Events[0].IDs = lamplight.EventDeleteMessages, []lamplight.MessageID{1}
			}
			return h
		}}}
	}},
}

// TestChannelPlants plants bugs and looks how many seeds pass until each is found.
func TestChannelPlants(t *testing.T) {
	if testing.Short() {
		t.Skip("whether the test bites is looked at with the long form")
	}
	p := newSquare(t)
	const most = 300
	for _, plant := range squarePlants {
		t.Run(plant.name, func(t *testing.T) {
			begin := time.Now()
			for seed := uint64(1); seed <= most; seed++ {
				_, _, failure := p.square(t, newMemory(), SquareOptions{Seed: seed, Steps: *steps, plant: plant.make()})
				if failure != nil {
					t.Logf("found with seed %d, after %v: %.200v", seed, time.Since(begin).Round(time.Millisecond), failure)
					return
				}
			}
			t.Errorf("not found in %d seeds", most)
		})
	}
}
