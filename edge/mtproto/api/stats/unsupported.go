package stats

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noStats = "Channels, and so statistics of them, are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Statistics of channels.
		rpc.Refuse[tg.StatsGetBroadcastStatsRequest]("stats.getBroadcastStats", lamplight.ErrChannelInvalid, noStats),
		rpc.Refuse[tg.StatsGetMegagroupStatsRequest]("stats.getMegagroupStats", lamplight.ErrChannelInvalid, noStats),
		rpc.Refuse[tg.StatsGetMessageStatsRequest]("stats.getMessageStats", lamplight.ErrChannelInvalid, noStats),
		rpc.Refuse[tg.StatsGetMessagePublicForwardsRequest]("stats.getMessagePublicForwards", lamplight.ErrChannelInvalid, noStats),
		rpc.Refuse[tg.StatsGetPollStatsRequest]("stats.getPollStats", lamplight.ErrChannelInvalid, noStats),
		rpc.Refuse[tg.StatsGetStoryStatsRequest]("stats.getStoryStats", lamplight.ErrPeerInvalid, noStats),
		rpc.Refuse[tg.StatsGetStoryPublicForwardsRequest]("stats.getStoryPublicForwards", lamplight.ErrPeerInvalid, noStats),
		rpc.Refuse[tg.StatsLoadAsyncGraphRequest]("stats.loadAsyncGraph", rpc.ErrGraphInvalidReload, noStats),
	}
}
