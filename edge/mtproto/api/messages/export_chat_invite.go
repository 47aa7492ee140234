package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// exportChatInvite answers messages.exportChatInvite: it makes a link by which people join.
//
// With legacy_revoke_permanent it is the caller's permanent link, in place of the one before; else a further one.
// Subscriptions are paid for, and refused.
//
// https://core.telegram.org/method/messages.exportChatInvite
func (h *Handlers) exportChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesExportChatInviteRequest,
) (tg.ExportedChatInviteClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if _, ok := req.GetSubscriptionPricing(); ok {
		return nil, rpc.ErrPaymentUnsupported
	}
	l, err := h.Links.ExportLink(ctx, chatCaller(c), peer, chats.NewLink{
		Permanent: req.LegacyRevokePermanent, Title: req.Title, Expires: resolve.Time(req.ExpireDate), Limit: req.UsageLimit,
		Approval: req.RequestNeeded,
	})
	if err != nil {
		return nil, err
	}
	return render.Link(l).Exported(h.Origin), nil
}
