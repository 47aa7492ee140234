package render

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// State writes where a box is. There are no secret chats yet, so qts stays 0; nothing is numbered by seq.
func State(pts lamplight.PTS, date time.Time, unread int) tg.UpdatesState {
	return tg.UpdatesState{Pts: PTS(pts), Date: Date(date), UnreadCount: unread}
}

// Difference writes what a client missed: new messages by themselves, everything else as updates. more says that this
// is a slice and state is where to go on from.
func (r *Renderer) Difference(
	ctx context.Context, c rpc.Call, events []lamplight.Event, state tg.UpdatesState, more bool,
) (tg.UpdatesDifferenceClass, error) {
	if len(events) == 0 && !more {
		return &tg.UpdatesDifferenceEmpty{Date: state.Date, Seq: state.Seq}, nil
	}
	events, err := r.ownEvents(ctx, c, events)
	if err != nil {
		return nil, err
	}
	rest := make([]lamplight.Event, 0, len(events))
	messages := []tg.MessageClass{}
	others := []tg.UpdateClass{}
	var n cast
	for _, e := range events {
		if e.Kind != lamplight.EventNewMessage {
			rest = append(rest, e)
			continue
		}
		if e.Message == nil {
			continue // deleted since
		}
		m, err := r.Message(ctx, c, *e.Message)
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
		n.addMessage(*e.Message)
		if e.Message.Random != 0 {
			others = append(others, &tg.UpdateMessageID{ID: int(e.Message.ID), RandomID: e.Message.Random})
		}
	}
	updates, users, chats, err := r.updates(ctx, c, rest)
	if err != nil {
		return nil, err
	}
	others = append(others, updates...)
	if users, chats, err = r.and(ctx, c, users, chats, n); err != nil {
		return nil, err
	}
	none := []tg.EncryptedMessageClass{}
	if more {
		return &tg.UpdatesDifferenceSlice{
			NewMessages: messages, NewEncryptedMessages: none, OtherUpdates: others, Users: users, Chats: chats,
			IntermediateState: state,
		}, nil
	}
	return &tg.UpdatesDifference{
		NewMessages: messages, NewEncryptedMessages: none, OtherUpdates: others, Users: users, Chats: chats,
		State: state,
	}, nil
}

// and returns users and chats with those of n that are not among them.
func (r *Renderer) and(
	ctx context.Context, c rpc.Call, users []tg.UserClass, chats []tg.ChatClass, n cast,
) ([]tg.UserClass, []tg.ChatClass, error) {
	for _, u := range users {
		n.users = slices.DeleteFunc(n.users, func(id lamplight.UserID) bool { return int64(id) == u.GetID() })
	}
	for _, t := range chats {
		n.chats = slices.DeleteFunc(n.chats, func(p lamplight.Peer) bool { return p == chatPeer(t) })
	}
	moreUsers, moreChats, err := r.named(ctx, c, n)
	return append(users, moreUsers...), append(chats, moreChats...), err
}

// DifferenceTooLong tells a client to read its conversations anew and to go on from pts.
func DifferenceTooLong(pts lamplight.PTS) tg.UpdatesDifferenceClass {
	return &tg.UpdatesDifferenceTooLong{Pts: PTS(pts)}
}

// A ChannelState is where a client is in a channel after an answer, and when it is to ask again.
type ChannelState struct {
	PTS   lamplight.PTS
	More  bool // the client asks again at once
	Again time.Duration
}

// ChannelDifference writes what a client missed of a channel: new messages by themselves, everything else as updates.
func (r *Renderer) ChannelDifference(
	ctx context.Context, c rpc.Call, channel lamplight.ChannelID, events []lamplight.Event, state ChannelState,
) (tg.UpdatesChannelDifferenceClass, error) {
	again := int(state.Again / time.Second)
	if len(events) == 0 && !state.More {
		return &tg.UpdatesChannelDifferenceEmpty{Final: true, Pts: PTS(state.PTS), Timeout: again}, nil
	}
	rest := make([]lamplight.Event, 0, len(events))
	messages := []tg.MessageClass{}
	var n cast
	n.chats.add(lamplight.ChannelPeer(channel))
	for _, e := range events {
		if e.Kind != lamplight.EventNewMessage {
			rest = append(rest, e)
			continue
		}
		if e.Message == nil {
			continue // deleted since
		}
		m, err := r.Message(ctx, c, *e.Message)
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
		n.addMessage(*e.Message)
	}
	others, users, chats, err := r.updates(ctx, c, rest)
	if err != nil {
		return nil, err
	}
	if users, chats, err = r.and(ctx, c, users, chats, n); err != nil {
		return nil, err
	}
	if others == nil {
		others = []tg.UpdateClass{}
	}
	if state.More {
		again = 0 // the client asks on at once
	}
	return &tg.UpdatesChannelDifference{
		Final: !state.More, Pts: PTS(state.PTS), Timeout: again, NewMessages: messages, OtherUpdates: others, Chats: chats, Users: users,
	}, nil
}

// ChannelTooLong tells a client to go on in a channel from where its conversation is now: d, with the last messages.
func (r *Renderer) ChannelTooLong(
	ctx context.Context, c rpc.Call, d lamplight.Dialog, last []lamplight.Message, state ChannelState,
) (tg.UpdatesChannelDifferenceClass, error) {
	d.PTS = state.PTS
	list, messages, users, chats, err := r.dialogs(ctx, c, []lamplight.Dialog{d}, last)
	if err != nil {
		return nil, err
	}
	return &tg.UpdatesChannelDifferenceTooLong{
		Final: true, Timeout: int(state.Again / time.Second), Dialog: list[0], Messages: messages, Chats: chats, Users: users,
	}, nil
}
