package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getAdminsWithInvites answers messages.getAdminsWithInvites: it tells the owner which administrators have
// links by which people join.
//
// https://core.telegram.org/method/messages.getAdminsWithInvites
func (h *Handlers) getAdminsWithInvites(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetAdminsWithInvitesRequest,
) (*tg.MessagesChatAdminsWithInvites, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	admins, err := h.Links.AdminsWithLinks(ctx, chatCaller(c), peer)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesChatAdminsWithInvites{Admins: make([]tg.ChatAdminWithInvites, len(admins))}
	ids := make([]lamplight.UserID, len(admins))
	for i, a := range admins {
		out.Admins[i] = tg.ChatAdminWithInvites{AdminID: int64(a.Admin), InvitesCount: a.Count, RevokedInvitesCount: a.Revoked}
		ids[i] = a.Admin
	}
	out.Users, err = h.Render.Users(ctx, c, ids...)
	return out, err
}
