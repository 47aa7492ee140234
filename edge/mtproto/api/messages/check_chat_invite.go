package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// checkChatInvite answers messages.checkChatInvite: it tells what a link leads to. Who is in it already gets
// the chat itself.
//
// https://core.telegram.org/method/messages.checkChatInvite
func (h *Handlers) checkChatInvite(
	ctx context.Context, c rpc.Call, req *tg.MessagesCheckChatInviteRequest,
) (tg.ChatInviteClass, error) {
	p, member, err := h.Links.CheckLink(ctx, chatCaller(c), req.Hash)
	if err != nil {
		return nil, err
	}
	if member {
		list, err := h.Render.Chats(ctx, c, p.Peer)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, chats.ErrLinkExpired
		}
		return &tg.ChatInviteAlready{Chat: list[0]}, nil
	}
	users, err := h.Render.Users(ctx, c, p.Known...)
	if err != nil {
		return nil, err
	}
	channel := p.Peer.Kind == lamplight.PeerChannel
	out := &tg.ChatInvite{
		Channel: channel, Broadcast: p.Broadcast, Megagroup: channel && !p.Broadcast, Public: p.Public, RequestNeeded: p.Approval,
		Verified: p.Verified, Scam: p.Scam, Fake: p.Fake, Title: p.Title, Photo: h.Render.Photo(c, p.Photo), ParticipantsCount: p.Members,
	}
	if p.About != "" {
		out.SetAbout(p.About)
	}
	if len(users) > 0 {
		out.SetParticipants(users)
	}
	return out, nil
}
