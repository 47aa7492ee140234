package storetest

import (
	"slices"
	"strings"
	"testing"

	"lamplight"
	"lamplight/store"
)

func testTitles(t *testing.T, s store.Store) {
	news := lamplight.ChannelPeer(lamplight.ChannelID(newID()))
	night := lamplight.ChannelPeer(lamplight.ChannelID(newID()))
	set := func(p lamplight.Peer, words ...string) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.SetTitleWords(p, words) })
	}
	fails(t, "set", set(news, "lamplight", "news", "новости", "新闻", "闻"), nil)
	fails(t, "set", set(night, "lamplight", "nacht", "ночь"), nil)
	find := func(words ...string) []lamplight.Peer {
		found := get(t, s, func(tx store.Tx) ([]lamplight.Peer, error) { return tx.SearchTitles(words, 9) })
		slices.SortFunc(found, func(a, b lamplight.Peer) int { return int(a.ID - b.ID) })
		return found
	}
	both, none := []lamplight.Peer{news, night}, []lamplight.Peer(nil)
	for _, tt := range []struct {
		words string
		want  []lamplight.Peer
	}{
		{"lamp", both}, {"lamplight", both}, {"lamplights", none}, {"lamp ne", both[:1]}, {"ne lamplight", both[:1]},
		{"news nacht", none}, {"нов", both[:1]}, {"ноч la", both[1:]}, {"新", both[:1]}, {"闻 新闻", both[:1]}, {"", none}, {"a", none},
		{"%", none},
	} {
		same(t, tt.words, find(strings.Fields(tt.words)...), tt.want)
	}
	same(t, "limit", len(get(t, s, func(tx store.Tx) ([]lamplight.Peer, error) { return tx.SearchTitles([]string{"lamp"}, 1) })), 1)
	fails(t, "replace", set(night, "day"), nil)
	same(t, "the old", find("nacht"), none)
	same(t, "the new", find("d"), both[1:])
	fails(t, "take out", set(night), nil)
	same(t, "taken out", find("day"), none)
	if set(night, strings.Repeat("x", store.MaxSearchWord+1)) == nil {
		t.Error("a word that is too long went through")
	}
}
