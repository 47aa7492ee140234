package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testRequests(t *testing.T, s store.Store) {
	ann, ben, cid := user(t, s).ID, user(t, s).ID, user(t, s).ID
	peer, other := lamplight.ChannelPeer(lamplight.ChannelID(newID())), lamplight.ChatPeer(lamplight.ChatID(newID()))
	anns := store.JoinRequest{Peer: peer, User: ann, Hash: "some-link", At: at}
	bens := store.JoinRequest{Peer: peer, User: ben, At: at.Add(time.Second)}
	cids := store.JoinRequest{Peer: peer, User: cid, Hash: "other-link", At: at}
	else_ := store.JoinRequest{Peer: other, User: ann, At: at}
	add := func(r store.JoinRequest) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.AddJoinRequest(r) })
	}
	for _, r := range []store.JoinRequest{anns, bens, cids, else_} {
		fails(t, "add", add(r), nil)
	}
	fails(t, "twice", add(anns), store.ErrTaken)
	same(t, "one", get(t, s, func(tx store.Tx) (store.JoinRequest, error) { return tx.JoinRequest(peer, ann) }), anns)
	list := func(q store.RequestQuery) []store.JoinRequest {
		q.Peer = peer
		return get(t, s, func(tx store.Tx) ([]store.JoinRequest, error) { return tx.JoinRequests(q) })
	}
	same(t, "newest first", list(store.RequestQuery{Limit: 9}), []store.JoinRequest{bens, cids, anns})
	same(t, "next page", list(store.RequestQuery{Limit: 9, Before: cids.At, BeforeUser: cid}), []store.JoinRequest{anns})
	same(t, "by a link", list(store.RequestQuery{Limit: 9, Hash: "other-link"}), []store.JoinRequest{cids})
	count := func(hash string) int {
		return get(t, s, func(tx store.Tx) (int, error) { return tx.CountJoinRequests(peer, hash) })
	}
	same(t, "count", count(""), 3)
	same(t, "count by a link", count("some-link"), 1)
	same(t, "of one person", get(t, s, func(tx store.Tx) (int, error) { return tx.CountJoinRequestsOf(ann) }), 2)

	remove := func() error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteJoinRequest(peer, ben) })
	}
	fails(t, "remove", remove(), nil)
	fails(t, "remove twice", remove(), store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteJoinRequestsOf(cid) })
	same(t, "left", list(store.RequestQuery{Limit: 9}), []store.JoinRequest{anns})
	write(t, s, func(tx store.Tx) error { return tx.DeleteJoinRequestsTo(peer) })
	same(t, "none left", count(""), 0)
	same(t, "those of others stay", get(t, s, func(tx store.Tx) (store.JoinRequest, error) { return tx.JoinRequest(other, ann) }), else_)
}
