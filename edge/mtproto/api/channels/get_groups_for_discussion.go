package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getGroupsForDiscussion answers channels.getGroupsForDiscussion: it lists the groups in which the caller may have a channel
// discussed.
//
// https://core.telegram.org/method/channels.getGroupsForDiscussion
func (h *Handlers) getGroupsForDiscussion(
	ctx context.Context, c rpc.Call, _ *tg.ChannelsGetGroupsForDiscussionRequest,
) (tg.MessagesChatsClass, error) {
	peers, err := h.Chats.DiscussionGroups(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return h.list(ctx, c, peers)
}
