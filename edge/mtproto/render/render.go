// Package render writes our values as wire types, for one viewer: the access hashes are the viewer's, and so is what is
// shown of a person. It always writes the newest layer; edge/mtproto/layers takes it to the session's.
//
// It has no say in what a viewer may see: People decides that. Nothing here panics on a value from a box: what it does not
// know is an error.
package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
)

// Hashes makes the access hash by which viewer names peer.
type Hashes interface {
	Of(viewer lamplight.UserID, peer lamplight.Peer) int64
}

// People shows persons as viewer may see them. An id that never existed, or that the viewer cannot know of, is left out;
// a deleted account is a Person with Deleted set. It is on the path of every push and has to be quick.
type People interface {
	Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error)
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
}

// A Renderer renders. It is safe for concurrent use.
type Renderer struct {
	hashes   Hashes
	people   People
	settings Settings
}

// New returns a Renderer. All arguments are required.
func New(h Hashes, p People, s Settings) *Renderer {
	return &Renderer{hashes: h, people: p, settings: s}
}

// PTS returns what the wire says for a position in a box: one more, because a client takes an update only if its pts is
// greater than its pts_count, and a new account starts at 1 there.
func PTS(p lamplight.PTS) int { return int(p) + 1 }

// User writes a person for viewer.
func (r *Renderer) User(viewer lamplight.UserID, p lamplight.Person) tg.UserClass { panic("todo") }

// Users reads the persons with the given ids and writes them for viewer; repeated ids are written once, unknown ones left
// out.
func (r *Renderer) Users(ctx context.Context, viewer lamplight.UserID, ids ...lamplight.UserID) ([]tg.UserClass, error) {
	panic("todo")
}

// Status writes when somebody was last seen.
func Status(p lamplight.Presence) (tg.UserStatusClass, error) { panic("todo") }

// Peer writes a peer; it fails for the zero Peer.
func Peer(p lamplight.Peer) (tg.PeerClass, error) { panic("todo") }

// Entities writes the formatting of a text.
func Entities(es []lamplight.Entity) ([]tg.MessageEntityClass, error) { panic("todo") }

// Message writes a message for the owner of its box.
func (r *Renderer) Message(m lamplight.Message) (tg.MessageClass, error) { panic("todo") }

// Updates writes events of viewer's box, in their order, with the people they name: what is pushed to a session. What a
// session is to fetch by itself, or needs not know, adds no update; the result is nil if nothing is left to say.
func (r *Renderer) Updates(ctx context.Context, viewer lamplight.UserID, events []lamplight.Event) (tg.UpdatesClass, error) {
	panic("todo")
}

// LoginToken writes the push that tells an unauthorised session that its QR code was accepted.
func LoginToken(date int) tg.UpdatesClass {
	return &tg.UpdateShort{Update: &tg.UpdateLoginToken{}, Date: date}
}

// TooLong writes the push that tells a session to ask for the difference.
func TooLong() tg.UpdatesClass { return &tg.UpdatesTooLong{} }
