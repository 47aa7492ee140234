package render

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Updates writes events of the caller's box, in their order, with the people they name: what is pushed to a session,
// and what answers a call that made them. The result is nil if nothing is left to say.
//
// It is always the full form: a short one is only understood by a client that knows the people already.
func (r *Renderer) Updates(ctx context.Context, c rpc.Call, events []lamplight.Event) (tg.UpdatesClass, error) {
	out, users, chats, err := r.updates(ctx, c, events)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return &tg.Updates{Updates: out, Users: users, Chats: chats, Date: lastDate(events)}, nil
}

func lastDate(events []lamplight.Event) int {
	var date time.Time
	for _, e := range events {
		if e.Date.After(date) {
			date = e.Date
		}
	}
	return Date(date)
}

// Result is Updates for the answer to a call: where nothing is to say it is an empty container, not nil.
func (r *Renderer) Result(ctx context.Context, c rpc.Call, now time.Time, events []lamplight.Event) (tg.UpdatesClass, error) {
	u, err := r.Updates(ctx, c, events)
	if u == nil && err == nil {
		u = &tg.Updates{Updates: []tg.UpdateClass{}, Users: []tg.UserClass{}, Chats: []tg.ChatClass{}, Date: Date(now)}
	}
	return u, err
}

// Made is Result for a call that makes a group or channel. The message that says so comes with a random id, as one that
// the caller sent: TDLib takes the answer for broken otherwise.
func (r *Renderer) Made(ctx context.Context, c rpc.Call, now time.Time, events []lamplight.Event) (tg.UpdatesClass, error) {
	u, err := r.Result(ctx, c, now, events)
	out, ok := u.(*tg.Updates)
	if err != nil || !ok {
		return u, err
	}
	for _, e := range events {
		if e.Kind == lamplight.EventNewMessage && e.Message != nil && e.Message.Random == 0 {
			named := &tg.UpdateMessageID{ID: int(e.Message.ID), RandomID: e.Message.Peer.ID}
			out.Updates = append([]tg.UpdateClass{named}, out.Updates...)
			break
		}
	}
	return out, nil
}

// ResultWith is Result that shows further groups and channels, whatever the events name.
func (r *Renderer) ResultWith(
	ctx context.Context, c rpc.Call, now time.Time, events []lamplight.Event, peers ...lamplight.Peer,
) (tg.UpdatesClass, error) {
	u, err := r.Result(ctx, c, now, events)
	if err != nil {
		return nil, err
	}
	out, ok := u.(*tg.Updates)
	if !ok {
		return u, nil
	}
	var n cast
	for _, p := range peers {
		n.addPeer(p)
	}
	out.Users, out.Chats, err = r.and(ctx, c, out.Users, out.Chats, n)
	return out, err
}

// Sent writes the answer to the sender of a message. Where the sender's client has everything already but the id,
// that is all it gets: the text went in unchanged (asWritten), to another person, and made one event that clients
// count. That the draft is gone it knows.
func (r *Renderer) Sent(ctx context.Context, c rpc.Call, events []lamplight.Event, asWritten bool) (tg.UpdatesClass, error) {
	if asWritten && len(events) > 0 && events[0].Kind == lamplight.EventNewMessage && onlyDrafts(events[1:]) {
		e := events[0]
		if m := e.Message; m != nil && m.Out && m.Peer.User() != 0 && m.Peer.User() != c.User && !m.NoCopy && m.Forward == nil && m.Media == nil {
			es, err := Entities(m.Entities)
			if err != nil {
				return nil, err
			}
			return &tg.UpdateShortSentMessage{
				Out: true, ID: int(m.ID), Pts: PTS(e.PTS), PtsCount: int(e.Count), Date: Date(m.Sent), Entities: es, TTLPeriod: m.TTL,
			}, nil
		}
	}
	return r.Result(ctx, c, time.Time{}, events)
}

func onlyDrafts(events []lamplight.Event) bool {
	for _, e := range events {
		if e.Kind != lamplight.EventDraft {
			return false
		}
	}
	return true
}

