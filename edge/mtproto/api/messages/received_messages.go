package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// receivedMessages answers messages.receivedMessages: which notifications of other devices can be dropped. None are
// sent.
//
// https://core.telegram.org/method/messages.receivedMessages
func (h *Handlers) receivedMessages(
	context.Context, rpc.Call, *tg.MessagesReceivedMessagesRequest,
) (*tg.ReceivedNotifyMessageVector, error) {
	return &tg.ReceivedNotifyMessageVector{Elems: []tg.ReceivedNotifyMessage{}}, nil
}
