package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getUnreadMentions answers messages.getUnreadMentions: messages in which the caller is named and which the caller has not
// seen.
//
// https://core.telegram.org/method/messages.getUnreadMentions
func (h *Handlers) getUnreadMentions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetUnreadMentionsRequest,
) (tg.MessagesMessagesClass, error) {
	return h.unseen(ctx, c, req.Peer, messages.UnseenMention, unseenPage{
		thread: req.TopMsgID, offset: req.OffsetID, add: req.AddOffset, limit: req.Limit, least: req.MinID, most: req.MaxID,
	})
}
