package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/gotd/td/tg"
	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/rpc"
)

// Options are what a Server is built of. Fields without "optional" must be set.
type Options struct {
	Keys      Keys
	Handshake *handshake.Server
	Router    *rpc.Router
	Updates   Updates
	Renderer  Renderer
	Limits    Limits // zero fields get their defaults

	// Seen is told that a signed-in device is in use: at its first call on a connection, whenever initConnection says
	// something new, and then once in Limits.SeenEvery. Optional.
	Seen func(ctx context.Context, c rpc.Call) error
	// Takeout returns nil if the call may be made for the export of data that it names (invokeWithTakeout). Optional:
	// without it, every call may.
	Takeout func(ctx context.Context, c rpc.Call) error

	Now      func() time.Time
	Random   io.Reader             // optional: crypto/rand
	Log      *slog.Logger          // optional: none
	Register prometheus.Registerer // optional: metrics are kept but not shown
}

// Keys is the part of service/accounts that this package calls: the auth keys.
type Keys interface {
	// Key returns a key, permanent or temporary. ErrKeyUnknown (or any error with the symbol AUTH_KEY_UNREGISTERED)
	// says that there is none; another error is a passing fault.
	Key(ctx context.Context, id lamplight.KeyID) (lamplight.AuthKey, error)
	// Bind binds a temporary key to a permanent one until expires.
	Bind(ctx context.Context, temp, perm lamplight.KeyID, expires time.Time) error
	// SetLayer remembers the layer that the holder of a permanent key last said.
	SetLayer(ctx context.Context, perm lamplight.KeyID, layer int) error
	// Destroy forgets a key: a permanent one with everything that was bound to it, and its sign-in.
	Destroy(ctx context.Context, id lamplight.KeyID) error
	// WatchKeys calls f whenever what is known of a permanent key changes, on whichever node, until stop is called. If
	// gone, its connections end. events are pushed to all the key's sessions although nobody may be signed in with it
	// (EventLoginToken: a QR code was accepted); mostly there are none. f does not block.
	WatchKeys(f func(perm lamplight.KeyID, gone bool, events []lamplight.Event)) (stop func())
}

// ErrKeyUnknown says that there is no such auth key.
var ErrKeyUnknown = lamplight.ErrKeyUnregistered

// Updates is the part of service/updates that this package calls: it finds out what happened that a signed-in device
// should know of.
type Updates interface {
	// Attach calls sink with what happens in the account's box, but for what the device itself did, until detach is
	// called. sink does not block. It is not called twice at once, nor after detach has returned.
	Attach(ctx context.Context, user lamplight.UserID, device lamplight.SessionID, sink func([]lamplight.Event)) (detach func(), err error)
}

// Renderer is the part of edge/mtproto/render that this package calls.
type Renderer interface {
	// Updates says in the newest layer what happened, as the caller may see it. nil: nothing that the caller is told.
	Updates(ctx context.Context, c rpc.Call, events []lamplight.Event) (tg.UpdatesClass, error)
	// Shared says so of an event that is told to many (lamplight.Event.Told), for all of them at once. alike is false if it
	// is not the same for all: then Updates says it, with Call.Many. nil: nothing that anybody is told.
	Shared(ctx context.Context, c rpc.Call, e lamplight.Event) (u tg.UpdatesClass, alike bool, err error)
}

// orDefaults checks o and fills in what is optional.
func (o Options) orDefaults() (Options, error) {
	switch {
	case o.Keys == nil:
		return o, errors.New("session: Options.Keys is missing")
	case o.Handshake == nil:
		return o, errors.New("session: Options.Handshake is missing")
	case o.Router == nil:
		return o, errors.New("session: Options.Router is missing")
	case o.Updates == nil:
		return o, errors.New("session: Options.Updates is missing")
	case o.Renderer == nil:
		return o, errors.New("session: Options.Renderer is missing")
	case o.Now == nil:
		return o, errors.New("session: Options.Now is missing")
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.orDefaults()
	if o.Limits.SessionAge < leastSessionAge {
		return o, fmt.Errorf("session: Limits.SessionAge is %v; below %v a message could be replayed", o.Limits.SessionAge, leastSessionAge)
	}
	return o, nil
}
