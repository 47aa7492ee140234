package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getExportedChatInvites answers messages.getExportedChatInvites: it lists the links of an administrator by
// which people join.
//
// https://core.telegram.org/method/messages.getExportedChatInvites
func (h *Handlers) getExportedChatInvites(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetExportedChatInvitesRequest,
) (*tg.MessagesExportedChatInvites, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	admin, err := h.Resolve.User(ctx, c, req.AdminID)
	if err != nil {
		return nil, err
	}
	q := chats.LinkQuery{Admin: admin, Revoked: req.Revoked, Limit: req.Limit}
	if date, ok := req.GetOffsetDate(); ok && date > 0 {
		q.Before, q.BeforeHash = resolve.Time(date), chats.HashOf(req.OffsetLink)
	}
	links, count, err := h.Links.Links(ctx, chatCaller(c), peer, q)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesExportedChatInvites{Count: count, Invites: make([]tg.ExportedChatInviteClass, len(links))}
	for i, l := range links {
		out.Invites[i] = render.Link(l).Exported(h.Origin)
	}
	out.Users, err = h.Render.Users(ctx, c, admin)
	return out, err
}
