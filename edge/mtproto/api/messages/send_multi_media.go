package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// maxAlbum is how many messages an album has at most; more are refused before anything is made of them.
const maxAlbum = 10

// sendMultiMedia answers messages.sendMultiMedia: it sends up to ten messages that are shown together.
//
// https://core.telegram.org/method/messages.sendMultiMedia
func (h *Handlers) sendMultiMedia(ctx context.Context, c rpc.Call, req *tg.MessagesSendMultiMediaRequest) (tg.UpdatesClass, error) {
	switch {
	case req.QuickReplyShortcut != nil:
		return nil, errShortcut
	case req.Effect != 0:
		return nil, errEffect
	case req.AllowPaidFloodskip:
		return nil, errPayment
	case len(req.MultiMedia) == 0:
		return nil, errMediaEmpty
	case len(req.MultiMedia) > maxAlbum:
		return nil, messages.ErrAlbumLong
	}
	all, err := h.draft(ctx, c, beside{
		peer: req.Peer, as: req.SendAs, reply: req.ReplyTo, date: req.ScheduleDate, silent: req.Silent, noCopy: req.Noforwards,
		invert: req.InvertMedia, clear: req.ClearDraft,
	})
	if err != nil {
		return nil, err
	}
	drafts := make([]messages.Draft, len(req.MultiMedia))
	for i, in := range req.MultiMedia {
		drafts[i] = all
		if err := h.fill(ctx, c, &drafts[i], in); err != nil {
			return nil, err
		}
	}
	res, err := h.Messages.SendAlbum(ctx, drafts)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
