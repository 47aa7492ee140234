package render

import (
	"context"
	"fmt"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Message writes a message as the caller may see it: the owner of its box, or a reader of the channel whose box it is. In a
// channel's box it is stored once for all; what is the caller's own about it is worked out here.
//
// What one writes to oneself is not outgoing: clients call the flag wrong there. It names the conversation that it was
// saved from instead (https://core.telegram.org/api/saved-messages).
func (r *Renderer) Message(ctx context.Context, c rpc.Call, m lamplight.Message) (tg.MessageClass, error) {
	t, err := r.message(ctx, c, &m)
	if err != nil {
		return nil, fmt.Errorf("message %d of %d for %d: %w", m.ID, m.Box, c.User, err)
	}
	return t, nil
}

func (r *Renderer) message(ctx context.Context, c rpc.Call, m *lamplight.Message) (tg.MessageClass, error) {
	peer, err := Peer(m.Peer)
	if err != nil {
		return nil, err
	}
	from, err := author(m)
	if err != nil {
		return nil, fmt.Errorf("author: %w", err)
	}
	reply, err := r.replyHeader(ctx, c, m)
	if err != nil {
		return nil, err
	}
	reactions, err := r.reactions(ctx, c, m)
	if err != nil {
		return nil, err
	}
	toSelf := c.User != 0 && m.Peer == lamplight.UserPeer(c.User)
	out, mentioned := m.Out && !toSelf, m.Mentioned
	if m.Box.Channel() != 0 {
		out = c.User != 0 && m.Wrote() == c.User
		mentioned = c.User != 0 && slices.Contains(m.Mentions, c.User)
	}
	var saved tg.PeerClass
	if toSelf {
		if saved, err = Peer(m.Origin()); err != nil {
			return nil, err
		}
	}
	if m.Action != nil && m.Action.Kind != lamplight.ActionNone {
		action, err := r.action(c, m)
		if err != nil {
			return nil, err
		}
		s := &tg.MessageService{
			ID: int(m.ID), Out: out, FromID: from, PeerID: peer, SavedPeerID: saved, Mentioned: mentioned, Post: m.Post,
			Date: Date(m.Sent), Silent: m.Silent, Action: action, TTLPeriod: m.TTL,
		}
		if reply != nil {
			s.ReplyTo = reply
		}
		if reactions != nil {
			s.SetReactions(*reactions)
		}
		return s, nil
	}
	entities, err := Entities(m.Entities)
	if err != nil {
		return nil, err
	}
	t := &tg.Message{
		ID: int(m.ID), Out: out, FromID: from, PeerID: peer, SavedPeerID: saved,
		Date: Date(m.Sent), EditDate: Date(m.Edited), EditHide: m.HideEdited, Silent: m.Silent,
		Message: string(m.Text), Entities: entities,
		ViaBotID: int64(m.Via), GroupedID: m.Group, InvertMedia: m.Invert, Noforwards: m.NoCopy, Pinned: m.Pinned, Mentioned: mentioned,
		MediaUnread: m.Unseen, Post: m.Post, PostAuthor: string(m.Author), TTLPeriod: m.TTL, FromScheduled: m.Scheduled,
	}
	if m.Post || m.Views > 0 {
		t.SetViews(max(m.Views, 1)) // who posted it has seen it
	}
	if m.Post || m.Forwards > 0 {
		t.SetForwards(m.Forwards)
	}
	if n := replies(m); n != nil {
		t.SetReplies(*n)
	}
	if reply != nil {
		t.ReplyTo = reply
	}
	if reactions != nil {
		t.SetReactions(*reactions)
	}
	media, err := r.media(ctx, c, m)
	if err != nil {
		return nil, err
	}
	if media != nil {
		t.SetMedia(media)
	}
	if m.Forward != nil {
		h, err := forwardHeader(*m.Forward)
		if err == nil {
			err = savedHeader(&h, *m.Forward)
		}
		if err != nil {
			return nil, err
		}
		t.SetFwdFrom(h)
	}
	return t, nil
}

// author writes who wrote a message, as it says; nil for a post that the channel itself made, which clients know of its
// conversation.
func author(m *lamplight.Message) (tg.PeerClass, error) {
	if m.Post && m.From == m.Peer {
		return nil, nil
	}
	return Peer(m.From)
}

// replyHeader writes what a message answers and which thread it belongs to. It is nil where nothing is left to point at:
// neither the message nor a quote.
func (r *Renderer) replyHeader(ctx context.Context, c rpc.Call, m *lamplight.Message) (*tg.MessageReplyHeader, error) {
	a := m.Reply
	if a == nil || a.ID == 0 && a.Quote == "" && a.From == nil && (a.Thread == 0 || a.Topic && a.Thread == lamplight.GeneralTopic) {
		return nil, nil
	}
	es, err := Entities(a.QuoteEntities)
	if err != nil {
		return nil, err
	}
	h := &tg.MessageReplyHeader{
		ReplyToMsgID: int(a.ID), Quote: a.Quote != "", QuoteText: string(a.Quote), QuoteEntities: es, QuoteOffset: a.QuoteOffset,
	}
	thread(h, a)
	if !a.Peer.IsZero() && a.Peer != m.Peer {
		if h.ReplyToPeerID, err = Peer(a.Peer); err != nil {
			return nil, err
		}
	}
	if a.From != nil {
		from, err := forwardHeader(*a.From)
		if err != nil {
			return nil, err
		}
		h.SetReplyFrom(from)
	}
	if a.Media != nil {
		shown := lamplight.Message{Box: m.Box, ID: m.ID, Peer: m.Peer, From: m.From, Media: a.Media}
		media, err := r.media(ctx, c, &shown)
		if err != nil {
			return nil, err
		}
		if media != nil {
			h.SetReplyMedia(media)
		}
	}
	return h, nil
}

func forwardHeader(f lamplight.Forward) (tg.MessageFwdHeader, error) {
	h := tg.MessageFwdHeader{FromName: string(f.Name), Date: Date(f.Date)}
	if f.From.IsZero() {
		return h, nil
	}
	from, err := Peer(f.From)
	if err != nil {
		return h, err
	}
	h.FromID = from
	if f.From.Kind == lamplight.PeerChannel {
		h.ChannelPost = int(f.ID)
		h.FromName, h.PostAuthor = "", string(f.Name) // what stands beside a channel is the post's signature
	}
	return h, nil
}

// savedHeader adds where a forward was before it was saved, if it was.
func savedHeader(h *tg.MessageFwdHeader, f lamplight.Forward) error {
	if f.SavedPeer.IsZero() {
		return nil
	}
	var err error
	if h.SavedFromPeer, err = Peer(f.SavedPeer); err != nil {
		return err
	}
	h.SavedFromMsgID, h.SavedFromName, h.SavedDate, h.SavedOut = int(f.SavedID), string(f.SavedName), Date(f.SavedDate), f.SavedOut
	if !f.SavedFrom.IsZero() {
		h.SavedFromID, err = Peer(f.SavedFrom)
	}
	return err
}

// action writes what a service message tells of.
//
// https://core.telegram.org/type/MessageAction
func (r *Renderer) action(c rpc.Call, m *lamplight.Message) (tg.MessageActionClass, error) {
	a := m.Action
	switch a.Kind {
	case lamplight.ActionHistoryClear:
		return &tg.MessageActionHistoryClear{}, nil
	case lamplight.ActionContactSignUp:
		return &tg.MessageActionContactSignUp{}, nil
	case lamplight.ActionPinMessage:
		return &tg.MessageActionPinMessage{}, nil
	case lamplight.ActionSetTTL:
		t := &tg.MessageActionSetMessagesTTL{Period: int(a.Number)}
		if a.User != 0 {
			t.SetAutoSettingFrom(int64(a.User))
		}
		return t, nil
	case lamplight.ActionChatCreate:
		return &tg.MessageActionChatCreate{Title: string(a.Title), Users: UserIDs(a.Users)}, nil
	case lamplight.ActionChatTitle:
		return &tg.MessageActionChatEditTitle{Title: string(a.Title)}, nil
	case lamplight.ActionChatPhoto:
		if a.Photo == nil {
			return &tg.MessageActionChatDeletePhoto{}, nil
		}
		return &tg.MessageActionChatEditPhoto{
			Photo: r.photo(c, a.Photo, lamplight.Origin{Viewer: c.User, Box: m.Box, ID: m.ID}),
		}, nil
	case lamplight.ActionChatAddUsers:
		return &tg.MessageActionChatAddUser{Users: UserIDs(a.Users)}, nil
	case lamplight.ActionChatDeleteUser:
		return &tg.MessageActionChatDeleteUser{UserID: int64(a.User)}, nil
	case lamplight.ActionChatJoinedLink:
		return &tg.MessageActionChatJoinedByLink{InviterID: int64(a.User)}, nil
	case lamplight.ActionChatJoinedAsked:
		return &tg.MessageActionChatJoinedByRequest{}, nil
	case lamplight.ActionChannelCreate:
		return &tg.MessageActionChannelCreate{Title: string(a.Title)}, nil
	case lamplight.ActionMigrateTo:
		return &tg.MessageActionChatMigrateTo{ChannelID: a.Peer.ID}, nil
	case lamplight.ActionMigrateFrom:
		return &tg.MessageActionChannelMigrateFrom{Title: string(a.Title), ChatID: a.Peer.ID}, nil
	case lamplight.ActionTopicCreate:
		t := &tg.MessageActionTopicCreate{Title: string(a.Title), IconColor: int(a.Number)}
		if a.Document != nil && *a.Document != 0 {
			t.SetIconEmojiID(int64(*a.Document))
		}
		return t, nil
	case lamplight.ActionTopicEdit:
		t := &tg.MessageActionTopicEdit{}
		if a.Title != "" {
			t.SetTitle(string(a.Title))
		}
		if a.Document != nil {
			t.SetIconEmojiID(int64(*a.Document))
		}
		if a.Closed != nil {
			t.SetClosed(*a.Closed)
		}
		if a.Hidden != nil {
			t.SetHidden(*a.Hidden)
		}
		return t, nil
	case lamplight.ActionNone:
		return &tg.MessageActionEmpty{}, nil
	default:
		return nil, fmt.Errorf("render: action of unknown kind %d", a.Kind)
	}
}

// UserIDs writes accounts by their numbers alone.
func UserIDs(users []lamplight.UserID) []int64 {
	out := make([]int64, len(users))
	for i, u := range users {
		out[i] = int64(u)
	}
	return out
}

// A cast is the people, groups and channels that an answer names.
type cast struct {
	users userSet
	chats chatSet
}

func (n *cast) addMessage(m lamplight.Message) {
	n.users.addMessage(m)
	n.chats.addMessage(m)
}

func (n *cast) addPeer(peers ...lamplight.Peer) {
	for _, p := range peers {
		n.users.add(p.User())
	}
	n.chats.add(peers...)
}

// named writes the people, groups and channels of n for the caller.
func (r *Renderer) named(ctx context.Context, c rpc.Call, n cast) (users []tg.UserClass, chats []tg.ChatClass, err error) {
	if users, _, err = r.users(ctx, c, n.users); err != nil {
		return nil, nil, err
	}
	chats, _, err = r.readChats(ctx, c, n.chats)
	return users, chats, err
}

// messages writes messages with the people, groups and channels that they name.
func (r *Renderer) messages(ctx context.Context, c rpc.Call, ms []lamplight.Message, also ...lamplight.Peer) (
	[]tg.MessageClass, []tg.UserClass, []tg.ChatClass, error,
) {
	ms, err := r.own(ctx, c, ms)
	if err != nil {
		return nil, nil, nil, err
	}
	out := make([]tg.MessageClass, len(ms))
	var n cast
	n.addPeer(also...)
	for i, m := range ms {
		if out[i], err = r.Message(ctx, c, m); err != nil {
			return nil, nil, nil, err
		}
		n.addMessage(m)
	}
	users, chats, err := r.named(ctx, c, n)
	return out, users, chats, err
}

// Messages writes a list of messages that is whole.
func (r *Renderer) Messages(ctx context.Context, c rpc.Call, ms []lamplight.Message) (tg.MessagesMessagesClass, error) {
	out, users, chats, err := r.messages(ctx, c, ms)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: chats}, nil
}

