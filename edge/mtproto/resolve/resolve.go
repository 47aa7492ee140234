// Package resolve turns the wire's names for things into ours, checking that the caller has the right to name them.
//
// An access hash is the proof: it is a keyed MAC of the viewer and the peer (see Hashes), so a name that this server
// never gave to this caller is refused, and a refusal tells nothing about whether such a peer exists.
//
// Reference: https://core.telegram.org/api/peers
package resolve

import (
	"context"
	"math"
	"time"

	"lamplight"
)

// Peers tells whom a bot has met: bots alone may name somebody with an access hash of 0.
type Peers interface {
	Met(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (bool, error)
}

// Messages reads messages of the viewer's own box, for names of the form "the person in that message".
type Messages interface {
	Messages(ctx context.Context, viewer lamplight.UserID, ids []lamplight.MessageID) ([]lamplight.Message, error)
}

// Chats knows groups and channels.
type Chats interface {
	// Knows reports whether viewer is or was in a basic group, and so may name it: basic groups have no access hash.
	Knows(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (bool, error)
	// ChannelMessages returns those of the named messages of a channel that viewer may see.
	ChannelMessages(
		ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
	) ([]lamplight.Message, error)
}

// A Resolver resolves names. It is safe for concurrent use.
type Resolver struct {
	hashes   *Hashes
	peers    Peers
	messages Messages
	chats    Chats
}

// New returns a Resolver. Without chats there are no groups: naming one is an error as for one that does not exist.
func New(h *Hashes, p Peers, m Messages, chats Chats) *Resolver {
	return &Resolver{hashes: h, peers: p, messages: m, chats: chats}
}

// PTS returns the position in the box that a client means: the wire's pts is one more than ours (see render.PTS).
func PTS(wire int) lamplight.PTS { return lamplight.PTS(wire - 1) }

// MessageIDs returns the message ids that a client names, at most limit of them (LIMIT_INVALID). Ids are positive;
// what is not is left out, since no box holds it.
func MessageIDs(ids []int, limit int) ([]lamplight.MessageID, error) {
	if len(ids) > limit {
		return nil, lamplight.ErrLimitInvalid
	}
	out := make([]lamplight.MessageID, 0, len(ids))
	for _, id := range ids {
		if id > 0 {
			out = append(out, lamplight.MessageID(id))
		}
	}
	return out, nil
}

// MessageID returns the message id that a client names; 0, which no message has, for what cannot be one.
func MessageID(id int) lamplight.MessageID {
	if id <= 0 || id > math.MaxInt32 {
		return 0
	}
	return lamplight.MessageID(id)
}

// Time returns the time that a client means by a number of seconds; 0 and less are none.
func Time(seconds int) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}
