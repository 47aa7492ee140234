package e2e

import (
	"errors"
	"slices"
	"testing"
)

func (s *story) draft(t *testing.T) {
	const half = "what I wanted to say is"
	l := s.bobSays(t, "you wanted to say?")
	is := func(text string) told {
		return s.laptop.says("draft", s.bob.id, func(e event) bool { return e.Text == text })
	}
	has := func(d *device, text string) {
		t.Helper()
		d.seesDialog(t, s.bob.id, false, func(x dialog) error {
			if x.Draft != text {
				return errors.New("another draft")
			}
			return nil
		})
	}
	quiet(t, s.bob, "draft", func() {
		live(t, func() {
			s.phone.do(t, "draft", args{"to": s.Bob.name, "text": half, "reply": l.alice}, nil)
		}, is(half))
	})
	has(s.laptop, half)
	live(t, func() { s.phone.do(t, "draft", args{"to": s.Bob.name, "text": half + " that"}, nil) }, is(half+" that"))
	live(t, func() { s.phone.do(t, "draft", args{"to": s.Bob.name, "text": ""}, nil) }, is(""))
	has(s.laptop, "")
}

func (s *story) unread(t *testing.T) {
	has := func(d *device, unread int) {
		t.Helper()
		d.seesDialog(t, s.bob.id, false, func(x dialog) error {
			if x.Unread != unread {
				return errors.New("another count of unread messages")
			}
			return nil
		})
	}
	left := func(d *device, n int) told {
		return d.says("read", s.bob.id, func(e event) bool { return !e.Out && number(e.Unread) == n })
	}
	first := s.bobSays(t, "let us begin anew")
	live(t, func() { s.phone.do(t, "read", args{"to": s.Bob.name, "max": first.alice}, nil) }, left(s.laptop, 0))
	has(s.phone, 0)
	s.bobSays(t, "one")
	second := s.bobSays(t, "two")
	third := s.bobSays(t, "three")
	has(s.phone, 3)
	has(s.laptop, 3)

	live(t, func() {
		s.phone.do(t, "read", args{"to": s.Bob.name, "max": second.alice}, nil)
	}, left(s.laptop, 1), s.bob.says("read", s.phone.id, func(e event) bool { return e.Out && e.Max == second.bob }))
	has(s.phone, 1)
	has(s.laptop, 1)
	s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
		if x.ReadIn != second.alice || x.Top != third.alice || x.LastText != third.text {
			return errors.New("another read mark or last message")
		}
		return nil
	})
	live(t, func() { s.laptop.do(t, "read", args{"to": s.Bob.name, "max": third.alice}, nil) }, left(s.phone, 0))
	has(s.phone, 0)
	has(s.laptop, 0)

	mine := s.aliceSays(t, "four")
	live(t, func() {
		s.bob.do(t, "read", args{"to": s.Alice.name, "max": mine.bob}, nil)
	}, s.phone.says("read", s.bob.id, func(e event) bool { return e.Out && e.Max == mine.alice }))
	s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
		if x.ReadOut != mine.alice {
			return errors.New("not read by Bob")
		}
		return nil
	})
}

func number(x any) int {
	n, _ := x.(float64)
	return int(n)
}

func (s *story) markUnread(t *testing.T) {
	for _, mark := range []bool{true, false} {
		live(t, func() {
			s.phone.do(t, "markUnread", args{"to": s.Bob.name, "unread": mark}, nil)
		}, s.laptop.says("mark", s.bob.id, func(e event) bool { return e.Unread == mark }))
		s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
			if x.Mark != mark {
				return errors.New("another mark")
			}
			return nil
		})
	}
	// Reading takes the mark away.
	s.phone.do(t, "markUnread", args{"to": s.Bob.name, "unread": true}, nil)
	l := s.bobSays(t, "are you there?")
	s.phone.do(t, "read", args{"to": s.Bob.name, "max": l.alice}, nil)
	s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
		if x.Mark || x.Unread != 0 {
			return errors.New("still marked")
		}
		return nil
	})
}

