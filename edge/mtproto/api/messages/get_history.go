package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getHistory answers messages.getHistory: a page of a conversation. The hash of what the client has is passed over,
// since it does not cover edits: the page is always sent.
//
// https://core.telegram.org/method/messages.getHistory
func (h *Handlers) getHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetHistoryRequest,
) (tg.MessagesMessagesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{
		Peer: peer, OffsetID: lamplight.MessageID(max(req.OffsetID, 0)), OffsetDate: resolve.Time(req.OffsetDate),
		AddOffset: req.AddOffset, Limit: req.Limit,
		MinID: lamplight.MessageID(max(req.MinID, 0)), MaxID: lamplight.MessageID(max(req.MaxID, 0)),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.History(ctx, c, peer, page.Messages, page.Count, page.OffsetIDOffset)
}
