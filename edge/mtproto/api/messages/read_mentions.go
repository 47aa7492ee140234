package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// readMentions answers messages.readMentions: the caller has seen where they were named, in a conversation or in a thread
// of it.
//
// https://core.telegram.org/method/messages.readMentions
func (h *Handlers) readMentions(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadMentionsRequest,
) (*tg.MessagesAffectedHistory, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Social.See(ctx, caller(c), peer, resolve.MessageID(req.TopMsgID), messages.UnseenMention)
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
