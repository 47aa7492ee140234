package contacts

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"lamplight"
)

func TestUsernameForms(t *testing.T) {
	for name, valid := range map[string]bool{
		"annie": true, "A1234": true, "an_ni_e": true, strings.Repeat("a", 32): true,
		"anni": false, strings.Repeat("a", 33): false, "1annie": false, "_annie": false, "annie_": false, "an__nie": false,
		"änniё": false, "ann ie": false, "": false, "annie\n": false, "ann-ie": false,
	} {
		if got := checkUsername(name) == nil; got != valid {
			t.Errorf("%q: valid = %v, want %v", name, got, valid)
		}
	}
}

func TestUsernames(t *testing.T) {
	w := newWorld(t, Limits{Resolves: 5})
	w.know(t, bob, ann)
	friend := w.heard(t, bob)
	set := func(id lamplight.UserID, name string) error { return w.SetUsername(t.Context(), id, 1, name) }
	fails(t, "none", set(ann, ""), ErrUsernameNotModified)
	fails(t, "bad", set(ann, "a"), ErrUsernameInvalid)
	fails(t, "reserved", set(ann, "Lamplight"), ErrUsernameOccupied)
	fails(t, "set", set(ann, "Annie"), nil)
	list(t, "friends are told", kinds(friend()), lamplight.EventUser)
	fails(t, "again", set(ann, "Annie"), ErrUsernameNotModified)
	fails(t, "in another case", set(ann, "annie"), nil)
	fails(t, "taken", set(bob, "ANNIE"), ErrUsernameOccupied)
	for _, tt := range []struct {
		who  lamplight.UserID
		name string
		free bool
		err  error
	}{{ann, "Annie", true, nil}, {bob, "Annie", false, nil}, {bob, "bobby", true, nil}, {bob, "support", false, nil}, {bob, "b", false, ErrUsernameInvalid}} {
		free, err := w.UsernameFree(t.Context(), tt.who, tt.name)
		fails(t, tt.name, err, tt.err)
		same(t, tt.name+" is free", free, tt.free)
	}
	p, err := w.ResolveUsername(t.Context(), cid, "@ANNIE")
	fails(t, "resolve", err, nil)
	same(t, "whose", p.User(), ann)
	_, err = w.ResolveUsername(t.Context(), cid, "nobody")
	fails(t, "nobody's", err, ErrUsernameNotOccupied)
	_, err = w.ResolveUsername(t.Context(), cid, "")
	fails(t, "no name", err, ErrUsernameInvalid)
	display, found, err := w.Named(t.Context(), "annie")
	fails(t, "named", err, nil)
	same(t, "display", display, "Ann Lee")
	same(t, "found", found, true)
	_, found, err = w.Named(t.Context(), "nobody")
	fails(t, "named", err, nil)
	same(t, "found", found, false)
	for range 3 {
		_, err = w.ResolveUsername(t.Context(), cid, "annie")
	}
	fails(t, "up to the limit", err, nil)
	_, err = w.ResolveUsername(t.Context(), cid, "annie")
	fails(t, "above it", err, lamplight.FloodWait(1))
	_, err = w.ResolvePhone(t.Context(), cid, "491701")
	fails(t, "phones count with names", err, lamplight.FloodWait(1))
}

func TestOneOfManyGetsAName(t *testing.T) {
	w := newWorld(t, Limits{})
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i, id := range []lamplight.UserID{ann, bob, cid, dan} {
		wg.Go(func() { errs[i] = w.SetUsername(t.Context(), id, 1, "wanted") })
	}
	wg.Wait()
	got := 0
	for _, err := range errs {
		switch {
		case err == nil:
			got++
		case !errors.Is(err, ErrUsernameOccupied):
			t.Error(err)
		}
	}
	same(t, "who got it", got, 1)
}

func TestResolvePhone(t *testing.T) {
	w := newWorld(t, Limits{})
	find := func(viewer lamplight.UserID) error {
		_, err := w.ResolvePhone(t.Context(), viewer, "+49 1701")
		return err
	}
	fails(t, "all may", find(bob), nil)
	w.rule(t, ann, PrivacyFoundByPhone, Rule{Kind: AllowContacts})
	fails(t, "contacts may", find(bob), ErrPhoneNotOccupied)
	fails(t, "oneself may", find(ann), nil)
	w.know(t, ann, bob)
	fails(t, "a contact", find(bob), nil)
	_, err := w.ResolvePhone(t.Context(), bob, "")
	fails(t, "no phone", err, ErrPhoneNotOccupied)
}

func usersAmong(peers []lamplight.Peer) (out []lamplight.UserID) {
	for _, p := range peers {
		out = append(out, p.User())
	}
	return out
}

// Groups and channels stand behind the people that are found.
func TestSearchFindsChats(t *testing.T) {
	w := newWorld(t, Limits{})
	own, other := lamplight.ChatPeer(7), lamplight.ChannelPeer(8)
	w.chats = func(_ context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error) {
		if viewer != dan || q != "love" || limit != 10 {
			t.Errorf("asked for %d, %q, %d", viewer, q, limit)
		}
		return []lamplight.Peer{own}, []lamplight.Peer{other}, nil
	}
	fails(t, "name", w.SetUsername(t.Context(), ann, 1, "lovelace"), nil)
	mine, others, err := w.Search(t.Context(), dan, "love", 10)
	fails(t, "search", err, nil)
	list(t, "mine", mine, own)
	list(t, "others", others, lamplight.UserPeer(ann), other)
}

func TestSearch(t *testing.T) {
	w := newWorld(t, Limits{Searches: 9})
	for id, name := range map[lamplight.UserID]string{ann: "lovelace", bob: "lovely_bob", cid: "cidney"} {
		fails(t, "name", w.SetUsername(t.Context(), id, 1, name), nil)
	}
	if _, err := w.Add(t.Context(), dan, 1, bob, Entry{FirstName: "Robert", LastName: "Smith"}, false); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		q      string
		limit  int
		mine   []lamplight.UserID
		others []lamplight.UserID
	}{
		{"love", 10, []lamplight.UserID{bob}, []lamplight.UserID{ann}},
		{"@LOVE", 10, []lamplight.UserID{bob}, []lamplight.UserID{ann}},
		{"smi rob", 10, []lamplight.UserID{bob}, nil},
		{"smi ann", 10, nil, nil},
		{"ci", 10, nil, nil},
		{"cid", 10, nil, []lamplight.UserID{cid}},
		{"velace", 10, nil, nil},
		{"%", 10, nil, nil},
		{"lov", 1, []lamplight.UserID{bob}, []lamplight.UserID{ann}},
	} {
		mine, others, err := w.Search(t.Context(), dan, tt.q, tt.limit)
		fails(t, tt.q, err, nil)
		list(t, tt.q+": mine", usersAmong(mine), tt.mine...)
		list(t, tt.q+": others", usersAmong(others), tt.others...)
	}
	_, _, err := w.Search(t.Context(), dan, " @ ", 10)
	fails(t, "nothing asked", err, ErrSearchEmpty)
	_, _, err = w.Search(t.Context(), dan, "love", 10)
	fails(t, "too often", err, lamplight.FloodWait(1))
}
