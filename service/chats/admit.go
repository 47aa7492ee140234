package chats

import (
	"crypto/rand"

	"lamplight"
	"lamplight/store"
)

// An admission is how somebody comes into a chat who wants to: by its public name, by a link, or because an administrator
// let them in.
type admission struct {
	user   lamplight.UserID
	origin lamplight.SessionID
	link   *store.Invite    // nil: by the public name
	by     lamplight.UserID // the administrator who let them in; 0: nobody was asked
}

// kind returns what the log of administrators calls it.
func (a admission) kind() ActKind {
	switch {
	case a.by != 0:
		return ActJoinAsked
	case a.link != nil:
		return ActJoinLink
	default:
		return ActJoin
	}
}

// admit brings somebody into a chat within a transaction: it checks what holds for everybody who joins (USER_ALREADY_PARTICIPANT,
// USERS_TOO_MUCH, CHANNELS_TOO_MUCH, …), writes the row, counts the use of the link, logs it, and has those told whom it
// concerns. Whether they may join that way was checked. What the caller is told follows with admitted.
func (s *Service) admit(tx store.Tx, st stood, a admission) error {
	how := arrival{asked: a.by != 0, unban: a.by != 0}
	act := Act{Kind: a.kind(), Chat: st.chat.Peer, By: a.user}
	to := said{
		Chat: st.chat.Peer, By: a.user, Origin: a.origin, Key: rand.Text()[:16], Notes: []lamplight.UserID{a.user},
		List: st.chat.Peer.Kind == lamplight.PeerChat,
	}
	action := lamplight.ActionChatAddUsers
	switch {
	case a.by != 0:
		how.inviter, action = a.by, lamplight.ActionChatJoinedAsked
	case a.link != nil:
		how.inviter, to.User, action = a.link.Admin, a.link.Admin, lamplight.ActionChatJoinedLink
	default:
		to.Users = to.Notes
	}
	before, after, err := s.enter(tx, st.chat, a.user, how)
	if err != nil {
		return err
	}
	if _, err := bump(tx, st.chat.Peer); err != nil {
		return err
	}
	if a.link != nil {
		use := store.InviteUse{User: a.user, At: s.now(), By: a.by}
		if err := tx.UseInvite(a.link.Hash, use); err != nil {
			return err
		}
		act.LinkAfter = a.link
	}
	act.MemberBefore, act.MemberAfter = &before, &after
	if err := s.did(tx, act); err != nil {
		return err
	}
	if !s.quiet(st.chat) {
		to.Action = action
	}
	return tx.Enqueue(store.Job{Kind: saidJob, Args: to, Wait: true})
}
