// Package stories answers the stories.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package stories

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Handlers answers the methods.
type Handlers struct {
	Peers Peers
}

// Peers is the part of edge/mtproto/resolve that this package calls.
type Peers interface {
	// Peer returns whom the caller names.
	Peer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Looking at stories.
		rpc.Handle("stories.getPeerStories", rpc.Users, rpc.Read, h.getPeerStories).Empty(noStories),
		rpc.Handle("stories.getPeerMaxIDs", rpc.Users, rpc.Read, h.getPeerMaxIDs).Empty(noStories),
	}, unsupported())
}
