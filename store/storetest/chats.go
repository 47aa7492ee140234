package storetest

import (
	"reflect"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// newChat adds a chat of a kind and returns it.
func newChat(t *testing.T, s store.Store, kind lamplight.PeerKind) store.Chat {
	t.Helper()
	c := store.Chat{Peer: lamplight.Peer{Kind: kind, ID: newID()}, Title: "A chat", Created: at, Version: 1}
	write(t, s, func(tx store.Tx) error { return tx.AddChat(c) })
	return c
}

func testChats(t *testing.T, s store.Store) {
	owner := user(t, s).ID
	c := store.Chat{
		Peer: lamplight.ChannelPeer(lamplight.ChannelID(newID())), Broadcast: true, Forum: true, Title: "Ünïcode", About: "about",
		Photo:   &lamplight.Photo{ID: 7, Date: at, Sizes: []lamplight.PhotoSize{{Type: "i", Inline: []byte{1, 2}}, {Type: "m", Width: 3, Hash: [32]byte{9}}}},
		Creator: owner, Created: at, Version: 3, Default: lamplight.BannedSend | lamplight.BannedRank, Flags: store.ChatNoCopy | store.ChatNoTopicList,
		SlowMode: 30, TTL: 86400, Linked: 5, MigratedTo: 6, MigratedFrom: 8, Gone: at.Add(time.Hour), Reactions: []byte("set"), StickerSet: 10,
		EmojiSet: 11, Restricted: []lamplight.Restriction{{Platform: "all", Reason: "porn", Text: "no"}},
	}
	add := func(c store.Chat) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.AddChat(c) })
	}
	if err := add(c); err != nil {
		t.Fatal(err)
	}
	fails(t, "the same peer", add(c), store.ErrTaken)
	read := func(p lamplight.Peer) store.Chat {
		return get(t, s, func(tx store.Tx) (store.Chat, error) { return tx.Chat(p) })
	}
	if got := read(c.Peer); !reflect.DeepEqual(got, c) {
		t.Errorf("chat = %+v, want %+v", got, c)
	}
	same := lamplight.ChatPeer(lamplight.ChatID(c.Peer.ID))
	if _, err := try(t.Context(), s, func(tx store.Tx) (store.Chat, error) { return tx.Chat(same) }); err != store.ErrNotFound {
		t.Errorf("a basic group of the same number: %v", err)
	}
	bare := store.Chat{Peer: c.Peer, Title: "Bare", Created: at}
	write(t, s, func(tx store.Tx) error { return tx.UpdateChat(bare) })
	if got := read(c.Peer); !reflect.DeepEqual(got, bare) {
		t.Errorf("bare = %+v, want %+v", got, bare)
	}
	fails(t, "one that is not there", s.Write(t.Context(), func(tx store.Tx) error {
		return tx.UpdateChat(store.Chat{Peer: lamplight.ChannelPeer(1)})
	}), store.ErrNotFound)

	group := newChat(t, s, lamplight.PeerChat)
	group.Creator = owner
	write(t, s, func(tx store.Tx) error { return tx.UpdateChat(group) })
	both := get(t, s, func(tx store.Tx) ([]store.Chat, error) {
		return tx.ChatsByPeer([]lamplight.Peer{c.Peer, group.Peer, lamplight.ChatPeer(3), lamplight.UserPeer(owner)})
	})
	if len(both) != 2 {
		t.Errorf("by peer: %d", len(both))
	}
	made := get(t, s, func(tx store.Tx) ([]store.Chat, error) { return tx.ChatsMadeBy(owner) })
	if len(made) != 1 || made[0].Peer != group.Peer {
		t.Errorf("made by: %v", made)
	}
	listed := get(t, s, func(tx store.Tx) ([]store.Chat, error) { return tx.ListChats(lamplight.PeerChat, group.Peer.ID-1, 1) })
	if len(listed) != 1 || listed[0].Peer != group.Peer {
		t.Errorf("list: %v", listed)
	}
}
