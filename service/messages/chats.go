package messages

import (
	"context"

	"lamplight"
)

// Chats knows groups and channels: who is in them, and what each may do there. Its errors are what clients are told. It
// is on the path of every message in a group or channel, and has to be quick.
type Chats interface {
	// Access returns a group or channel as viewer may see it now: CHANNEL_PRIVATE, CHANNEL_INVALID or PEER_ID_INVALID if
	// they may not. A viewer who is no member has Left set, one whose basic group is gone has Gone set: they read what they
	// have. Chat.Admin, Own and Default say what the viewer may do.
	Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Chat, error)
	// Members returns who is in a basic group, always in the same order.
	Members(ctx context.Context, chat lamplight.ChatID) ([]lamplight.UserID, error)
	// MembersAmong returns which of users are members of a supergroup or channel.
	MembersAmong(ctx context.Context, channel lamplight.ChannelID, users []lamplight.UserID) ([]lamplight.UserID, error)
	// ChannelsOf returns the supergroups and channels that user is a member of, each as Access gives it. It is asked for
	// the conversation list, and answers from memory where it can. Nobody is in more than 500.
	ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.Chat, error)
	// Author returns whom the messages of user show as their author in a group or channel: as (zero: the default that user
	// chose there, else user, who for an anonymous administrator is the group, and in a broadcast channel the channel):
	// SEND_AS_PEER_INVALID if they may not write as that one. signature is what stands beside it: the author's name where
	// posts are signed, the title of an anonymous administrator; "" for none.
	Author(ctx context.Context, user lamplight.UserID, chat lamplight.Chat, as lamplight.Peer) (
		author lamplight.Peer, signature lamplight.Text, err error)
	// TakeTurn notes that user writes in a group with slow mode now, or returns SLOWMODE_WAIT_X.
	TakeTurn(ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID) error
}

// Usernames finds who has a public name; zero if nobody has. It is asked only for texts that name somebody in a group.
type Usernames interface {
	Username(ctx context.Context, name string) (lamplight.Peer, error)
}
