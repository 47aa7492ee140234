package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// createChannel answers channels.createChannel: it makes a supergroup or channel. Groups of a place are not done. One that
// a history is to be imported into is made as any other, for TDLib makes forums that way; the import itself is refused.
//
// https://core.telegram.org/method/channels.createChannel
func (h *Handlers) createChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsCreateChannelRequest) (tg.UpdatesClass, error) {
	if _, ok := req.GetGeoPoint(); ok {
		return nil, rpc.ErrLocationInvalid
	}
	if req.Broadcast == req.Megagroup && !req.Forum {
		return nil, errKind
	}
	r, err := h.Chats.CreateChannel(ctx, caller(c), chats.NewChannel{
		Broadcast: req.Broadcast, Forum: req.Forum, Title: req.Title, About: req.About, TTL: req.TTLPeriod,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Made(ctx, c, h.Now(), r.Events)
}
