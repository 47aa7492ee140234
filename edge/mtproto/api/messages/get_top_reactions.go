package messages

import (
	"context"
	"crypto/md5"
	"encoding/binary"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getTopReactions answers messages.getTopReactions: the first of the emoji that there are reactions of. Nobody's choices
// are counted.
//
// https://core.telegram.org/method/messages.getTopReactions
func (h *Handlers) getTopReactions(
	_ context.Context, _ rpc.Call, req *tg.MessagesGetTopReactionsRequest,
) (tg.MessagesReactionsClass, error) {
	emoji := h.Reactions.Emoji()
	emoji = emoji[:min(len(emoji), max(req.Limit, 0))]
	hash := reactionsHash(emoji)
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesReactionsNotModified{}, nil
	}
	answer := &tg.MessagesReactions{Hash: hash}
	for _, e := range emoji {
		answer.Reactions = append(answer.Reactions, &tg.ReactionEmoji{Emoticon: e})
	}
	return answer, nil
}

// reactionsHash returns the hash of a list of emoji as clients reckon it: of 0 and the first four bytes of the MD5 of each,
// taken as a number with a sign. TDLib compares its own with ours.
//
// https://core.telegram.org/api/offsets#hash-generation
func reactionsHash(emoji []string) int64 {
	var hash uint64
	add := func(n uint64) {
		hash ^= hash >> 21
		hash ^= hash << 35
		hash ^= hash >> 4
		hash += n
	}
	for _, e := range emoji {
		sum := md5.Sum([]byte(e))
		add(0)
		add(uint64(int64(int32(binary.BigEndian.Uint32(sum[:4])))))
	}
	return int64(hash)
}
