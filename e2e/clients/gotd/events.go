package main

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"
)

// dispatcher tells the test of every update that the manager has put in order.
func (c *client) dispatcher() tg.UpdateDispatcher {
	d := tg.NewUpdateDispatcher()
	c.onMessages(d)
	c.onConversations(d)
	c.onChannels(d)
	d.OnUserTyping(func(_ context.Context, _ tg.Entities, u *tg.UpdateUserTyping) error {
		if _, ok := u.Action.(*tg.SendMessageTypingAction); ok {
			c.out.emit("typing", result{"chat": u.UserID})
		}
		return nil
	})
	d.OnUserStatus(func(_ context.Context, _ tg.Entities, u *tg.UpdateUserStatus) error {
		_, online := u.Status.(*tg.UserStatusOnline)
		c.out.emit("presence", result{"chat": u.UserID, "online": online})
		return nil
	})
	return d
}

// onMessages is for what happens to messages.
func (c *client) onMessages(d tg.UpdateDispatcher) {
	d.OnNewMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateNewMessage) error {
		// After a gap the manager may tell of a message of the difference once more, as one that had come live.
		if _, again := c.told.LoadOrStore(u.Message.GetID(), true); !again {
			c.tell("message", u.Message)
		}
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
		c.out.emit("read", result{"chat": marked(u.Peer), "max": u.MaxID, "out": false, "unread": u.StillUnreadCount})
		return nil
	})
	d.OnReadHistoryOutbox(func(_ context.Context, _ tg.Entities, u *tg.UpdateReadHistoryOutbox) error {
		c.out.emit("read", result{"chat": marked(u.Peer), "max": u.MaxID, "out": true})
		return nil
	})
	d.OnPinnedMessages(func(_ context.Context, _ tg.Entities, u *tg.UpdatePinnedMessages) error {
		c.out.emit("pin", result{"chat": marked(u.Peer), "ids": u.Messages, "pinned": u.Pinned})
		return nil
	})
	d.OnNewScheduledMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateNewScheduledMessage) error {
		c.tell("scheduled", u.Message)
		return nil
	})
	d.OnDeleteScheduledMessages(func(_ context.Context, _ tg.Entities, u *tg.UpdateDeleteScheduledMessages) error {
		c.out.emit("unscheduled", result{"chat": marked(u.Peer), "ids": u.Messages})
		return nil
	})
}

// onConversations is for what happens to conversations as a whole.
func (c *client) onConversations(d tg.UpdateDispatcher) {
	d.OnDraftMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateDraftMessage) error {
		c.out.emit("draft", result{"chat": marked(u.Peer), "text": draft(u.Draft)})
		return nil
	})
	d.OnDialogUnreadMark(func(_ context.Context, _ tg.Entities, u *tg.UpdateDialogUnreadMark) error {
		c.out.emit("mark", result{"chat": dialogUser(u.Peer), "unread": u.Unread})
		return nil
	})
	d.OnDialogPinned(func(_ context.Context, _ tg.Entities, u *tg.UpdateDialogPinned) error {
		c.out.emit("dialogPin", result{"chat": dialogUser(u.Peer), "pinned": u.Pinned})
		return nil
	})
	d.OnFolderPeers(func(_ context.Context, _ tg.Entities, u *tg.UpdateFolderPeers) error {
		for _, p := range u.FolderPeers {
			c.out.emit("archive", result{"chat": marked(p.Peer), "archived": p.FolderID == 1})
		}
		return nil
	})
	d.OnNotifySettings(func(_ context.Context, _ tg.Entities, u *tg.UpdateNotifySettings) error {
		switch p := u.Peer.(type) {
		case *tg.NotifyPeer:
			c.out.emit("mute", result{"chat": marked(p.Peer), "muted": muted(u.NotifySettings)})
		case *tg.NotifyUsers:
			c.out.emit("muteAll", result{"muted": muted(u.NotifySettings)})
		}
		return nil
	})
	d.OnPeerHistoryTTL(func(_ context.Context, _ tg.Entities, u *tg.UpdatePeerHistoryTTL) error {
		c.out.emit("ttl", result{"chat": marked(u.Peer), "seconds": u.TTLPeriod})
		return nil
	})
	d.OnDialogFilter(func(context.Context, tg.Entities, *tg.UpdateDialogFilter) error {
		c.out.emit("folders", result{})
		return nil
	})
	d.OnDialogFilterOrder(func(context.Context, tg.Entities, *tg.UpdateDialogFilterOrder) error {
		c.out.emit("folders", result{})
		return nil
	})
	d.OnDialogFilters(func(context.Context, tg.Entities, *tg.UpdateDialogFilters) error {
		c.out.emit("folders", result{})
		return nil
	})
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
			c.state = d.State
			return nil, c.dispatch.Handle(ctx, &tg.Updates{Updates: d.OtherUpdates})
		case *tg.UpdatesDifferenceSlice:
			c.state = d.IntermediateState
			if err := c.dispatch.Handle(ctx, &tg.Updates{Updates: d.OtherUpdates}); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("getDifference gave %T", answer)
		}
	}
}

