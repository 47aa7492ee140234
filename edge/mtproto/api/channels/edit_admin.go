package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// editAdmin answers channels.editAdmin: it gives somebody rights in a supergroup or channel, or takes them. With all
// rights of the owner it does not pass ownership: channels.editCreator does.
//
// https://core.telegram.org/method/channels.editAdmin
func (h *Handlers) editAdmin(ctx context.Context, c rpc.Call, req *tg.ChannelsEditAdminRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetAdmin(ctx, caller(c), channel, user, resolve.AdminRights(req.AdminRights), req.Rank))
}
