// Package updates answers the updates.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself.
//
// Reference: https://core.telegram.org/methods
package updates

import (
	"context"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Updates  Updates
	Messages Messages
	Resolve  *resolve.Resolver
	Render   *render.Renderer
}

// Updates is the part of service/updates that this package calls.
type Updates interface {
	State(context.Context, lamplight.UserID) (updates.State, error)
	Difference(context.Context, lamplight.UserID, updates.Since) (updates.Difference, error)
	ChannelDifference(
		context.Context, lamplight.UserID, lamplight.SessionID, lamplight.ChannelID, updates.ChannelSince,
	) (updates.ChannelDifference, error)
}

// Messages is the part of service/messages that this package calls.
type Messages interface {
	PeerDialogs(context.Context, lamplight.UserID, []lamplight.Peer) (messages.DialogPage, error)
	History(context.Context, lamplight.UserID, messages.HistoryQuery) (messages.Page, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return []rpc.Route{
		// Catching up.
		rpc.Handle("updates.getState", rpc.UsersAndBots, rpc.Read, h.getState),
		rpc.Handle("updates.getDifference", rpc.UsersAndBots, rpc.Read, h.getDifference),
		rpc.Handle("updates.getChannelDifference", rpc.UsersAndBots, rpc.Read, h.getChannelDifference),
	}
}
