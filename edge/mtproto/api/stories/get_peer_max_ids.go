package stories

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// peersLimit is how many peers can be asked about at once.
const peersLimit = 100

// getPeerMaxIDs answers stories.getPeerMaxIDs: for each of the peers, in their order, that there is no story.
//
// https://core.telegram.org/method/stories.getPeerMaxIDs
func (h *Handlers) getPeerMaxIDs(
	_ context.Context, _ rpc.Call, req *tg.StoriesGetPeerMaxIDsRequest,
) (*tg.RecentStoryVector, error) {
	if len(req.ID) > peersLimit {
		return nil, lamplight.ErrLimitInvalid
	}
	return &tg.RecentStoryVector{Elems: make([]tg.RecentStory, len(req.ID))}, nil
}
