package messages

import (
	"cmp"
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getScheduledHistory answers messages.getScheduledHistory: what waits to be sent to a peer, the highest id first: Telethon
// stops reading a list at the first id that is higher than the one before. The hash of what the client has is passed over,
// since it does not cover new dates: the list is always sent, and it is short.
//
// https://core.telegram.org/method/messages.getScheduledHistory
func (h *Handlers) getScheduledHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetScheduledHistoryRequest,
) (tg.MessagesMessagesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	ms, err := h.Messages.Scheduled(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ms, func(a, b lamplight.Message) int { return cmp.Compare(b.ID, a.ID) })
	return h.Render.Messages(ctx, c, ms)
}
