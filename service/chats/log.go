package chats

import (
	"time"

	"lamplight"
	"lamplight/store"
)

// An ActKind is what an administrator did. The numbers are stored.
type ActKind uint8

// The kinds of act, as https://core.telegram.org/type/ChannelAdminLogEventAction lists them.
const (
	ActTitle ActKind = iota + 1
	ActAbout
	ActUsername
	ActUsernames
	ActPhoto
	ActFlags   // signatures, hidden history, protection and the like: which one says the difference
	ActDefault // what members without rights may not do
	ActSlowMode
	ActLinked
	ActTTL
	ActReactions
	ActStickers
	ActForum
	ActJoin         // By joined by themselves
	ActJoinLink     // By joined by a link
	ActJoinAsked    // By was let in
	ActLeave        // By left
	ActInvite       // Member was brought in
	ActAdmin        // Member's rights changed
	ActRestrain     // Member was restrained, kicked, or freed
	ActPin          // Message
	ActEdit         // Message before and after
	ActDelete       // Message
	ActPollStop     // Message
	ActInviteEdit   // Links
	ActInviteRevoke // Links
	ActInviteDelete // Links
	ActTopicCreate
	ActTopicEdit
	ActTopicDelete
	ActTopicPin
	ActTransfer // Member became the owner
)

// An Act is what somebody did in a supergroup or channel, with what was there before and after.
type Act struct {
	Kind   ActKind
	Chat   lamplight.Peer
	By     lamplight.UserID
	At     time.Time
	Before *store.Chat // of an act on the chat
	After  *store.Chat
	// Of an act on a member: the rows before and after.
	MemberBefore *store.Member
	MemberAfter  *store.Member
	// Of an act on a message: as it was and as it is.
	MessageBefore *lamplight.Message
	MessageAfter  *lamplight.Message
	// Of an act on a link, and of joining by one: as it was and as it is.
	LinkBefore *store.Invite
	LinkAfter  *store.Invite
	// Of a change of public names: those before and after.
	NamesBefore []string
	NamesAfter  []string
	// Of an act on a topic: as it was and as it is.
	TopicBefore *lamplight.Topic
	TopicAfter  *lamplight.Topic
}

// An AdminLog keeps what administrators do, in the transaction in which it is done. Basic groups have none: their acts are
// not given to it.
type AdminLog interface {
	Did(tx store.Tx, a Act) error
}

// did tells the log of administrators of an act.
func (s *Service) did(tx store.Tx, a Act) error {
	if a.Chat.Kind != lamplight.PeerChannel {
		return nil
	}
	if a.At.IsZero() {
		a.At = s.now()
	}
	return s.admins.Did(tx, a)
}
