package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
	"lamplight/service/messages"
)

// Threads is the part of service/messages that keeps comments, threads and what is said in topics.
type Threads interface {
	Replies(
		ctx context.Context, user lamplight.UserID, id lamplight.MessageID, q messages.HistoryQuery,
	) (lamplight.Peer, messages.Page, error)
	Discussion(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
	) (messages.Discussion, error)
	ReadThread(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, id, upTo lamplight.MessageID,
	) (messages.Result, error)
	ForumTopics(ctx context.Context, user lamplight.UserID, q messages.TopicQuery) (messages.TopicPage, error)
	DeleteTopic(
		ctx context.Context, c messages.Caller, channel lamplight.ChannelID, topic lamplight.MessageID,
	) (messages.Result, error)
	UnpinThread(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, thread lamplight.MessageID,
	) (messages.Result, error)
	SaveDraftIn(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, thread lamplight.MessageID, d lamplight.Draft,
	) (messages.Result, error)
	SetTypingIn(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, thread lamplight.MessageID, action string, progress int,
	) error
}

// Topics is the part of service/chats that keeps the topics of forums.
type Topics interface {
	CreateTopic(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, n chats.NewTopic) (chats.Result, error)
	EditTopic(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, id lamplight.MessageID, ch chats.TopicChange,
	) (chats.Result, error)
	PinTopic(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, id lamplight.MessageID, pin bool,
	) (chats.Result, error)
	ReorderTopics(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, order []lamplight.MessageID, force bool,
	) (chats.Result, error)
}

// threadRoutes are the methods of comments, threads and topics.
func (h *Handlers) threadRoutes() []rpc.Route {
	return []rpc.Route{
		// Threads.
		rpc.Handle("messages.getReplies", rpc.Users, rpc.Read, h.getReplies),
		rpc.Handle("messages.getDiscussionMessage", rpc.Users, rpc.Read, h.getDiscussionMessage),
		rpc.Handle("messages.readDiscussion", rpc.Users, rpc.Write, h.readDiscussion),

		// Topics.
		rpc.Handle("messages.getForumTopics", rpc.Users, rpc.Read, h.getForumTopics),
		rpc.Handle("messages.getForumTopicsByID", rpc.Users, rpc.Read, h.getForumTopicsByID),
		rpc.Handle("messages.createForumTopic", rpc.UsersAndBots, rpc.Write, h.createForumTopic),
		rpc.Handle("messages.editForumTopic", rpc.UsersAndBots, rpc.Write, h.editForumTopic),
		rpc.Handle("messages.updatePinnedForumTopic", rpc.UsersAndBots, rpc.Write, h.updatePinnedForumTopic),
		rpc.Handle("messages.reorderPinnedForumTopics", rpc.Users, rpc.Write, h.reorderPinnedForumTopics),
		rpc.Handle("messages.deleteTopicHistory", rpc.UsersAndBots, rpc.Write, h.deleteTopicHistory),
	}
}

// forum is Resolve.Peer for a supergroup: CHANNEL_INVALID for all else.
func (h *Handlers) forum(ctx context.Context, c rpc.Call, in tg.InputPeerClass) (lamplight.ChannelID, error) {
	peer, err := h.Resolve.Peer(ctx, c, in)
	if err == nil && peer.Channel() == 0 {
		err = lamplight.ErrChannelInvalid
	}
	return peer.Channel(), err
}

// topicIDs returns which topics a request names: TOPICS_EMPTY if none.
func topicIDs(in []int) ([]lamplight.MessageID, error) {
	switch {
	case len(in) == 0:
		return nil, errTopicsEmpty
	case len(in) > maxIDs:
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.MessageID, len(in))
	for i, id := range in {
		ids[i] = resolve.MessageID(id)
	}
	return ids, nil
}

var errTopicsEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "TOPICS_EMPTY"}

// forumTopics returns the topics that a query asks for.
func (h *Handlers) forumTopics(ctx context.Context, c rpc.Call, q messages.TopicQuery) (*tg.MessagesForumTopics, error) {
	page, err := h.Threads.ForumTopics(ctx, c.User, q)
	if err != nil {
		return nil, err
	}
	topics := make([]render.Topic, len(page.Topics))
	for i, t := range page.Topics {
		topics[i] = render.Topic{
			Topic: t.Topic, Top: t.Top, ReadInbox: t.ReadInbox, ReadOutbox: t.ReadOutbox, Unread: t.Unread, Mentions: t.Mentions,
			Reactions: t.Reactions, Draft: t.Draft,
		}
	}
	return h.Render.Topics(ctx, c, render.TopicPage{
		Peer: lamplight.ChannelPeer(q.Channel), Asked: q.IDs, Topics: topics, Tops: page.Tops, Count: page.Count, PTS: page.PTS,
	})
}
