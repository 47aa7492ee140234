package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// deleteMessages answers channels.deleteMessages: it removes messages of a supergroup or channel for everybody.
//
// https://core.telegram.org/method/channels.deleteMessages
func (h *Handlers) deleteMessages(
	ctx context.Context, c rpc.Call, req *tg.ChannelsDeleteMessagesRequest,
) (*tg.MessagesAffectedMessages, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	ids, err := resolve.MessageIDs(req.ID, maxIDs)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.DeleteIn(ctx, speaker(c), channel, ids)
	if err != nil {
		return nil, err
	}
	return render.Affected(res.PTS, res.Count), nil
}
