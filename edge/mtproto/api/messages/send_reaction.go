package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// sendReaction answers messages.sendReaction: it replaces what the caller put to a message; nothing takes it back.
//
// https://core.telegram.org/method/messages.sendReaction
func (h *Handlers) sendReaction(ctx context.Context, c rpc.Call, req *tg.MessagesSendReactionRequest) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	reactions, err := resolve.Reactions(req.Reaction)
	if err != nil {
		return nil, err
	}
	res, err := h.Social.React(ctx, messages.Reacting{
		Caller: caller(c), Peer: peer, ID: resolve.MessageID(req.MsgID), Reactions: reactions, Big: req.Big, Remember: req.AddToRecent,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
