package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getChats answers messages.getChats: it shows basic groups as the caller stands to them. Those that the caller never
// was in are left out; if none is left, CHAT_ID_INVALID.
//
// https://core.telegram.org/method/messages.getChats
func (h *Handlers) getChats(ctx context.Context, c rpc.Call, req *tg.MessagesGetChatsRequest) (tg.MessagesChatsClass, error) {
	if len(req.ID) > maxPeers {
		return nil, lamplight.ErrLimitInvalid
	}
	peers := make([]lamplight.Peer, 0, len(req.ID))
	for _, id := range req.ID {
		chat, err := h.Resolve.Chat(ctx, c, id)
		if lamplight.KindOf(err) == lamplight.Invalid && err != nil && len(req.ID) > 1 {
			continue
		}
		if err != nil {
			return nil, err
		}
		peers = append(peers, lamplight.ChatPeer(chat))
	}
	out, err := h.Render.Chats(ctx, c, peers...)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChats{Chats: out}, nil
}
