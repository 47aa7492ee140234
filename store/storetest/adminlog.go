package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testAdminLog(t *testing.T, s store.Store) {
	ann, ben := user(t, s).ID, user(t, s).ID
	chat, other := lamplight.ChannelID(newID()), lamplight.ChannelID(newID())
	add := func(e store.LogEntry) store.LogEntry {
		write(t, s, func(tx store.Tx) (err error) {
			e.ID, err = tx.AddLog(e)
			return err
		})
		return e
	}
	old := at.Add(-24 * time.Hour)
	first := add(store.LogEntry{Chat: chat, At: old, By: ann, Kind: 1, Body: []byte("first")})
	second := add(store.LogEntry{Chat: chat, At: at, By: ann, Kind: 2, Body: []byte("second")})
	third := add(store.LogEntry{Chat: chat, At: at.Add(time.Second), By: ben, Kind: 1, Body: make([]byte, store.MaxLogBody)})
	else_ := add(store.LogEntry{Chat: other, At: old, By: ann, Kind: 1, Body: []byte{1}})
	if !(first.ID < second.ID && second.ID < third.ID) {
		t.Errorf("ids do not rise: %d, %d, %d", first.ID, second.ID, third.ID)
	}
	list := func(q store.LogQuery) []store.LogEntry {
		if q.Chat == 0 {
			q.Chat = chat
		}
		if q.Limit == 0 {
			q.Limit = 9
		}
		return get(t, s, func(tx store.Tx) ([]store.LogEntry, error) { return tx.Log(q) })
	}
	for _, tt := range []struct {
		name string
		q    store.LogQuery
		want []store.LogEntry
	}{
		{"all", store.LogQuery{}, []store.LogEntry{third, second, first}},
		{"a page", store.LogQuery{Limit: 1}, []store.LogEntry{third}},
		{"older", store.LogQuery{MaxID: third.ID}, []store.LogEntry{second, first}},
		{"newer", store.LogQuery{MinID: first.ID, MaxID: third.ID}, []store.LogEntry{second}},
		{"of a kind", store.LogQuery{Kinds: []int{1, 5, 7}}, []store.LogEntry{third, first}},
		{"by somebody", store.LogQuery{By: []lamplight.UserID{ann}}, []store.LogEntry{second, first}},
		{"both", store.LogQuery{By: []lamplight.UserID{ann, ben}, Kinds: []int{2}}, []store.LogEntry{second}},
		{"elsewhere", store.LogQuery{Chat: other}, []store.LogEntry{else_}},
	} {
		same(t, tt.name, list(tt.q), tt.want)
	}
	err := s.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.AddLog(store.LogEntry{Chat: chat, At: at, By: ann, Kind: 1, Body: make([]byte, store.MaxLogBody+1)})
		return err
	})
	if err == nil {
		t.Error("an entry that is too large went through")
	}
	forget := func(limit int) (n int) {
		write(t, s, func(tx store.Tx) (err error) {
			n, err = tx.DeleteLogBefore(at, limit)
			return err
		})
		return n
	}
	same(t, "old ones, one at a time", []int{forget(1), forget(1), forget(1)}, []int{1, 1, 0})
	same(t, "what is left", list(store.LogQuery{}), []store.LogEntry{third, second})
	write(t, s, func(tx store.Tx) error { return tx.DeleteLogOf(chat) })
	same(t, "none left", list(store.LogQuery{}), []store.LogEntry(nil))
}

// What happens in the same microsecond has different ids nevertheless, in the order of the calls.
func testAdminLogAtOnce(t *testing.T, s store.Store) {
	chat := lamplight.ChannelID(newID())
	var ids []int64
	for range 300 {
		write(t, s, func(tx store.Tx) error {
			id, err := tx.AddLog(store.LogEntry{Chat: chat, At: at, By: 1, Kind: 1, Body: []byte{1}})
			ids = append(ids, id)
			return err
		})
	}
	met := map[int64]bool{}
	for _, id := range ids {
		if met[id] {
			t.Fatalf("id %d was given twice", id)
		}
		met[id] = true
	}
}
