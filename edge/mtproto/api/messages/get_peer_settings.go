package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getPeerSettings answers messages.getPeerSettings: what the bar above a conversation offers.
//
// https://core.telegram.org/method/messages.getPeerSettings
func (h *Handlers) getPeerSettings(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPeerSettingsRequest,
) (*tg.MessagesPeerSettings, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return h.Render.PeerSettings(ctx, c, peer)
}
