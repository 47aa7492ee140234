package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testBlocks(t *testing.T, s store.Store) {
	ann, ben, cid := user(t, s).ID, user(t, s).ID, user(t, s).ID
	add := func(b store.Block) (added bool) {
		write(t, s, func(tx store.Tx) (err error) { added, err = tx.AddBlock(b); return err })
		return added
	}
	first := store.Block{Owner: ann, Peer: lamplight.UserPeer(ben), At: at}
	second := store.Block{Owner: ann, Peer: lamplight.UserPeer(cid), At: at.Add(time.Minute)}
	same(t, "added", add(first), true)
	same(t, "added again", add(first), false)
	same(t, "added another", add(second), true)
	blocked := func(p lamplight.UserID) bool {
		return get(t, s, func(tx store.Tx) (bool, error) { return tx.Blocked(ann, lamplight.UserPeer(p)) })
	}
	same(t, "blocked", blocked(ben), true)
	same(t, "not the other way", get(t, s, func(tx store.Tx) (bool, error) { return tx.Blocked(ben, lamplight.UserPeer(ann)) }), false)
	blockers := get(t, s, func(tx store.Tx) ([]lamplight.UserID, error) {
		return tx.BlockersAmong(lamplight.UserPeer(ben), []lamplight.UserID{ann, cid})
	})
	same(t, "blockers", blockers, []lamplight.UserID{ann})
	among := get(t, s, func(tx store.Tx) ([]lamplight.Peer, error) {
		return tx.BlockedAmong(ann, []lamplight.Peer{lamplight.UserPeer(ben), lamplight.UserPeer(ann)})
	})
	same(t, "blocked among", among, []lamplight.Peer{lamplight.UserPeer(ben)})
	none := get(t, s, func(tx store.Tx) ([]lamplight.Peer, error) { return tx.BlockedAmong(ann, nil) })
	same(t, "blocked among nobody", len(none), 0)
	page := func(offset, limit int) (list []store.Block, total int) {
		if err := s.Read(t.Context(), func(tx store.Tx) (err error) { list, total, err = tx.BlocksOf(ann, offset, limit); return err }); err != nil {
			t.Fatal(err)
		}
		return list, total
	}
	list, total := page(0, 10)
	same(t, "list", list, []store.Block{second, first})
	same(t, "total", total, 2)
	list, _ = page(1, 10)
	same(t, "second page", list, []store.Block{first})
	var removed bool
	write(t, s, func(tx store.Tx) (err error) { removed, err = tx.DeleteBlock(ann, lamplight.UserPeer(ben)); return err })
	same(t, "removed", removed, true)
	same(t, "no longer blocked", blocked(ben), false)
	write(t, s, func(tx store.Tx) error { return tx.DeleteBlocksOf(cid) })
	same(t, "gone with the account", blocked(cid), false)
}
