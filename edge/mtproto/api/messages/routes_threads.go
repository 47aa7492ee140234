package messages

import (
	"context"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// Threads is the part of service/messages that keeps comments, threads and topics.
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
}

// threadRoutes are the methods of comments, threads and topics.
func (h *Handlers) threadRoutes() []rpc.Route {
	return []rpc.Route{
		// Threads.
		rpc.Handle("messages.getReplies", rpc.Users, rpc.Read, h.getReplies),
		rpc.Handle("messages.getDiscussionMessage", rpc.Users, rpc.Read, h.getDiscussionMessage),
		rpc.Handle("messages.readDiscussion", rpc.Users, rpc.Write, h.readDiscussion),
	}
}
