package render

import (
	"context"
	"fmt"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// chatUpdate appends the updates that tell of an event of the caller's own box which is about a group or channel.
func (r *Renderer) chatUpdate(
	ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event, late *cast,
) ([]tg.UpdateClass, error) {
	switch e.Kind {
	case lamplight.EventChat:
		switch e.Peer.Kind {
		case lamplight.PeerChannel:
			return append(out, &tg.UpdateChannel{ChannelID: e.Peer.ID}), nil
		case lamplight.PeerChat:
			return append(out, &tg.UpdateChat{ChatID: e.Peer.ID}), nil
		default:
			return nil, fmt.Errorf("render: chat %v is none", e.Peer)
		}

	case lamplight.EventMembers:
		if r.sources.News == nil {
			return append(out, &tg.UpdateChat{ChatID: e.Peer.ID}), nil
		}
		list, err := r.groupMembers(ctx, c, e.Peer.Chat(), late)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateChatParticipants{Participants: list}), nil

	case lamplight.EventReadChannel:
		if e.Number != 0 {
			return append(out, &tg.UpdateReadChannelDiscussionInbox{ChannelID: e.Peer.ID, TopMsgID: int(e.Number), ReadMaxID: int(e.MaxID)}), nil
		}
		return append(out, &tg.UpdateReadChannelInbox{
			ChannelID: e.Peer.ID, MaxID: int(e.MaxID), StillUnreadCount: e.Unread, Pts: PTS(e.PTS),
		}), nil

	case lamplight.EventReadContents:
		if e.Peer.Kind == lamplight.PeerChannel {
			u := &tg.UpdateChannelReadMessagesContents{ChannelID: e.Peer.ID, Messages: ids(e.IDs)}
			if e.Number != 0 {
				u.SetTopMsgID(int(e.Number))
			}
			return append(out, u), nil
		}
		// The constructor carries a pts, but moves it by none: it has to name the one that the client is at.
		u := &tg.UpdateReadMessagesContents{Messages: ids(e.IDs), Pts: PTS(e.PTS)}
		u.SetDate(Date(e.Date))
		return append(out, u), nil

	case lamplight.EventReactions:
		return r.reactionsUpdate(ctx, c, out, e)

	case lamplight.EventPoll:
		return r.pollUpdate(ctx, c, out, e, late)

	case lamplight.EventPage:
		return r.pageUpdate(ctx, c, out, e)

	case lamplight.EventJoinRequests:
		peer, err := Peer(e.Peer)
		if err != nil || r.sources.News == nil {
			return out, err
		}
		count, recent, err := r.sources.News.Requests(ctx, c.User, e.Peer)
		if err != nil {
			return nil, err
		}
		late.users.add(recent...)
		return append(out, &tg.UpdatePendingJoinRequests{Peer: peer, RequestsPending: count, RecentRequesters: UserIDs(recent)}), nil

	case lamplight.EventStickers:
		return append(out, stickersUpdate(e.Number)), nil

	default:
		return nil, fmt.Errorf("render: event of unknown kind %d", e.Kind)
	}
}

// groupMembers writes who is in a basic group, and names them in late. Who is not in it sees nobody of it.
func (r *Renderer) groupMembers(ctx context.Context, c rpc.Call, chat lamplight.ChatID, late *cast) (tg.ChatParticipantsClass, error) {
	members, version, ok, err := r.sources.News.GroupMembers(ctx, c.User, chat)
	if err != nil {
		return nil, err
	}
	if !ok {
		return &tg.ChatParticipantsForbidden{ChatID: int64(chat)}, nil
	}
	list := &tg.ChatParticipants{ChatID: int64(chat), Version: version, Participants: make([]tg.ChatParticipantClass, len(members))}
	for i, m := range members {
		late.users.add(m.User, m.Inviter)
		switch {
		case m.Owner:
			list.Participants[i] = &tg.ChatParticipantCreator{UserID: int64(m.User)}
		case m.Admin:
			list.Participants[i] = &tg.ChatParticipantAdmin{UserID: int64(m.User), InviterID: int64(m.Inviter), Date: Date(m.Joined)}
		default:
			list.Participants[i] = &tg.ChatParticipant{UserID: int64(m.User), InviterID: int64(m.Inviter), Date: Date(m.Joined)}
		}
	}
	return list, nil
}

