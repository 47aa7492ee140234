package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getChannels answers channels.getChannels: it shows supergroups and channels as the caller stands to them. Those
// that cannot be named are left out.
//
// https://core.telegram.org/method/channels.getChannels
func (h *Handlers) getChannels(ctx context.Context, c rpc.Call, req *tg.ChannelsGetChannelsRequest) (tg.MessagesChatsClass, error) {
	if len(req.ID) > maxChannels {
		return nil, lamplight.ErrLimitInvalid
	}
	peers := make([]lamplight.Peer, 0, len(req.ID))
	for _, in := range req.ID {
		channel, err := h.Resolve.Channel(ctx, c, in)
		if lamplight.KindOf(err) == lamplight.Invalid && err != nil && len(req.ID) > 1 {
			continue
		}
		if err != nil {
			return nil, err
		}
		peers = append(peers, lamplight.ChannelPeer(channel))
	}
	return h.list(ctx, c, peers)
}
