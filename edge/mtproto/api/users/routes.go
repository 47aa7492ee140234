// Package users answers the users.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package users

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
	"lamplight/service/messages"
)

// maxUsers is how many people one call may name.
const maxUsers = 200

// Handlers answers the methods with the given services. All fields without "optional" are required to serve.
type Handlers struct {
	Contacts Contacts
	Settings Settings
	Messages Messages
	Chats    Chats // optional: nobody is in groups
	Resolve  *resolve.Resolver
	Render   *render.Renderer
}

// Contacts is the part of service/contacts that this package calls.
type Contacts interface {
	Full(ctx context.Context, viewer, id lamplight.UserID) (contacts.Full, error)
	ClosedTo(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]bool, error)
}

// Settings is the part of render.Settings that this package calls.
type Settings interface {
	Notify(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error)
	PeerSettings(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (tg.PeerSettings, error)
}

// Messages is the part of service/messages that this package calls.
type Messages interface {
	LastPinned(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.MessageID, error)
	About(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (messages.About, error)
}

// Chats is the part of service/chats that this package calls.
type Chats interface {
	CountCommon(ctx context.Context, viewer, user lamplight.UserID) (int, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Seeing others. Before sign-in, getUsers answers 401: clients ask with it whether they are signed in.
		rpc.Handle("users.getUsers", rpc.UsersAndBots, rpc.Read, h.getUsers),
		rpc.Handle("users.getFullUser", rpc.UsersAndBots, rpc.Read, h.getFullUser),
		rpc.Handle("users.getRequirementsToContact", rpc.Users, rpc.Read, h.getRequirementsToContact),
	}, unsupported())
}
