package contacts

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func TestPhoneShowsToThoseWhoMaySeeIt(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(t *testing.T, w *world)
		want string
	}{
		{"a stranger", func(*testing.T, *world) {}, ""},
		{"one whom Ann knows", func(t *testing.T, w *world) { w.know(t, ann, bob) }, "491701"},
		{"one who knows Ann", func(t *testing.T, w *world) { w.know(t, bob, ann) }, ""},
		{"one who has the number", func(t *testing.T, w *world) {
			_, err := w.Import(t.Context(), bob, 1, []Entry{{Phone: "+49 1701", FirstName: "A"}})
			fails(t, "import", err, nil)
		}, "491701"},
		{"one who guessed it of somebody who is not to be found", func(t *testing.T, w *world) {
			w.rule(t, ann, PrivacyFoundByPhone, Rule{Kind: DenyAll})
			_, err := w.Add(t.Context(), bob, 1, ann, Entry{FirstName: "A", Phone: "491701"}, false)
			fails(t, "add", err, nil)
		}, ""},
		{"all", func(t *testing.T, w *world) { w.rule(t, ann, PrivacyPhone, Rule{Kind: AllowAll}) }, "491701"},
		{"all but one who is blocked", func(t *testing.T, w *world) {
			w.rule(t, ann, PrivacyPhone, Rule{Kind: AllowAll})
			fails(t, "block", w.Block(t.Context(), ann, 1, lamplight.UserPeer(bob)), nil)
		}, ""},
		{"one to whom it was shown", func(t *testing.T, w *world) {
			_, err := w.Add(t.Context(), ann, 1, bob, Entry{FirstName: "B"}, true)
			fails(t, "add", err, nil)
			w.rule(t, ann, PrivacyInvite, Rule{Kind: DenyAll})
			_, err = w.Remove(t.Context(), ann, 1, []lamplight.UserID{bob})
			fails(t, "remove", err, nil)
		}, "491701"},
		{"one to whom it is not shown any more", func(t *testing.T, w *world) {
			w.know(t, ann, bob)
			w.rule(t, ann, PrivacyPhone, Rule{Kind: DenyAll})
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			w.see(t, bob, ann) // remembered: what changes here must show at once
			tt.do(t, w)
			same(t, "phone", w.see(t, bob, ann).Phone, tt.want)
			same(t, "own phone", w.see(t, ann, ann).Phone, "491701")
		})
	}
}

func TestLastSeen(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(t *testing.T, w *world)
		want lamplight.Presence
	}{
		{"a stranger sees little", func(*testing.T, *world) {}, lamplight.Presence{Kind: lamplight.PresenceRecently}},
		{"one of whom Ann is no contact sees little although Ann is theirs",
			func(t *testing.T, w *world) { w.know(t, bob, ann) }, lamplight.Presence{Kind: lamplight.PresenceRecently}},
		{"contacts of each other see it exactly",
			func(t *testing.T, w *world) { w.know(t, bob, ann); w.know(t, ann, bob) },
			lamplight.Presence{Kind: lamplight.PresenceOffline, At: time.Unix(1_800_000_000-3600, 0).UTC()}},
		{"who hides does not see",
			func(t *testing.T, w *world) { w.know(t, ann, bob) },
			lamplight.Presence{Kind: lamplight.PresenceRecently, ByMe: true}},
		{"all see it exactly who show theirs", func(t *testing.T, w *world) {
			w.rule(t, ann, PrivacyLastSeen, Rule{Kind: AllowAll})
			w.rule(t, bob, PrivacyLastSeen, Rule{Kind: AllowAll})
		}, lamplight.Presence{Kind: lamplight.PresenceOffline, At: time.Unix(1_800_000_000-3600, 0).UTC()}},
		{"a week ago", func(t *testing.T, w *world) { w.clock = w.clock.Add(4 * 24 * time.Hour) }, lamplight.Presence{Kind: lamplight.PresenceLastWeek}},
		{"a month ago", func(t *testing.T, w *world) { w.clock = w.clock.Add(20 * 24 * time.Hour) }, lamplight.Presence{Kind: lamplight.PresenceLastMonth}},
		{"long ago", func(t *testing.T, w *world) { w.clock = w.clock.Add(40 * 24 * time.Hour) }, lamplight.Presence{}},
		{"blocked people see nothing", func(t *testing.T, w *world) {
			w.rule(t, ann, PrivacyLastSeen, Rule{Kind: AllowAll})
			fails(t, "block", w.Block(t.Context(), ann, 1, lamplight.UserPeer(bob)), nil)
		}, lamplight.Presence{}},
		{"vague also while she is here", func(t *testing.T, w *world) {
			w.clock = w.clock.Add(20 * 24 * time.Hour)
			fails(t, "online", w.SetOnline(t.Context(), ann, true), nil)
		}, lamplight.Presence{Kind: lamplight.PresenceRecently}},
		{"here", func(t *testing.T, w *world) {
			w.know(t, bob, ann)
			w.know(t, ann, bob)
			fails(t, "online", w.SetOnline(t.Context(), ann, true), nil)
		}, lamplight.Presence{Kind: lamplight.PresenceOnline, At: time.Unix(1_800_000_000+300, 0).UTC()}},
		{"never", func(t *testing.T, w *world) {
			w.rule(t, ann, PrivacyLastSeen, Rule{Kind: AllowAll})
			w.rule(t, bob, PrivacyLastSeen, Rule{Kind: AllowAll})
			w.change(t, ann, func(u *store.User) { u.LastSeen = time.Time{} })
		}, lamplight.Presence{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			w.see(t, bob, ann)
			tt.do(t, w)
			same(t, "presence", w.see(t, bob, ann).Presence, tt.want)
		})
	}
}

