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

// maxGroup is how many people may be named when a basic group is made.
const maxGroup = 200

// Chats is the part of service/chats that this package calls.
type Chats interface {
	CreateGroup(ctx context.Context, c chats.Caller, g chats.NewGroup) (chats.Result, error)
	AddUser(ctx context.Context, c chats.Caller, chat lamplight.ChatID, user lamplight.UserID, history int) (chats.Result, error)
	RemoveUser(ctx context.Context, c chats.Caller, chat lamplight.ChatID, user lamplight.UserID, revoke bool) (chats.Result, error)
	SetTitle(ctx context.Context, c chats.Caller, peer lamplight.Peer, title string) (chats.Result, error)
	SetAbout(ctx context.Context, c chats.Caller, peer lamplight.Peer, about string) error
	MaySetPhoto(ctx context.Context, c chats.Caller, peer lamplight.Peer) error
	SetPhoto(ctx context.Context, c chats.Caller, peer lamplight.Peer, photo *lamplight.Photo) (chats.Result, error)
	SetDefault(ctx context.Context, c chats.Caller, peer lamplight.Peer, rights lamplight.BannedRights) (chats.Result, error)
	SetGroupAdmin(ctx context.Context, c chats.Caller, chat lamplight.ChatID, user lamplight.UserID, admin bool) error
	Delete(ctx context.Context, c chats.Caller, peer lamplight.Peer) (chats.Result, error)
	Migrate(ctx context.Context, c chats.Caller, chat lamplight.ChatID) (chats.Result, error)
	Full(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (chats.Full, error)
	Common(ctx context.Context, viewer, user lamplight.UserID, after int64, limit int) ([]lamplight.Chat, error)
	Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (count int, recent []lamplight.UserID, err error)
	PrimaryLink(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (*chats.Link, error)
}

// ChatPhotos makes the photos of groups of what was uploaded.
type ChatPhotos interface {
	// ChatPhoto returns the photo that in names, screened; nil for none.
	ChatPhoto(ctx context.Context, c rpc.Call, peer lamplight.Peer, in tg.InputChatPhotoClass) (*lamplight.Photo, error)
}

// Notify reads how somebody is notified of peers.
type Notify interface {
	Notify(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error)
}

// chatRoutes are the methods by which basic groups are made, changed and looked at.
func (h *Handlers) chatRoutes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("messages.createChat", rpc.Users, rpc.Expensive, h.createChat),
		rpc.Handle("messages.getChats", rpc.UsersAndBots, rpc.Read, h.getChats),
		rpc.Handle("messages.getFullChat", rpc.UsersAndBots, rpc.Read, h.getFullChat),
		rpc.Handle("messages.getCommonChats", rpc.Users, rpc.Read, h.getCommonChats),
		rpc.Handle("messages.addChatUser", rpc.Users, rpc.Write, h.addChatUser),
		rpc.Handle("messages.deleteChatUser", rpc.UsersAndBots, rpc.Write, h.deleteChatUser),
		rpc.Handle("messages.editChatTitle", rpc.UsersAndBots, rpc.Write, h.editChatTitle),
		rpc.Handle("messages.editChatPhoto", rpc.UsersAndBots, rpc.Write, h.editChatPhoto),
		rpc.Handle("messages.editChatAbout", rpc.UsersAndBots, rpc.Write, h.editChatAbout),
		rpc.Handle("messages.editChatAdmin", rpc.Users, rpc.Write, h.editChatAdmin),
		rpc.Handle("messages.editChatDefaultBannedRights", rpc.UsersAndBots, rpc.Write, h.editChatDefaultBannedRights),
		rpc.Handle("messages.deleteChat", rpc.Users, rpc.Write, h.deleteChat),
		rpc.Handle("messages.migrateChat", rpc.Users, rpc.Write, h.migrateChat),
	}
}

// chatPeer is Resolve.Peer for a group or channel.
func (h *Handlers) chatPeer(ctx context.Context, c rpc.Call, in tg.InputPeerClass) (lamplight.Peer, error) {
	p, err := h.Resolve.Peer(ctx, c, in)
	if err == nil && p.Kind == lamplight.PeerUser {
		err = lamplight.ErrPeerInvalid
	}
	return p, err
}

// chatChanged answers a method with what it did to a chat.
func (h *Handlers) chatChanged(ctx context.Context, c rpc.Call) func(chats.Result, error) (tg.UpdatesClass, error) {
	return func(r chats.Result, err error) (tg.UpdatesClass, error) {
		if err != nil {
			return nil, err
		}
		return h.Render.Result(ctx, c, h.Now(), r.Events)
	}
}

// invited is chatChanged for what brings people in: those who could not be are named.
func (h *Handlers) invited(ctx context.Context, c rpc.Call) func(chats.Result, error) (*tg.MessagesInvitedUsers, error) {
	return func(r chats.Result, err error) (*tg.MessagesInvitedUsers, error) {
		updates, err := h.chatChanged(ctx, c)(r, err)
		if err != nil {
			return nil, err
		}
		out := &tg.MessagesInvitedUsers{Updates: updates, MissingInvitees: make([]tg.MissingInvitee, len(r.Missing))}
		for i, m := range r.Missing {
			out.MissingInvitees[i] = tg.MissingInvitee{UserID: int64(m.User)}
		}
		return out, nil
	}
}
