package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readMessageContents answers channels.readMessageContents: the caller listened to voice and video messages of a supergroup
// or channel, or saw where they were named and what was put to their messages.
//
// https://core.telegram.org/method/channels.readMessageContents
func (h *Handlers) readMessageContents(
	ctx context.Context, c rpc.Call, req *tg.ChannelsReadMessageContentsRequest,
) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	ids, err := resolve.MessageIDs(req.ID, maxIDs)
	if err != nil {
		return nil, err
	}
	_, err = h.Messages.SeeContentsIn(ctx, speaker(c), channel, ids)
	return done(err)
}
