package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getAdminedPublicChannels answers channels.getAdminedPublicChannels: it lists the public supergroups and channels that the
// caller owns. None is public by its place, and none belongs to a community.
//
// https://core.telegram.org/method/channels.getAdminedPublicChannels
func (h *Handlers) getAdminedPublicChannels(
	ctx context.Context, c rpc.Call, req *tg.ChannelsGetAdminedPublicChannelsRequest,
) (tg.MessagesChatsClass, error) {
	if req.ByLocation || req.ForCommunityPeer {
		return h.list(ctx, c, nil)
	}
	peers, err := h.Chats.PublicOwned(ctx, c.User, req.CheckLimit)
	if err != nil {
		return nil, err
	}
	return h.list(ctx, c, peers)
}
