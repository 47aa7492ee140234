package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getRecentReactions answers messages.getRecentReactions: what the caller chose from the whole list, the last one first.
//
// https://core.telegram.org/method/messages.getRecentReactions
func (h *Handlers) getRecentReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetRecentReactionsRequest,
) (tg.MessagesReactionsClass, error) {
	recent, err := h.Social.RecentReactions(ctx, c.User)
	if err != nil {
		return nil, err
	}
	recent = recent[:min(len(recent), max(req.Limit, 0))]
	emoji := make([]string, 0, len(recent))
	answer := &tg.MessagesReactions{Reactions: make([]tg.ReactionClass, 0, len(recent))}
	for _, x := range recent {
		emoji = append(emoji, x.Emoji)
		answer.Reactions = append(answer.Reactions, render.Reaction(x))
	}
	answer.Hash = reactionsHash(emoji)
	if req.Hash != 0 && req.Hash == answer.Hash {
		return &tg.MessagesReactionsNotModified{}, nil
	}
	return answer, nil
}