// channelUpdate appends the updates that tell of an event of a channel's box.
//
// https://core.telegram.org/api/updates#update-handling
func (r *Renderer) channelUpdate(
	ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event, late *cast,
) ([]tg.UpdateClass, error) {
	id, pts, count := int64(e.Box.Channel()), PTS(e.PTS), int(e.Count)
	switch e.Kind {
	case lamplight.EventNewMessage, lamplight.EventEditMessage:
		if e.Message == nil {
			// It was deleted since; a later event says so. Its place must not be a gap.
			return append(out, &tg.UpdateDeleteChannelMessages{ChannelID: id, Messages: ids(e.IDs), Pts: pts, PtsCount: count}), nil
		}
		m, err := r.Message(ctx, c, *e.Message)
		if err != nil {
			return nil, err
		}
		if e.Kind == lamplight.EventEditMessage {
			return append(out, &tg.UpdateEditChannelMessage{Message: m, Pts: pts, PtsCount: count}), nil
		}
		if e.Message.Random != 0 && c.User != 0 && e.Message.Wrote() == c.User {
			out = append(out, &tg.UpdateMessageID{ID: int(e.Message.ID), RandomID: e.Message.Random})
		}
		return append(out, &tg.UpdateNewChannelMessage{Message: m, Pts: pts, PtsCount: count}), nil

	case lamplight.EventDeleteMessages:
		return append(out, &tg.UpdateDeleteChannelMessages{ChannelID: id, Messages: ids(e.IDs), Pts: pts, PtsCount: count}), nil

	case lamplight.EventPinMessages:
		return append(out, &tg.UpdatePinnedChannelMessages{
			Pinned: e.Flag, ChannelID: id, Messages: ids(e.IDs), Pts: pts, PtsCount: count,
		}), nil

	case lamplight.EventReadChannelOutbox:
		if e.Number != 0 {
			return append(out, &tg.UpdateReadChannelDiscussionOutbox{ChannelID: id, TopMsgID: int(e.Number), ReadMaxID: int(e.MaxID)}), nil
		}
		return append(out, &tg.UpdateReadChannelOutbox{ChannelID: id, MaxID: int(e.MaxID)}), nil

	case lamplight.EventChat:
		return append(out, &tg.UpdateChannel{ChannelID: id}), nil

	case lamplight.EventTyping:
		action, err := Action(e.Text, int(e.Number))
		if err != nil {
			return nil, err
		}
		u := &tg.UpdateChannelUserTyping{ChannelID: id, FromID: &tg.PeerUser{UserID: int64(e.From)}, Action: action}
		if e.MaxID != 0 {
			u.SetTopMsgID(int(e.MaxID))
		}
		return append(out, u), nil

	case lamplight.EventReactions:
		return r.reactionsUpdate(ctx, c, out, e)

	case lamplight.EventPoll:
		return r.pollUpdate(ctx, c, out, e, late)

	case lamplight.EventPage:
		return r.pageUpdate(ctx, c, out, e)

	case lamplight.EventCounts:
		ms, err := r.stored(ctx, c, e.Box, e.IDs)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			out = append(out, &tg.UpdateChannelMessageViews{ChannelID: id, ID: int(m.ID), Views: m.Views})
			if m.Forwards > 0 {
				out = append(out, &tg.UpdateChannelMessageForwards{ChannelID: id, ID: int(m.ID), Forwards: m.Forwards})
			}
		}
		return out, nil

	case lamplight.EventTTL:
		u := &tg.UpdatePeerHistoryTTL{Peer: &tg.PeerChannel{ChannelID: id}}
		if e.Number != 0 {
			u.SetTTLPeriod(int(e.Number))
		}
		return append(out, u), nil

	case lamplight.EventTopicPinned:
		return append(out, &tg.UpdatePinnedForumTopic{Pinned: e.Flag, Peer: &tg.PeerChannel{ChannelID: id}, TopicID: int(e.Number)}), nil

	case lamplight.EventTopicsReorder:
		u := &tg.UpdatePinnedForumTopics{Peer: &tg.PeerChannel{ChannelID: id}}
		if r.sources.News != nil {
			order, err := r.sources.News.PinnedTopics(ctx, c.User, e.Box.Channel())
			if err != nil {
				return nil, err
			}
			if order != nil {
				u.SetOrder(ids(order))
			}
		}
		return append(out, u), nil

	case lamplight.EventTooLong:
		u := &tg.UpdateChannelTooLong{ChannelID: id}
		if e.PTS > 0 {
			u.SetPts(pts)
		}
		return append(out, u), nil

	case lamplight.EventReadInbox, lamplight.EventReadOutbox, lamplight.EventDialogPinned, lamplight.EventDialogsReorder,
		lamplight.EventDialogUnread, lamplight.EventDialogFolder, lamplight.EventDraft:
		return out, nil // of a channel's own dialog: nobody's

	default:
		return nil, fmt.Errorf("render: event of unknown kind %d", e.Kind)
	}
}

