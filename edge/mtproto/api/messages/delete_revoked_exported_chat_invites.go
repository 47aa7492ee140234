package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteRevokedExportedChatInvites answers messages.deleteRevokedExportedChatInvites: it removes all links of an
// administrator that work no more.
//
// https://core.telegram.org/method/messages.deleteRevokedExportedChatInvites
func (h *Handlers) deleteRevokedExportedChatInvites(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteRevokedExportedChatInvitesRequest,
) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	admin, err := h.Resolve.User(ctx, c, req.AdminID)
	if err != nil {
		return nil, err
	}
	return done(h.Links.DeleteRevokedLinks(ctx, chatCaller(c), peer, admin))
}
