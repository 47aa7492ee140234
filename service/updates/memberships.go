package updates

import (
	"context"

	"lamplight"
)

// Memberships knows whose box a channel's events go to. It is asked when somebody's first session on this node begins, and
// again whenever an EventChat in their box says that something changed.
type Memberships interface {
	// ChannelsOf returns the supergroups and channels that user is a member of. Nobody is in more than 500.
	ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error)
	// Access returns what viewer may see of a channel: CHANNEL_PRIVATE or CHANNEL_INVALID if nothing.
	Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error)
}

// A following is what an account with live sessions here is told of beside its own box. It is nil for who is in no channel:
// most sessions of a node that carries private conversations alone have none.
type following struct {
	channels []*watcher             // of which the account is a member
	doubt    []lamplight.ChannelID  // something changed between the account and these: nothing is told until it is read anew
	missed   []lamplight.ChannelID  // those of them in which something happened meanwhile
	guests   map[*watcher][]visitor // channels that sessions asked for without being members
}

// A visitor is a session that is told of a public channel for a while.
type visitor struct {
	session lamplight.SessionID
	until   int64 // unix seconds
}

// follows returns what the account follows; it is made where there is none yet. w.mu is held.
func (w *watcher) followsLocked() *following {
	if w.follows == nil {
		w.follows = &following{}
	}
	return w.follows
}
