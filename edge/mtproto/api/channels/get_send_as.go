package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getSendAs answers channels.getSendAs: it tells as whom the caller may write in a chat, the usual one first. There are
// neither paid reactions nor live stories to send as somebody else.
//
// https://core.telegram.org/method/channels.getSendAs
func (h *Handlers) getSendAs(ctx context.Context, c rpc.Call, req *tg.ChannelsGetSendAsRequest) (*tg.ChannelsSendAsPeers, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	as := []lamplight.Peer{lamplight.UserPeer(c.User)}
	if !req.ForPaidReactions && !req.ForLiveStories {
		if as, err = h.Chats.SendAs(ctx, c.User, peer); err != nil {
			return nil, err
		}
	}
	out := &tg.ChannelsSendAsPeers{Peers: make([]tg.SendAsPeer, len(as))}
	var users []lamplight.UserID
	for i, p := range as {
		if out.Peers[i].Peer, err = render.Peer(p); err != nil {
			return nil, err
		}
		users = append(users, p.User())
	}
	if out.Users, err = h.Render.Users(ctx, c, users...); err != nil {
		return nil, err
	}
	out.Chats, err = h.Render.Chats(ctx, c, as...)
	return out, err
}
