// Package render writes our values as wire types, for one viewer: the access hashes are the viewer's, and so is what is
// shown of a person. It always writes the newest layer; edge/mtproto/layers takes it to the session's.
//
// It has no say in what a viewer may see: People decides that. Nothing here panics on a value from a box: what it
// does not know is an error.
package render

import (
	"context"
	"fmt"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
)

// Hashes makes the access hash by which viewer names peer.
type Hashes interface {
	Of(viewer lamplight.UserID, peer lamplight.Peer) int64
}

// People shows persons as viewer may see them. An id that never existed, or that the viewer cannot know of, is left
// out; a deleted account is a Person with Deleted set. It is on the path of every push and has to be quick.
type People interface {
	Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error)
}

// Chats shows groups and channels as viewer may see them. One that never existed is left out; one that the viewer may not
// see is a Chat with Forbidden set. It is on the path of every push and has to be quick.
type Chats interface {
	Chats(ctx context.Context, viewer lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Chat, error)
}

// Settings reads anew what some events only say has changed. It is implemented beside the handlers that show the same
// things, so it speaks the wire's types.
type Settings interface {
	// Privacy returns a privacy key and its rules; key is the name that lamplight.EventPrivacy carries in Text.
	Privacy(ctx context.Context, viewer lamplight.UserID, key string) (tg.PrivacyKeyClass, []tg.PrivacyRuleClass, error)
	// Notify returns how the viewer is notified of peers, in their order.
	Notify(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error)
	// NotifyDefault returns the settings of a kind of peer: "users", "chats" or "broadcasts".
	NotifyDefault(ctx context.Context, viewer lamplight.UserID, kind string) (tg.NotifyPeerClass, tg.PeerNotifySettings, error)
	// PeerSettings returns what the bar above the conversation with peer offers.
	PeerSettings(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (tg.PeerSettings, error)
	// Authorization returns a new sign-in of the viewer's account as updateNewAuthorization tells of it.
	Authorization(ctx context.Context, viewer lamplight.UserID, session lamplight.SessionID) (tg.UpdateNewAuthorization, error)
	// Folders returns how the viewer sorted their conversations.
	Folders(ctx context.Context, viewer lamplight.UserID) (lamplight.Folders, error)
	// Scheduled returns those of the named messages that wait to be sent to peer still.
	Scheduled(
		ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, ids ...lamplight.MessageID,
	) ([]lamplight.Message, error)
}

// A Renderer renders. It is safe for concurrent use.
type Renderer struct {
	hashes   Hashes
	people   People
	chats    Chats
	settings Settings
	dc       int
	sources  Sources
}

// New returns a Renderer. dc is the data centre that files are in. Without chats there are no groups and channels.
func New(h Hashes, p People, chats Chats, s Settings, dc int) *Renderer {
	return &Renderer{hashes: h, people: p, chats: chats, settings: s, dc: dc}
}

// PTS returns what the wire says for a position in a box: one more, because a client takes an update only if its pts is
// greater than its pts_count, and a new account starts at 1 there.
func PTS(p lamplight.PTS) int { return int(p) + 1 }

// Date writes a time in seconds; the zero time is 0.
func Date(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return int(t.Unix())
}

// Peer writes a peer; it fails for the zero Peer.
func Peer(p lamplight.Peer) (tg.PeerClass, error) {
	switch p.Kind {
	case lamplight.PeerUser:
		return &tg.PeerUser{UserID: p.ID}, nil
	case lamplight.PeerChat:
		return &tg.PeerChat{ChatID: p.ID}, nil
	case lamplight.PeerChannel:
		return &tg.PeerChannel{ChannelID: p.ID}, nil
	default:
		return nil, fmt.Errorf("render: peer of unknown kind %d", p.Kind)
	}
}

// LoginToken writes the push that tells an unauthorised session that its QR code was accepted.
func LoginToken(date time.Time) tg.UpdatesClass {
	return &tg.UpdateShort{Update: &tg.UpdateLoginToken{}, Date: Date(date)}
}

// TooLong writes the push that tells a session to ask for the difference.
func TooLong() tg.UpdatesClass { return &tg.UpdatesTooLong{} }
