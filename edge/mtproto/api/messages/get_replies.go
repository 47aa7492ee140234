package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getReplies answers messages.getReplies: a page of the comments of a channel's post, of a thread of a supergroup, or of a
// topic. The hash of what the client has is passed over, as getHistory does.
//
// https://core.telegram.org/method/messages.getReplies
func (h *Handlers) getReplies(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetRepliesRequest,
) (tg.MessagesMessagesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	least, most := within(c.Range, req.MinID, req.MaxID)
	in, page, err := h.Threads.Replies(ctx, c.User, resolve.MessageID(req.MsgID), messages.HistoryQuery{
		Peer: peer, OffsetID: resolve.MessageID(req.OffsetID), OffsetDate: resolve.Time(req.OffsetDate), AddOffset: req.AddOffset,
		Limit: req.Limit, MinID: least, MaxID: most,
	})
	if err != nil {
		return nil, err
	}
	pts, err := h.Messages.Position(ctx, in)
	if err != nil {
		return nil, err
	}
	return h.Render.HistoryAt(ctx, c, in, pts, page.Messages, page.Count, page.OffsetIDOffset)
}