func TestPersons(t *testing.T) {
	w := newWorld(t, Limits{})
	fails(t, "name", w.SetUsername(t.Context(), ann, 1, "Annie_Lee"), nil)
	got, err := w.Persons(t.Context(), bob, []lamplight.UserID{cid, 9, ann, lamplight.ServiceUser, bob})
	fails(t, "persons", err, nil)
	var ids []lamplight.UserID
	for _, p := range got {
		ids = append(ids, p.ID)
	}
	list(t, "in the order asked, without the unknown", ids, cid, ann, lamplight.ServiceUser, bob)
	same(t, "public name", got[1].Username, "Annie_Lee")
	same(t, "the service", got[2].FirstName, "Lamplight")
	same(t, "the service is vouched for", got[2].Verified, true)
	same(t, "self", got[3].Self && got[3].Contact && !got[1].Self, true)

	_, err = w.Add(t.Context(), bob, 1, ann, Entry{FirstName: "My", LastName: "Annie"}, false)
	fails(t, "add", err, nil)
	p := w.see(t, bob, ann)
	same(t, "one's own name for a contact", p.FirstName+p.LastName, "MyAnnie")
	same(t, "contact, not mutual", p.Contact && !p.Mutual, true)
	same(t, "for others as ever", w.see(t, cid, ann).FirstName, "Ann")
	w.know(t, ann, bob)
	same(t, "mutual", w.see(t, bob, ann).Mutual, true)

	w.change(t, ann, func(u *store.User) { *u = store.User{ID: ann, Deleted: w.clock, TTLDays: 365} })
	p = w.see(t, bob, ann)
	same(t, "deleted", p.Deleted, true)
	same(t, "nothing of the deleted", p.FirstName+p.LastName+p.Phone, "")
}

func TestWhatAnotherNodeChangedIsSeenAfterAMoment(t *testing.T) {
	w := newWorld(t, Limits{})
	same(t, "before", w.see(t, bob, ann).FirstName, "Ann")
	w.write(t, func(tx store.Tx) error {
		u, err := tx.User(ann)
		if err != nil {
			return err
		}
		u.FirstName = "Anna"
		return tx.UpdateUser(u)
	})
	same(t, "at once", w.see(t, bob, ann).FirstName, "Ann")
	w.clock = w.clock.Add(w.limits.CachedFor + time.Millisecond)
	same(t, "after a moment", w.see(t, bob, ann).FirstName, "Anna")
}

