package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readHistory answers channels.readHistory: it marks a supergroup or channel as read up to a message.
//
// https://core.telegram.org/method/channels.readHistory
func (h *Handlers) readHistory(ctx context.Context, c rpc.Call, req *tg.ChannelsReadHistoryRequest) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	if req.MaxID < 0 {
		return nil, lamplight.ErrMessageInvalid
	}
	_, err = h.Messages.ReadHistory(ctx, speaker(c), lamplight.ChannelPeer(channel), resolve.MessageID(req.MaxID))
	return done(err)
}
