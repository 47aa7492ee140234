package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// replies writes how a message is discussed: the comments of a post, or what answers the first message of a thread. It is
// nil if there is nothing to say.
//
// https://core.telegram.org/api/threads
func replies(m *lamplight.Message) *tg.MessageReplies {
	switch {
	case m.Comments != 0:
		t := &tg.MessageReplies{Comments: true, Replies: m.Replies, RepliesPts: m.Replies}
		t.SetChannelID(int64(m.Comments))
		for _, p := range m.Repliers {
			if peer, err := Peer(p); err == nil {
				t.SetRecentRepliers(append(t.RecentRepliers, peer))
			}
		}
		if m.LastReply != 0 {
			t.SetMaxID(int(m.LastReply))
		}
		if m.ReadReplies != 0 {
			t.SetReadMaxID(int(m.ReadReplies))
		}
		return t
	case m.Replies > 0 && m.Box.Channel() != 0:
		t := &tg.MessageReplies{Replies: m.Replies, RepliesPts: m.Replies}
		if m.LastReply != 0 {
			t.SetMaxID(int(m.LastReply))
		}
		return t
	}
	return nil
}

// A Discussion is how the thread of a message stands.
type Discussion struct {
	Messages              []lamplight.Message // what it begins with
	Also                  lamplight.Peer      // where it was asked for
	Top                   lamplight.MessageID // the last message; 0: there is none
	ReadInbox, ReadOutbox lamplight.MessageID
	Unread                int
}

// Discussion writes how the thread of a message stands.
//
// https://core.telegram.org/constructor/messages.discussionMessage
func (r *Renderer) Discussion(ctx context.Context, c rpc.Call, d Discussion) (*tg.MessagesDiscussionMessage, error) {
	ms, users, chats, err := r.messages(ctx, c, d.Messages, d.Also)
	if err != nil {
		return nil, err
	}
	t := &tg.MessagesDiscussionMessage{Messages: ms, UnreadCount: d.Unread, Chats: chats, Users: users}
	for _, x := range []struct {
		id  lamplight.MessageID
		set func(int)
	}{{d.Top, t.SetMaxID}, {d.ReadInbox, t.SetReadInboxMaxID}, {d.ReadOutbox, t.SetReadOutboxMaxID}} {
		if x.id != 0 {
			x.set(int(x.id))
		}
	}
	return t, nil
}

// thread writes which thread an answer belongs to.
func thread(h *tg.MessageReplyHeader, r *lamplight.Reply) {
	if r.Thread == 0 || r.Topic && r.Thread == lamplight.GeneralTopic {
		return // clients take what names no topic for the general one's
	}
	h.ForumTopic = r.Topic
	switch h.ReplyToMsgID {
	case 0, int(r.Thread):
		h.ReplyToMsgID = int(r.Thread)
	default:
		h.SetReplyToTopID(int(r.Thread))
	}
}
