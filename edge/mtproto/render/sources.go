package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
)

// News reads anew what events only say has changed in groups and channels, as viewer may see it.
type News interface {
	// Stored returns those of the named messages of a box that it holds and that viewer may see. The viewer 0 is anybody who
	// is told of the box.
	Stored(ctx context.Context, viewer lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error)
	// Participants returns who is in a basic group.
	Participants(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (tg.ChatParticipantsClass, []lamplight.UserID, error)
	// Requests returns how many wait to be let into a group or channel, and a few of them, the last one first.
	Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (count int, recent []lamplight.UserID, err error)
	// PinnedTopics returns the pinned topics of a forum in their order; nil: clients ask.
	PinnedTopics(ctx context.Context, viewer lamplight.UserID, forum lamplight.ChannelID) ([]lamplight.MessageID, error)
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
