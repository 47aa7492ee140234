package e2e

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func (s *story) pin(t *testing.T) {
	mine := s.aliceSays(t, "pin this: the code of the door is 4711")
	his := s.bobSays(t, "and this: the bins go out on Tuesdays")
	pinned := func(d *device, id int, pinned bool) told {
		return d.says("pin", s.other(d), func(e event) bool { return e.Pinned == pinned && slices.Contains(e.IDs, id) })
	}
	tells := func(d *device, id int) told {
		return d.says("message", s.other(d), func(e event) bool {
			return e.Service == "pin" && e.Reply != nil && e.Reply.ID == id
		})
	}
	shows := func(d *device, ids ...int) {
		t.Helper()
		to := s.Bob.name
		if d == s.bob {
			to = s.Alice.name
		}
		soon(t, func() error {
			var got struct{ IDs []int }
			d.do(t, "pinned", args{"to": to}, &got)
			if !slices.Equal(got.IDs, ids) {
				return fmt.Errorf("%s has %v pinned, want %v", d.name, got.IDs, ids)
			}
			return nil
		})
	}

	// For both sides, which a service message tells.
	live(t, func() { s.phone.do(t, "pin", args{"to": s.Bob.name, "id": mine.alice}, nil) },
		pinned(s.laptop, mine.alice, true), pinned(s.bob, mine.bob, true),
		tells(s.laptop, mine.alice), tells(s.bob, mine.bob))
	live(t, func() { s.bob.do(t, "pin", args{"to": s.Alice.name, "id": his.bob}, nil) },
		pinned(s.phone, his.alice, true), pinned(s.laptop, his.alice, true),
		tells(s.phone, his.alice), tells(s.laptop, his.alice))
	shows(s.bob, his.bob, mine.bob)
	shows(s.phone, his.alice, mine.alice)
	shows(s.laptop, his.alice, mine.alice)
	if m, _ := byID(history(t, s.laptop, s.Bob.name), mine.alice); !m.Pinned {
		t.Errorf("the pinned message is in the history as %+v", m)
	}
	live(t, func() { s.phone.do(t, "unpin", args{"to": s.Bob.name, "id": mine.alice}, nil) },
		pinned(s.laptop, mine.alice, false), pinned(s.bob, mine.bob, false))
	shows(s.laptop, his.alice)
	live(t, func() { s.phone.do(t, "unpinAll", args{"to": s.Bob.name}, nil) },
		pinned(s.laptop, his.alice, false), pinned(s.bob, his.bob, false))
	shows(s.laptop)
	shows(s.bob)

	// For oneself alone.
	quiet(t, s.bob, "pin", func() {
		live(t, func() { s.phone.do(t, "pin", args{"to": s.Bob.name, "id": his.alice, "forMe": true}, nil) },
			pinned(s.laptop, his.alice, true))
	})
	shows(s.laptop, his.alice)
	shows(s.bob)
	live(t, func() { s.phone.do(t, "unpin", args{"to": s.Bob.name, "id": his.alice}, nil) },
		pinned(s.laptop, his.alice, false))
	shows(s.phone)
}

func (s *story) deleteForMe(t *testing.T) {
	mine := s.aliceSays(t, "Alice does not want to see this any more")
	his := s.bobSays(t, "nor this")
	gone := func(d *device, id int) told {
		return told{d, fmt.Sprintf("the deletion of %d", id), func(e event) bool {
			return e.Event == "delete" && slices.Contains(e.IDs, id)
		}}
	}
	quiet(t, s.bob, "delete", func() {
		live(t, func() {
			s.phone.do(t, "delete", args{"to": s.Bob.name, "ids": []int{mine.alice, his.alice}, "forMe": true}, nil)
		}, gone(s.laptop, mine.alice), gone(s.laptop, his.alice))
	})
	mine.alice, his.alice = 0, 0
	s.same(t, s.laptop)
	s.same(t, s.bob)
}

// clear empties the conversation with Carol, first for Alice, then for both.
func (s *story) clear(t *testing.T) {
	texts := func(d *device, with string) (texts []string) {
		t.Helper()
		for _, m := range history(t, d, with) {
			if m.Service == "" {
				texts = append(texts, m.Text)
			}
		}
		return texts
	}
	before := texts(s.carol, s.Alice.name)
	if len(before) == 0 {
		t.Fatal("there is nothing to clear")
	}
	deletes := func(d *device) told {
		return told{d, "deletions", func(e event) bool { return e.Event == "delete" }}
	}
	live(t, func() { s.phone.do(t, "clear", args{"to": s.Carol.name}, nil) }, deletes(s.laptop))
	for _, d := range []*device{s.phone, s.laptop} {
		soon(t, func() error {
			if left := texts(d, s.Carol.name); len(left) != 0 {
				return fmt.Errorf("%s reads %q after the history was cleared", d.name, left)
			}
			return nil
		})
		if d == s.laptop && !d.kind.can(keepCleared) {
			continue
		}
		d.seesDialog(t, s.carol.id, false, func(x dialog) error {
			if x.LastText != "" || x.Unread != 0 {
				return errors.New("not empty")
			}
			return nil
		})
	}
	if after := texts(s.carol, s.Alice.name); !slices.Equal(before, after) {
		t.Errorf("Carol reads %q after Alice cleared her side, want %q", after, before)
	}

	const anew = "a new beginning"
	live(t, func() {
		say(t, s.carol, s.Alice, anew)
	}, s.phone.says("message", s.carol.id, nil), s.laptop.says("message", s.carol.id, nil))
	if got := texts(s.laptop, s.Carol.name); !slices.Equal(got, []string{anew}) {
		t.Errorf("the laptop reads %q, want what is new", got)
	}
	live(t, func() {
		s.phone.do(t, "clear", args{"to": s.Carol.name, "both": true}, nil)
	}, deletes(s.laptop), deletes(s.carol))
	stays := before // with Carol
	if s.phone.kind.can(clearUnseen) {
		stays = nil
	}
	soon(t, func() error {
		mine, hers := texts(s.laptop, s.Carol.name), texts(s.carol, s.Alice.name)
		if len(mine) != 0 || !slices.Equal(hers, stays) {
			return fmt.Errorf("%q and %q are left after both sides were cleared", mine, hers)
		}
		return nil
	})
}
