package updates

import (
	"context"
	"time"

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
	doubts   []doubt                // something changed between the account and these: nothing is told until it is read anew
	guests   map[*watcher][]visitor // channels that sessions asked for without being members
}

// A doubt is a channel of which an account is told nothing until it is known again what it is there.
type doubt struct {
	channel lamplight.ChannelID
	since   time.Time         // when it changed
	after   lamplight.PTS     // where the channel's box was when the account came in, if that is known; else 0
	held    []lamplight.Event // what happened in the channel meanwhile
	over    bool              // more than can be held
}

// of returns the doubt about a channel, nil if there is none.
func (f *following) of(channel lamplight.ChannelID) *doubt {
	for i := range f.doubts {
		if f.doubts[i].channel == channel {
			return &f.doubts[i]
		}
	}
	return nil
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
