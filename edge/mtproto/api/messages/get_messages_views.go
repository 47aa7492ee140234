package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getMessagesViews answers messages.getMessagesViews: how often messages were seen and forwarded, one answer for each id.
// With increment the caller has seen them, which counts once.
//
// https://core.telegram.org/method/messages.getMessagesViews
func (h *Handlers) getMessagesViews(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessagesViewsRequest,
) (*tg.MessagesMessageViews, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if len(req.ID) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.MessageID, len(req.ID))
	for i, id := range req.ID {
		ids[i] = resolve.MessageID(id)
	}
	list, err := h.Social.Views(ctx, c.User, peer, ids, req.Increment)
	if err != nil {
		return nil, err
	}
	counted := make([]render.Counted, len(list))
	for i, x := range list {
		counted[i] = render.Counted{Views: x.Views, Forwards: x.Forwards, Message: x.Message}
	}
	return h.Render.MessageViews(ctx, c, counted)
}
