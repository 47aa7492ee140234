package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// editMessage answers messages.editMessage: it replaces the text of a message that the caller wrote. With a date it
// changes a message that waits to be sent: its date, and its text if there is one. With media, that takes the
// place of what the message carried. Markup, messages that are sent again
// and again, and quick replies are refused.
//
// https://core.telegram.org/method/messages.editMessage
func (h *Handlers) editMessage(ctx context.Context, c rpc.Call, req *tg.MessagesEditMessageRequest) (tg.UpdatesClass, error) {
	switch {
	case req.Media != nil && req.Media.TypeID() != tg.InputMediaEmptyTypeID && req.ScheduleDate != 0:
		return nil, errMedia
	case req.ReplyMarkup != nil:
		return nil, errMarkup
	case req.ScheduleRepeatPeriod != 0:
		return nil, errScheduleDate
	case req.QuickReplyShortcutID != 0:
		return nil, errShortcut
	case req.RichMessage != nil:
		return nil, lamplight.ErrInputInvalid
	}
	if p, ok := req.Media.(*tg.InputMediaPoll); ok {
		if !p.Poll.Closed {
			return nil, errMedia
		}
		return h.stopPoll(ctx, c, req.Peer, req.ID)
	}
	at, err := scheduleDate(c, req.ScheduleDate)
	if err != nil {
		return nil, err
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	entities, err := h.Resolve.Entities(ctx, c, req.Entities)
	if err != nil {
		return nil, err
	}
	carries, err := h.media(ctx, c, peer, 0, req.Media)
	if err != nil {
		return nil, err
	}
	_, text := req.GetMessage()
	res, err := h.Messages.Edit(ctx, messages.Change{
		Caller: caller(c), Peer: peer, ID: lamplight.MessageID(req.ID), Text: lamplight.Text(req.Message), Entities: entities,
		NoLinks: req.NoWebpage, Invert: req.InvertMedia, At: at, Media: carries,
		SameText: !text && (carries != nil || !at.IsZero()),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
