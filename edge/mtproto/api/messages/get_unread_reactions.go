package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getUnreadReactions answers messages.getUnreadReactions: messages of the caller with reactions that the caller has not seen.
//
// https://core.telegram.org/method/messages.getUnreadReactions
func (h *Handlers) getUnreadReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetUnreadReactionsRequest,
) (tg.MessagesMessagesClass, error) {
	if req.SavedPeerID != nil {
		return nil, resolve.ErrMonoforum
	}
	return h.unseen(ctx, c, req.Peer, messages.UnseenReaction, unseenPage{
		thread: req.TopMsgID, offset: req.OffsetID, add: req.AddOffset, limit: req.Limit, least: req.MinID, most: req.MaxID,
	})
}
