package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// saveDefaultSendAs answers messages.saveDefaultSendAs: it keeps as whom the caller writes in a supergroup or
// channel.
//
// https://core.telegram.org/method/messages.saveDefaultSendAs
func (h *Handlers) saveDefaultSendAs(
	ctx context.Context, c rpc.Call, req *tg.MessagesSaveDefaultSendAsRequest,
) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	as, err := h.Resolve.Peer(ctx, c, req.SendAs)
	if err != nil {
		return nil, chats.ErrSendAsInvalid.Because(err)
	}
	return done(h.Links.SaveSendAs(ctx, chatCaller(c), peer, as))
}
