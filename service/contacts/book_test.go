package contacts

import (
	"strings"
	"testing"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

func (w *world) book(t *testing.T, owner lamplight.UserID) ([]lamplight.UserID, int) {
	t.Helper()
	people, saved, err := w.Book(t.Context(), owner)
	fails(t, "book", err, nil)
	return people, saved
}

func TestImport(t *testing.T) {
	w := newWorld(t, Limits{})
	w.rule(t, cid, PrivacyFoundByPhone, Rule{Kind: AllowContacts})
	heard := w.heard(t, ann)
	in := func(entries ...Entry) []Imported {
		t.Helper()
		found, err := w.Import(t.Context(), ann, 7, entries)
		fails(t, "import", err, nil)
		return found
	}
	found := in(
		Entry{ClientID: 1, Phone: "+49 (170) 2", FirstName: "Bobby", Note: "n"}, Entry{ClientID: 2, Phone: "491703", FirstName: "Cid"},
		Entry{ClientID: 3, Phone: "499999", FirstName: "Later"}, Entry{ClientID: 4, Phone: "12", FirstName: "short"},
		Entry{ClientID: 5, Phone: "491701", FirstName: "me"}, Entry{ClientID: 6, Phone: "499998"},
	)
	list(t, "found", found, Imported{1, bob}, Imported{5, ann})
	people, saved := w.book(t, ann)
	list(t, "people", people, bob)
	same(t, "saved", saved, 3)
	same(t, "told", kinds(heard())[0], lamplight.EventPeerSettings)
	same(t, "name", w.see(t, ann, bob).FirstName, "Bobby")

	w.know(t, cid, ann)
	list(t, "found now", in(Entry{ClientID: 2, Phone: "491703", FirstName: "Cid"}), Imported{2, cid})
	people, saved = w.book(t, ann)
	list(t, "people", people, bob, cid)
	same(t, "saved", saved, 2)

	in(Entry{Phone: "491702", FirstName: "Bob", KeepNote: true})
	f, err := w.Full(t.Context(), ann, bob)
	fails(t, "full", err, nil)
	same(t, "note kept", f.Note, "n")
	w.rule(t, bob, PrivacyFoundByPhone, Rule{Kind: DenyAll})
	list(t, "still a contact", in(Entry{ClientID: 1, Phone: "491702", FirstName: "Bob"}), Imported{1, bob})

	cards, err := w.Saved(t.Context(), ann)
	fails(t, "saved", err, nil)
	same(t, "a card without a name", cards[0].FirstName, "+499998")
	fails(t, "remove phones", w.RemovePhones(t.Context(), ann, 7, []string{"+499998", "491702", "1"}), nil)
	people, saved = w.book(t, ann)
	list(t, "people", people, cid)
	same(t, "saved", saved, 1)
	fails(t, "forget", w.ForgetSaved(t.Context(), ann), nil)
	_, saved = w.book(t, ann)
	same(t, "saved", saved, 0)
}

func TestImportsAreLimited(t *testing.T) {
	w := newWorld(t, Limits{ImportAtOnce: 3, Imports: 4})
	_, err := w.Import(t.Context(), ann, 1, make([]Entry, 4))
	fails(t, "too many at once", err, lamplight.ErrLimitInvalid)
	_, err = w.Import(t.Context(), ann, 1, make([]Entry, 3))
	fails(t, "three", err, nil)
	_, err = w.Import(t.Context(), ann, 1, make([]Entry, 2))
	fails(t, "too many in a day", err, lamplight.FloodWait(1))
	_, err = w.Import(t.Context(), ann, 1, []Entry{{Phone: "499999", Note: strings.Repeat("x", 129)}})
	fails(t, "a long note", err, ErrNoteTooLong)
}

func TestJoined(t *testing.T) {
	w := newWorld(t, Limits{})
	const eve = lamplight.UserID(2_000_000_005)
	for _, owner := range []lamplight.UserID{ann, bob} {
		_, err := w.Import(t.Context(), owner, 1, []Entry{{Phone: "499999", FirstName: "Evie"}})
		fails(t, "import", err, nil)
	}
	fails(t, "silent", w.SetSignUpSilent(t.Context(), bob, true), nil)
	heard := w.heard(t, ann)
	w.write(t, func(tx store.Tx) error {
		return tx.AddUser(store.User{ID: eve, Phone: "499999", FirstName: "Eve", Created: w.clock, TTLDays: 365})
	})
	for range 2 { // a job may run twice
		fails(t, "joined", w.Joined(t.Context(), eve, "499999"), nil)
	}
	people, saved := w.book(t, ann)
	list(t, "people", people, eve)
	same(t, "saved", saved, 0)
	same(t, "name", w.see(t, ann, eve).FirstName, "Evie")
	list(t, "told", kinds(heard()), lamplight.EventPeerSettings, lamplight.EventNewMessage)
	for owner, want := range map[lamplight.UserID]int{ann: 1, bob: 0} {
		p, err := w.log.History(t.Context(), lamplight.AccountBox(owner), boxes.HistoryQuery{Peer: lamplight.UserPeer(eve), Limit: 5})
		fails(t, "history", err, nil)
		if len(p.Messages) != want || want > 0 && p.Messages[0].Action.Kind != lamplight.ActionContactSignUp {
			t.Errorf("%d hears %+v", owner, p.Messages)
		}
	}
	silent, err := w.SignUpSilent(t.Context(), bob)
	fails(t, "silent", err, nil)
	same(t, "silent", silent, true)
	fails(t, "loud", w.SetSignUpSilent(t.Context(), bob, false), nil)
	silent, _ = w.SignUpSilent(t.Context(), bob)
	same(t, "loud again", silent, false)
}

// TestMovedToAPhone has an account move to a number that others have saved: its rules hold there too.
func TestMovedToAPhone(t *testing.T) {
	w := newWorld(t, Limits{})
	for _, owner := range []lamplight.UserID{ann, bob} {
		_, err := w.Import(t.Context(), owner, 1, []Entry{{Phone: "499999", FirstName: "X"}})
		fails(t, "import", err, nil)
	}
	w.rule(t, cid, PrivacyFoundByPhone, Rule{Kind: AllowContacts})
	w.know(t, cid, bob)
	w.write(t, func(tx store.Tx) error {
		u, err := tx.User(cid)
		if err != nil {
			return err
		}
		u.Phone = "499999"
		return tx.UpdateUser(u)
	})
	fails(t, "moved", w.Joined(t.Context(), cid, "499999"), nil)
	people, saved := w.book(t, ann)
	list(t, "found by somebody who may not", people)
	same(t, "still saved", saved, 1)
	people, _ = w.book(t, bob)
	list(t, "found by a contact", people, cid)
}

func TestAdd(t *testing.T) {
	w := newWorld(t, Limits{Resolves: 1})
	add := func(id lamplight.UserID, e Entry) error {
		_, err := w.Add(t.Context(), ann, 1, id, e, false)
		return err
	}
	fails(t, "no name", add(bob, Entry{}), ErrContactNameEmpty)
	fails(t, "oneself", add(ann, Entry{FirstName: "A"}), ErrContactIDInvalid)
	fails(t, "the service", add(lamplight.ServiceUser, Entry{FirstName: "A"}), ErrContactIDInvalid)
	fails(t, "nobody", add(9, Entry{FirstName: "A"}), ErrContactIDInvalid)
	fails(t, "a guess", add(bob, Entry{FirstName: "A", Phone: "4911"}), nil)
	fails(t, "one guess more", add(bob, Entry{FirstName: "A", Phone: "4912"}), lamplight.FloodWait(1))
	events, err := w.Add(t.Context(), ann, 1, cid, Entry{FirstName: "C"}, true)
	fails(t, "share", err, nil)
	list(t, "told", kinds(events), lamplight.EventPeerSettings)
	same(t, "number shared", w.see(t, cid, ann).Phone, "491701")

	fails(t, "note", w.SetNote(t.Context(), ann, 1, cid, "n"), nil)
	fails(t, "note on a stranger", w.SetNote(t.Context(), ann, 1, dan, "n"), ErrContactIDInvalid)
	_, err = w.Accept(t.Context(), ann, 1, dan)
	fails(t, "accept a stranger", err, ErrContactIDInvalid)
	w.rule(t, ann, PrivacyPhone, Rule{Kind: DenyUsers, Users: []lamplight.UserID{bob}}, Rule{Kind: DenyAll})
	same(t, "hidden", w.see(t, bob, ann).Phone, "")
	heard := w.heard(t, bob)
	_, err = w.Accept(t.Context(), ann, 1, bob)
	fails(t, "accept", err, nil)
	same(t, "shown", w.see(t, bob, ann).Phone, "491701")
	list(t, "the other learns of it", kinds(heard()), lamplight.EventUser)
	same(t, "not to others", w.see(t, dan, ann).Phone, "")
}

func TestManyContactsAreToldAtOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	ids := make([]lamplight.UserID, manyContacts+1)
	for i := range ids {
		ids[i] = lamplight.UserID(i + 1)
	}
	events, err := w.Remove(t.Context(), ann, 1, ids)
	fails(t, "remove", err, nil)
	list(t, "told", kinds(events), lamplight.EventContactsReset)
}

