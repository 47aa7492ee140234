package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getAvailableReactions answers messages.getAvailableReactions: the emoji that there are reactions of, with a picture and
// the animations of each.
//
// https://core.telegram.org/method/messages.getAvailableReactions
func (h *Handlers) getAvailableReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetAvailableReactionsRequest,
) (tg.MessagesAvailableReactionsClass, error) {
	reactions, err := h.Reactions.Reactions(ctx, c.User)
	if err != nil {
		return nil, err
	}
	if req.Hash == int(reactions.Hash) {
		return &tg.MessagesAvailableReactionsNotModified{}, nil
	}
	dc, _ := c.DataCentre(h.DC)
	document := func(d lamplight.Document) tg.DocumentClass { return render.Document(d, dc) }
	answer := &tg.MessagesAvailableReactions{Hash: int(reactions.Hash)}
	for _, r := range reactions.List {
		available := tg.AvailableReaction{
			Reaction: r.Emoji, Title: r.Title, StaticIcon: document(r.Icon), AppearAnimation: document(r.Appear),
			SelectAnimation: document(r.Select), ActivateAnimation: document(r.Activate), EffectAnimation: document(r.Effect),
		}
		available.SetAroundAnimation(document(r.Around))
		available.SetCenterIcon(document(r.Center))
		answer.Reactions = append(answer.Reactions, available)
	}
	return answer, nil
}
