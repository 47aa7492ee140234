package chats

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// TestPagesOfALongList reads a list of members page by page, while somebody comes: everybody who was there is named once. Who
// asks for a page without the one before gets the same.
func TestPagesOfALongList(t *testing.T) {
	const people = placesFrom + 450
	w := newWorld(t, Limits{})
	r, err := w.CreateChannel(t.Context(), Caller{User: ann}, NewChannel{Title: "Long"})
	if err != nil {
		t.Fatal(err)
	}
	peer := r.Chat
	join := func(from, n int) {
		t.Helper()
		if err := w.db.Write(t.Context(), func(tx store.Tx) error {
			for i := from; i < from+n; i++ {
				m := store.Member{Chat: peer, User: lamplight.UserID(i), Standing: store.StandingMember, Joined: w.clock.Add(time.Duration(i/3) * time.Second)}
				if err := tx.PutMember(m); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	join(1, people)
	read := func(offset int) []Participant {
		t.Helper()
		page, err := w.Participants(t.Context(), ann, peer.Channel(), ParticipantQuery{Offset: offset, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		return page.Participants
	}
	seen := map[lamplight.UserID]int{}
	for offset := 0; ; {
		page := read(offset)
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			seen[p.User]++
		}
		if offset += len(page); offset == placesFrom {
			join(people+1, 3)
		}
	}
	for i := 1; i <= people; i++ {
		if n := seen[lamplight.UserID(i)]; n != 1 {
			t.Fatalf("%d was named %d times", i, n)
		}
	}
	known := read(placesFrom + 200)
	w.clock = w.clock.Add(2 * placeLife) // forgotten: counted
	if counted := read(placesFrom + 200); len(counted) != len(known) || counted[3].User != known[0].User {
		t.Errorf("%d are known to come, and %d are counted", len(known), len(counted))
	}
}
