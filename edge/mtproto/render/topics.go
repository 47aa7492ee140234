package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// A Topic is a topic of a forum as it stands for the caller.
type Topic struct {
	lamplight.Topic
	Top                         lamplight.MessageID // the last message
	ReadInbox, ReadOutbox       lamplight.MessageID
	Unread, Mentions, Reactions int
	Draft                       *lamplight.Draft
}

// A TopicPage is some topics of a forum.
type TopicPage struct {
	Peer   lamplight.Peer
	Asked  []lamplight.MessageID // those that were asked for by id; nil: a page
	Topics []Topic
	Tops   []lamplight.Message
	Count  int
	PTS    lamplight.PTS
}

// Topics writes topics of a forum with their last messages. Those that were asked for and are gone are said to be deleted.
//
// https://core.telegram.org/constructor/messages.forumTopics
func (r *Renderer) Topics(ctx context.Context, c rpc.Call, p TopicPage) (*tg.MessagesForumTopics, error) {
	ms, users, chats, err := r.messages(ctx, c, p.Tops, p.Peer)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesForumTopics{Count: p.Count, Topics: []tg.ForumTopicClass{}, Messages: ms, Pts: PTS(p.PTS)}
	var n cast
	there := map[lamplight.MessageID]bool{}
	for _, t := range p.Topics {
		w, err := ForumTopic(c.User, t)
		if err != nil {
			return nil, err
		}
		there[t.ID] = true
		n.addPeer(t.From)
		out.Topics = append(out.Topics, w)
	}
	for _, id := range p.Asked {
		if !there[id] {
			out.Topics = append(out.Topics, &tg.ForumTopicDeleted{ID: int(id)})
		}
	}
	out.Users, out.Chats, err = r.and(ctx, c, users, chats, n)
	return out, err
}

// ForumTopic writes a topic for a viewer.
func ForumTopic(viewer lamplight.UserID, t Topic) (*tg.ForumTopic, error) {
	peer, err := Peer(lamplight.ChannelPeer(t.Chat))
	if err != nil {
		return nil, err
	}
	from, err := Peer(t.From)
	if err != nil {
		return nil, err
	}
	w := &tg.ForumTopic{
		My: viewer != 0 && t.Creator == viewer, Closed: t.Closed, Pinned: t.Pinned > 0, Hidden: t.Hidden, ID: int(max(t.ID, 0)),
		Date: Date(t.Created), Peer: peer, Title: t.Title, IconColor: t.Color, TopMessage: int(t.Top), ReadInboxMaxID: int(t.ReadInbox),
		ReadOutboxMaxID: int(t.ReadOutbox), UnreadCount: t.Unread, UnreadMentionsCount: t.Mentions, UnreadReactionsCount: t.Reactions,
		FromID: from,
	}
	if t.Icon != 0 {
		w.SetIconEmojiID(int64(t.Icon))
	}
	if t.Draft != nil {
		if w.Draft, err = Draft(t.Draft); err != nil {
			return nil, err
		}
	}
	return w, nil
}
