package channels

import (
	"context"
	"strings"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// checkSearchPostsFlood answers channels.checkSearchPostsFlood: how often the caller may still search public posts for words
// today. Tags count against nothing.
//
// https://core.telegram.org/method/channels.checkSearchPostsFlood
func (h *Handlers) checkSearchPostsFlood(
	ctx context.Context, c rpc.Call, req *tg.ChannelsCheckSearchPostsFloodRequest,
) (*tg.SearchPostsFlood, error) {
	left, err := h.Search.PostsLeft(ctx, c.User)
	if err != nil {
		return nil, err
	}
	f := flood(left)
	f.QueryIsFree = strings.HasPrefix(strings.TrimSpace(req.Query), "#")
	return &f, nil
}
