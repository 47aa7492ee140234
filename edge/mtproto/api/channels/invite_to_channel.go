package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// inviteToChannel answers channels.inviteToChannel: it brings people into a supergroup or channel.
//
// https://core.telegram.org/method/channels.inviteToChannel
func (h *Handlers) inviteToChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsInviteToChannelRequest) (*tg.MessagesInvitedUsers, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	users, err := h.Resolve.Users(ctx, c, req.Users, maxInvited)
	if err != nil {
		return nil, err
	}
	r, err := h.Chats.Invite(ctx, caller(c), channel, users)
	if err != nil {
		return nil, err
	}
	updates, err := h.Render.Result(ctx, c, h.Now(), r.Events)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesInvitedUsers{Updates: updates, MissingInvitees: make([]tg.MissingInvitee, len(r.Missing))}
	for i, m := range r.Missing {
		out.MissingInvitees[i] = tg.MissingInvitee{UserID: int64(m.User)}
	}
	return out, nil
}
