package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
	"lamplight/service/messages"
	"lamplight/service/polls"
)

// Social is the part of service/messages that keeps what people put to messages, and what they have not seen yet.
type Social interface {
	React(context.Context, messages.Reacting) (messages.Result, error)
	TakeReaction(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, id lamplight.MessageID, reactor lamplight.Peer,
	) (messages.Result, error)
	Reactors(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, q messages.ReactorQuery,
	) (lamplight.Message, messages.ReactorPage, error)
	Those(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID,
	) ([]lamplight.Message, error)
	CheckAllowed(context.Context, lamplight.AllowedReactions) (lamplight.AllowedReactions, error)
	RecentReactions(context.Context, lamplight.UserID) ([]lamplight.Reaction, error)
	ClearRecentReactions(context.Context, lamplight.UserID) error
	SetDefaultReaction(context.Context, lamplight.UserID, lamplight.Reaction) error
	Unseen(context.Context, lamplight.UserID, messages.HistoryQuery) (messages.Page, error)
	See(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, thread lamplight.MessageID, kind messages.UnseenKind,
	) (messages.Result, error)
	SeeContents(context.Context, messages.Caller, []lamplight.MessageID) (messages.Result, error)
	ReadParticipants(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
	) ([]messages.Reading, error)
	Views(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID, increment bool,
	) ([]messages.Counted, error)
}

// Polls is the part of service/polls that this package calls.
type Polls interface {
	Create(context.Context, polls.Draft) (lamplight.Media, error)
	Vote(
		ctx context.Context, c polls.Caller, peer lamplight.Peer, id lamplight.MessageID, options [][]byte,
	) (lamplight.Poll, error)
	Results(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID) (lamplight.Poll, error)
	Votes(context.Context, lamplight.UserID, polls.VotesQuery) (polls.VotesPage, error)
	Stop(ctx context.Context, c polls.Caller, peer lamplight.Peer, id lamplight.MessageID) (lamplight.Poll, error)
}

// Allowed is the part of service/chats that keeps which reactions may be put to what is said in a chat.
type Allowed interface {
	SetReactions(ctx context.Context, c chats.Caller, peer lamplight.Peer, value []byte) (chats.Result, error)
}

// socialRoutes are the methods of reactions, polls, views, and of what one has not seen yet.
func (h *Handlers) socialRoutes() []rpc.Route {
	return []rpc.Route{
		// Reactions.
		rpc.Handle("messages.sendReaction", rpc.UsersAndBots, rpc.Write, h.sendReaction),
		rpc.Handle("messages.getMessagesReactions", rpc.Users, rpc.Read, h.getMessagesReactions),
		rpc.Handle("messages.getMessageReactionsList", rpc.Users, rpc.Read, h.getMessageReactionsList),
		rpc.Handle("messages.setChatAvailableReactions", rpc.Users, rpc.Write, h.setChatAvailableReactions),
		rpc.Handle("messages.setDefaultReaction", rpc.Users, rpc.Write, h.setDefaultReaction),
		rpc.Handle("messages.getRecentReactions", rpc.Users, rpc.Read, h.getRecentReactions),
		rpc.Handle("messages.clearRecentReactions", rpc.Users, rpc.Write, h.clearRecentReactions),
		rpc.Handle("messages.deleteParticipantReaction", rpc.UsersAndBots, rpc.Write, h.deleteParticipantReaction),

		// Polls.
		rpc.Handle("messages.sendVote", rpc.Users, rpc.Write, h.sendVote),
		rpc.Handle("messages.getPollResults", rpc.Users, rpc.Read, h.getPollResults),
		rpc.Handle("messages.getPollVotes", rpc.Users, rpc.Read, h.getPollVotes),

		// What one has not seen yet.
		rpc.Handle("messages.getUnreadMentions", rpc.Users, rpc.Read, h.getUnreadMentions),
		rpc.Handle("messages.readMentions", rpc.Users, rpc.Write, h.readMentions),
		rpc.Handle("messages.getUnreadReactions", rpc.Users, rpc.Read, h.getUnreadReactions),
		rpc.Handle("messages.readReactions", rpc.Users, rpc.Write, h.readReactions),
		rpc.Handle("messages.readMessageContents", rpc.Users, rpc.Write, h.readMessageContents),

		// Who saw what.
		rpc.Handle("messages.getMessagesViews", rpc.Users, rpc.Read, h.getMessagesViews),
		rpc.Handle("messages.getMessageReadParticipants", rpc.Users, rpc.Read, h.getMessageReadParticipants),
	}
}

// unseen returns the page of what the caller has not seen that a request asks for.
func (h *Handlers) unseen(
	ctx context.Context, c rpc.Call, in tg.InputPeerClass, kind messages.UnseenKind, p unseenPage,
) (tg.MessagesMessagesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, in)
	if err != nil {
		return nil, err
	}
	page, err := h.Social.Unseen(ctx, c.User, messages.HistoryQuery{
		Peer: peer, Unseen: kind, Thread: lamplight.MessageID(max(p.thread, 0)), OffsetID: lamplight.MessageID(max(p.offset, 0)),
		AddOffset: p.add, Limit: p.limit, MinID: lamplight.MessageID(max(p.least, 0)), MaxID: lamplight.MessageID(max(p.most, 0)),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.History(ctx, c, peer, page.Messages, page.Count, page.OffsetIDOffset)
}

// An unseenPage is where a page of what one has not seen is cut.
type unseenPage struct{ thread, offset, add, limit, least, most int }
