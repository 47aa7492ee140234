package contacts

import (
	"context"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func TestPresenceIsToldToThoseWhoMayKnow(t *testing.T) {
	w := newWorld(t, Limits{})
	w.know(t, ann, bob) // each other's contacts
	w.know(t, bob, ann)
	w.know(t, cid, ann) // one way: Ann hides from Cid
	w.say(t, ann, dan)  // talks with Dan, who is no contact
	told := map[lamplight.UserID]func() []lamplight.Event{bob: w.heard(t, bob), cid: w.heard(t, cid), dan: w.heard(t, dan)}
	expect := func(what string, want map[lamplight.UserID][]lamplight.Presence) {
		t.Helper()
		for id, heard := range told {
			var got []lamplight.Presence
			for _, e := range heard() {
				same(t, what+": kind", e.Kind, lamplight.EventPresence)
				same(t, what+": who", e.From, ann)
				got = append(got, *e.Presence)
			}
			list(t, what+": to "+w.see(t, id, id).FirstName, got, want[id]...)
		}
	}
	set := func(online bool) {
		t.Helper()
		fails(t, "set", w.SetOnline(t.Context(), ann, online), nil)
	}
	here := func() lamplight.Presence {
		return lamplight.Presence{Kind: lamplight.PresenceOnline, At: w.clock.Add(w.limits.OnlineFor)}
	}
	type to = map[lamplight.UserID][]lamplight.Presence

	set(true)
	expect("comes", to{bob: {here()}})
	w.clock = w.clock.Add(time.Minute)
	set(true)
	expect("stays", nil)
	w.clock = w.clock.Add(4*time.Minute + 30*time.Second)
	set(true)
	expect("stays until the others would think her gone", to{bob: {here()}})
	set(false)
	expect("goes", to{bob: {{Kind: lamplight.PresenceOffline, At: w.clock}}})
	set(false)
	expect("is gone", nil)

	w.rule(t, ann, PrivacyLastSeen, Rule{Kind: AllowAll})
	w.rule(t, dan, PrivacyLastSeen, Rule{Kind: AllowAll})
	fails(t, "block", w.Block(t.Context(), ann, 1, lamplight.UserPeer(bob)), nil)
	told[bob]()
	told[dan]()
	set(true)
	expect("shows to all but the blocked", to{cid: {here()}, dan: {here()}})
}

func TestLastSeenIsWrittenDownSeldom(t *testing.T) {
	w := newWorld(t, Limits{})
	seen := func() (at time.Time) {
		t.Helper()
		w.write(t, func(tx store.Tx) error {
			u, err := tx.User(ann)
			at = u.LastSeen
			return err
		})
		return at
	}
	start := w.clock
	for i, want := range []time.Duration{0, 0, 0, 60 * time.Second} {
		w.clock = start.Add(time.Duration(i) * 20 * time.Second)
		fails(t, "online", w.SetOnline(t.Context(), ann, true), nil)
		same(t, "last seen", seen(), start.Add(want))
	}
	w.clock = start.Add(70 * time.Second)
	fails(t, "offline", w.SetOnline(t.Context(), ann, false), nil)
	same(t, "last seen", seen(), w.clock)
}

func TestPresencesAreForgotten(t *testing.T) {
	p, now := newPresences(), time.Unix(1_800_000_000, 0)
	for i := range lamplight.UserID(5 * leastSwept) {
		now = now.Add(time.Second)
		p.set(i+1, now, now.Add(time.Minute), time.Minute)
	}
	if len(p.online) > leastSwept+1 || len(p.saved) > leastSwept+1 {
		t.Errorf("%d people are remembered, %d of them are here", len(p.online), 60)
	}
	same(t, "the last one is here", p.until(5*leastSwept), now.Add(time.Minute))
}

// TestSeesAndArrivals: who may see exactly when somebody is here learns that, and nobody else; arrivals are called out, once
// each.
func TestSeesAndArrivals(t *testing.T) {
	w := newWorld(t, Limits{})
	var came []lamplight.UserID
	w.arrived = func(_ context.Context, id lamplight.UserID) { came = append(came, id) }
	w.know(t, ann, bob)
	w.know(t, bob, ann)
	w.know(t, cid, ann) // one way
	sees := func(what string, viewer lamplight.UserID, exact, online bool) {
		t.Helper()
		e, o, err := w.Sees(t.Context(), viewer, ann)
		fails(t, what, err, nil)
		same(t, what+": exactly", e, exact)
		same(t, what+": online", o, online)
	}
	sees("a contact, away", bob, true, false)
	for range 2 {
		fails(t, "set", w.SetOnline(t.Context(), ann, true), nil)
	}
	sees("a contact", bob, true, true)
	sees("who is no contact of hers", cid, false, false)
	sees("a stranger", dan, false, false)
	list(t, "came", came, ann)
	w.clock = w.clock.Add(w.limits.OnlineFor) // fell silent
	sees("a contact, silent", bob, true, false)
	fails(t, "set", w.SetOnline(t.Context(), ann, true), nil)
	fails(t, "set", w.SetOnline(t.Context(), ann, false), nil)
	list(t, "came again", came, ann, ann)

	w.rule(t, bob, PrivacyLastSeen, Rule{Kind: DenyAll})
	sees("who hides from her", bob, false, false)
	if exact, online, err := w.Sees(t.Context(), bob, 77); err != nil || exact || online {
		t.Errorf("nobody is seen: %v, %v, %v", exact, online, err)
	}
}
