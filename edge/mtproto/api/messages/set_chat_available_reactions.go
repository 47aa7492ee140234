package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// setChatAvailableReactions answers messages.setChatAvailableReactions: which reactions may be put to what is said in a group
// or channel. Reactions that are paid for do not exist: switching them on is refused.
//
// https://core.telegram.org/method/messages.setChatAvailableReactions
func (h *Handlers) setChatAvailableReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesSetChatAvailableReactionsRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if peer.User() != 0 {
		return nil, lamplight.ErrPeerInvalid
	}
	if req.PaidEnabled {
		return nil, resolve.ErrReactionInvalid
	}
	allowed, err := resolve.AllowedReactions(req.AvailableReactions, req.ReactionsLimit)
	if err != nil {
		return nil, err
	}
	if allowed, err = h.Social.CheckAllowed(ctx, allowed); err != nil {
		return nil, err
	}
	packed, err := allowed.Pack()
	if err != nil {
		return nil, err
	}
	res, err := h.Allowed.SetReactions(ctx, chats.Caller{User: c.User, Origin: c.Session}, peer, packed)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
