package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestStory lets every client live through the same day: it signs up, sets a password, signs in on a second device,
// finds somebody, talks, loses the network and comes back. The somebody, Bob, is on gotd/td.
func TestStory(t *testing.T) {
	w := newWorld(t)
	eachKind(t, func(t *testing.T, k kind) {
		alice, bob := w.newPerson("alice_"+k.name), w.newPerson("bob_"+k.name)
		s := &story{
			world: w, Alice: alice, Bob: bob,
			phone: newDevice(t, k, "phone"), laptop: newDevice(t, k, "laptop"), bob: w.partner(t, bob),
		}
		for _, step := range []struct {
			name string
			need bool // without it nothing that follows makes sense
			do   func(*testing.T)
		}{
			{"key exchange", true, s.keyExchange},
			{"sign up", true, s.signUp},
			{"password", true, s.signInWithPassword},
			{"find by username", true, s.find},
			{"send", true, s.send},
			{"receive live", true, s.receive},
			{"edit", false, s.edit},
			{"delete", false, s.delete},
			{"read marks", false, s.read},
			{"history", false, s.history},
			{"catch up after a gap", false, s.gap},
			{"second device sees all", false, s.all},
		} {
			if !run.report.step(t, k, step.name, step.do) && step.need {
				t.Fatalf("cannot go on without: %s", step.name)
			}
		}
	})
}

// story is what one client acts out.
type story struct {
	world              *world
	Alice, Bob         *person
	phone, laptop, bob *device // Alice's two devices, and Bob's

	talk []*line // oldest first
}

// line is one message between the two, with the ids that it has for each of them.
type line struct {
	text       string
	byAlice    bool
	alice, bob int
}

func (s *story) keyExchange(t *testing.T) {
	s.world.connect(t, s.phone, s.phone.kind.transports[0], s.phone.kind.pfs)
}

func (s *story) signUp(t *testing.T) {
	s.world.signUp(t, s.phone, s.Alice)
}

func (s *story) signInWithPassword(t *testing.T) {
	const password = "correct horse ✓"
	s.phone.do(t, "setPassword", args{"password": password}, nil)
	s.world.connect(t, s.laptop, s.laptop.kind.transports[0], s.laptop.kind.pfs)
	var me struct {
		ID int64 `json:"id"`
	}
	s.laptop.do(t, "signIn", args{"phone": s.Alice.phone, "code": code, "password": password}, &me)
	if me.ID != s.phone.id {
		t.Errorf("the second device signed in as %d, the first as %d", me.ID, s.phone.id)
	}
	s.laptop.id = me.ID
}

func (s *story) find(t *testing.T) {
	for _, look := range []struct {
		who  *device
		name string
		want int64
	}{
		{s.phone, s.Bob.name, s.bob.id},
		{s.laptop, s.Bob.name, s.bob.id},
		{s.bob, s.Alice.name, s.phone.id},
	} {
		var found struct {
			ID int64 `json:"id"`
		}
		look.who.do(t, "resolve", args{"username": look.name}, &found)
		if found.ID != look.want {
			t.Errorf("%s found %d as %s, want %d", look.who.name, found.ID, look.name, look.want)
		}
	}
	if err := s.phone.try("resolve", args{"username": "nobody_at_all"}, nil); err == nil {
		t.Error("somebody was found by a username that nobody has")
	}
}

// aliceSays sends from the first device and waits until everybody else has it.
func (s *story) aliceSays(t *testing.T, text string) *line {
	t.Helper()
	id := say(t, s.phone, s.Bob, text)
	got := s.bob.waitMessage(t, "message", s.phone, false, text)
	if copied := s.laptop.waitMessage(t, "message", s.bob, true, text); copied.ID != id {
		t.Errorf("%q is %d on the device that sent it and %d on the other", text, id, copied.ID)
	}
	return s.add(line{text: text, byAlice: true, alice: id, bob: got.ID})
}

// bobSays sends to Alice and waits until both of her devices have it.
func (s *story) bobSays(t *testing.T, text string) *line {
	t.Helper()
	id := say(t, s.bob, s.Alice, text)
	got := s.phone.waitMessage(t, "message", s.bob, false, text)
	if copied := s.laptop.waitMessage(t, "message", s.bob, false, text); copied.ID != got.ID {
		t.Errorf("%q is %d on one device and %d on the other", text, got.ID, copied.ID)
	}
	return s.add(line{text: text, alice: got.ID, bob: id})
}

func (s *story) add(l line) *line {
	s.talk = append(s.talk, &l)
	return &l
}

func (s *story) remove(text string) {
	s.talk = slices.DeleteFunc(s.talk, func(l *line) bool { return l.text == text })
}

func (s *story) send(t *testing.T) {
	s.aliceSays(t, "good morning, Bob")
	s.aliceSays(t, "日本語 and 🧡 survive the wire")
}