func (c *client) tell(event string, message tg.MessageClass) {
	if r := shape(message); r != nil {
		c.out.emit(event, r)
	}
}

func dialogUser(peer tg.DialogPeerClass) int64 {
	if p, ok := peer.(*tg.DialogPeer); ok {
		return marked(p.Peer)
	}
	return 0
}

// onChannels is for what happens in groups and channels.
func (c *client) onChannels(d tg.UpdateDispatcher) {
	d.OnNewChannelMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateNewChannelMessage) error {
		c.tell("message", u.Message)
		return nil
	})
	d.OnEditChannelMessage(func(_ context.Context, _ tg.Entities, u *tg.UpdateEditChannelMessage) error {
		c.tell("edit", u.Message)
		return nil
	})
	d.OnDeleteChannelMessages(func(_ context.Context, _ tg.Entities, u *tg.UpdateDeleteChannelMessages) error {
		c.out.emit("delete", result{"chat": channelMark - u.ChannelID, "ids": u.Messages})
		return nil
	})
	d.OnReadChannelInbox(func(_ context.Context, _ tg.Entities, u *tg.UpdateReadChannelInbox) error {
		c.out.emit("read", result{"chat": channelMark - u.ChannelID, "max": u.MaxID, "out": false, "unread": u.StillUnreadCount})
		return nil
	})
	d.OnReadChannelOutbox(func(_ context.Context, _ tg.Entities, u *tg.UpdateReadChannelOutbox) error {
		c.out.emit("read", result{"chat": channelMark - u.ChannelID, "max": u.MaxID, "out": true})
		return nil
	})
	d.OnPinnedChannelMessages(func(_ context.Context, _ tg.Entities, u *tg.UpdatePinnedChannelMessages) error {
		c.out.emit("pin", result{"chat": channelMark - u.ChannelID, "ids": u.Messages, "pinned": u.Pinned})
		return nil
	})
	d.OnMessageReactions(func(_ context.Context, _ tg.Entities, u *tg.UpdateMessageReactions) error {
		counts := map[string]int{}
		for _, x := range u.Reactions.Results {
			if e, ok := x.Reaction.(*tg.ReactionEmoji); ok {
				counts[e.Emoticon] = x.Count
			}
		}
		c.out.emit("reactions", result{"chat": marked(u.Peer), "id": u.MsgID, "reactions": counts})
		return nil
	})
	d.OnMessagePoll(func(_ context.Context, _ tg.Entities, u *tg.UpdateMessagePoll) error {
		c.out.emit("poll", result{"chat": marked(u.Peer), "id": u.MsgID, "voters": u.Results.TotalVoters})
		return nil
	})
	d.OnChannel(func(_ context.Context, e tg.Entities, u *tg.UpdateChannel) error {
		r := result{"chat": channelMark - u.ChannelID, "left": true} // one may not know a chat that one was thrown out of
		if x, ok := e.Channels[u.ChannelID]; ok {
			r["title"], r["left"] = x.Title, x.Left
		}
		c.out.emit("chat", r)
		return nil
	})
	d.OnChatUserTyping(func(_ context.Context, _ tg.Entities, u *tg.UpdateChatUserTyping) error {
		c.out.emit("typing", result{"chat": -u.ChatID})
		return nil
	})
	d.OnChannelUserTyping(func(_ context.Context, _ tg.Entities, u *tg.UpdateChannelUserTyping) error {
		c.out.emit("typing", result{"chat": channelMark - u.ChannelID})
		return nil
	})
	d.OnPendingJoinRequests(func(_ context.Context, _ tg.Entities, u *tg.UpdatePendingJoinRequests) error {
		c.out.emit("requests", result{"chat": marked(u.Peer)})
		return nil
	})
}