func TestCacheStaysSmall(t *testing.T) {
	w := newWorld(t, Limits{Cached: 16})
	for i := range lamplight.UserID(100) {
		if _, err := w.Persons(t.Context(), ann, []lamplight.UserID{i + 1}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.cache.pairs); n > 16 {
		t.Errorf("%d entries, at most 16", n)
	}
}

func TestFullPage(t *testing.T) {
	w := newWorld(t, Limits{})
	about := "about me"
	fails(t, "profile", w.SetProfile(t.Context(), ann, 1, Profile{About: &about}), nil)
	full := func(viewer, id lamplight.UserID) Full {
		t.Helper()
		f, err := w.Full(t.Context(), viewer, id)
		fails(t, "full", err, nil)
		return f
	}
	same(t, "a stranger's", full(bob, ann), Full{About: about, Settings: Bar{AddContact: true, BlockContact: true, ReportSpam: true}})
	same(t, "one's own", full(ann, ann), Full{About: about})
	same(t, "the service's", full(ann, lamplight.ServiceUser), Full{})
	w.rule(t, ann, PrivacyAbout, Rule{Kind: AllowCloseFriends})
	same(t, "hidden", full(bob, ann).About, "")
	w.know(t, ann, bob)
	same(t, "hidden from a contact", full(bob, ann).About, "")
	fails(t, "close", w.SetCloseFriends(t.Context(), ann, 1, []lamplight.UserID{bob, cid}), nil)
	same(t, "shown to a close friend", full(bob, ann).About, about)
	_, err := w.Add(t.Context(), bob, 1, ann, Entry{FirstName: "A", Note: "met in Rome"}, false)
	fails(t, "add", err, nil)
	f := full(bob, ann)
	same(t, "note", f.Note, "met in Rome")
	same(t, "nothing to add", f.Settings, Bar{})
	same(t, "offer to share the number", full(ann, bob).Settings, Bar{})
	fails(t, "read times", w.SetGlobal(t.Context(), ann, Global{ContactsOnly: true, HideRead: true}), nil)
	same(t, "hides read times", full(cid, ann).HidesReadTimes, true)
	same(t, "closed to strangers", full(cid, ann).ContactsOnly, true)
	same(t, "open to contacts", full(bob, ann).ContactsOnly, false)
	fails(t, "hide the bar", w.HideBar(t.Context(), cid, 1, ann), nil)
	same(t, "bar closed", full(cid, ann).Settings, Bar{})
	fails(t, "block", w.Block(t.Context(), dan, 1, lamplight.UserPeer(ann)), nil)
	f = full(dan, ann)
	same(t, "blocked", f.Blocked, true)
	same(t, "bar of the blocked", f.Settings, Bar{ReportSpam: true})
	_, err = w.Full(t.Context(), ann, 9)
	fails(t, "nobody", err, lamplight.ErrUserInvalid)
}

func TestProfile(t *testing.T) {
	w := newWorld(t, Limits{})
	w.know(t, bob, ann)
	w.say(t, ann, cid)
	own, friend, partner, stranger := w.heard(t, ann), w.heard(t, bob), w.heard(t, cid), w.heard(t, dan)
	set := func(first, last, about string) error {
		return w.SetProfile(t.Context(), ann, 5, Profile{&first, &last, &about})
	}
	fails(t, "set", set(" Anna\tMaria ", "", "hello"), nil)
	same(t, "name", w.see(t, dan, ann).FirstName, "Anna Maria")
	list(t, "own devices", kinds(own()), lamplight.EventUser)
	list(t, "friends", kinds(friend()), lamplight.EventUser)
	list(t, "partners", kinds(partner()), lamplight.EventUser)
	list(t, "strangers", kinds(stranger()))
	fails(t, "the same again", set("Anna Maria", "", "hello"), nil)
	list(t, "nothing to tell", kinds(own()))
	long := make([]byte, 71)
	for i := range long {
		long[i] = 'x'
	}
	fails(t, "no name", set(" \u200b ", "", ""), ErrFirstNameInvalid)
	fails(t, "long name", set(string(long), "", ""), ErrFirstNameInvalid)
	fails(t, "no text", set("\xff", "", ""), ErrFirstNameInvalid)
	fails(t, "long last name", set("A", string(long), ""), ErrLastNameInvalid)
	fails(t, "long about", set("A", "", string(long)), ErrAboutTooLong)
}
