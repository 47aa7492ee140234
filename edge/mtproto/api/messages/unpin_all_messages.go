package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// unpinAllMessages answers messages.unpinAllMessages: it unpins everything in a conversation. Topics, and the parts of
// saved messages, are not built yet: they are refused.
//
// https://core.telegram.org/method/messages.unpinAllMessages
func (h *Handlers) unpinAllMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesUnpinAllMessagesRequest,
) (*tg.MessagesAffectedHistory, error) {
	if req.TopMsgID != 0 {
		return nil, resolve.ErrTopicInvalid
	}
	if req.SavedPeerID != nil {
		return nil, resolve.ErrMonoforum
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.UnpinAll(ctx, caller(c), peer)
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
