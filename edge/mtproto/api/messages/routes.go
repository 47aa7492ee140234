// Package messages answers the messages.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package messages

import (
	"slices"

	"lamplight/edge/mtproto/rpc"
)

// Handlers answers the methods.
type Handlers struct{}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Emoji.
		rpc.Handle("messages.getEmojiKeywords", rpc.Users, rpc.Read, h.getEmojiKeywords).Empty(noEmoji),
		rpc.Handle("messages.getEmojiKeywordsDifference", rpc.Users, rpc.Read, h.getEmojiKeywordsDifference).Empty(noEmoji),
	}, unsupported())
}