// MessagesByID writes the messages asked for by id, in that order: messageEmpty for those that are not there.
func (r *Renderer) MessagesByID(
	ctx context.Context, c rpc.Call, ids []lamplight.MessageID, ms []lamplight.Message,
) (tg.MessagesMessagesClass, error) {
	found, users, chats, err := r.messages(ctx, c, ms)
	if err != nil {
		return nil, err
	}
	at := make(map[lamplight.MessageID]tg.MessageClass, len(ms))
	for i, m := range ms {
		at[m.ID] = found[i]
	}
	out := make([]tg.MessageClass, len(ids))
	for i, id := range ids {
		if m, ok := at[id]; ok {
			out[i] = m
		} else {
			out[i] = &tg.MessageEmpty{ID: int(id)}
		}
	}
	return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: chats}, nil
}

// History writes a page of a conversation that has count messages, newer of them newer than the page.
func (r *Renderer) History(
	ctx context.Context, c rpc.Call, peer lamplight.Peer, ms []lamplight.Message, count, newer int,
) (tg.MessagesMessagesClass, error) {
	out, users, chats, err := r.messages(ctx, c, ms, peer)
	if err != nil {
		return nil, err
	}
	if len(ms) == count {
		return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: chats}, nil
	}
	return &tg.MessagesMessagesSlice{
		Count: count, OffsetIDOffset: newer, Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: chats,
	}, nil
}

// Affected writes what a change that has no other answer did to the caller's box.
func Affected(pts lamplight.PTS, count int) *tg.MessagesAffectedMessages {
	return &tg.MessagesAffectedMessages{Pts: PTS(pts), PtsCount: count}
}

// AffectedHistory is Affected for what is done in portions: remaining says how much is left; the client asks again
// until it is 0.
func AffectedHistory(pts lamplight.PTS, count, remaining int) *tg.MessagesAffectedHistory {
	return &tg.MessagesAffectedHistory{Pts: PTS(pts), PtsCount: count, Offset: remaining}
}
