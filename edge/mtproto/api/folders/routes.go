// Package folders answers the folders.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself.
//
// Reference: https://core.telegram.org/methods
package folders

import (
	"context"
	"time"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// maxPeers is how many conversations one call may move.
const maxPeers = 100

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Messages Messages
	Resolve  *resolve.Resolver
	Render   *render.Renderer
	Now      func() time.Time
}

// Messages is the part of service/messages that this package calls.
type Messages interface {
	MoveToFolder(context.Context, messages.Caller, []messages.Move) (messages.Result, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return []rpc.Route{
		// The archive.
		rpc.Handle("folders.editPeerFolders", rpc.Users, rpc.Write, h.editPeerFolders),
	}
}
