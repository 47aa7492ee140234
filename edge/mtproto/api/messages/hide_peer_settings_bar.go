package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// hidePeerSettingsBar answers messages.hidePeerSettingsBar: it closes the bar above a conversation for good.
//
// https://core.telegram.org/method/messages.hidePeerSettingsBar
func (h *Handlers) hidePeerSettingsBar(
	ctx context.Context, c rpc.Call, req *tg.MessagesHidePeerSettingsBarRequest,
) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if peer.User() == 0 {
		return nil, lamplight.ErrPeerInvalid
	}
	if err := h.Bars.HideBar(ctx, c.User, c.Session, peer.User()); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
