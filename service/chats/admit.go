package chats

import (
	"errors"

	"lamplight"
	"lamplight/store"
)

// An admission is how somebody comes into a chat who wants to: by a link, or because an administrator let them in.
type admission struct {
	user lamplight.UserID
	link *store.Invite    // nil: by the public name
	by   lamplight.UserID // the administrator who let them in; 0: nobody was asked
}

// kind returns what the log of administrators calls it, and what is said of it.
func (a admission) kind() (ActKind, lamplight.ActionKind) {
	switch {
	case a.by != 0:
		return ActJoinAsked, lamplight.ActionChatJoinedAsked
	case a.link != nil:
		return ActJoinLink, lamplight.ActionChatJoinedLink
	default:
		return ActJoin, lamplight.ActionChatAddUsers
	}
}

// admit brings somebody into a chat: the row, the use of the link, the log, and what is said of it. Whether they may join
// that way was checked. A wish of theirs that waits is answered with it.
func (s *Service) admit(tx store.Tx, o *outcome, chat store.Chat, a admission) error {
	before, after, err := s.enter(tx, chat, a.user, arrival{asked: a.by != 0})
	if err != nil {
		return err
	}
	if err := tx.DeleteJoinRequest(chat.Peer, a.user); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	kind, action := a.kind()
	act := Act{Kind: kind, Chat: chat.Peer, By: a.user, MemberBefore: &before, MemberAfter: &after}
	if a.by != 0 {
		act.By = a.by
	}
	o.peer, o.users = chat.Peer, []lamplight.UserID{a.user}
	o.say = &said{By: a.user, Notes: o.users, Came: true}
	if !s.quiet(chat) {
		o.say.Action, o.say.Users = action, o.users
	}
	if a.link != nil {
		act.LinkAfter, o.say.User = a.link, a.link.Admin
		if err := tx.UseInvite(a.link.Hash, store.InviteUse{User: a.user, At: s.now(), By: a.by}); err != nil {
			return err
		}
	}
	if chat.Peer.Kind == lamplight.PeerChat {
		o.chat, o.say.List = true, true
		if _, err := bump(tx, chat.Peer); err != nil {
			return err
		}
	}
	return s.did(tx, act)
}
