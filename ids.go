package lamplight

import "fmt"

// A UserID names an account. The range is 1 to 2^40 - 1 (MaxUserID); ids are random in it, not a sequence, so that they tell
// nothing about when or how many people signed up.
type UserID int64

// A ChatID names a basic group. The range is 1 to MaxChatID; ids are random in it.
type ChatID int64

// A ChannelID names a supergroup or a broadcast channel. The range is 1 to MaxChannelID; ids are random in it.
type ChannelID int64

// A SessionID names one signed-in device of an account: what people see in their list of active sessions. It is what the
// API calls an authorization, and outlives connections, temporary keys and MTProto sessions. Zero is "not signed in".
type SessionID int64

// A KeyID is the id of an auth key: the low 64 bits of the SHA-1 of its value.
type KeyID int64

// A MessageID numbers a message within the box of its owner, from 1.
type MessageID int32

// A PTS is a position in the sequence of a box's events that clients count, from 1 on; 0 is "before the first".
type PTS int32

// A ContentID is the identity of what was said: every copy of a message, in whichever box, carries the same one.
type ContentID int64

// ServiceUser is the account that login codes and notices come from (777000, as clients know it).
const ServiceUser UserID = 777000

// MaxUserID is the largest id that an account is given.
const MaxUserID UserID = 1<<40 - 1

// The largest ids that chats are given. The protocol has room for more, but client libraries are in use that take a chat's id
// for wrong beyond 31 bits (Pyrogram 2.0.106).
const (
	MaxChatID    ChatID    = 1<<31 - 1
	MaxChannelID ChannelID = 1<<31 - 1
)

// channelOffset separates channels from basic groups in BoxID and in the Bot API: -(10^12 + id).
const channelOffset = 1_000_000_000_000

// A BoxID names a box, the log of an account or of a channel: the user's id, or -(10^12 + the channel's id).
type BoxID int64

// AccountBox returns the box of an account: its private chats and basic groups.
func AccountBox(id UserID) BoxID { return BoxID(id) }

// ChannelBox returns the box of a channel.
func ChannelBox(id ChannelID) BoxID { return BoxID(-channelOffset - int64(id)) }

// User returns the account whose box this is, or 0 if it is a channel's.
func (b BoxID) User() UserID {
	if b > 0 {
		return UserID(b)
	}
	return 0
}

// Channel returns the channel whose box this is, or 0 if it is an account's.
func (b BoxID) Channel() ChannelID {
	if b < -channelOffset {
		return ChannelID(-int64(b) - channelOffset)
	}
	return 0
}

// PeerKind tells which of the number spaces Peer.ID is drawn from.
type PeerKind uint8

// The kinds of peer.
const (
	PeerUser PeerKind = iota + 1
	PeerChat
	PeerChannel
)

// A Peer is a conversation partner or an author: a person, a basic group, a supergroup or a channel.
type Peer struct {
	Kind PeerKind `cbor:"1,keyasint"`
	ID   int64    `cbor:"2,keyasint"`
}

// UserPeer, ChatPeer and ChannelPeer name a peer of their kind.
func UserPeer(id UserID) Peer       { return Peer{PeerUser, int64(id)} }
func ChatPeer(id ChatID) Peer       { return Peer{PeerChat, int64(id)} }
func ChannelPeer(id ChannelID) Peer { return Peer{PeerChannel, int64(id)} }

// User returns the peer's user id, or 0 if it is no user.
func (p Peer) User() UserID {
	if p.Kind == PeerUser {
		return UserID(p.ID)
	}
	return 0
}

// IsZero reports whether the peer names nobody.
func (p Peer) IsZero() bool { return p == Peer{} }

func (p Peer) String() string {
	switch p.Kind {
	case PeerUser:
		return fmt.Sprintf("user %d", p.ID)
	case PeerChat:
		return fmt.Sprintf("chat %d", p.ID)
	case PeerChannel:
		return fmt.Sprintf("channel %d", p.ID)
	default:
		return "nobody"
	}
}
