package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// editChatAbout answers messages.editChatAbout: it changes the description of a group or channel.
//
// https://core.telegram.org/method/messages.editChatAbout
func (h *Handlers) editChatAbout(ctx context.Context, c rpc.Call, req *tg.MessagesEditChatAboutRequest) (tg.BoolClass, error) {
	peer, err := h.chatPeer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.SetAbout(ctx, chatCaller(c), peer, req.About))
}
