package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// BenchmarkMembers measures what happens to a supergroup with 200 members and with 200,000: somebody joins and leaves, somebody
// is looked up, and pages of the list are read at its beginning, in its middle and at its end.
func BenchmarkMembers(b *testing.B) {
	for _, n := range []int{200, 200_000} {
		if n > 1000 && testing.Short() {
			continue
		}
		s := openFor(b, "sqlite:"+filepath.Join(b.TempDir(), "store.db"))
		peer := lamplight.ChannelPeer(1)
		at := time.Unix(1_800_000_000, 0)
		err := s.Write(b.Context(), func(tx store.Tx) error {
			if err := tx.AddChat(store.Chat{Peer: peer, Title: "Large", Created: at}); err != nil {
				return err
			}
			for i := range n {
				m := store.Member{Chat: peer, User: lamplight.UserID(i + 1), Standing: store.StandingMember, Joined: at.Add(time.Duration(i) * time.Second)}
				if err := tx.PutMember(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		run := func(name string, f func(tx store.Tx) error, do func(func(store.Tx) error) error) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				for b.Loop() {
					if err := do(f); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		read := func(f func(store.Tx) error) error { return s.Read(b.Context(), f) }
		write := func(f func(store.Tx) error) error { return s.Write(b.Context(), f) }
		run("join and leave", func(tx store.Tx) error {
			m := store.Member{Chat: peer, User: 1 << 30, Standing: store.StandingMember, Joined: at}
			if err := tx.PutMember(m); err != nil {
				return err
			}
			return tx.DeleteMember(peer, m.User)
		}, write)
		run("look up", func(tx store.Tx) error { _, err := tx.Member(peer, lamplight.UserID(n/2)); return err }, read)
		for _, offset := range []int{0, n / 2, n - 200} {
			run(fmt.Sprintf("200 from %d", offset), func(tx store.Tx) error {
				_, err := tx.MembersOf(peer, store.MemberQuery{Offset: offset, Limit: 200})
				return err
			}, read)
		}
	}
}
