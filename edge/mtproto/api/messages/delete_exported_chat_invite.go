package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// deleteExportedChatInvite answers messages.deleteExportedChatInvite: it removes a link that works no more.
//
// https://core.telegram.org/method/messages.deleteExportedChatInvite
func (h *Handlers) deleteExportedChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteExportedChatInviteRequest,
) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return done(h.Links.DeleteLink(ctx, chatCaller(c), peer, chats.HashOf(req.Link)))
}
