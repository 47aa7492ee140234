package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// createChat answers messages.createChat: it makes a basic group of the caller and others.
//
// https://core.telegram.org/method/messages.createChat
func (h *Handlers) createChat(ctx context.Context, c rpc.Call, req *tg.MessagesCreateChatRequest) (*tg.MessagesInvitedUsers, error) {
	users, err := h.Resolve.Users(ctx, c, req.Users, maxGroup)
	if err != nil {
		return nil, err
	}
	r, err := h.Chats.CreateGroup(ctx, chatCaller(c), chats.NewGroup{Title: req.Title, Users: users, TTL: req.TTLPeriod})
	out, err := h.invited(ctx, c)(r, err)
	if err != nil {
		return nil, err
	}
	out.Updates, err = h.Render.Made(ctx, c, h.Now(), r.Events)
	return out, err
}
