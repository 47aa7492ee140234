package chats

import (
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
func (s *Service) admit(tx store.Tx, st stood, a admission) error { return errNotBuilt }
