package main

import (
	"context"

	"github.com/gotd/td/tg"
)

// dispatcher tells the test of every update that the manager has put in order.
func (c *client) dispatcher() tg.UpdateDispatcher {
	d := tg.NewUpdateDispatcher()
	d.OnNewMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateNewMessage) error {
		c.tell("message", u.Message)
		return nil
	})
	d.OnEditMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateEditMessage) error {
		c.tell("edit", u.Message)
		return nil
	})
	d.OnDeleteMessages(func(_ context.Context, _ tg.Entities, u *tg.UpdateDeleteMessages) error {
		c.out.emit("delete", result{"ids": u.Messages})
		return nil
	})
	d.OnReadHistoryInbox(func(_ context.Context, _ tg.Entities, u *tg.UpdateReadHistoryInbox) error {
		c.out.emit("read", result{"chat": user(u.Peer), "max": u.MaxID, "out": false})
		return nil
	})
	d.OnReadHistoryOutbox(func(_ context.Context, _ tg.Entities, u *tg.UpdateReadHistoryOutbox) error {
		c.out.emit("read", result{"chat": user(u.Peer), "max": u.MaxID, "out": true})
		return nil
	})
	return d
}

func (c *client) tell(event string, message tg.MessageClass) {
	if m, ok := message.(*tg.Message); ok {
		c.out.emit(event, result{"id": m.ID, "chat": user(m.PeerID), "out": m.Out, "text": m.Message})
	}
}

func user(peer tg.PeerClass) int64 {
	if p, ok := peer.(*tg.PeerUser); ok {
		return p.UserID
	}
	return 0
}
