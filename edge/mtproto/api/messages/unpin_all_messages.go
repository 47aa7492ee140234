package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// unpinAllMessages answers messages.unpinAllMessages: it unpins everything in a conversation, or in a topic of it. The
// parts of saved messages are not built yet: they are refused.
//
// https://core.telegram.org/method/messages.unpinAllMessages
func (h *Handlers) unpinAllMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesUnpinAllMessagesRequest,
) (*tg.MessagesAffectedHistory, error) {
	if req.SavedPeerID != nil {
		return nil, resolve.ErrMonoforum
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if req.TopMsgID != 0 && peer.Channel() == 0 {
		return nil, resolve.ErrTopicInvalid
	}
	unpin := func() (messages.Result, error) { return h.Messages.UnpinAll(ctx, caller(c), peer) }
	if req.TopMsgID != 0 {
		unpin = func() (messages.Result, error) {
			return h.Threads.UnpinThread(ctx, caller(c), peer, resolve.MessageID(req.TopMsgID))
		}
	}
	res, err := unpin()
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
