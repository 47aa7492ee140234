package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// editExportedChatInvite answers messages.editExportedChatInvite: it changes a link by which people join, or ends it.
//
// https://core.telegram.org/method/messages.editExportedChatInvite
func (h *Handlers) editExportedChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesEditExportedChatInviteRequest,
) (tg.MessagesExportedChatInviteClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	ch := chats.LinkChange{Revoke: req.Revoked}
	if date, ok := req.GetExpireDate(); ok {
		t := resolve.Time(date)
		ch.Expires = &t
	}
	if n, ok := req.GetUsageLimit(); ok {
		ch.Limit = &n
	}
	if on, ok := req.GetRequestNeeded(); ok {
		ch.Approval = &on
	}
	if title, ok := req.GetTitle(); ok {
		ch.Title = &title
	}
	l, other, err := h.Links.EditLink(ctx, chatCaller(c), peer, chats.HashOf(req.Link), ch)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, l.Admin)
	if err != nil {
		return nil, err
	}
	invite := render.Link(l).Exported(h.Origin)
	if other != nil {
		return &tg.MessagesExportedChatInviteReplaced{
			Invite: invite, NewInvite: render.Link(*other).Exported(h.Origin), Users: users,
		}, nil
	}
	return &tg.MessagesExportedChatInvite{Invite: invite, Users: users}, nil
}
