// Package channels answers the channels.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package channels

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/search"
)

// Bounds of what one call may name.
const maxIDs = 100 // messages

// Handlers answers the methods with the given services. All fields without "optional" are required to serve.
type Handlers struct {
	Messages Messages
	Chats    Chats
	Search   Search
	Photos   Photos
	Settings Settings
	Resolve  *resolve.Resolver
	Render   *render.Renderer
	Now      func() time.Time
	Origin   string // what addresses of our pages begin with; ends with a slash
	// Allowed writes which reactions may be put to messages, as the service that keeps them wrote it. Optional.
	Allowed func([]byte) tg.ChatReactionsClass
}

// Chats is the part of service/chats that this package calls.
type Chats interface {
	settings
	life
}

// Messages is the part of service/messages that this package calls.
type Messages interface {
	MessagesIn(
		ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
	) ([]lamplight.Message, error)
	Position(context.Context, lamplight.Peer) (lamplight.PTS, error)
	LastPinned(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.MessageID, error)
	ReadHistory(ctx context.Context, c messages.Caller, peer lamplight.Peer, upTo lamplight.MessageID) (messages.Result, error)
	SeeContentsIn(
		ctx context.Context, c messages.Caller, channel lamplight.ChannelID, ids []lamplight.MessageID,
	) (messages.Result, error)
	DeleteIn(ctx context.Context, c messages.Caller, channel lamplight.ChannelID, ids []lamplight.MessageID) (messages.Result, error)
	ClearIn(
		ctx context.Context, c messages.Caller, channel lamplight.ChannelID, upTo lamplight.MessageID,
	) (messages.Result, error)
	DeleteOf(ctx context.Context, c messages.Caller, channel lamplight.ChannelID, author lamplight.UserID) (messages.Result, error)
	PeerDialogs(context.Context, lamplight.UserID, []lamplight.Peer) (messages.DialogPage, error)
}

// Search is the part of service/search that this package calls.
type Search interface {
	Posts(context.Context, search.GlobalQuery) (search.Page, error)
	PostsLeft(ctx context.Context, user lamplight.UserID) (search.Allowance, error)
}

// speaker says who acts on messages, and with which device.
func speaker(c rpc.Call) messages.Caller {
	return messages.Caller{User: c.User, Origin: c.Session}
}

// done answers a method that says only whether it went well.
func done(err error) (tg.BoolClass, error) {
	if err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Messages.
		rpc.Handle("channels.getMessages", rpc.UsersAndBots, rpc.Read, h.getMessages),
		rpc.Handle("channels.readHistory", rpc.Users, rpc.Write, h.readHistory),
		rpc.Handle("channels.readMessageContents", rpc.Users, rpc.Write, h.readMessageContents),
		rpc.Handle("channels.deleteMessages", rpc.UsersAndBots, rpc.Write, h.deleteMessages),
		rpc.Handle("channels.deleteHistory", rpc.Users, rpc.Write, h.deleteHistory),
		rpc.Handle("channels.deleteParticipantHistory", rpc.UsersAndBots, rpc.Write, h.deleteParticipantHistory),

		// Public posts.
		rpc.Handle("channels.searchPosts", rpc.Users, rpc.Search, h.searchPosts),
		rpc.Handle("channels.checkSearchPostsFlood", rpc.Users, rpc.Read, h.checkSearchPostsFlood),
	}, h.settingRoutes(), h.lifeRoutes(), unsupported())
}
