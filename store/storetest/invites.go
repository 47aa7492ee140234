package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testInvites(t *testing.T, s store.Store) {
	ann, ben, cid := user(t, s).ID, user(t, s).ID, user(t, s).ID
	peer, other := lamplight.ChannelPeer(lamplight.ChannelID(newID())), lamplight.ChatPeer(lamplight.ChatID(newID()))
	add := func(i store.Invite) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.AddInvite(i) })
	}
	link := func(hash string) (store.Invite, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Invite, error) { return tx.Invite(hash) })
	}
	permanent := store.Invite{Hash: "permanent-of-ann", Peer: peer, Admin: ann, Created: at, Permanent: true}
	limited := store.Invite{
		Hash: "limited_link", Peer: peer, Admin: ann, Title: "Für Freunde", Created: at.Add(time.Minute), Expires: at.Add(time.Hour), Limit: 3,
	}
	asked := store.Invite{Hash: "asked", Peer: peer, Admin: ann, Created: at.Add(time.Minute), Approval: true}
	bens := store.Invite{Hash: "of-ben", Peer: peer, Admin: ben, Created: at, Permanent: true}
	else_ := store.Invite{Hash: "elsewhere", Peer: other, Admin: ann, Created: at, Permanent: true}
	for _, i := range []store.Invite{permanent, limited, asked, bens, else_} {
		fails(t, "add "+i.Hash, add(i), nil)
	}
	fails(t, "the same again", add(limited), store.ErrTaken)
	fails(t, "a second permanent one", add(store.Invite{Hash: "second", Peer: peer, Admin: ann, Created: at, Permanent: true}), store.ErrTaken)
	same(t, "by hash", get(t, s, func(tx store.Tx) (store.Invite, error) { return tx.Invite("limited_link") }), limited)
	_, err := link("Limited_link")
	fails(t, "another case", err, store.ErrNotFound)
	same(t, "permanent", get(t, s, func(tx store.Tx) (store.Invite, error) { return tx.PermanentInvite(peer, ann) }), permanent)

	list := func(q store.InviteQuery) []store.Invite {
		q.Peer, q.Admin = peer, ann
		return get(t, s, func(tx store.Tx) ([]store.Invite, error) { return tx.Invites(q) })
	}
	var all []store.Invite
	q := store.InviteQuery{Limit: 1}
	for page := list(q); len(page) > 0; page = list(q) {
		all = append(all, page...)
		q.Before, q.BeforeHash = page[0].Created, page[0].Hash
	}
	if len(all) != 3 || all[2] != permanent {
		t.Errorf("page by page: %v", all)
	}
	same(t, "count", get(t, s, func(tx store.Tx) (int, error) { return tx.CountInvites(peer, ann, false) }), 3)

	write(t, s, func(tx store.Tx) error {
		for i, u := range []lamplight.UserID{ben, cid} {
			if err := tx.UseInvite("limited_link", store.InviteUse{User: u, At: at.Add(time.Duration(i) * time.Second)}); err != nil {
				return err
			}
		}
		return tx.UseInvite("limited_link", store.InviteUse{User: ben, At: at.Add(time.Minute), By: ann})
	})
	limited.Used = 3
	uses := func(q store.UseQuery) []store.InviteUse {
		q.Hash = "limited_link"
		return get(t, s, func(tx store.Tx) ([]store.InviteUse, error) { return tx.InviteUses(q) })
	}
	first, second := store.InviteUse{User: ben, At: at.Add(time.Minute), By: ann}, store.InviteUse{User: cid, At: at.Add(time.Second)}
	same(t, "who joined", uses(store.UseQuery{Limit: 9}), []store.InviteUse{first, second})
	same(t, "second page", uses(store.UseQuery{Limit: 1, Before: first.At, BeforeUser: first.User}), []store.InviteUse{second})
	err = s.Write(t.Context(), func(tx store.Tx) error { return tx.UseInvite("nothing", store.InviteUse{User: ben, At: at}) })
	fails(t, "use of none", err, store.ErrNotFound)

	limited.Title, limited.Expires, limited.Limit, limited.Approval, limited.Revoked = "", time.Time{}, 0, true, true
	write(t, s, func(tx store.Tx) error { return tx.UpdateInvite(limited) })
	same(t, "changed", get(t, s, func(tx store.Tx) (store.Invite, error) { return tx.Invite("limited_link") }), limited)
	same(t, "revoked", list(store.InviteQuery{Revoked: true, Limit: 9}), []store.Invite{limited})
	same(t, "who has links", get(t, s, func(tx store.Tx) ([]store.InviteAdmin, error) { return tx.InviteAdmins(peer) }),
		[]store.InviteAdmin{{Admin: ann, Count: 2, Revoked: 1}, {Admin: ben, Count: 1}})

	permanent.Revoked = true
	write(t, s, func(tx store.Tx) error { return tx.UpdateInvite(permanent) })
	fails(t, "a new permanent one", add(store.Invite{Hash: "second", Peer: peer, Admin: ann, Created: at, Permanent: true}), nil)
	write(t, s, func(tx store.Tx) error { return tx.DeleteInviteUsesOf(cid) })
	same(t, "without the deleted", uses(store.UseQuery{Limit: 9}), []store.InviteUse{first})
	write(t, s, func(tx store.Tx) error { return tx.DeleteRevokedInvites(peer, ann) })
	_, err = link("limited_link")
	fails(t, "revoked and removed", err, store.ErrNotFound)
	same(t, "nor who joined", uses(store.UseQuery{Limit: 9}), []store.InviteUse(nil))
	write(t, s, func(tx store.Tx) error { return tx.DeleteInvite("asked") })
	_, err = link("asked")
	fails(t, "removed", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteInvitesTo(peer) })
	_, err = link("of-ben")
	fails(t, "all of a channel removed", err, store.ErrNotFound)
	_, err = link("elsewhere")
	fails(t, "those of others stay", err, nil)
}
