package e2e

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

const (
	// soonest is how far ahead something can be scheduled that does not go out at once.
	soonest = 12 * time.Second
	// whenOnline is the date that stands for the time when the other one comes online.
	whenOnline = 2147483646
)

// scheduled has messages wait, changes, sends and drops them. One is left, whose time comes while the story goes on.
func (s *story) scheduled(t *testing.T) {
	wait := func(text string, date int64) int {
		t.Helper()
		var id int
		got := live(t, func() {
			id = s.sends(t, s.phone, args{"to": s.Bob.name, "text": text, "date": date})
		}, s.laptop.says("scheduled", s.bob.id, func(e event) bool { return e.Text == text }))
		if got[0].ID != id || date != whenOnline && got[0].Date != date {
			t.Errorf("%q waits for %d as %d, and the laptop was told %s", text, date, id, got[0].raw)
		}
		return id
	}
	later := time.Now().Add(time.Hour).Unix()
	gone := func(id int) told {
		return s.laptop.says("unscheduled", s.bob.id, func(e event) bool { return slices.Contains(e.IDs, id) })
	}
	waits := func(want ...string) {
		t.Helper()
		for _, d := range []*device{s.phone, s.laptop} {
			soon(t, func() error {
				var got []string
				for _, m := range messages(t, d, "scheduled", args{"to": s.Bob.name}) {
					got = append(got, m.Text)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					return fmt.Errorf("%s has %q waiting, want %q", d.name, got, want)
				}
				return nil
			})
		}
	}

	quiet(t, s.bob, "message", func() {
		s.due = s.add(line{text: "it is time", byAlice: true})
		wait(s.due.text, time.Now().Add(soonest).Unix())
		dropped := wait("this will never be said", later)
		live(t, func() {
			s.phone.do(t, "deleteScheduled", args{"to": s.Bob.name, "ids": []int{dropped}}, nil)
		}, gone(dropped))
		waits(s.due.text)
	})
	s.remove(s.due.text) // not said yet

	id := wait("a first plan", later)
	l := line{text: "a better plan", byAlice: true}
	live(t, func() {
		s.phone.do(t, "editScheduled", args{"to": s.Bob.name, "id": id, "text": l.text, "date": later + 60}, nil)
	}, s.laptop.says("scheduled", s.bob.id, func(e event) bool { return e.Text == l.text }))
	waits(s.due.text, l.text)
	soon(t, func() error {
		for _, m := range messages(t, s.laptop, "scheduled", args{"to": s.Bob.name}) {
			if m.Text == l.text && m.Date == later+60 {
				return nil
			}
		}
		return errors.New("the laptop does not see the new date")
	})
	got := live(t, func() {
		s.phone.do(t, "sendScheduled", args{"to": s.Bob.name, "ids": []int{id}}, nil)
	}, s.text(s.bob, l.text), s.text(s.laptop, l.text), gone(id))
	l.bob, l.alice = got[0].ID, got[1].ID
	s.add(l)

	// When Bob comes online.
	live(t, func() { s.bob.do(t, "online", args{"online": false}, nil) },
		s.phone.says("presence", s.bob.id, func(e event) bool { return !e.Online }))
	l = line{text: "there you are", byAlice: true}
	wait(l.text, whenOnline)
	got = live(t, func() {
		s.bob.do(t, "online", args{"online": true}, nil)
	}, s.text(s.bob, l.text), s.text(s.laptop, l.text))
	l.bob, l.alice = got[0].ID, got[1].ID
	s.add(l)
	waits(s.due.text)

	err := s.phone.try("send", args{
		"to": s.Bob.name, "text": "in a far future", "date": time.Now().AddDate(2, 0, 0).Unix(),
	}, nil)
	wantError(t, err, "a message in two years", "SCHEDULE_DATE_TOO_LATE", "too far in the future")
}

// arrives looks whether what was left waiting has been said meanwhile.
func (s *story) arrives(t *testing.T) {
	if s.due == nil {
		t.Fatal("nothing was left waiting")
	}
	is := func(d *device) int {
		return d.wait(t, "what was scheduled", func(e event) bool {
			return e.Event == "message" && e.Chat == s.other(d) && e.Text == s.due.text
		}).ID
	}
	s.due.bob, s.due.alice = is(s.bob), is(s.phone)
	if id := is(s.laptop); id != s.due.alice {
		t.Errorf("what was scheduled is %d on one device and %d on the other", s.due.alice, id)
	}
	after := slices.IndexFunc(s.talk, func(l *line) bool { return l.alice > s.due.alice })
	if after < 0 {
		after = len(s.talk)
	}
	s.talk = slices.Insert(s.talk, after, s.due)
	for _, d := range []*device{s.phone, s.laptop} {
		soon(t, func() error {
			if left := messages(t, d, "scheduled", args{"to": s.Bob.name}); len(left) != 0 {
				return fmt.Errorf("%s still has %v waiting", d.name, left)
			}
			return nil
		})
	}
}

func (s *story) timer(t *testing.T) {
	const day = 24 * 60 * 60
	is := func(d *device, seconds int) told {
		return d.says("ttl", s.other(d), func(e event) bool { return e.Seconds == seconds })
	}
	tells := func(d *device, seconds int) told {
		return d.says("message", s.other(d), func(e event) bool { return e.Service == "ttl" && e.TTL == seconds })
	}
	live(t, func() { s.phone.do(t, "ttl", args{"to": s.Bob.name, "seconds": day}, nil) },
		is(s.bob, day), is(s.laptop, day), tells(s.bob, day), tells(s.laptop, day))
	s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
		if x.TTL != day {
			return errors.New("another timer")
		}
		return nil
	})

	// So short that one can wait for it; the server of this story allows it.
	const short = 2
	live(t, func() { s.bob.do(t, "ttl", args{"to": s.Alice.name, "seconds": short}, nil) },
		is(s.phone, short), is(s.laptop, short), tells(s.phone, short), tells(s.laptop, short))
	mine, his := s.aliceSays(t, "Alice's words in sand"), s.bobSays(t, "Bob's words in sand")
	live(t, func() { s.phone.do(t, "ttl", args{"to": s.Bob.name, "seconds": 0}, nil) },
		is(s.bob, 0), is(s.laptop, 0), tells(s.bob, 0), tells(s.laptop, 0))
	for _, l := range []*line{mine, his} {
		s.bob.waitDelete(t, l.bob)
		s.phone.waitDelete(t, l.alice)
		s.laptop.waitDelete(t, l.alice)
		s.remove(l.text)
	}
	s.aliceSays(t, "this one stays")
	for _, d := range []*device{s.phone, s.laptop, s.bob} {
		s.same(t, d)
	}
}

// shortestTimer is a flag of the server, for the sake of timer.
var shortestTimer = []string{"--limit-shortest-auto-delete", "1s"}
