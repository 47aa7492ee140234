package messages

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// Errors for what a client may ask for and we do not do: it is refused, not ignored.
var (
	errScheduleBot  = &lamplight.Error{Kind: lamplight.Invalid, Code: "SCHEDULE_BOT_NOT_ALLOWED"}
	errSendAs       = &lamplight.Error{Kind: lamplight.Invalid, Code: "SEND_AS_PEER_INVALID"}
	errShortcut     = &lamplight.Error{Kind: lamplight.Invalid, Code: "SHORTCUT_INVALID"}
	errEffect       = &lamplight.Error{Kind: lamplight.Invalid, Code: "EFFECT_ID_INVALID"}
	errSuggested    = &lamplight.Error{Kind: lamplight.Invalid, Code: "SUGGESTED_POST_PEER_INVALID"}
	errMarkup       = &lamplight.Error{Kind: lamplight.Invalid, Code: "REPLY_MARKUP_INVALID"}
	errPayment      = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "PAYMENT_UNSUPPORTED"}
	errMedia        = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_INVALID"}
	errScheduleDate = &lamplight.Error{Kind: lamplight.Invalid, Code: "SCHEDULE_DATE_INVALID"}
)

// sendMessage answers messages.sendMessage: it sends a text to a person, a group or a channel.
//
// The calling session learns the new message from the result; every other session of both ends learns it as an update.
// Repeating a random_id returns the first message and sends nothing.
//
// One that is scheduled is told of as such, with an id of the queue's own; https://core.telegram.org/api/scheduled-messages.
// Messages that are sent again and again, quick replies, effects, suggested posts, markup and paid ways around limits are
// refused. A ceiling for what a message may cost (allow_paid_stars) is passed over: messages cost nothing.
//
// https://core.telegram.org/method/messages.sendMessage
func (h *Handlers) sendMessage(ctx context.Context, c rpc.Call, req *tg.MessagesSendMessageRequest) (tg.UpdatesClass, error) {
	if err := unsupportedIn(req); err != nil {
		return nil, err
	}
	at, err := scheduleDate(c, req.ScheduleDate)
	if err != nil {
		return nil, err
	}
	to, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	entities, err := h.Resolve.Entities(ctx, c, req.Entities)
	if err != nil {
		return nil, err
	}
	reply, err := h.Resolve.Reply(ctx, c, to, req.ReplyTo)
	if err != nil {
		return nil, err
	}
	as, err := h.sendAs(ctx, c, req.SendAs)
	if err != nil {
		return nil, err
	}
	sent, err := h.Messages.Send(ctx, messages.Draft{
		Caller: caller(c), To: to, Text: lamplight.Text(req.Message), Entities: entities, Random: req.RandomID, Reply: reply,
		Silent: req.Silent, NoLinks: req.NoWebpage, NoCopy: req.Noforwards, Invert: req.InvertMedia, ClearDraft: req.ClearDraft,
		SendAs: as, At: at,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Sent(ctx, c, sent.Events, sent.AsWritten)
}

// unsupportedIn returns the refusal of what req asks for beyond what we do.
func unsupportedIn(req *tg.MessagesSendMessageRequest) error {
	switch {
	case req.ScheduleRepeatPeriod != 0:
		return errScheduleDate
	case req.QuickReplyShortcut != nil:
		return errShortcut
	case req.Effect != 0:
		return errEffect
	case !req.SuggestedPost.Zero():
		return errSuggested
	case req.ReplyMarkup != nil:
		return errMarkup
	case req.AllowPaidFloodskip:
		return errPayment
	case req.RichMessage != nil:
		return lamplight.ErrInputInvalid
	}
	return nil
}

// sendAs returns whom a message is to show as its author; the zero Peer if the client does not say.
func (h *Handlers) sendAs(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	if !given(p) {
		return lamplight.Peer{}, nil
	}
	peer, err := h.Resolve.Peer(ctx, c, p)
	if err != nil && lamplight.KindOf(err) != lamplight.Internal {
		err = errSendAs.Because(err)
	}
	return peer, err
}

// scheduleDate returns when a message is to be sent; the zero time if the client names no date. Which dates can be is for the
// service to say.
func scheduleDate(c rpc.Call, seconds int) (time.Time, error) {
	switch {
	case seconds == 0:
		return time.Time{}, nil
	case c.Bot:
		return time.Time{}, errScheduleBot
	}
	return time.Unix(int64(seconds), 0).UTC(), nil
}
