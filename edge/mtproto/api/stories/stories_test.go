package stories

import (
	"context"
	"errors"
	"testing"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

type peers struct{}

func (peers) Peer(_ context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	if _, self := p.(*tg.InputPeerSelf); !self {
		return lamplight.Peer{}, lamplight.ErrPeerInvalid
	}
	return lamplight.UserPeer(c.User), nil
}

func TestNobodyHasStories(t *testing.T) {
	h := &Handlers{Peers: peers{}}
	c := rpc.Call{User: 7}
	got, err := h.getPeerStories(context.Background(), c, &tg.StoriesGetPeerStoriesRequest{Peer: &tg.InputPeerSelf{}})
	if err != nil || len(got.Stories.Stories) != 0 {
		t.Fatalf("%v, %v", got, err)
	}
	if p, ok := got.Stories.Peer.(*tg.PeerUser); !ok || p.UserID != 7 {
		t.Errorf("stories of %v, want of 7", got.Stories.Peer)
	}
	if _, err := h.getPeerStories(context.Background(), c, &tg.StoriesGetPeerStoriesRequest{Peer: &tg.InputPeerEmpty{}}); !errors.Is(err, lamplight.ErrPeerInvalid) {
		t.Errorf("a peer that nobody is: %v", err)
	}
	ids := []tg.InputPeerClass{&tg.InputPeerSelf{}, &tg.InputPeerEmpty{}}
	list, err := h.getPeerMaxIDs(context.Background(), c, &tg.StoriesGetPeerMaxIDsRequest{ID: ids})
	if err != nil || len(list.Elems) != len(ids) || list.Elems[0].MaxID != 0 {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := h.getPeerMaxIDs(context.Background(), c, &tg.StoriesGetPeerMaxIDsRequest{ID: make([]tg.InputPeerClass, peersLimit+1)}); !errors.Is(err, lamplight.ErrLimitInvalid) {
		t.Errorf("too many: %v", err)
	}
}
