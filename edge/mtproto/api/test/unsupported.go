package test

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	notForClients = "The schema's own tests of a decoder; no server answers them."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Not for clients.
		rpc.Refuse[tg.TestUseErrorRequest]("test.useError", lamplight.ErrMethodInvalid, notForClients),
		rpc.Refuse[tg.TestUseConfigSimpleRequest]("test.useConfigSimple", lamplight.ErrMethodInvalid, notForClients),
	}
}
