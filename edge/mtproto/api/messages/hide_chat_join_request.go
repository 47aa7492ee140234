package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// hideChatJoinRequest answers messages.hideChatJoinRequest: it lets somebody in who wishes to join, or sends
// them away.
//
// https://core.telegram.org/method/messages.hideChatJoinRequest
func (h *Handlers) hideChatJoinRequest(
	ctx context.Context, c rpc.Call, req *tg.MessagesHideChatJoinRequestRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	r, err := h.Links.AnswerRequest(ctx, chatCaller(c), peer, user, req.Approved)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), r.Events)
}
