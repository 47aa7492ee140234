package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readDiscussion answers messages.readDiscussion: it marks comments, a thread or a topic as read.
//
// https://core.telegram.org/method/messages.readDiscussion
func (h *Handlers) readDiscussion(ctx context.Context, c rpc.Call, req *tg.MessagesReadDiscussionRequest) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	_, err = h.Threads.ReadThread(ctx, caller(c), peer, resolve.MessageID(req.MsgID), resolve.MessageID(req.ReadMaxID))
	return done(err)
}
