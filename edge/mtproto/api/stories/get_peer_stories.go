package stories

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getPeerStories answers stories.getPeerStories: nobody has told a story.
//
// https://core.telegram.org/method/stories.getPeerStories
func (h *Handlers) getPeerStories(
	ctx context.Context, c rpc.Call, req *tg.StoriesGetPeerStoriesRequest,
) (*tg.StoriesPeerStories, error) {
	peer, err := h.Peers.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	of, err := render.Peer(peer)
	if err != nil {
		return nil, err
	}
	return &tg.StoriesPeerStories{Stories: tg.PeerStories{Peer: of}}, nil
}
