package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getEmojiKeywordsDifference answers messages.getEmojiKeywordsDifference: nothing changed, for there are no words.
//
// https://core.telegram.org/method/messages.getEmojiKeywordsDifference
func (h *Handlers) getEmojiKeywordsDifference(
	_ context.Context, _ rpc.Call, req *tg.MessagesGetEmojiKeywordsDifferenceRequest,
) (*tg.EmojiKeywordsDifference, error) {
	return &tg.EmojiKeywordsDifference{
		LangCode: req.LangCode, FromVersion: req.FromVersion, Version: emojiKeywordsVersion,
	}, nil
}
