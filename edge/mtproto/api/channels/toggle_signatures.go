package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleSignatures answers channels.toggleSignatures: it says whether posts of a channel name their
// author, and show the author's photo.
//
// https://core.telegram.org/method/channels.toggleSignatures
func (h *Handlers) toggleSignatures(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleSignaturesRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetSignatures(ctx, caller(c), channel, req.SignaturesEnabled, req.ProfilesEnabled))
}
