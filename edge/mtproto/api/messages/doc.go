package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
	"lamplight/service/chats"
)

// Links is the part of service/chats that brings people into chats, and that owners set chats up with.
type Links interface {
	ExportLink(ctx context.Context, c chats.Caller, peer lamplight.Peer, n chats.NewLink) (chats.Link, error)
	EditLink(
		ctx context.Context, c chats.Caller, peer lamplight.Peer, hash string, ch chats.LinkChange,
	) (chats.Link, *chats.Link, error)
	Link(ctx context.Context, c chats.Caller, peer lamplight.Peer, hash string) (chats.Link, error)
	Links(ctx context.Context, c chats.Caller, peer lamplight.Peer, q chats.LinkQuery) ([]chats.Link, int, error)
	DeleteLink(ctx context.Context, c chats.Caller, peer lamplight.Peer, hash string) error
	DeleteRevokedLinks(ctx context.Context, c chats.Caller, peer lamplight.Peer, admin lamplight.UserID) error
	AdminsWithLinks(ctx context.Context, c chats.Caller, peer lamplight.Peer) ([]chats.AdminLinks, error)
	CheckLink(ctx context.Context, c chats.Caller, hash string) (p chats.Preview, member bool, err error)
	ImportLink(ctx context.Context, c chats.Caller, hash string) (chats.Result, error)
	Importers(
		ctx context.Context, c chats.Caller, peer lamplight.Peer, q chats.ImporterQuery,
	) ([]chats.Importer, int, error)
	AnswerRequest(
		ctx context.Context, c chats.Caller, peer lamplight.Peer, user lamplight.UserID, yes bool,
	) (chats.Result, error)
	AnswerRequests(ctx context.Context, c chats.Caller, peer lamplight.Peer, hash string, yes bool) (chats.Result, error)
	SetNoCopy(ctx context.Context, c chats.Caller, peer lamplight.Peer, on bool) (chats.Result, error)
	SaveSendAs(ctx context.Context, c chats.Caller, peer, as lamplight.Peer) error
	Transfer(ctx context.Context, c chats.Caller, peer lamplight.Peer, to lamplight.UserID) (chats.Result, error)
}

// Owners is the part of service/accounts that lets people give things away.
type Owners interface {
	ProveOwner(context.Context, accounts.Caller, accounts.PasswordProof) error
}

// linkRoutes are the methods by which people join, and owners set chats up.
func (h *Handlers) linkRoutes() []rpc.Route {
	return []rpc.Route{
		// Links.
		rpc.Handle("messages.exportChatInvite", rpc.UsersAndBots, rpc.Write, h.exportChatInvite),
		rpc.Handle("messages.editExportedChatInvite", rpc.UsersAndBots, rpc.Write, h.editExportedChatInvite),
		rpc.Handle("messages.getExportedChatInvite", rpc.Users, rpc.Read, h.getExportedChatInvite),
		rpc.Handle("messages.getExportedChatInvites", rpc.Users, rpc.Read, h.getExportedChatInvites),
		rpc.Handle("messages.deleteExportedChatInvite", rpc.Users, rpc.Write, h.deleteExportedChatInvite),
		rpc.Handle("messages.deleteRevokedExportedChatInvites", rpc.Users, rpc.Write, h.deleteRevokedExportedChatInvites),
		rpc.Handle("messages.getAdminsWithInvites", rpc.Users, rpc.Read, h.getAdminsWithInvites),
		rpc.Handle("messages.checkChatInvite", rpc.Users, rpc.Expensive, h.checkChatInvite),
		rpc.Handle("messages.importChatInvite", rpc.Users, rpc.Write, h.importChatInvite),

		// Wishes to join.
		rpc.Handle("messages.getChatInviteImporters", rpc.Users, rpc.Read, h.getChatInviteImporters),
		rpc.Handle("messages.hideChatJoinRequest", rpc.UsersAndBots, rpc.Write, h.hideChatJoinRequest),
		rpc.Handle("messages.hideAllChatJoinRequests", rpc.Users, rpc.Write, h.hideAllChatJoinRequests),

		// What owners decide.
		rpc.Handle("messages.toggleNoForwards", rpc.Users, rpc.Write, h.toggleNoForwards),
		rpc.Handle("messages.saveDefaultSendAs", rpc.Users, rpc.Write, h.saveDefaultSendAs),
		rpc.Handle("messages.editChatCreator", rpc.Users, rpc.Expensive, h.editChatCreator),
	}
}

// chatCaller says who acts on chats, and with which device.
func chatCaller(c rpc.Call) chats.Caller { return chats.Caller{User: c.User, Origin: c.Session} }

// importerOffset returns the account that a page of those who joined begins after; 0 for the first page.
func (h *Handlers) importerOffset(ctx context.Context, c rpc.Call, u tg.InputUserClass) (lamplight.UserID, error) {
	if _, none := u.(*tg.InputUserEmpty); none || u == nil {
		return 0, nil
	}
	return h.Resolve.User(ctx, c, u)
}
