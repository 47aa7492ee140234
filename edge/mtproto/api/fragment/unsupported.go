package fragment

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noFragment = "Names and numbers are not for sale."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Names bought elsewhere.
		rpc.Refuse[tg.FragmentGetCollectibleInfoRequest]("fragment.getCollectibleInfo", rpc.ErrCollectibleInvalid, noFragment),
	}
}
