package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleParticipantsHidden answers channels.toggleParticipantsHidden: it says whether members of a
// supergroup see who else is in it.
//
// https://core.telegram.org/method/channels.toggleParticipantsHidden
func (h *Handlers) toggleParticipantsHidden(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleParticipantsHiddenRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetHiddenMembers(ctx, caller(c), channel, req.Enabled))
}
