package lamplight

import "time"

// AdminRights is what an administrator of a group or channel may do: some of the flags below.
//
// https://core.telegram.org/constructor/chatAdminRights
type AdminRights uint32

// The flags of AdminRights.
const (
	AdminChangeInfo AdminRights = 1 << iota
	AdminPost                   // channels: write posts
	AdminEdit                   // channels: edit posts of others
	AdminDelete
	AdminBan
	AdminInvite
	AdminPin
	AdminPromote // give others some of one's own rights
	AdminAnonymous
	AdminCall
	AdminOther // what none of the others names: an administrator with nothing but this one has none of them
	AdminTopics
	AdminPostStories
	AdminEditStories
	AdminDeleteStories
	AdminDirectMessages
	AdminRanks // give members titles
)

// BannedRights is what members of a group may not do: some of the flags below.
//
// https://core.telegram.org/constructor/chatBannedRights
type BannedRights uint32

// The flags of BannedRights.
const (
	BannedView BannedRights = 1 << iota // not even see it: what is called banned or kicked
	BannedSend                          // anything
	BannedMedia
	BannedStickers
	BannedGIFs
	BannedGames
	BannedInline
	BannedLinks
	BannedPolls
	BannedChangeInfo
	BannedInvite
	BannedPin
	BannedTopics
	BannedPhotos
	BannedVideos
	BannedRoundVideos
	BannedAudios
	BannedVoices
	BannedFiles
	BannedPlain // texts without media
	BannedReactions
	BannedRank // give oneself a title
)

// A Restraint is what one member, or everybody (the default rights of a group), may not do, and until when.
type Restraint struct {
	Rights BannedRights `cbor:"1,keyasint,omitempty"`
	Until  time.Time    `cbor:"2,keyasint,omitempty"` // zero: for ever
}

// At returns what is forbidden at t: nothing once the restraint has ended.
func (r Restraint) At(t time.Time) BannedRights {
	if !r.Until.IsZero() && !r.Until.After(t) {
		return 0
	}
	return r.Rights
}

// A Chat is a basic group, a supergroup or a broadcast channel, as one viewer may see it.
type Chat struct {
	Peer      Peer // of kind PeerChat or PeerChannel
	Broadcast bool // a channel; else a group
	Forum     bool // a supergroup with topics
	Title     string
	Photo     *Photo // nil if it has none
	Username  string // "" if it is private
	Usernames []string
	Created   time.Time // or, for a member, when they joined: what clients call its date
	Members   int       // 0 where the viewer may not know
	Version   int       // of a basic group's list of members; rises with each change
	Migrated  Peer      // the supergroup that a basic group became; zero if it did not
	Gone      bool      // a basic group that was deleted, or became a supergroup

	// What stands between the viewer and it.
	Creator   bool
	Left      bool // the viewer is no member
	Forbidden bool // the viewer may not see it, until Own.Until (zero: for ever): only Peer, Title and kind are set
	Admin     AdminRights
	Own       Restraint // of the viewer alone
	Default   Restraint // of all members without rights
	Least     MessageID // the first message that the viewer may see; 0: every one

	Signatures    bool // posts name their author
	SignatureFace bool // and show the author's photo
	NoCopy        bool // what is said in it is not to be saved or forwarded
	SlowMode      bool
	HasLink       bool // a channel with a discussion group, or such a group
	JoinToSend    bool // in a discussion group: only members write
	JoinRequest   bool // joining needs an administrator's yes
	HiddenHistory bool // those who join see only what comes from then on
	HiddenMembers bool
	Verified      bool
	Scam          bool
	Fake          bool
	Restricted    []Restriction
}

// May reports whether the viewer has a right of an administrator. The creator has every one.
func (c *Chat) May(r AdminRights) bool { return c.Creator || c.Admin&r == r }

// MayNot reports whether the viewer is kept from something, by their own restraint or by everybody's, at t. Creators and
// administrators are kept from nothing.
func (c *Chat) MayNot(r BannedRights, t time.Time) bool {
	if c.Creator || c.Admin != 0 {
		return false
	}
	return (c.Own.At(t)|c.Default.At(t))&r != 0
}

// Supergroup reports whether it is a group whose messages have a box of their own.
func (c *Chat) Supergroup() bool { return c.Peer.Kind == PeerChannel && !c.Broadcast }

// Channel returns the peer's channel id, or 0 if it is no supergroup or channel.
func (p Peer) Channel() ChannelID {
	if p.Kind == PeerChannel {
		return ChannelID(p.ID)
	}
	return 0
}

// Chat returns the peer's chat id, or 0 if it is no basic group.
func (p Peer) Chat() ChatID {
	if p.Kind == PeerChat {
		return ChatID(p.ID)
	}
	return 0
}
