package messages

import (
	"context"
	"math"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getSplitRanges answers messages.getSplitRanges: in which ranges of ids an export of data asks for private messages. One
// box holds them all, so it is one range, and nothing lies outside of it.
//
// https://core.telegram.org/method/messages.getSplitRanges
func (h *Handlers) getSplitRanges(
	context.Context, rpc.Call, *tg.MessagesGetSplitRangesRequest,
) (*tg.MessageRangeVector, error) {
	return &tg.MessageRangeVector{Elems: []tg.MessageRange{{MinID: 1, MaxID: math.MaxInt32}}}, nil
}
