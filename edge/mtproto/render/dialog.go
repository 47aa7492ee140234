package render

import (
	"context"
	"fmt"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Dialogs writes a page of the conversation list, which has count of them in all. It is whole if it has them all.
func (r *Renderer) Dialogs(
	ctx context.Context, c rpc.Call, ds []lamplight.Dialog, top []lamplight.Message, count int,
) (tg.MessagesDialogsClass, error) {
	out, messages, users, chats, err := r.dialogs(ctx, c, ds, top)
	if err != nil {
		return nil, err
	}
	if len(ds) == count {
		return &tg.MessagesDialogs{Dialogs: out, Messages: messages, Users: users, Chats: chats}, nil
	}
	return &tg.MessagesDialogsSlice{Count: count, Dialogs: out, Messages: messages, Users: users, Chats: chats}, nil
}

// An Archive is how the archive shows in the list.
type Archive struct {
	Peer                          lamplight.Peer     // where something was said last
	Top                           *lamplight.Message // what was said last; nil if nothing is left
	MutedPeers, MutedMessages     int                // unread
	UnmutedPeers, UnmutedMessages int                // unread
}

// PeerDialogs writes single conversations, and where the box is. The archive stands on top of them, unless a is nil.
//
// https://core.telegram.org/api/folders#peer-folders
func (r *Renderer) PeerDialogs(
	ctx context.Context, c rpc.Call, ds []lamplight.Dialog, top []lamplight.Message, a *Archive, state tg.UpdatesState,
) (*tg.MessagesPeerDialogs, error) {
	list, messages, users, chats, err := r.dialogs(ctx, c, ds, top)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesPeerDialogs{Dialogs: list, Messages: messages, Users: users, Chats: chats, State: state}
	if a == nil {
		return out, nil
	}
	peer, err := Peer(a.Peer)
	if err != nil {
		return nil, err
	}
	entry := &tg.DialogFolder{
		Pinned: true, Folder: tg.Folder{ID: archive, Title: archiveTitle}, Peer: peer,
		UnreadMutedPeersCount: a.MutedPeers, UnreadMutedMessagesCount: a.MutedMessages,
		UnreadUnmutedPeersCount: a.UnmutedPeers, UnreadUnmutedMessagesCount: a.UnmutedMessages,
	}
	var n cast
	n.addPeer(a.Peer)
	if a.Top != nil {
		m, err := r.Message(ctx, c, *a.Top)
		if err != nil {
			return nil, err
		}
		entry.TopMessage = int(a.Top.ID)
		out.Messages = append(out.Messages, m)
		n.addMessage(*a.Top)
	}
	out.Dialogs = slices.Insert(out.Dialogs, 0, tg.DialogClass(entry))
	out.Users, out.Chats, err = r.and(ctx, c, out.Users, out.Chats, n)
	return out, err
}

// archive is the archive's number, and archiveTitle its name; clients show one of their own language.
const (
	archive      = 1
	archiveTitle = "Archived Chats"
)

func (r *Renderer) dialogs(
	ctx context.Context, c rpc.Call, ds []lamplight.Dialog, top []lamplight.Message,
) ([]tg.DialogClass, []tg.MessageClass, []tg.UserClass, []tg.ChatClass, error) {
	peers := make([]lamplight.Peer, len(ds))
	for i, d := range ds {
		peers[i] = d.Peer
	}
	var notify []tg.PeerNotifySettings
	if len(peers) > 0 {
		var err error
		if notify, err = r.settings.Notify(ctx, c.User, peers...); err != nil {
			return nil, nil, nil, nil, fmt.Errorf("notify settings of %d: %w", c.User, err)
		}
		if len(notify) != len(peers) {
			return nil, nil, nil, nil, fmt.Errorf("notify settings of %d: %d for %d peers", c.User, len(notify), len(peers))
		}
	}
	out := make([]tg.DialogClass, len(ds))
	for i, d := range ds {
		peer, err := Peer(d.Peer)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		t := &tg.Dialog{
			Peer: peer, Pinned: d.Pinned > 0, UnreadMark: d.UnreadMark, TopMessage: int(d.Top),
			ReadInboxMaxID: int(d.ReadInbox), ReadOutboxMaxID: int(d.ReadOutbox),
			UnreadCount: d.Unread, UnreadMentionsCount: d.Mentions, UnreadReactionsCount: d.Reacted,
			NotifySettings: notify[i], FolderID: d.Folder, TTLPeriod: d.TTL,
		}
		if d.Peer.Kind == lamplight.PeerChannel {
			t.SetPts(PTS(d.PTS))
		}
		if d.Draft != nil {
			if t.Draft, err = Draft(d.Draft); err != nil {
				return nil, nil, nil, nil, err
			}
		}
		out[i] = t
	}
	messages, users, chats, err := r.messages(ctx, c, top, peers...)
	return out, messages, users, chats, err
}

// DialogPeers writes names of conversations.
func DialogPeers(peers []lamplight.Peer) ([]tg.DialogPeerClass, error) {
	out := make([]tg.DialogPeerClass, len(peers))
	for i, p := range peers {
		peer, err := Peer(p)
		if err != nil {
			return nil, err
		}
		out[i] = &tg.DialogPeer{Peer: peer}
	}
	return out, nil
}

// Draft writes a draft; nil is an empty one.
func Draft(d *lamplight.Draft) (tg.DraftMessageClass, error) {
	if d == nil {
		return &tg.DraftMessageEmpty{}, nil
	}
	if d.Text == "" && d.ReplyTo == 0 {
		e := &tg.DraftMessageEmpty{}
		e.SetDate(Date(d.Date))
		return e, nil
	}
	es, err := Entities(d.Entities)
	if err != nil {
		return nil, err
	}
	t := &tg.DraftMessage{Message: string(d.Text), Entities: es, NoWebpage: d.NoLinks, InvertMedia: d.Invert, Date: Date(d.Date)}
	if d.ReplyTo != 0 {
		quoted, err := Entities(d.QuoteEntities)
		if err != nil {
			return nil, err
		}
		t.ReplyTo = &tg.InputReplyToMessage{
			ReplyToMsgID: int(d.ReplyTo), QuoteText: string(d.Quote), QuoteEntities: quoted, QuoteOffset: d.QuoteOffset,
		}
	}
	return t, nil
}

// PeerSettings writes what the bar above a conversation offers.
func (r *Renderer) PeerSettings(ctx context.Context, c rpc.Call, peer lamplight.Peer) (*tg.MessagesPeerSettings, error) {
	s, err := r.settings.PeerSettings(ctx, c.User, peer)
	if err != nil {
		return nil, fmt.Errorf("settings of %d for %v: %w", c.User, peer, err)
	}
	var n cast
	n.addPeer(peer)
	users, chats, err := r.named(ctx, c, n)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesPeerSettings{Settings: s, Users: users, Chats: chats}, nil
}
