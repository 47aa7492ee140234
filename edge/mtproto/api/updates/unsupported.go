package updates

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later = "This is not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Catching up.
		rpc.Refuse[tg.UpdatesGetChannelDifferenceRequest]("updates.getChannelDifference", lamplight.ErrChannelInvalid, later),
	}
}
