package storetest

import (
	"testing"

	"lamplight"
	"lamplight/store"
)

func testUsernames(t *testing.T, s store.Store) {
	ann, ben := lamplight.UserPeer(user(t, s).ID), lamplight.UserPeer(user(t, s).ID)
	set := func(p lamplight.Peer, name string) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.SetUsername(p, name) })
	}
	if err := set(ann, "Annie_One"); err != nil {
		t.Fatal(err)
	}
	fails(t, "the same in another case", set(ben, "annie_ONE"), store.ErrTaken)
	if err := set(ann, "Annie_ONE"); err != nil {
		t.Errorf("change the case of one's own: %v", err)
	}
	if err := set(ben, "annieTwo"); err != nil {
		t.Fatal(err)
	}
	same(t, "by name", get(t, s, func(tx store.Tx) (store.Username, error) { return tx.Username("ANNIE_one") }), store.Username{Name: "Annie_ONE", Peer: ann})
	same(t, "by peer", get(t, s, func(tx store.Tx) (store.Username, error) { return tx.UsernameOf(ben) }), store.Username{Name: "annieTwo", Peer: ben})
	both := get(t, s, func(tx store.Tx) ([]store.Username, error) {
		return tx.UsernamesOf([]lamplight.Peer{ann, ben, {Kind: lamplight.PeerChannel, ID: 9}})
	})
	same(t, "by peers", len(both), 2)
	search := func(prefix string, limit int) int {
		return len(get(t, s, func(tx store.Tx) ([]store.Username, error) { return tx.SearchUsernames(prefix, limit) }))
	}
	for prefix, want := range map[string]int{"annie": 2, "ANNIE_": 1, "anniet": 1, "%": 0, "a_nie": 0, "": 2} {
		if prefix == "" {
			same(t, "limit", search("annie", 1), 1)
			continue
		}
		same(t, "begin with "+prefix, search(prefix, 10), want)
	}
	if err := set(ann, ""); err != nil {
		t.Fatal(err)
	}
	_, err := try(t.Context(), s, func(tx store.Tx) (store.Username, error) { return tx.UsernameOf(ann) })
	fails(t, "taken away", err, store.ErrNotFound)
	if err := set(ben, "annie_one"); err != nil {
		t.Errorf("a free name: %v", err)
	}
}
