package e2e

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestStory lets every client live through the same day: it signs up, sets a password, signs in on a second device,
// finds somebody, talks in all the ways there are, loses the network and comes back. The somebody, Bob, and a third,
// Carol, are on gotd/td.
func TestStory(t *testing.T) {
	w := newWorld(t, shortestTimer...)
	var crowd []*person
	for n := range 3 {
		p := w.newPerson(fmt.Sprintf("crowd_%d", n+1))
		w.partner(t, p)
		crowd = append(crowd, p)
	}
	eachKind(t, func(t *testing.T, k kind) {
		alice, bob, carol := w.newPerson("alice_"+k.name), w.newPerson("bob_"+k.name), w.newPerson("carol_"+k.name)
		s := &story{
			whole: t, world: w, Alice: alice, Bob: bob, Carol: carol, crowd: crowd,
			phone: newDevice(t, k, "phone"), laptop: newDevice(t, k, "laptop"),
			bob: w.partner(t, bob), carol: w.partner(t, carol),
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
			{"reply", false, s.reply},
			{"quote", false, s.quote},
			{"forward", false, s.forward},
			{"formatting", false, s.format},
			{"mentions", false, s.mention},
			{"silent messages", false, s.silent},
			{"saved messages", false, s.save},
			{"contacts", false, s.contacts},
			{"presence", false, s.presence},
			{"typing", false, s.typing},
			{"scheduled messages", false, s.scheduled},
			{"drafts", false, s.draft},
			{"unread counts", false, s.unread},
			{"unread mark", false, s.markUnread},
			{"pinned messages", false, s.pin},
			{"delete for oneself", false, s.deleteForMe},
			{"dialogs and their pins", false, s.pinDialogs},
			{"archive", false, s.archive},
			{"mute", false, s.mute},
			{"clear history", false, s.clear},
			{"auto-delete timer", false, s.timer},
			{"search", false, s.search},
			{"folders", false, s.folders},
			{"notices from 777000", false, s.notices},
			{"limits and errors", false, s.limits},
			{"scheduled messages come", false, s.arrives},
			{"history", false, s.history},
			{"catch up after a gap", false, s.gap},
			{"drafts, pins and marks after a gap", false, s.gapOfMarks},
			{"second device sees all", false, s.all},
		} {
			if !run.report.step(t, k, step.name, step.do) && step.need {
				t.Fatalf("cannot go on without: %s", step.name)
			}
		}
	})
}

// password is Alice's.
const password = "correct horse ✓"

// story is what one client acts out.
type story struct {
	whole             *testing.T // of which each step is a part
	world             *world
	Alice, Bob, Carol *person
	crowd             []*person // whom everybody meets
	phone, laptop     *device   // Alice's
	bob, carol        *device
	tablet            *device // Alice's too, on gotd/td, straight at the server; signed in late

	talk []*line // oldest first
	due  *line   // scheduled, and not said yet
}

// line is one message between the two, with the ids that it has for each of them.
type line struct {
	text       string
	byAlice    bool
	alice, bob int // 0 for who has it no more
}

func (s *story) keyExchange(t *testing.T) {
	s.world.connect(t, s.phone, s.phone.kind.transports[0], s.phone.kind.pfs)
}

func (s *story) signUp(t *testing.T) {
	s.world.signUp(t, s.phone, s.Alice)
}

func (s *story) signInWithPassword(t *testing.T) {
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
	if s.phone.kind.name == "tdlib" {
		s.complaints(t)
	}
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
			if n > 1 && d.kind.can(tellOnce) {
				t.Errorf("%s was told of message %d %d times", d.name, id, n)
			}
		}
	}
}

// complaints looks for what TDLib itself found wrong with what it was told. What it says of what is not built here, such
// as stories, does not count.
func (s *story) complaints(t *testing.T) {
	log, err := os.ReadFile(s.phone.log)
	if err != nil {
		t.Fatal(err)
	}
	// The log is that of all tests: this one's part begins with its name.
	if i := bytes.LastIndex(log, []byte("=== "+s.whole.Name()+" "+s.phone.name+"\n")); i >= 0 {
		log = log[i:]
	} else {
		t.Error("the log does not say where this test began")
	}
	wrong := regexp.MustCompile(`(?m)^\[ [01]\].*(Message|Update|Dialog|User|Draft)[A-Za-z]*\.cpp:.*$`)
	for _, line := range wrong.FindAllString(string(log), -1) {
		if !strings.Contains(line, "MessageReaction") {
			t.Errorf("%s complained: %s", s.phone.kind.name, line)
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
	var got, want []string
	for _, m := range slices.Backward(history(t, d, other.name)) {
		if m.Service != "" || s.due != nil && s.due.alice == 0 && m.Text == s.due.text {
			continue // The latter comes when it comes.
		}
		got = append(got, fmt.Sprintf("%d %v %s", m.ID, m.Out, m.Text))
	}
	for _, l := range s.talk {
		id, out := l.alice, l.byAlice
		if d == s.bob {
			id, out = l.bob, !l.byAlice
		}
		if id == 0 {
			continue
		}
		want = append(want, fmt.Sprintf("%d %v %s", id, out, l.text))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s reads\n\t%s\nwant\n\t%s", d.name, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
