package store

import (
	"time"

	"lamplight"
)

// A Chat is a basic group (a peer of kind PeerChat), or a supergroup or channel (PeerChannel).
type Chat struct {
	Peer      lamplight.Peer
	Broadcast bool // a channel, not a group
	Forum     bool // a supergroup with topics
	Title     string
	About     string
	Photo     *lamplight.Photo // nil: none
	Creator   lamplight.UserID // who owns it now; 0: nobody does any more
	Created   time.Time
	Version   int                    // rises with each change of who is in it
	Default   lamplight.BannedRights // what its members without rights may not do
	Flags     ChatFlags
	SlowMode  int // seconds between two messages of a member; 0: none
	TTL       int // seconds after which new messages go; 0: they stay
	// Linked is a channel's discussion group, or the channel that a group discusses; 0: none.
	Linked lamplight.ChannelID
	// MigratedTo is the supergroup that a basic group became, MigratedFrom the basic group that a supergroup was.
	MigratedTo   lamplight.ChannelID
	MigratedFrom lamplight.ChatID
	Gone         time.Time // since when it is deleted, or moved on; zero: it is there
	// Reactions are those that may be put to its messages, as the service that keeps them writes it; nil: all.
	Reactions  []byte
	StickerSet int64 // of a supergroup; 0: none
	EmojiSet   int64 // of a supergroup; 0: none
	// Restricted is where and why it is not shown; nil: it is.
	Restricted []lamplight.Restriction

	// What is counted as members change (PutMember, DeleteMember); UpdateChat leaves it alone.
	Members   int // who is in it
	Admins    int // of those, administrators and the owner
	Restricts int // who is restrained and may see it
	Kicked    int // who may not see it
}

// ChatFlags is what is switched on in a chat: some of the flags below. The numbers are stored.
type ChatFlags int64

// The flags of a chat.
const (
	ChatSignatures ChatFlags = 1 << iota
	ChatSignatureFaces
	ChatNoCopy
	ChatJoinToSend
	ChatJoinRequest
	ChatHiddenHistory
	ChatHiddenMembers
	ChatVerified
	ChatScam
	ChatFake
	ChatAntiSpam
	ChatForumTabs
	ChatNoTopicList // a forum that is shown as one list of messages
)

// Has reports whether all of the given flags are switched on.
func (f ChatFlags) Has(g ChatFlags) bool { return f&g == g }

// With returns the flags with some of them switched on or off.
func (f ChatFlags) With(g ChatFlags, on bool) ChatFlags {
	if on {
		return f | g
	}
	return f &^ g
}

// Chats are the groups and channels.
type Chats interface {
	// Chat returns a chat, gone or not.
	Chat(p lamplight.Peer) (Chat, error)
	// ChatsByPeer returns those that exist, gone ones too, in no order.
	ChatsByPeer(ps []lamplight.Peer) ([]Chat, error)
	// AddChat adds a chat without members. ErrTaken if its peer is.
	AddChat(c Chat) error
	// UpdateChat writes everything but Peer, Created and what is counted.
	UpdateChat(c Chat) error
	// ChatsMadeBy returns what an account owns, by peer.
	ChatsMadeBy(user lamplight.UserID) ([]Chat, error)
	// ListChats returns chats of a kind with ids above after, in order, at most limit; gone ones too.
	ListChats(kind lamplight.PeerKind, after int64, limit int) ([]Chat, error)
}
