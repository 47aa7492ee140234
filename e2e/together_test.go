package e2e

import (
	"fmt"
	"testing"
)

// TestTogether puts all clients on one server: everybody talks with everybody, then the server is restarted under them,
// and once more crashes, and everybody talks with everybody again.
func TestTogether(t *testing.T) {
	w := newWorld(t)
	var people []*person
	var devices []*device
	for _, k := range kinds() {
		if testing.Short() && k.needs != "" {
			continue
		}
		p := w.newPerson("together_" + k.name)
		people = append(people, p)
		devices = append(devices, w.newcomer(t, k, p))
	}
	if testing.Short() {
		p := w.newPerson("together_again")
		people = append(people, p)
		devices = append(devices, w.newcomer(t, gotd(), p))
	}

	all := func(t *testing.T, when string) {
		for i, from := range devices {
			for j, to := range devices {
				if i == j {
					continue
				}
				run.report.pair(t, from.kind, to.kind, when, func(t *testing.T) {
					text := fmt.Sprintf("%s from %s to %s", when, from.name, to.name)
					say(t, from, people[j], text)
					to.waitMessage(t, "message", from, false, text)
				})
			}
		}
	}
	t.Run("pairs", func(t *testing.T) { all(t, "hello") })
	// Not every library asks for what it missed, so the talk goes on once all have come back.
	back := func(t *testing.T) {
		for _, d := range devices {
			d.retry(t, "ping")
		}
	}
	t.Run("restart", func(t *testing.T) {
		took := w.server.stop(t)
		w.server.start(t)
		t.Logf("the server ended %v after SIGTERM with %d clients, and was ready %v later", took, len(devices), w.server.took)
		back(t)
		all(t, "again")
	})
	t.Run("crash", func(t *testing.T) {
		w.server.crash(t)
		w.server.start(t)
		back(t)
		all(t, "still")
	})
	t.Run("history", func(t *testing.T) {
		for i, d := range devices {
			for j, other := range devices {
				if i == j {
					continue
				}
				var page struct {
					Messages []struct{ Text string } `json:"messages"`
				}
				d.do(t, "history", args{"to": people[j].name, "limit": 100}, &page)
				if len(page.Messages) != 6 {
					t.Errorf("%s reads %d messages with %s, want 6", d.name, len(page.Messages), other.name)
				}
			}
		}
	})
}
