package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// editBanned answers channels.editBanned: it keeps somebody from something in a supergroup, or out of it, or frees
// them. Chats that write as themselves are not kept out: CHANNEL_INVALID.
//
// https://core.telegram.org/method/channels.editBanned
func (h *Handlers) editBanned(ctx context.Context, c rpc.Call, req *tg.ChannelsEditBannedRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	who, err := h.Resolve.Peer(ctx, c, req.Participant)
	if err != nil {
		return nil, err
	}
	if who.User() == 0 {
		return nil, errParticipant
	}
	return h.changed(ctx, c)(h.Chats.Restrain(ctx, caller(c), channel, who.User(), resolve.Restraint(req.BannedRights)))
}
