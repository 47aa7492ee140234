package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// editPhoto answers channels.editPhoto: it changes the photo of a supergroup or channel, or takes it away. The
// picture is screened before.
//
// https://core.telegram.org/method/channels.editPhoto
func (h *Handlers) editPhoto(ctx context.Context, c rpc.Call, req *tg.ChannelsEditPhotoRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	peer := lamplight.ChannelPeer(channel)
	if err := h.Chats.MaySetPhoto(ctx, caller(c), peer); err != nil {
		return nil, err
	}
	photo, err := h.Photos.ChatPhoto(ctx, c, peer, req.Photo)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetPhoto(ctx, caller(c), peer, photo))
}
