package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// toggleNoForwards answers messages.toggleNoForwards: it says whether what is said in a group or channel may
// be forwarded and saved. Between two people it is not built.
//
// https://core.telegram.org/method/messages.toggleNoForwards
func (h *Handlers) toggleNoForwards(
	ctx context.Context, c rpc.Call, req *tg.MessagesToggleNoForwardsRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if peer.Kind == lamplight.PeerUser {
		return nil, lamplight.ErrPeerInvalid
	}
	r, err := h.Links.SetNoCopy(ctx, chatCaller(c), peer, req.Enabled)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), r.Events)
}
