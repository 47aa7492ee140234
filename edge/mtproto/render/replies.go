package render

import (
	"github.com/gotd/td/tg"

	"lamplight"
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
		return t
	case m.Replies > 0 && m.Box.Channel() != 0:
		return &tg.MessageReplies{Replies: m.Replies, RepliesPts: m.Replies}
	}
	return nil
}

// thread writes which thread an answer belongs to.
func thread(h *tg.MessageReplyHeader, r *lamplight.Reply) {
	if r.Thread == 0 {
		return
	}
	h.ForumTopic = r.Topic
	switch h.ReplyToMsgID {
	case 0, int(r.Thread):
		h.ReplyToMsgID = int(r.Thread)
	default:
		h.SetReplyToTopID(int(r.Thread))
	}
}
