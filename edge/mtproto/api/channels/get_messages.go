package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getMessages answers channels.getMessages: messages of a supergroup or channel by id, what they answer, or the pinned one.
// Those that the caller may not see are empty.
//
// https://core.telegram.org/method/channels.getMessages
func (h *Handlers) getMessages(
	ctx context.Context, c rpc.Call, req *tg.ChannelsGetMessagesRequest,
) (tg.MessagesMessagesClass, error) {
	if len(req.ID) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	peer := lamplight.ChannelPeer(channel)
	pts, err := h.Messages.Position(ctx, peer) // before what is read: what happens meanwhile is learnt twice, and not never
	if err != nil {
		return nil, err
	}
	want := make([]lamplight.MessageID, len(req.ID))
	var answers []lamplight.MessageID
	for i, in := range req.ID {
		switch in := in.(type) {
		case *tg.InputMessageID:
			want[i] = resolve.MessageID(in.ID)
		case *tg.InputMessageReplyTo:
			answers = append(answers, resolve.MessageID(in.ID))
		case *tg.InputMessagePinned:
			if want[i], err = h.Messages.LastPinned(ctx, c.User, peer); err != nil {
				return nil, err
			}
		case *tg.InputMessageCallbackQuery:
		default:
			return nil, lamplight.ErrMessageInvalid
		}
	}
	if len(answers) > 0 {
		ms, err := h.Messages.MessagesIn(ctx, c.User, channel, positive(answers))
		if err != nil {
			return nil, err
		}
		answered := map[lamplight.MessageID]lamplight.MessageID{}
		for _, m := range ms {
			if m.Reply != nil && (m.Reply.Peer.IsZero() || m.Reply.Peer == peer) {
				answered[m.ID] = m.Reply.ID
			}
		}
		for i, in := range req.ID {
			if in, ok := in.(*tg.InputMessageReplyTo); ok {
				want[i] = answered[resolve.MessageID(in.ID)]
			}
		}
	}
	ms, err := h.Messages.MessagesIn(ctx, c.User, channel, positive(want))
	if err != nil {
		return nil, err
	}
	return h.Render.ChannelMessagesByID(ctx, c, peer, pts, want, ms)
}

// positive returns the ids that a box can hold.
func positive(ids []lamplight.MessageID) []lamplight.MessageID {
	out := make([]lamplight.MessageID, 0, len(ids))
	for _, id := range ids {
		if id > 0 {
			out = append(out, id)
		}
	}
	return out
}
