package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getChatInviteImporters answers messages.getChatInviteImporters: it lists who joined by a link, or who wishes
// to join. Links that are paid for do not exist.
//
// https://core.telegram.org/method/messages.getChatInviteImporters
func (h *Handlers) getChatInviteImporters(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetChatInviteImportersRequest,
) (*tg.MessagesChatInviteImporters, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	user, err := h.importerOffset(ctx, c, req.OffsetUser)
	if err != nil {
		return nil, err
	}
	q := chats.ImporterQuery{Asking: req.Requested, Query: req.Q, Before: resolve.Time(req.OffsetDate), BeforeUser: user, Limit: req.Limit}
	if link, ok := req.GetLink(); ok {
		if q.Hash = chats.HashOf(link); q.Hash == "" {
			return nil, chats.ErrLinkExpired
		}
	}
	list, count, err := h.Links.Importers(ctx, chatCaller(c), peer, q)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesChatInviteImporters{Count: count, Importers: make([]tg.ChatInviteImporter, len(list))}
	var ids []lamplight.UserID
	for i, l := range list {
		t := tg.ChatInviteImporter{Requested: l.Asks, UserID: int64(l.User), Date: render.Date(l.At)}
		if l.Approver != 0 {
			t.SetApprovedBy(int64(l.Approver))
		}
		out.Importers[i] = t
		ids = append(ids, l.User, l.Approver)
	}
	out.Users, err = h.Render.Users(ctx, c, ids...)
	return out, err
}
