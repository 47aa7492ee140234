package e2e

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// gap cuts Alice's devices off while Bob writes, edits and deletes, and looks whether they learn of it.
func (s *story) gap(t *testing.T) {
	before := s.bobSays(t, "this will change while Alice is away")
	doomed := s.bobSays(t, "this will be gone when Alice is back")
	var away []*line
	before.text = "this changed while Alice was away"
	s.world.link.away(t, func() {
		for n := range 3 {
			text := fmt.Sprintf("Alice missed this (%d)", n+1)
			away = append(away, s.add(line{text: text, bob: say(t, s.bob, s.Alice, text)}))
		}
		s.bob.do(t, "edit", args{"to": s.Alice.name, "id": before.bob, "text": before.text}, nil)
		s.bob.do(t, "delete", args{"to": s.Alice.name, "ids": []int{doomed.bob}}, nil)
	})

	for _, d := range []*device{s.phone, s.laptop} {
		d.retry(t, "catchUp")
		for _, l := range away {
			l.alice = d.waitMessage(t, "message", s.bob, false, l.text).ID
		}
		d.waitMessage(t, "edit", s.bob, false, before.text)
		d.waitDelete(t, doomed.alice)
	}
	s.remove(doomed.text)
	s.bobSays(t, "and now it is live again")
	s.same(t, s.phone)
}

// gapOfMarks cuts two of Alice's devices off while she goes on with a third, and looks whether they learn what she did
// there: drafts, pins, marks, and what waits to be sent.
func (s *story) gapOfMarks(t *testing.T) {
	if s.tablet == nil {
		t.Fatal("there is no third device")
	}
	const draft, waiting = "half a thought, on the tablet", "planned on the tablet"
	mine := s.aliceSays(t, "Alice pins this while two of her devices are away")
	his := s.bobSays(t, "and Bob this")
	heard := map[*device]int{s.phone: s.phone.heard(), s.laptop: s.laptop.heard()}
	var id int
	s.world.link.away(t, func() {
		s.tablet.do(t, "draft", args{"to": s.Bob.name, "text": draft}, nil)
		s.tablet.do(t, "pin", args{"to": s.Bob.name, "id": mine.alice}, nil)
		s.bob.do(t, "pin", args{"to": s.Alice.name, "id": his.bob}, nil)
		id = s.sends(t, s.tablet, args{"to": s.Bob.name, "text": waiting, "date": time.Now().Add(time.Hour).Unix()})
		s.tablet.do(t, "markUnread", args{"to": s.Carol.name, "unread": true}, nil)
		s.tablet.do(t, "mute", args{"to": s.Carol.name, "muted": true}, nil)
		s.tablet.do(t, "pinDialog", args{"to": s.Carol.name, "pinned": true}, nil)
	})

	for _, d := range []*device{s.phone, s.laptop} {
		d.retry(t, "catchUp")
		for _, x := range []told{
			d.says("draft", s.bob.id, func(e event) bool { return e.Text == draft }),
			d.says("pin", s.bob.id, func(e event) bool { return e.Pinned && slices.Contains(e.IDs, mine.alice) }),
			d.says("pin", s.bob.id, func(e event) bool { return e.Pinned && slices.Contains(e.IDs, his.alice) }),
			d.says("scheduled", s.bob.id, func(e event) bool { return e.Text == waiting }),
			d.says("mark", s.carol.id, func(e event) bool { return e.Unread == true }),
			d.says("mute", s.carol.id, func(e event) bool { return e.Muted }),
			d.says("dialogPin", s.carol.id, func(e event) bool { return e.Pinned }),
		} {
			d.waitFrom(t, heard[d], x.what, x.match)
		}
		d.seesDialog(t, s.bob.id, false, func(x dialog) error {
			if x.Draft != draft {
				return errors.New("another draft")
			}
			return nil
		})
		d.seesDialog(t, s.carol.id, false, func(x dialog) error {
			if !x.Mark || !x.Muted || !x.Pinned {
				return errors.New("not marked, muted and pinned")
			}
			return nil
		})
		soon(t, func() error {
			var pinned struct{ IDs []int }
			d.do(t, "pinned", args{"to": s.Bob.name}, &pinned)
			if !slices.Equal(pinned.IDs, []int{his.alice, mine.alice}) {
				return fmt.Errorf("%s has %v pinned", d.name, pinned.IDs)
			}
			return nil
		})
		if m, ok := byID(messages(t, d, "scheduled", args{"to": s.Bob.name}), id); !ok || m.Text != waiting {
			t.Errorf("%s does not have what waits to be sent: %+v", d.name, m)
		}
	}
}
