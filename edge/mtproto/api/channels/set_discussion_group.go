package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// setDiscussionGroup answers channels.setDiscussionGroup: it has a channel discussed in a group, or ends that.
//
// https://core.telegram.org/method/channels.setDiscussionGroup
func (h *Handlers) setDiscussionGroup(
	ctx context.Context, c rpc.Call, req *tg.ChannelsSetDiscussionGroupRequest,
) (tg.BoolClass, error) {
	channel, err := h.channelOrNone(ctx, c, req.Broadcast)
	if err != nil {
		return nil, chats.ErrBroadcastInvalid.Because(err)
	}
	group, err := h.channelOrNone(ctx, c, req.Group)
	if err != nil {
		return nil, chats.ErrGroupInvalid.Because(err)
	}
	_, err = h.Chats.SetDiscussion(ctx, caller(c), channel, group)
	return done(err)
}
