package storetest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testMembers(t *testing.T, s store.Store) {
	c := newChat(t, s, lamplight.PeerChannel)
	group := newChat(t, s, lamplight.PeerChat)
	var users []lamplight.UserID
	for range 6 {
		users = append(users, user(t, s).ID)
	}
	put := func(m store.Member) {
		t.Helper()
		write(t, s, func(tx store.Tx) error { return tx.PutMember(m) })
	}
	count := func(what string, members, admins, restrained, kicked int) {
		t.Helper()
		got := get(t, s, func(tx store.Tx) (store.Chat, error) { return tx.Chat(c.Peer) })
		if n := [4]int{got.Members, got.Admins, got.Restricts, got.Kicked}; n != [4]int{members, admins, restrained, kicked} {
			t.Errorf("%s: counts are %v, want %v", what, n, [4]int{members, admins, restrained, kicked})
		}
	}
	whole := store.Member{
		Chat: c.Peer, User: users[0], Standing: store.StandingOwner, Joined: at, Inviter: users[1], Asked: true, Link: 4,
		Rights: lamplight.AdminAnonymous | lamplight.AdminRanks, Rank: "ränk", Promoter: users[2],
		Restraint: lamplight.Restraint{Rights: lamplight.BannedPlain | lamplight.BannedRank, Until: at.Add(time.Hour)}, Restrainer: users[3],
		Restrained: at, From: 9, Spoke: at, Own: 1,
	}
	put(whole)
	got := get(t, s, func(tx store.Tx) (store.Member, error) { return tx.Member(c.Peer, users[0]) })
	if !reflect.DeepEqual(got, whole) {
		t.Errorf("member = %+v, want %+v", got, whole)
	}
	count("an owner who is restrained", 1, 1, 1, 0)
	put(store.Member{Chat: c.Peer, User: users[0], Standing: store.StandingOwner, Joined: at})
	count("free again", 1, 1, 0, 0)
	for i, u := range users[1:4] {
		put(store.Member{Chat: c.Peer, User: u, Standing: store.StandingMember, Joined: at.Add(time.Duration(i+1) * time.Minute)})
	}
	put(store.Member{Chat: c.Peer, User: users[1], Standing: store.StandingAdmin, Joined: at.Add(time.Minute)})
	put(store.Member{Chat: c.Peer, User: users[4], Restrained: at, Restraint: lamplight.Restraint{Rights: lamplight.BannedView, Until: at.Add(time.Minute)}})
	put(store.Member{Chat: c.Peer, User: users[5], Restrained: at, Restraint: lamplight.Restraint{Rights: lamplight.BannedSend}})
	count("six", 4, 2, 1, 1)
	page := func(q store.MemberQuery) (out []int) {
		t.Helper()
		for _, m := range get(t, s, func(tx store.Tx) ([]store.Member, error) { return tx.MembersOf(c.Peer, q) }) {
			out = append(out, slices.Index(users, m.User))
		}
		return out
	}
	for _, tt := range []struct {
		name string
		q    store.MemberQuery
		want []int
	}{
		{"last first", store.MemberQuery{Limit: 10}, []int{3, 2, 1, 0}},
		{"page", store.MemberQuery{Offset: 1, Limit: 2}, []int{2, 1}},
		{"behind", store.MemberQuery{Behind: store.MemberMark{At: at.Add(2 * time.Minute), User: users[2]}, Limit: 2}, []int{1, 0}},
		{"behind the last", store.MemberQuery{Behind: store.MemberMark{At: at, User: users[0]}, Limit: 2}, nil},
		{"none", store.MemberQuery{}, nil},
		{"leading", store.MemberQuery{Filter: store.MembersLeading, Limit: 10}, []int{0, 1}},
		{"kicked", store.MemberQuery{Filter: store.MembersKicked, Limit: 10}, []int{4}},
		{"restrained", store.MemberQuery{Filter: store.MembersRestrained, Limit: 10}, []int{5}},
		{"by id", store.MemberQuery{Filter: store.MembersByID, After: users[1], Limit: 10}, []int{2, 3}},
	} {
		if got := page(tt.q); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	among := get(t, s, func(tx store.Tx) ([]store.Member, error) {
		return tx.MembersAmong(c.Peer, []lamplight.UserID{users[0], users[5], 1})
	})
	if len(among) != 2 {
		t.Errorf("among: %v", among)
	}
	lapsed := get(t, s, func(tx store.Tx) ([]store.Member, error) { return tx.LapsedRestraints(at.Add(time.Minute), 10) })
	if len(lapsed) != 1 || lapsed[0].User != users[4] {
		t.Errorf("lapsed: %v", lapsed)
	}

	put(store.Member{Chat: group.Peer, User: users[1], Standing: store.StandingMember, Joined: at})
	put(store.Member{Chat: group.Peer, User: users[2], Standing: store.StandingMember, Joined: at})
	in := func(kind lamplight.PeerKind, in bool, u lamplight.UserID) int {
		return len(get(t, s, func(tx store.Tx) ([]store.Member, error) { return tx.ChatsOf(u, kind, in, 0, 10) }))
	}
	for _, tt := range []struct {
		name      string
		got, want int
	}{
		{"channels of a member", in(lamplight.PeerChannel, true, users[1]), 1},
		{"groups of a member", in(lamplight.PeerChat, true, users[1]), 1},
		{"channels left", in(lamplight.PeerChannel, false, users[4]), 1},
		{"channels of who was kicked", in(lamplight.PeerChannel, true, users[4]), 0},
		{"counted", get(t, s, func(tx store.Tx) (int, error) { return tx.CountChatsOf(users[1], lamplight.PeerChannel) }), 1},
		{"rows in both", len(get(t, s, func(tx store.Tx) ([]store.Member, error) {
			return tx.MemberIn(users[1], []lamplight.Peer{c.Peer, group.Peer})
		})), 2},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, tt.got, tt.want)
		}
	}
	common := get(t, s, func(tx store.Tx) ([]lamplight.Peer, error) { return tx.CommonChats(users[1], users[2], 0, 10) })
	if !slices.Contains(common, group.Peer) || !slices.Contains(common, c.Peer) || len(common) != 2 {
		t.Errorf("common: %v", common)
	}
	all := get(t, s, func(tx store.Tx) ([]store.Member, error) { return tx.MembershipsOf(users[1], lamplight.Peer{}, 10) })
	if len(all) != 2 || all[0].Chat != group.Peer {
		t.Errorf("memberships: %v", all)
	}
	if rest := get(t, s, func(tx store.Tx) ([]store.Member, error) { return tx.MembershipsOf(users[1], group.Peer, 10) }); len(rest) != 1 {
		t.Errorf("memberships after: %v", rest)
	}
	for range 2 {
		write(t, s, func(tx store.Tx) error { return tx.DeleteMember(c.Peer, users[1]) })
		count("one less", 3, 1, 1, 1)
	}
	fails(t, "of a chat that is not there", s.Write(t.Context(), func(tx store.Tx) error {
		return tx.PutMember(store.Member{Chat: lamplight.ChannelPeer(1), User: users[0], Standing: store.StandingMember})
	}), store.ErrNotFound)
}
