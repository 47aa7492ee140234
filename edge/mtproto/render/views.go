package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// A Counted is how often a message was seen and forwarded.
type Counted struct {
	Views, Forwards int
	Message         lamplight.Message // zero if there is none for the caller
}

// MessageViews writes how often messages were seen, forwarded and answered.
//
// https://core.telegram.org/constructor/messages.messageViews
func (r *Renderer) MessageViews(ctx context.Context, c rpc.Call, list []Counted) (*tg.MessagesMessageViews, error) {
	t := &tg.MessagesMessageViews{Views: make([]tg.MessageViews, len(list))}
	var n cast
	for i, x := range list {
		v := &t.Views[i]
		if x.Views > 0 {
			v.SetViews(x.Views)
		}
		if x.Views > 0 || x.Forwards > 0 {
			v.SetForwards(x.Forwards)
		}
		if x.Message.ID == 0 {
			continue
		}
		if answers := replies(&x.Message); answers != nil {
			v.SetReplies(*answers)
			n.addMessage(x.Message)
		}
	}
	var err error
	t.Users, t.Chats, err = r.named(ctx, c, n)
	return t, err
}
