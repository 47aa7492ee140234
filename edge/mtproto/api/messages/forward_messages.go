package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// forwardMessages answers messages.forwardMessages: it sends copies of messages to a person, a group or a channel.
//
// A score can be left out without doing anything: there are no games. Answers, messages that are sent again and
// again, quick replies, effects, suggested posts and paid ways around limits are refused.
//
// https://core.telegram.org/method/messages.forwardMessages
func (h *Handlers) forwardMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesForwardMessagesRequest,
) (tg.UpdatesClass, error) {
	switch {
	case req.ScheduleRepeatPeriod != 0:
		return nil, errScheduleDate
	case req.QuickReplyShortcut != nil:
		return nil, errShortcut
	case req.Effect != 0:
		return nil, errEffect
	case !req.SuggestedPost.Zero():
		return nil, errSuggested
	case req.AllowPaidFloodskip:
		return nil, errPayment
	case req.ReplyTo != nil:
		return nil, resolve.ErrMonoforum
	case req.VideoTimestamp != 0:
		return nil, errMedia
	}
	at, err := scheduleDate(c, req.ScheduleDate)
	if err != nil {
		return nil, err
	}
	from, err := h.Resolve.Peer(ctx, c, req.FromPeer)
	if err != nil {
		return nil, err
	}
	to, err := h.Resolve.Peer(ctx, c, req.ToPeer)
	if err != nil {
		return nil, err
	}
	if req.TopMsgID != 0 && (to.Channel() == 0 || resolve.MessageID(req.TopMsgID) == 0) {
		return nil, resolve.ErrTopicInvalid
	}
	as, err := h.sendAs(ctx, c, req.SendAs)
	if err != nil {
		return nil, err
	}
	if len(req.ID) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.MessageID, len(req.ID)) // not resolve.MessageIDs: each has its place beside a random number
	for i, id := range req.ID {
		ids[i] = resolve.MessageID(id)
	}
	res, err := h.Messages.Forward(ctx, messages.Forwarding{
		Caller: caller(c), From: from, IDs: ids, Randoms: req.RandomID, To: to,
		Silent: req.Silent, NoCopy: req.Noforwards, DropAuthor: req.DropAuthor || req.DropMediaCaptions,
		DropCaption: req.DropMediaCaptions, SendAs: as, At: at, Topic: resolve.MessageID(req.TopMsgID),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