// viewer returns as whom people and chats are read: nobody in particular, where what is written goes to many at once.
func viewer(c rpc.Call) lamplight.UserID {
	if c.Many {
		return 0
	}
	return c.User
}

// Alike reports whether an event that is told to many is written the same for viewer as for nobody in particular.
func Alike(viewer lamplight.UserID, e *lamplight.Event) bool {
	m := e.Message
	if e.Kind == lamplight.EventReactions {
		// Who reacted sees it as chosen, and whose message it is as new; to all others it is a number.
		return e.From != viewer && !slices.Contains(e.Peers, lamplight.UserPeer(viewer)) && (m == nil || m.Wrote() != viewer)
	}
	return m == nil || m.Wrote() != viewer && !slices.Contains(m.Mentions, viewer) && !personal(m)
}

// stored reads messages of a box anew.
func (r *Renderer) stored(ctx context.Context, c rpc.Call, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	if r.sources.News == nil {
		return nil, nil
	}
	return r.sources.News.Stored(ctx, c.User, box, ids)
}

// readAnew gives the events that only name a message the message as it is now; those of one that is gone are left out.
func (r *Renderer) readAnew(ctx context.Context, c rpc.Call, events []lamplight.Event) ([]lamplight.Event, error) {
	out, copied := events, false
	for i, e := range events {
		unread := false
		switch e.Kind {
		case lamplight.EventReactions, lamplight.EventPage:
			unread = e.Message == nil
		}
		if !unread {
			if copied {
				out = append(out, e)
			}
			continue
		}
		if !copied {
			out, copied = append(make([]lamplight.Event, 0, len(events)), events[:i]...), true
		}
		ms, err := r.stored(ctx, c, e.Box, e.IDs)
		if err != nil {
			return nil, fmt.Errorf("messages of %d anew: %w", e.Box, err)
		}
		if len(ms) == 1 {
			e.Message = &ms[0]
			out = append(out, e)
		}
	}
	return out, nil
}

