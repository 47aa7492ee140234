package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// hideAllChatJoinRequests answers messages.hideAllChatJoinRequests: it answers all who wish to join, or all who
// came by one link.
//
// https://core.telegram.org/method/messages.hideAllChatJoinRequests
func (h *Handlers) hideAllChatJoinRequests(
	ctx context.Context, c rpc.Call, req *tg.MessagesHideAllChatJoinRequestsRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	hash := ""
	if link, ok := req.GetLink(); ok {
		if hash = chats.HashOf(link); hash == "" {
			return nil, chats.ErrLinkExpired
		}
	}
	r, err := h.Links.AnswerRequests(ctx, chatCaller(c), peer, hash, req.Approved)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), r.Events)
}
