package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// setTyping answers messages.setTyping: the other side learns what the caller is doing. What carries words or games
// of its own (emoji interactions, drafts shown live, calls) is refused.
//
// https://core.telegram.org/method/messages.setTyping
func (h *Handlers) setTyping(ctx context.Context, c rpc.Call, req *tg.MessagesSetTypingRequest) (tg.BoolClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if req.Action == nil {
		return nil, lamplight.ErrInputInvalid
	}
	progress := 0
	if p, ok := req.Action.(interface{ GetProgress() int }); ok {
		progress = min(max(p.GetProgress(), 0), 100)
	}
	if _, err := render.Action(req.Action.TypeName(), progress); err != nil {
		return nil, lamplight.ErrInputInvalid.Because(err)
	}
	if thread := resolve.MessageID(req.TopMsgID); thread != 0 {
		return done(h.Threads.SetTypingIn(ctx, caller(c), peer, thread, req.Action.TypeName(), progress))
	}
	return done(h.Messages.SetTyping(ctx, caller(c), peer, req.Action.TypeName(), progress))
}
