package premium

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noBoosts = "There is no premium subscription, and so there are no boosts."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Boosts.
		rpc.Nothing[tg.PremiumGetMyBoostsRequest]("premium.getMyBoosts", rpc.Users, &tg.PremiumMyBoosts{}, noBoosts),
		rpc.Refuse[tg.PremiumGetBoostsListRequest]("premium.getBoostsList", lamplight.ErrPeerInvalid, noBoosts),
		rpc.Refuse[tg.PremiumGetBoostsStatusRequest]("premium.getBoostsStatus", lamplight.ErrPeerInvalid, noBoosts),
		rpc.Refuse[tg.PremiumGetUserBoostsRequest]("premium.getUserBoosts", lamplight.ErrPeerInvalid, noBoosts),
		rpc.Refuse[tg.PremiumApplyBoostRequest]("premium.applyBoost", rpc.ErrPremiumAccountRequired, noBoosts),
	}
}