func (s *story) receive(t *testing.T) {
	s.bobSays(t, "good morning, Alice")
	s.bobSays(t, strings.TrimSpace(strings.Repeat("long ", 800)))
}

func (s *story) edit(t *testing.T) {
	l := s.aliceSays(t, "a first try")
	l.text = "a second try"
	s.phone.do(t, "edit", args{"to": s.Bob.name, "id": l.alice, "text": l.text}, nil)
	s.bob.waitMessage(t, "edit", s.phone, false, l.text)
	s.laptop.waitMessage(t, "edit", s.bob, true, l.text)

	l = s.bobSays(t, "one thought")
	l.text = "another thought"
	s.bob.do(t, "edit", args{"to": s.Alice.name, "id": l.bob, "text": l.text}, nil)
	s.phone.waitMessage(t, "edit", s.bob, false, l.text)
	s.laptop.waitMessage(t, "edit", s.bob, false, l.text)
}

func (s *story) delete(t *testing.T) {
	l := s.aliceSays(t, "Alice wishes she had not said this")
	s.phone.do(t, "delete", args{"to": s.Bob.name, "ids": []int{l.alice}}, nil)
	s.bob.waitDelete(t, l.bob)
	s.laptop.waitDelete(t, l.alice)
	s.remove(l.text)

	l = s.bobSays(t, "Bob wishes he had not said this")
	s.bob.do(t, "delete", args{"to": s.Alice.name, "ids": []int{l.bob}}, nil)
	s.phone.waitDelete(t, l.alice)
	s.laptop.waitDelete(t, l.alice)
	s.remove(l.text)
}

func (s *story) read(t *testing.T) {
	l := s.aliceSays(t, "have you read this, Bob?")
	s.bob.do(t, "read", args{"to": s.Alice.name, "max": l.bob}, nil)
	s.phone.waitRead(t, s.bob, true, l.alice)
	s.laptop.waitRead(t, s.bob, true, l.alice)

	l = s.bobSays(t, "yes; and you this, Alice?")
	s.phone.do(t, "read", args{"to": s.Bob.name, "max": l.alice}, nil)
	s.bob.waitRead(t, s.phone, true, l.bob)
	s.laptop.waitRead(t, s.bob, false, l.alice)
}

func (s *story) history(t *testing.T) {
	s.same(t, s.phone)
	s.same(t, s.bob)
}

// all compares what the second device reads with what was said, and looks whether anybody was told anything twice.
func (s *story) all(t *testing.T) {
	s.same(t, s.laptop)
	for _, d := range []*device{s.phone, s.laptop, s.bob} {
		times := make(map[int]int)
		d.mu.Lock()
		for _, e := range d.events {
			if e.Event == "message" {
				times[e.ID]++
			}
		}
		d.mu.Unlock()
		for id, n := range times {
			if n > 1 {
				t.Errorf("%s was told of message %d %d times", d.name, id, n)
			}
		}
	}
}

// same compares the history that a device reads with what was said.
func (s *story) same(t *testing.T, d *device) {
	t.Helper()
	other := s.Bob
	if d == s.bob {
		other = s.Alice
	}
	var page struct {
		Messages []struct {
			ID   int    `json:"id"`
			Out  bool   `json:"out"`
			Text string `json:"text"`
		} `json:"messages"`
	}
	d.do(t, "history", args{"to": other.name, "limit": 100}, &page)
	var got, want []string
	for _, m := range slices.Backward(page.Messages) {
		got = append(got, fmt.Sprintf("%d %v %s", m.ID, m.Out, m.Text))
	}
	for _, l := range s.talk {
		id, out := l.alice, l.byAlice
		if d == s.bob {
			id, out = l.bob, !l.byAlice
		}
		want = append(want, fmt.Sprintf("%d %v %s", id, out, l.text))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s reads\n\t%s\nwant\n\t%s", d.name, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// gap cuts Alice's devices off while Bob writes, edits and deletes, and looks whether they learn of it.
func (s *story) gap(t *testing.T) {
	before := s.bobSays(t, "this will change while Alice is away")
	doomed := s.bobSays(t, "this will be gone when Alice is back")
	s.world.link.cut()
	var away []*line
	for n := range 3 {
		text := fmt.Sprintf("Alice missed this (%d)", n+1)
		away = append(away, s.add(line{text: text, bob: say(t, s.bob, s.Alice, text)}))
	}
	before.text = "this changed while Alice was away"
	s.bob.do(t, "edit", args{"to": s.Alice.name, "id": before.bob, "text": before.text}, nil)
	s.bob.do(t, "delete", args{"to": s.Alice.name, "ids": []int{doomed.bob}}, nil)
	s.world.link.restore(t)

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
