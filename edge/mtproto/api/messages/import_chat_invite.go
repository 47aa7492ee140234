package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// importChatInvite answers messages.importChatInvite: it joins by a link.
//
// https://core.telegram.org/method/messages.importChatInvite
func (h *Handlers) importChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesImportChatInviteRequest,
) (tg.MessagesChatInviteJoinResultClass, error) {
	r, err := h.Links.ImportLink(ctx, chatCaller(c), req.Hash)
	if err != nil {
		return nil, err
	}
	updates, err := h.Render.Result(ctx, c, h.Now(), r.Events)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChatInviteJoinResultOk{Updates: updates}, nil
}
