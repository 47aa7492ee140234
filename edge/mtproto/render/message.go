package render

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Message writes a message for the owner of its box.
//
// What one writes to oneself is not outgoing: clients call the flag wrong there. It names the conversation that it was
// saved from instead (https://core.telegram.org/api/saved-messages).
func Message(c rpc.Call, m lamplight.Message) (tg.MessageClass, error) {
	peer, err := Peer(m.Peer)
	if err != nil {
		return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
	}
	from, err := Peer(m.From)
	if err != nil {
		return nil, fmt.Errorf("author of message %d of %d: %w", m.ID, c.User, err)
	}
	reply, err := replyHeader(m.Reply)
	if err != nil {
		return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
	}
	toSelf := c.User != 0 && m.Peer == lamplight.UserPeer(c.User)
	var saved tg.PeerClass
	if toSelf {
		if saved, err = Peer(m.Origin()); err != nil {
			return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
		}
	}
	if m.Action != nil && m.Action.Kind != lamplight.ActionNone {
		action, err := action(*m.Action)
		if err != nil {
			return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
		}
		s := &tg.MessageService{
			ID: int(m.ID), Out: m.Out && !toSelf, FromID: from, PeerID: peer, SavedPeerID: saved,
			Date: Date(m.Sent), Silent: m.Silent, Action: action, TTLPeriod: m.TTL,
		}
		if reply != nil {
			s.ReplyTo = reply
		}
		return s, nil
	}
	entities, err := Entities(m.Entities)
	if err != nil {
		return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
	}
	t := &tg.Message{
		ID: int(m.ID), Out: m.Out && !toSelf, FromID: from, PeerID: peer, SavedPeerID: saved,
		Date: Date(m.Sent), EditDate: Date(m.Edited), Silent: m.Silent,
		Message: string(m.Text), Entities: entities,
		ViaBotID: int64(m.Via), GroupedID: m.Group, InvertMedia: m.Invert, Noforwards: m.NoCopy, Pinned: m.Pinned, Mentioned: m.Mentioned,
		TTLPeriod: m.TTL, FromScheduled: m.Scheduled,
	}
	if reply != nil {
		t.ReplyTo = reply
	}
	if m.Forward != nil {
		h, err := forwardHeader(*m.Forward)
		if err == nil {
			err = savedHeader(&h, *m.Forward)
		}
		if err != nil {
			return nil, fmt.Errorf("message %d of %d: %w", m.ID, c.User, err)
		}
		t.SetFwdFrom(h)
	}
	return t, nil
}

// replyHeader writes what a message answers. It is nil where nothing is left to point at: neither the message nor a
// quote.
func replyHeader(r *lamplight.Reply) (*tg.MessageReplyHeader, error) {
	if r == nil || r.ID == 0 && r.Quote == "" {
		return nil, nil
	}
	es, err := Entities(r.QuoteEntities)
	if err != nil {
		return nil, err
	}
	return &tg.MessageReplyHeader{
		ReplyToMsgID: int(r.ID), Quote: r.Quote != "", QuoteText: string(r.Quote), QuoteEntities: es, QuoteOffset: r.QuoteOffset,
	}, nil
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

func action(a lamplight.Action) (tg.MessageActionClass, error) {
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
	case lamplight.ActionNone:
		return &tg.MessageActionEmpty{}, nil
	default:
		return nil, fmt.Errorf("render: action of unknown kind %d", a.Kind)
	}
}

// Messages writes messages with the people they name.
func (r *Renderer) messages(ctx context.Context, c rpc.Call, ms []lamplight.Message, also ...lamplight.UserID) ([]tg.MessageClass, []tg.UserClass, error) {
	out := make([]tg.MessageClass, len(ms))
	var ids userSet
	ids.add(also...)
	for i, m := range ms {
		var err error
		if out[i], err = Message(c, m); err != nil {
			return nil, nil, err
		}
		ids.addMessage(m)
	}
	users, _, err := r.users(ctx, c, ids)
	return out, users, err
}

// Messages writes a list of messages that is whole.
func (r *Renderer) Messages(ctx context.Context, c rpc.Call, ms []lamplight.Message) (tg.MessagesMessagesClass, error) {
	out, users, err := r.messages(ctx, c, ms)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: []tg.ChatClass{}}, nil
}

// MessagesByID writes the messages asked for by id, in that order: messageEmpty for those that are not there.
func (r *Renderer) MessagesByID(
	ctx context.Context, c rpc.Call, ids []lamplight.MessageID, ms []lamplight.Message,
) (tg.MessagesMessagesClass, error) {
	found, users, err := r.messages(ctx, c, ms)
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
	return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: []tg.ChatClass{}}, nil
}

// History writes a page of a conversation that has count messages, newer of them newer than the page.
func (r *Renderer) History(
	ctx context.Context, c rpc.Call, peer lamplight.Peer, ms []lamplight.Message, count, newer int,
) (tg.MessagesMessagesClass, error) {
	out, users, err := r.messages(ctx, c, ms, peer.User())
	if err != nil {
		return nil, err
	}
	if len(ms) == count {
		return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: []tg.ChatClass{}}, nil
	}
	return &tg.MessagesMessagesSlice{
		Count: count, OffsetIDOffset: newer, Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: []tg.ChatClass{},
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