// updates writes events, and the people, groups and channels that they name.
func (r *Renderer) updates(ctx context.Context, c rpc.Call, events []lamplight.Event) (
	out []tg.UpdateClass, users []tg.UserClass, chats []tg.ChatClass, err error,
) {
	if events, err = r.waiting(ctx, c, events); err != nil {
		return nil, nil, nil, err
	}
	if events, err = r.readAnew(ctx, c, events); err != nil {
		return nil, nil, nil, err
	}
	if events, err = r.ownEvents(ctx, c, events); err != nil {
		return nil, nil, nil, err
	}
	var n, late cast
	renamed := false
	for i := range events {
		n.addEvent(&events[i])
		renamed = renamed || events[i].Kind == lamplight.EventUser
	}
	users, persons, err := r.users(ctx, c, n.users)
	if err != nil {
		return nil, nil, nil, err
	}
	chats, read, err := r.readChats(ctx, c, n.chats)
	if err != nil {
		return nil, nil, nil, err
	}
	if events, err = r.visible(ctx, c, events, read); err != nil {
		return nil, nil, nil, err
	}
	if !renamed {
		persons = nil
	}
	out = make([]tg.UpdateClass, 0, len(events)+1)
	for _, e := range events {
		if out, err = r.update(ctx, c, out, e, persons, &late); err != nil {
			return nil, nil, nil, fmt.Errorf("event of kind %d of box %d: %w", e.Kind, e.Box, err)
		}
	}
	if len(late.users)+len(late.chats) > 0 {
		users, chats, err = r.and(ctx, c, users, chats, late)
	}
	return out, users, chats, err
}

// addEvent adds the people, groups and channels that an event names. People that only an id is said of need not be named.
func (n *cast) addEvent(e *lamplight.Event) {
	if e.Message != nil {
		n.addMessage(*e.Message)
	}
	if channel := e.Box.Channel(); channel != 0 {
		n.chats.add(lamplight.ChannelPeer(channel))
	}
	n.chats.add(e.Peer)
	n.chats.add(e.Peers...)
	switch e.Kind {
	case lamplight.EventUser, lamplight.EventDraft, lamplight.EventDialogPinned, lamplight.EventDialogFolder,
		lamplight.EventBlocked, lamplight.EventPeerSettings, lamplight.EventSavedPinned:
		n.users.add(e.Peer.User())
	case lamplight.EventTyping:
		n.users.add(e.From)
	case lamplight.EventDialogsReorder, lamplight.EventSavedOrder:
		for _, p := range e.Peers {
			n.users.add(p.User())
		}
	case lamplight.EventNewMessage, lamplight.EventEditMessage, lamplight.EventDeleteMessages, lamplight.EventReadInbox,
		lamplight.EventReadOutbox, lamplight.EventPinMessages, lamplight.EventDialogUnread, lamplight.EventPrivacy, lamplight.EventNotifySettings,
		lamplight.EventNewSession, lamplight.EventContactsReset, lamplight.EventLoginToken, lamplight.EventPresence,
		lamplight.EventFolder, lamplight.EventFolderOrder, lamplight.EventFolders, lamplight.EventScheduled, lamplight.EventUnscheduled,
		lamplight.EventTTL, lamplight.EventChat, lamplight.EventMembers, lamplight.EventReadChannel, lamplight.EventReadChannelOutbox,
		lamplight.EventReactions, lamplight.EventPoll, lamplight.EventReadContents, lamplight.EventJoinRequests, lamplight.EventTopicPinned,
		lamplight.EventTopicsReorder, lamplight.EventPage, lamplight.EventStickers, lamplight.EventCounts, lamplight.EventTooLong:
	}
}

// waiting reads anew what events tell of that waits to be sent; those of what waits no longer are left out.
func (r *Renderer) waiting(ctx context.Context, c rpc.Call, events []lamplight.Event) ([]lamplight.Event, error) {
	unread := func(e lamplight.Event) bool { return e.Kind == lamplight.EventScheduled && e.Message == nil }
	if !slices.ContainsFunc(events, unread) {
		return events, nil
	}
	out := make([]lamplight.Event, 0, len(events))
	for _, e := range events {
		if unread(e) {
			ms, err := r.settings.Scheduled(ctx, c.User, e.Peer, e.IDs...)
			if err != nil {
				return nil, fmt.Errorf("what %d scheduled: %w", c.User, err)
			}
			if len(ms) == 0 {
				continue
			}
			e.Message = &ms[0]
		}
		out = append(out, e)
	}
	return out, nil
}

