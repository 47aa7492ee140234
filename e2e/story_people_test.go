package e2e

import (
	"errors"
	"strings"
	"testing"
)

func (s *story) contacts(t *testing.T) {
	s.phone.do(t, "addContact", args{"to": s.Bob.name, "first": "Bobby"}, nil)
	s.bob.do(t, "addContact", args{"to": s.Alice.name, "first": "Ally"}, nil)

	// Who is in somebody's address book is announced when they come.
	dave := s.world.newPerson("dave_" + s.phone.kind.name)
	var found struct{ ID int64 }
	s.phone.do(t, "importContact", args{"phone": dave.phone, "first": "Dave"}, &found)
	if found.ID != 0 {
		t.Errorf("a phone that nobody has is that of %d", found.ID)
	}
	var joined *device
	joins := func(d *device) told {
		return told{d, "a contact who joined", func(e event) bool { return e.Event == "message" && e.Service == "joined" }}
	}
	got := live(t, func() { joined = s.world.partner(t, dave) }, joins(s.phone), joins(s.laptop))
	for _, e := range got {
		if e.Chat != joined.id || e.Out {
			t.Errorf("that %d joined was told as %s", joined.id, e.raw)
		}
	}
	s.phone.do(t, "importContact", args{"phone": dave.phone, "first": "Dave"}, &found)
	if found.ID != joined.id {
		t.Errorf("the phone of %d is that of %d", joined.id, found.ID)
	}
	joined.do(t, "close", nil, nil)
}

func (s *story) presence(t *testing.T) {
	is := func(d *device, online bool) told {
		return d.says("presence", s.other(d), func(e event) bool { return e.Online == online })
	}
	for _, online := range []bool{true, false, true} {
		live(t, func() { s.bob.do(t, "online", args{"online": online}, nil) }, is(s.phone, online), is(s.laptop, online))
		for _, d := range []*device{s.phone, s.laptop} {
			var status struct{ Online bool }
			d.do(t, "status", args{"username": s.Bob.name}, &status)
			if status.Online != online {
				t.Errorf("%s sees Bob online=%v, want %v", d.name, status.Online, online)
			}
		}
	}
	// It may be there already, of which nothing new is told; and a library may say that it is done before it is.
	s.phone.do(t, "online", args{"online": true}, nil)
	soon(t, func() error {
		var status struct{ Online bool }
		s.bob.do(t, "status", args{"username": s.Alice.name}, &status)
		if !status.Online {
			return errors.New("Bob does not see Alice online")
		}
		return nil
	})
	live(t, func() { s.phone.do(t, "online", args{"online": false}, nil) }, is(s.bob, false))
	live(t, func() { s.phone.do(t, "online", args{"online": true}, nil) }, is(s.bob, true))
}

func (s *story) typing(t *testing.T) {
	live(t, func() {
		s.bob.do(t, "typing", args{"to": s.Alice.name}, nil)
	}, s.phone.says("typing", s.bob.id, nil), s.laptop.says("typing", s.bob.id, nil))
	quiet(t, s.laptop, "typing", func() {
		live(t, func() {
			s.phone.do(t, "typing", args{"to": s.Bob.name}, nil)
		}, s.bob.says("typing", s.phone.id, nil))
	})
}

// notices looks for what the server says itself: that there was a sign-in, and what it needed.
func (s *story) notices(t *testing.T) {
	for _, d := range []*device{s.phone, s.laptop} {
		all := messages(t, d, "notices", args{"limit": 100})
		if len(all) == 0 {
			t.Fatalf("%s has no notices", d.name)
		}
		for _, m := range all {
			if m.Out || m.Chat != serviceUser || m.Text == "" {
				t.Errorf("%s has the notice %+v", d.name, m)
			}
		}
	}
	// One more device signs in, and both are told.
	text := func(d *device) told {
		return d.says("message", serviceUser, func(e event) bool { return strings.Contains(e.Text, "a device signed in") })
	}
	live(t, func() { s.tablet = s.world.again(s.whole, s.Alice) }, text(s.phone), text(s.laptop))
}

// serviceUser is who the server speaks as.
const serviceUser = 777000
