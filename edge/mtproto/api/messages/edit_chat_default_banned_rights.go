package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// editChatDefaultBannedRights answers messages.editChatDefaultBannedRights: it says what members of a group without
// rights may not do.
//
// https://core.telegram.org/method/messages.editChatDefaultBannedRights
func (h *Handlers) editChatDefaultBannedRights(ctx context.Context, c rpc.Call, req *tg.MessagesEditChatDefaultBannedRightsRequest) (tg.UpdatesClass, error) {
	peer, err := h.chatPeer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return h.chatChanged(ctx, c)(h.Chats.SetDefault(ctx, chatCaller(c), peer, resolve.Restraint(req.BannedRights).Rights))
}
