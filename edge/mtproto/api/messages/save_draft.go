package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// saveDraft answers messages.saveDraft: it keeps a text that is not sent yet, or forgets it. Media, effects and
// suggested posts are refused.
//
// https://core.telegram.org/method/messages.saveDraft
func (h *Handlers) saveDraft(ctx context.Context, c rpc.Call, req *tg.MessagesSaveDraftRequest) (tg.BoolClass, error) {
	switch {
	case req.Media != nil && req.Media.TypeID() != tg.InputMediaEmptyTypeID && req.Media.TypeID() != tg.InputMediaWebPageTypeID:
		return nil, errMedia
	case req.Effect != 0:
		return nil, errEffect
	case !req.SuggestedPost.Zero():
		return nil, errSuggested
	case req.RichMessage != nil:
		return nil, lamplight.ErrInputInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	entities, err := h.Resolve.Entities(ctx, c, req.Entities)
	if err != nil {
		return nil, err
	}
	reply, err := h.Resolve.Reply(ctx, c, peer, req.ReplyTo)
	if err != nil {
		return nil, err
	}
	d := lamplight.Draft{Text: lamplight.Text(req.Message), Entities: entities, NoLinks: req.NoWebpage, Invert: req.InvertMedia}
	if reply != nil {
		d.ReplyTo, d.Quote, d.QuoteEntities, d.QuoteOffset = reply.ID, reply.Quote, reply.QuoteEntities, reply.QuoteOffset
	}
	var thread lamplight.MessageID
	if reply != nil {
		if thread = reply.Thread; d.ReplyTo == thread { // the topic is meant, and none of its messages
			d.ReplyTo = 0
		}
	}
	if thread != 0 {
		_, err = h.Threads.SaveDraftIn(ctx, caller(c), peer, thread, d)
	} else {
		_, err = h.Messages.SaveDraft(ctx, caller(c), peer, d)
	}
	return done(err)
}
