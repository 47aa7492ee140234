// Package resolve turns the wire's names for things into ours, checking that the caller has the right to name them.
//
// An access hash is the proof: it is a keyed MAC of the viewer and the peer (see Hashes), so a name that this server never
// gave to this caller is refused, and a refusal tells nothing about whether such a peer exists.
//
// Reference: https://core.telegram.org/api/peers
package resolve

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Peers tells whom a bot has met: bots alone may name somebody with an access hash of 0.
type Peers interface {
	Met(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (bool, error)
}

// Messages reads messages of the viewer's own box, for names of the form "the person in that message".
type Messages interface {
	Messages(ctx context.Context, viewer lamplight.UserID, ids []lamplight.MessageID) ([]lamplight.Message, error)
}

// A Resolver resolves names. It is safe for concurrent use.
type Resolver struct {
	hashes   *Hashes
	peers    Peers
	messages Messages
}

// New returns a Resolver. All arguments are required.
func New(h *Hashes, p Peers, m Messages) *Resolver {
	return &Resolver{hashes: h, peers: p, messages: m}
}

// Peer returns the peer that p names: PEER_ID_INVALID if it names nobody or has a wrong access hash, CHANNEL_INVALID if
// that is a channel, CHAT_ID_INVALID for a basic group that the caller has no part in.
func (r *Resolver) Peer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	panic("todo")
}

// OffsetPeer is Peer for a page's offset: inputPeerEmpty is the zero Peer.
func (r *Resolver) OffsetPeer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	panic("todo")
}

// User returns the account that u names: USER_ID_INVALID if it names nobody or has a wrong access hash.
func (r *Resolver) User(ctx context.Context, c rpc.Call, u tg.InputUserClass) (lamplight.UserID, error) {
	panic("todo")
}

// Users returns the accounts that us name, at most limit of them (LIMIT_INVALID).
func (r *Resolver) Users(ctx context.Context, c rpc.Call, us []tg.InputUserClass, limit int) ([]lamplight.UserID, error) {
	panic("todo")
}

// Channel returns the channel that ch names: CHANNEL_INVALID if it names none or has a wrong access hash.
func (r *Resolver) Channel(ctx context.Context, c rpc.Call, ch tg.InputChannelClass) (lamplight.ChannelID, error) {
	panic("todo")
}

// DialogPeer returns the peer of a conversation. A whole folder is FOLDER_ID_INVALID.
func (r *Resolver) DialogPeer(ctx context.Context, c rpc.Call, p tg.InputDialogPeerClass) (lamplight.Peer, error) {
	panic("todo")
}

// DialogPeers returns the peers of conversations, at most limit of them (LIMIT_INVALID).
func (r *Resolver) DialogPeers(ctx context.Context, c rpc.Call, ps []tg.InputDialogPeerClass, limit int) ([]lamplight.Peer, error) {
	panic("todo")
}

// Entities returns the formatting that a client asks for, as the client says it: the service checks it against the text.
// ENTITY_MENTION_USER_INVALID if it mentions somebody whom the caller may not name; ENTITIES_TOO_LONG above
// MaxEntities.
func (r *Resolver) Entities(ctx context.Context, c rpc.Call, es []tg.MessageEntityClass) ([]lamplight.Entity, error) {
	panic("todo")
}

// Reply returns what a message answers, nil if nothing: only messages of the same conversation, no stories, topics or
// todo items yet.
func (r *Resolver) Reply(ctx context.Context, c rpc.Call, to tg.InputReplyToClass) (*lamplight.Reply, error) {
	panic("todo")
}

// PTS returns the position in the box that a client means: the wire's pts is one more than ours (see render.PTS).
func PTS(wire int) lamplight.PTS { return lamplight.PTS(wire - 1) }
