package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getExportedChatInvite answers messages.getExportedChatInvite: it shows a link by which people join.
//
// https://core.telegram.org/method/messages.getExportedChatInvite
func (h *Handlers) getExportedChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetExportedChatInviteRequest,
) (tg.MessagesExportedChatInviteClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	l, err := h.Links.Link(ctx, chatCaller(c), peer, chats.HashOf(req.Link))
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, l.Admin)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesExportedChatInvite{Invite: render.Link(l).Exported(h.Origin), Users: users}, nil
}
