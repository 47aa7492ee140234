package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// sendMedia answers messages.sendMedia: it sends a photo, a file, a place, a contact, a poll or a die, with a text beside it.
//
// Whatever it shows is looked at before this returns. Media that vanishes once seen, that is paid for, or that is to be fetched
// from another server is refused; so is what sendMessage refuses.
//
// https://core.telegram.org/method/messages.sendMedia
func (h *Handlers) sendMedia(ctx context.Context, c rpc.Call, req *tg.MessagesSendMediaRequest) (tg.UpdatesClass, error) {
	if req.AllowPaidFloodskip {
		return nil, errPayment
	}
	if err := unsupportedIn(&tg.MessagesSendMessageRequest{
		ScheduleRepeatPeriod: req.ScheduleRepeatPeriod, QuickReplyShortcut: req.QuickReplyShortcut, Effect: req.Effect,
		SuggestedPost: req.SuggestedPost, ReplyMarkup: req.ReplyMarkup,
	}); err != nil {
		return nil, err
	}
	d, err := h.draft(ctx, c, beside{
		peer: req.Peer, as: req.SendAs, reply: req.ReplyTo, date: req.ScheduleDate, silent: req.Silent, noCopy: req.Noforwards,
		invert: req.InvertMedia, clear: req.ClearDraft,
	})
	if err != nil {
		return nil, err
	}
	if err := h.fill(ctx, c, &d, tg.InputSingleMedia{Media: req.Media, RandomID: req.RandomID, Message: req.Message, Entities: req.Entities}); err != nil {
		return nil, err
	}
	sent, err := h.Messages.Send(ctx, d)
	if err != nil {
		return nil, err
	}
	return h.Render.Sent(ctx, c, sent.Events, false)
}

// beside is what stands beside the media of a request, whether there is one or several.
type beside struct {
	peer                          tg.InputPeerClass
	as                            tg.InputPeerClass
	reply                         tg.InputReplyToClass
	date                          int
	silent, noCopy, invert, clear bool
}

// draft returns what all messages of a request have in common.
func (h *Handlers) draft(ctx context.Context, c rpc.Call, b beside) (d messages.Draft, err error) {
	d = messages.Draft{Caller: caller(c), Silent: b.silent, NoCopy: b.noCopy, Invert: b.invert, ClearDraft: b.clear}
	if d.At, err = scheduleDate(c, b.date); err != nil {
		return d, err
	}
	if d.To, err = h.Resolve.Peer(ctx, c, b.peer); err != nil {
		return d, err
	}
	if b.as != nil {
		if d.SendAs, err = h.Resolve.Peer(ctx, c, b.as); err != nil {
			return d, err
		}
	}
	d.Reply, err = h.Resolve.Reply(ctx, c, d.To, b.reply)
	return d, err
}

// fill adds what one message of a request has alone.
func (h *Handlers) fill(ctx context.Context, c rpc.Call, d *messages.Draft, in tg.InputSingleMedia) (err error) {
	if d.Random = in.RandomID; d.Random == 0 {
		return messages.ErrRandomEmpty
	}
	d.Text = lamplight.Text(in.Message)
	if d.Entities, err = h.Resolve.Entities(ctx, c, in.Entities); err != nil {
		return err
	}
	d.Media, err = h.media(ctx, c, d.To, in.RandomID, in.Media)
	_, page := in.Media.(*tg.InputMediaWebPage)
	if err == nil && d.Media == nil && (!page || d.Text == "") { // a text goes without the page it would have shown
		err = errMediaEmpty
	}
	return err
}
