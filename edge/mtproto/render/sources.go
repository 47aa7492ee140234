package render

import (
	"context"
	"time"

	"lamplight"
)

// News reads anew what events only say has changed in groups and channels, as viewer may see it.
type News interface {
	// Stored returns those of the named messages of a box that it holds and that viewer may see. The viewer 0 is anybody who
	// is told of the box.
	Stored(ctx context.Context, viewer lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error)
	// GroupMembers returns who is in a basic group, and the version of that list; ok is false if viewer is not in it.
	GroupMembers(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (list []GroupMember, version int, ok bool, err error)
	// Requests returns how many wait to be let into a group or channel, and a few of them, the last one first.
	Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (count int, recent []lamplight.UserID, err error)
	// PinnedTopics returns the pinned topics of a forum in their order; nil: clients ask.
	PinnedTopics(ctx context.Context, viewer lamplight.UserID, forum lamplight.ChannelID) ([]lamplight.MessageID, error)
}

// A GroupMember is somebody in a basic group.
type GroupMember struct {
	User, Inviter lamplight.UserID
	Joined        time.Time
	Owner, Admin  bool
}

// Sources is what a Renderer reads beside people, chats and settings. What is nil is not there, and nothing is told of it.
type Sources struct {
	News      News
	Polls     Polls
	Reactions Reactions
	Files     Files
}

// With returns a Renderer that reads from s, too.
func (r *Renderer) With(s Sources) *Renderer {
	with := *r
	with.sources = s
	return &with
}
