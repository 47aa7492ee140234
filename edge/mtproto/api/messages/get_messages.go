package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getMessages answers messages.getMessages: messages of the caller's box by id, or what they answer. Pinned messages
// and those of buttons do not exist yet: messageEmpty.
//
// https://core.telegram.org/method/messages.getMessages
func (h *Handlers) getMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessagesRequest,
) (tg.MessagesMessagesClass, error) {
	if len(req.ID) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	want := make([]lamplight.MessageID, len(req.ID))
	var answers []lamplight.MessageID
	for i, in := range req.ID {
		switch in := in.(type) {
		case *tg.InputMessageID:
			want[i] = lamplight.MessageID(in.ID)
		case *tg.InputMessageReplyTo:
			answers = append(answers, lamplight.MessageID(in.ID))
		case *tg.InputMessagePinned, *tg.InputMessageCallbackQuery:
		default:
			return nil, lamplight.ErrMessageInvalid
		}
	}
	answered := map[lamplight.MessageID]lamplight.MessageID{}
	if len(answers) > 0 {
		ms, err := h.Messages.Messages(ctx, c.User, answers)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			if m.Reply != nil {
				answered[m.ID] = m.Reply.ID
			}
		}
		for i, in := range req.ID {
			if in, ok := in.(*tg.InputMessageReplyTo); ok {
				want[i] = answered[lamplight.MessageID(in.ID)]
			}
		}
	}
	ms, err := h.Messages.Messages(ctx, c.User, positive(want))
	if err != nil {
		return nil, err
	}
	return h.Render.MessagesByID(ctx, c, want, ms)
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