// order waits until the first conversations of a device's list are those.
func (s *story) order(t *testing.T, d *device, want ...int64) {
	t.Helper()
	soon(t, func() error {
		var got []int64
		for _, x := range dialogs(t, d, false) {
			got = append(got, x.Chat)
		}
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			return errors.New(d.name + " has its conversations in another order")
		}
		return nil
	})
}

func (s *story) pinDialogs(t *testing.T) {
	s.bobSays(t, "I am on top")
	s.order(t, s.phone, s.bob.id)
	pinned := func(with int64, pinned bool) told {
		return s.laptop.says("dialogPin", with, func(e event) bool { return e.Pinned == pinned })
	}
	pin := func(p *person, with int64, pin bool) {
		t.Helper()
		live(t, func() { s.phone.do(t, "pinDialog", args{"to": p.name, "pinned": pin}, nil) }, pinned(with, pin))
	}
	pin(s.Carol, s.carol.id, true)
	for _, d := range []*device{s.phone, s.laptop} {
		s.order(t, d, s.carol.id, s.bob.id)
		d.seesDialog(t, s.carol.id, false, func(x dialog) error {
			if !x.Pinned {
				return errors.New("not pinned")
			}
			return nil
		})
	}
	// What is pinned stays above what is new; what is pinned later is above what was before.
	s.bobSays(t, "and now?")
	s.order(t, s.laptop, s.carol.id, s.bob.id)
	pin(s.Bob, s.bob.id, true)
	s.order(t, s.laptop, s.bob.id, s.carol.id)
	pin(s.Bob, s.bob.id, false)
	pin(s.Carol, s.carol.id, false)
	s.order(t, s.laptop, s.bob.id)
}

func (s *story) archive(t *testing.T) {
	move := func(archived bool) {
		t.Helper()
		live(t, func() {
			s.phone.do(t, "archive", args{"to": s.Carol.name, "archived": archived}, nil)
		}, s.laptop.says("archive", s.carol.id, func(e event) bool { return e.Archived == archived }))
		for _, d := range []*device{s.phone, s.laptop} {
			d.seesDialog(t, s.carol.id, archived, func(x dialog) error {
				if x.Archived != archived {
					return errors.New("in the wrong place")
				}
				return nil
			})
			for _, x := range dialogs(t, d, !archived) {
				if x.Chat == s.carol.id {
					t.Errorf("%s has the conversation in both places", d.name)
				}
			}
		}
	}
	move(true)
	move(false)

	// What is said in it takes it out of the archive, but not if it is muted.
	move(true)
	out := func(d *device) told {
		return d.says("archive", s.carol.id, func(e event) bool { return !e.Archived })
	}
	live(t, func() { say(t, s.carol, s.Alice, "do you read me in there?") }, out(s.phone), out(s.laptop))
	s.phone.do(t, "mute", args{"to": s.Carol.name, "muted": true}, nil)
	move(true)
	const text = "and now?"
	live(t, func() {
		say(t, s.carol, s.Alice, text)
	}, s.phone.says("message", s.carol.id, nil), s.laptop.says("message", s.carol.id, nil))
	for _, d := range []*device{s.phone, s.laptop} {
		d.seesDialog(t, s.carol.id, true, func(x dialog) error {
			if x.LastText != text {
				return errors.New("another last message")
			}
			return nil
		})
	}
	s.phone.do(t, "mute", args{"to": s.Carol.name, "muted": false}, nil)
	move(false)
}

func (s *story) mute(t *testing.T) {
	for _, muted := range []bool{true, false} {
		live(t, func() {
			s.phone.do(t, "mute", args{"to": s.Bob.name, "muted": muted}, nil)
		}, s.laptop.says("mute", s.bob.id, func(e event) bool { return e.Muted == muted }))
		s.laptop.seesDialog(t, s.bob.id, false, func(x dialog) error {
			if x.Muted != muted {
				return errors.New("muted otherwise")
			}
			return nil
		})
		live(t, func() {
			s.phone.do(t, "muteAll", args{"muted": muted}, nil)
		}, told{s.laptop, "the default of private conversations", func(e event) bool {
			return e.Event == "muteAll" && e.Muted == muted
		}})
	}
}
