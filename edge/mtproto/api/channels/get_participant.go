package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getParticipant answers channels.getParticipant: it says what somebody is in a supergroup or channel.
//
// https://core.telegram.org/method/channels.getParticipant
func (h *Handlers) getParticipant(ctx context.Context, c rpc.Call, req *tg.ChannelsGetParticipantRequest) (*tg.ChannelsChannelParticipant, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	who, err := h.Resolve.Peer(ctx, c, req.Participant)
	if err != nil {
		return nil, err
	}
	if who.User() == 0 {
		return nil, errParticipant
	}
	p, err := h.Chats.Participant(ctx, c.User, channel, who.User())
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, render.PeopleOf(p)...)
	if err != nil {
		return nil, err
	}
	return &tg.ChannelsChannelParticipant{Participant: render.ChannelParticipant(c, p), Chats: []tg.ChatClass{}, Users: users}, nil
}
