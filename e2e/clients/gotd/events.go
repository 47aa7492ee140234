package main

import (
	"context"
	"fmt"

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

// catchUp makes the manager ask for the difference; by itself it does when the next update shows the gap, or after a
// quarter of an hour. It tells of the messages in it. Of the other updates it drops those whose pts comes after that of a
// new message, so its user has to ask for them.
func (c *client) catchUp(ctx context.Context, r *request) (result, error) {
	if _, err := c.ping(ctx, r); err != nil {
		return nil, err // not back yet
	}
	if err := c.updates.Handle(ctx, &tg.UpdatesTooLong{}); err != nil {
		return nil, err
	}
	for {
		answer, err := c.tg.API().UpdatesGetDifference(ctx, &tg.UpdatesGetDifferenceRequest{
			Pts: c.state.Pts, Date: c.state.Date, Qts: c.state.Qts,
		})
		if err != nil {
			return nil, err
		}
		switch d := answer.(type) {
		case *tg.UpdatesDifferenceEmpty:
			return nil, nil
		case *tg.UpdatesDifference:
			c.tellOthers(d.OtherUpdates)
			c.state = d.State
			return nil, nil
		case *tg.UpdatesDifferenceSlice:
			c.tellOthers(d.OtherUpdates)
			c.state = d.IntermediateState
		default:
			return nil, fmt.Errorf("getDifference gave %T", answer)
		}
	}
}

func (c *client) tellOthers(updates []tg.UpdateClass) {
	for _, u := range updates {
		switch u := u.(type) {
		case *tg.UpdateEditMessage:
			c.tell("edit", u.Message)
		case *tg.UpdateDeleteMessages:
			c.out.emit("delete", result{"ids": u.Messages})
		}
	}
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
