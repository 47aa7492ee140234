package messages

import (
	"context"

	"lamplight"
)

// Chats knows groups and channels: who is in them, and what each may do there. Its errors are what clients are told. It
// is on the path of every message in a group or channel, and has to be quick.
type Chats interface {
	// Access returns what viewer may see of a group or channel, and do in it: CHANNEL_PRIVATE, CHANNEL_INVALID or
	// PEER_ID_INVALID if nothing. Who is in a basic group no more reads what they have: Access.Member says so.
	Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error)
	// Accesses is Access for several; one that the viewer may not see has a Chat that is zero, or Forbidden.
	Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error)
	// MaySend returns nil if from may send messages of all the given kinds there, else what from is told. Slow mode is
	// not looked at.
	MaySend(
		ctx context.Context, from lamplight.UserID, to lamplight.Peer, kinds lamplight.BannedRights,
	) (lamplight.Access, error)
	// GroupMembers returns who is in a basic group, always in the same order.
	GroupMembers(ctx context.Context, chat lamplight.ChatID) ([]lamplight.UserID, error)
	// Among returns which of users are in a group or channel.
	Among(ctx context.Context, peer lamplight.Peer, users []lamplight.UserID) ([]lamplight.UserID, error)
	// ChannelsOf returns the supergroups and channels that an account is in; nobody is in more than 500.
	ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error)
	// SetTTL notes after how many seconds new messages go there, if user may say so: CHAT_ADMIN_REQUIRED, or
	// CHAT_NOT_MODIFIED.
	SetTTL(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer, seconds int) error
}

// Topics knows the topics of forums.
type Topics interface {
	// MayWriteIn returns nil if the viewer of a may write in a topic, else TOPIC_DELETED or TOPIC_CLOSED.
	MayWriteIn(ctx context.Context, a lamplight.Access, id lamplight.MessageID) error
	// Topics returns those of the named topics that there are, in the order asked; without ids all of them.
	Topics(
		ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids ...lamplight.MessageID,
	) ([]lamplight.Topic, error)
	// ForgetTopic forgets a topic whose messages are gone. others says that not all of them were the user's.
	ForgetTopic(
		ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID, id lamplight.MessageID, others bool,
	) error
}

// Voices knows under whose name people write in supergroups and channels, and how often they may.
type Voices interface {
	// Author returns whom the messages of the viewer of a show as their author: as, or if that is zero whom they chose
	// there, else themselves, who as an anonymous administrator are the group, and in a broadcast channel the channel.
	// SEND_AS_PEER_INVALID if they may not write as that one. signature is what stands beside it: the author's name where
	// posts are signed, the title of an anonymous administrator; "" for none.
	Author(
		ctx context.Context, a lamplight.Access, as lamplight.Peer,
	) (author lamplight.Peer, signature lamplight.Text, err error)
	// TakeTurn notes that the viewer of a writes there now, or returns SLOWMODE_WAIT_X. It is asked where Access.SlowMode
	// is set.
	TakeTurn(ctx context.Context, a lamplight.Access) error
}
