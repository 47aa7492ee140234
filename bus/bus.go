// Package bus carries word of what happened from the room where it happened to the live sessions that want to know, on
// this node and on others. It is a hint and never the truth: what it loses, the boxes still hold.
package bus

import (
	"context"
	"errors"

	"lamplight"
)

// ErrClosed is returned by a bus after Close.
var ErrClosed = errors.New("bus: closed")

// A Hint says that a box moved on, or carries what is never stored (typing, presence).
type Hint struct {
	Box    lamplight.BoxID
	PTS    lamplight.PTS     // the box's head after it
	Seq    int64             // the box's second counter after it
	Events []lamplight.Event // what happened, when small; empty: read it from the box
}

// A KeyHint says that what is known of a permanent auth key changed: someone signed in or out with it, or it was
// destroyed. Nodes forget what they remember of it; if Gone, they end its connections.
type KeyHint struct {
	Key  lamplight.KeyID
	Gone bool
	// Events are pushed to the key's sessions although nobody is signed in with it (EventLoginToken); mostly empty.
	Events []lamplight.Event
}

// A Bus carries hints. It is safe for concurrent use. Handlers are called from the publisher's goroutine or the bus's
// own; they must not block.
type Bus interface {
	Tell(ctx context.Context, h Hint) error
	// Watch calls f for each hint of box until stop is called; a call that runs at that moment may still end after it.
	// Any number may watch the same box. stop may be called more than once, and from f.
	Watch(box lamplight.BoxID, f func(Hint)) (stop func())

	TellKey(ctx context.Context, h KeyHint) error
	// WatchKeys calls f for each hint of a key until stop is called, as Watch does.
	WatchKeys(f func(KeyHint)) (stop func())

	Ready(ctx context.Context) error
	Close() error
}
