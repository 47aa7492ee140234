package chats

import (
	"context"
	"time"

	"lamplight"
)

// A Participant is somebody in a chat, or somebody who is kept out of it.
type Participant struct {
	User    lamplight.UserID
	Joined  time.Time
	Inviter lamplight.UserID // 0: nobody
	Owner   bool
	Admin   lamplight.AdminRights // 0: no administrator
	Rank    string
	// Promoter made them an administrator; MayEdit says that the viewer may change their rights.
	Promoter   lamplight.UserID
	MayEdit    bool
	Restraint  lamplight.Restraint
	Restrainer lamplight.UserID
	Restrained time.Time
	Left       bool // they are no member
	Asked      bool // an administrator let them in
}

// A ParticipantFilter chooses among participants.
type ParticipantFilter uint8

// The filters, as https://core.telegram.org/type/ChannelParticipantsFilter lists them.
const (
	ParticipantsRecent ParticipantFilter = iota
	ParticipantsAdmins
	ParticipantsKicked
	ParticipantsBanned
	ParticipantsBots
	ParticipantsContacts
	ParticipantsSearch
	ParticipantsMentions
)

// A ParticipantQuery asks for a page of participants.
type ParticipantQuery struct {
	Filter ParticipantFilter
	Query  string              // what names begin with
	Thread lamplight.MessageID // ParticipantsMentions
	Offset int
	Limit  int
}

// A ParticipantPage is a page of participants.
type ParticipantPage struct {
	Participants []Participant
	Count        int // of those that the query is about
}

// A Full is all there is to know of a chat.
type Full struct {
	lamplight.Access
	About        string
	Photo        *lamplight.Photo
	Participants []Participant // of a basic group
	Admins       int
	Kicked       int
	Restrained   int
	Online       int
	MigratedMax  lamplight.MessageID // the last message of MigratedFrom in the viewer's box
	StickerSet   int64
	EmojiSet     int64
	SlowMode     int // seconds, for those whom it holds
	NextSend     time.Time
	Flags        FullFlags
	PTS          lamplight.PTS // of a channel's box
}

// FullFlags are what a viewer may do or see of a chat beyond lamplight.Chat.
type FullFlags struct {
	SeeParticipants bool
	SetUsername     bool
	SetStickers     bool
	SeeStats        bool
}

// Full returns all that viewer may know of a chat.
func (s *Service) Full(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (Full, error) {
	return Full{}, errNotBuilt
}

// Participant returns what somebody is in a supergroup or channel.
func (s *Service) Participant(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, user lamplight.UserID,
) (Participant, error) {
	return Participant{}, errNotBuilt
}

// Participants returns a page of those who are in a supergroup or channel, or are kept from something in it.
func (s *Service) Participants(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, q ParticipantQuery,
) (ParticipantPage, error) {
	return ParticipantPage{}, errNotBuilt
}

// Common returns the groups that both are in, by id, those above after.
func (s *Service) Common(
	ctx context.Context, viewer, user lamplight.UserID, after int64, limit int,
) ([]lamplight.Chat, error) {
	return nil, errNotBuilt
}