func TestBlocks(t *testing.T) {
	w := newWorld(t, Limits{Blocks: 2})
	heard := w.heard(t, ann)
	block := func(id lamplight.UserID) error { return w.Block(t.Context(), ann, 3, lamplight.UserPeer(id)) }
	fails(t, "oneself", block(ann), ErrContactIDInvalid)
	fails(t, "a channel", w.Block(t.Context(), ann, 3, lamplight.ChannelPeer(1)), ErrContactIDInvalid)
	fails(t, "block", block(bob), nil)
	fails(t, "block twice", block(bob), nil)
	e := heard()
	if len(e) != 1 || e[0].Kind != lamplight.EventBlocked || !e[0].Flag || e[0].Peer.User() != bob {
		t.Errorf("told %+v", e)
	}
	fails(t, "second", block(cid), nil)
	fails(t, "third", block(dan), ErrBlocksTooMany)
	page, total, err := w.Blocks(t.Context(), ann, 0, 1000)
	fails(t, "blocks", err, nil)
	same(t, "page", len(page), 2)
	page, total, err = w.Blocks(t.Context(), ann, 1, 1)
	fails(t, "blocks", err, nil)
	same(t, "second page", len(page), 1)
	same(t, "total", total, 2)
	_, _, err = w.Blocks(t.Context(), ann, -1, 1)
	fails(t, "before the first", err, lamplight.ErrLimitInvalid)
	fails(t, "set", w.SetBlocks(t.Context(), ann, 3, []lamplight.Peer{lamplight.UserPeer(dan), lamplight.UserPeer(cid)}), nil)
	page, _, _ = w.Blocks(t.Context(), ann, 0, 100)
	same(t, "set", len(page), 2)
	told := heard()
	fails(t, "set with oneself", w.SetBlocks(t.Context(), ann, 3, []lamplight.Peer{lamplight.UserPeer(bob), lamplight.UserPeer(ann)}), ErrContactIDInvalid)
	fails(t, "set too many", w.SetBlocks(t.Context(), ann, 3, []lamplight.Peer{
		lamplight.UserPeer(bob), lamplight.UserPeer(cid), lamplight.UserPeer(dan),
	}), ErrBlocksTooMany)
	if got := heard(); len(got) != 0 || len(told) == 0 {
		t.Errorf("told %+v, and after what was refused %+v", told, got)
	}
	fails(t, "unblock", w.Unblock(t.Context(), ann, 3, lamplight.UserPeer(dan)), nil)
	fails(t, "unblock twice", w.Unblock(t.Context(), ann, 3, lamplight.UserPeer(dan)), nil)
	_, total, _ = w.Blocks(t.Context(), ann, 0, 0)
	same(t, "one left", total, 1)
}

func TestErase(t *testing.T) {
	w := newWorld(t, Limits{})
	w.know(t, ann, bob)
	w.know(t, bob, ann)
	fails(t, "name", w.SetUsername(t.Context(), ann, 1, "annie"), nil)
	fails(t, "block", w.Block(t.Context(), ann, 1, lamplight.UserPeer(cid)), nil)
	heard := w.heard(t, bob)
	for range 2 {
		fails(t, "erase", w.EraseUser(t.Context(), ann), nil)
	}
	list(t, "those who knew her learn it", kinds(heard()), lamplight.EventUser)
	_, err := w.ResolveUsername(t.Context(), bob, "annie")
	fails(t, "name", err, ErrUsernameNotOccupied)
	people, _ := w.book(t, bob)
	list(t, "in others' books", people)
	people, _ = w.book(t, ann)
	list(t, "her book", people)
	_, total, err := w.Blocks(t.Context(), ann, 0, 1)
	fails(t, "blocks", err, nil)
	same(t, "her block list", total, 0)
}