// update appends the updates that tell of e to out. persons are the people named, where an event needs them; whom it names
// beside these goes into late.
func (r *Renderer) update(
	ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event, persons []lamplight.Person, late *cast,
) ([]tg.UpdateClass, error) {
	if e.Box.Channel() != 0 {
		return r.channelUpdate(ctx, c, out, e, late)
	}
	pts, count := PTS(e.PTS), int(e.Count)
	switch e.Kind {
	case lamplight.EventNewMessage, lamplight.EventEditMessage:
		if e.Message == nil {
			// It was deleted since; a later event says so. Its place must not be a gap.
			return append(out, &tg.UpdateDeleteMessages{Messages: ids(e.IDs), Pts: pts, PtsCount: count}), nil
		}
		m, err := r.Message(ctx, c, *e.Message)
		if err != nil {
			return nil, err
		}
		if e.Kind == lamplight.EventEditMessage {
			return append(out, &tg.UpdateEditMessage{Message: m, Pts: pts, PtsCount: count}), nil
		}
		if e.Message.Random != 0 {
			out = append(out, &tg.UpdateMessageID{ID: int(e.Message.ID), RandomID: e.Message.Random})
		}
		return append(out, &tg.UpdateNewMessage{Message: m, Pts: pts, PtsCount: count}), nil

	case lamplight.EventDeleteMessages:
		return append(out, &tg.UpdateDeleteMessages{Messages: ids(e.IDs), Pts: pts, PtsCount: count}), nil

	case lamplight.EventReadInbox:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateReadHistoryInbox{
			Peer: peer, MaxID: int(e.MaxID), StillUnreadCount: e.Unread, Pts: pts, PtsCount: count,
		}), nil

	case lamplight.EventReadOutbox:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateReadHistoryOutbox{Peer: peer, MaxID: int(e.MaxID), Pts: pts, PtsCount: count}), nil

	case lamplight.EventPinMessages:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdatePinnedMessages{
			Pinned: e.Flag, Peer: peer, Messages: ids(e.IDs), Pts: pts, PtsCount: count,
		}), nil

	case lamplight.EventScheduled:
		m, err := r.Message(ctx, c, *e.Message)
		if err != nil {
			return nil, err
		}
		if e.Message.Random != 0 {
			out = append(out, &tg.UpdateMessageID{ID: int(e.Message.ID), RandomID: e.Message.Random})
		}
		return append(out, &tg.UpdateNewScheduledMessage{Message: m}), nil

	case lamplight.EventUnscheduled:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		u := &tg.UpdateDeleteScheduledMessages{Peer: peer, Messages: ids(e.IDs)}
		if len(e.Sent) > 0 {
			u.SetSentMessages(ids(e.Sent))
		}
		return append(out, u), nil

	case lamplight.EventTTL:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		u := &tg.UpdatePeerHistoryTTL{Peer: peer}
		if e.Number != 0 {
			u.SetTTLPeriod(int(e.Number))
		}
		return append(out, u), nil

	case lamplight.EventDialogPinned:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateDialogPinned{
			Peer: &tg.DialogPeer{Peer: peer}, Pinned: e.Flag, FolderID: int(e.Number),
		}), nil

	case lamplight.EventDialogsReorder:
		order, err := DialogPeers(e.Peers)
		if err != nil {
			return nil, err
		}
		u := &tg.UpdatePinnedDialogs{FolderID: int(e.Number)}
		u.SetOrder(order)
		return append(out, u), nil

	case lamplight.EventSavedPinned:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateSavedDialogPinned{Peer: &tg.DialogPeer{Peer: peer}, Pinned: e.Flag}), nil

	case lamplight.EventSavedOrder:
		order, err := DialogPeers(e.Peers)
		if err != nil {
			return nil, err
		}
		u := &tg.UpdatePinnedSavedDialogs{}
		u.SetOrder(order)
		return append(out, u), nil

	case lamplight.EventDialogUnread:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateDialogUnreadMark{Peer: &tg.DialogPeer{Peer: peer}, Unread: e.Flag}), nil

	case lamplight.EventDialogFolder:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		// The constructor carries a pts, but moves it by none: it has to name the one that the client is at.
		return append(out, &tg.UpdateFolderPeers{
			FolderPeers: []tg.FolderPeer{{Peer: peer, FolderID: int(e.Number)}}, Pts: pts, PtsCount: 0,
		}), nil

	case lamplight.EventDraft:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		draft, err := Draft(e.Draft)
		if err != nil {
			return nil, err
		}
		if none, ok := draft.(*tg.DraftMessageEmpty); ok {
			none.SetDate(Date(e.Date))
		}
		u := &tg.UpdateDraftMessage{Peer: peer, Draft: draft}
		if e.Number != 0 {
			u.SetTopMsgID(int(e.Number))
		}
		return append(out, u), nil

	case lamplight.EventUser:
		for _, p := range persons {
			if p.ID != e.Peer.User() || p.Deleted {
				continue
			}
			names := usernames(p)
			if names == nil {
				names = []tg.Username{}
			}
			out = append(out, &tg.UpdateUserName{
				UserID: int64(p.ID), FirstName: p.FirstName, LastName: p.LastName, Usernames: names,
			})
		}
		return append(out, &tg.UpdateUser{UserID: e.Peer.ID}), nil

	case lamplight.EventBlocked:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdatePeerBlocked{PeerID: peer, Blocked: e.Flag}), nil

	case lamplight.EventPeerSettings:
		peer, err := Peer(e.Peer)
		if err != nil {
			return nil, err
		}
		s, err := r.settings.PeerSettings(ctx, c.User, e.Peer)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdatePeerSettings{Peer: peer, Settings: s}), nil

	case lamplight.EventPrivacy:
		key, rules, err := r.settings.Privacy(ctx, c.User, e.Text)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdatePrivacy{Key: key, Rules: rules}), nil

	case lamplight.EventNotifySettings:
		u, err := r.notifySettings(ctx, c, e)
		if err != nil {
			return nil, err
		}
		return append(out, u), nil

	case lamplight.EventNewSession:
		if !e.Flag {
			return append(out, &tg.UpdateNewAuthorization{Hash: e.Number}), nil // it was confirmed: only that is told
		}
		u, err := r.settings.Authorization(ctx, c.User, lamplight.SessionID(e.Number))
		if err != nil {
			return nil, err
		}
		return append(out, &u), nil

	case lamplight.EventContactsReset:
		return append(out, &tg.UpdateContactsReset{}), nil

	case lamplight.EventLoginToken:
		return append(out, &tg.UpdateLoginToken{}), nil

	case lamplight.EventFolder, lamplight.EventFolderOrder:
		u, err := r.folderUpdate(ctx, c, e)
		if err != nil {
			return nil, err
		}
		return append(out, u), nil

	case lamplight.EventFolders:
		return append(out, &tg.UpdateDialogFilters{}), nil

	case lamplight.EventTyping:
		action, err := Action(e.Text, int(e.Number))
		if err != nil {
			return nil, err
		}
		if e.Peer.Kind == lamplight.PeerChat {
			return append(out, &tg.UpdateChatUserTyping{ChatID: e.Peer.ID, FromID: &tg.PeerUser{UserID: int64(e.From)}, Action: action}), nil
		}
		return append(out, &tg.UpdateUserTyping{UserID: int64(e.From), Action: action}), nil

	case lamplight.EventPresence:
		if e.Presence == nil {
			return nil, fmt.Errorf("render: presence of %d is missing", e.From)
		}
		status, err := Status(*e.Presence)
		if err != nil {
			return nil, err
		}
		return append(out, &tg.UpdateUserStatus{UserID: int64(e.From), Status: status}), nil

	case lamplight.EventChat, lamplight.EventMembers, lamplight.EventReadChannel, lamplight.EventReactions, lamplight.EventPoll,
		lamplight.EventReadContents, lamplight.EventJoinRequests, lamplight.EventPage, lamplight.EventStickers:
		return r.chatUpdate(ctx, c, out, e, late)

	default:
		return nil, fmt.Errorf("render: event of unknown kind %d", e.Kind)
	}
}

func (r *Renderer) notifySettings(ctx context.Context, c rpc.Call, e lamplight.Event) (tg.UpdateClass, error) {
	if e.Peer.IsZero() {
		kind, s, err := r.settings.NotifyDefault(ctx, c.User, e.Text)
		if err != nil {
			return nil, err
		}
		return &tg.UpdateNotifySettings{Peer: kind, NotifySettings: s}, nil
	}
	peer, err := Peer(e.Peer)
	if err != nil {
		return nil, err
	}
	s, err := r.settings.Notify(ctx, c.User, e.Peer)
	if err != nil {
		return nil, err
	}
	if len(s) != 1 {
		return nil, fmt.Errorf("render: %d notify settings for one peer", len(s))
	}
	return &tg.UpdateNotifySettings{Peer: &tg.NotifyPeer{Peer: peer}, NotifySettings: s[0]}, nil
}

func ids(ms []lamplight.MessageID) []int {
	out := make([]int, len(ms))
	for i, m := range ms {
		out[i] = int(m)
	}
	return out
}
