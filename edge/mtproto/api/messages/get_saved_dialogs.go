package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getSavedDialogs answers messages.getSavedDialogs: what one keeps, by where it came from. There are no channels that take
// messages directly, which is what a parent_peer would be. The hash of what the client has is passed over.
//
// https://core.telegram.org/method/messages.getSavedDialogs
func (h *Handlers) getSavedDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSavedDialogsRequest,
) (tg.MessagesSavedDialogsClass, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	peer, err := h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer)
	if err != nil {
		return nil, err
	}
	at := resolve.Time(req.OffsetDate)
	page, err := h.Messages.SavedDialogs(ctx, c.User, messages.SavedQuery{
		ExcludePinned: req.ExcludePinned, OffsetDate: at, OffsetID: resolve.MessageID(req.OffsetID), OffsetPeer: peer, Limit: req.Limit,
	})
	if err != nil {
		return nil, err
	}
	return h.saved(ctx, c, page)
}

// saved writes a page of origins.
func (h *Handlers) saved(ctx context.Context, c rpc.Call, page messages.SavedPage) (tg.MessagesSavedDialogsClass, error) {
	list := make([]render.Saved, len(page.Dialogs))
	for i, d := range page.Dialogs {
		list[i] = render.Saved(d)
	}
	return h.Render.SavedDialogs(ctx, c, list, page.Count)
}
