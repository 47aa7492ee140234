package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// emojiKeywordsVersion is the number of the lists of words for emoji, which are empty.
const emojiKeywordsVersion = 1

// getEmojiKeywords answers messages.getEmojiKeywords: there are no words for emoji in any language.
//
// https://core.telegram.org/method/messages.getEmojiKeywords
func (h *Handlers) getEmojiKeywords(
	_ context.Context, _ rpc.Call, req *tg.MessagesGetEmojiKeywordsRequest,
) (*tg.EmojiKeywordsDifference, error) {
	return &tg.EmojiKeywordsDifference{LangCode: req.LangCode, Version: emojiKeywordsVersion}, nil
}