// visible leaves out what the caller may not see of channels' boxes: everything of one that they may not see, and what
// happens to messages that were there before they came, where history is hidden. chats are those that the events name, as
// the caller may see them.
func (r *Renderer) visible(
	ctx context.Context, c rpc.Call, events []lamplight.Event, chats []lamplight.Chat,
) ([]lamplight.Event, error) {
	find := func(p lamplight.Peer) *lamplight.Chat {
		if i := slices.IndexFunc(chats, func(t lamplight.Chat) bool { return t.Peer == p }); i >= 0 {
			return &chats[i]
		}
		return nil
	}
	if !slices.ContainsFunc(events, func(e lamplight.Event) bool { return e.Box.Channel() != 0 }) {
		return events, nil
	}
	for i := range events {
		channel := events[i].Box.Channel()
		if channel == 0 {
			continue
		}
		chat := find(lamplight.ChannelPeer(channel))
		if chat == nil || !chat.Forbidden && !chat.HiddenHistory {
			continue
		}
		if c.Many && r.chats != nil && c.User != 0 {
			own, err := r.chats.Chats(ctx, c.User, []lamplight.Peer{chat.Peer})
			if err != nil {
				return nil, fmt.Errorf("chats for %d: %w", c.User, err)
			}
			for _, t := range own {
				*chat = t
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(events), func(e lamplight.Event) bool {
		channel := e.Box.Channel()
		if channel == 0 || e.Kind == lamplight.EventChat {
			return false
		}
		chat := find(lamplight.ChannelPeer(channel))
		if chat == nil {
			return false
		}
		if chat.Forbidden && !(c.Many && c.User == 0) {
			return true
		}
		return e.Kind != lamplight.EventDeleteMessages && e.Message != nil && e.Message.ID < chat.Least
	}), nil
}

// Shared writes an event that is told to many for any of them at once. alike is false if it is written differently for
// viewer: then Updates does it, with Call.Many.
func (r *Renderer) Shared(ctx context.Context, c rpc.Call, e lamplight.Event) (u tg.UpdatesClass, alike bool, err error) {
	if e.Kind != lamplight.EventNewMessage && e.Kind != lamplight.EventDeleteMessages && (e.Message != nil || len(e.IDs) > 0) {
		// What happens to a message that was there before somebody came is theirs to see only where history is.
		_, chats, err := r.readChats(ctx, rpc.Call{Many: true}, chatSet{lamplight.ChannelPeer(e.Box.Channel())})
		if err != nil || len(chats) == 1 && chats[0].HiddenHistory {
			return nil, false, err
		}
	}
	u, err = r.Updates(ctx, rpc.Call{Layer: c.Layer, DC: c.DC, Many: true}, []lamplight.Event{e})
	return u, true, err
}

// reactionsUpdate tells how the reactions to a message stand.
func (r *Renderer) reactionsUpdate(ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event) ([]tg.UpdateClass, error) {
	peer, err := Peer(e.Message.Peer)
	if err != nil {
		return nil, err
	}
	u := &tg.UpdateMessageReactions{Peer: peer, MsgID: int(e.Message.ID)}
	if top := e.Message.Thread(); top != 0 {
		u.SetTopMsgID(int(top))
	}
	stand, err := r.reactions(ctx, c, e.Message)
	if err != nil {
		return nil, err
	}
	if u.Reactions = (tg.MessageReactions{Min: c.User == 0, Results: []tg.ReactionCount{}}); stand != nil {
		u.Reactions = *stand
	}
	return append(out, u), nil
}

// pageUpdate tells that the preview of a link came.
func (r *Renderer) pageUpdate(ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event) ([]tg.UpdateClass, error) {
	media, err := r.media(ctx, c, e.Message)
	if err != nil {
		return nil, err
	}
	page, ok := media.(*tg.MessageMediaWebPage)
	if !ok {
		return out, nil
	}
	// The constructors carry a pts, but move it by none: they have to name the one that the client is at.
	if channel := e.Box.Channel(); channel != 0 {
		return append(out, &tg.UpdateChannelWebPage{ChannelID: int64(channel), Webpage: page.Webpage, Pts: PTS(e.PTS)}), nil
	}
	return append(out, &tg.UpdateWebPage{Webpage: page.Webpage, Pts: PTS(e.PTS)}), nil
}
