// Package messages answers the messages.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package messages

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
	"lamplight/service/media"
	"lamplight/service/messages"
	"lamplight/service/search"
	"lamplight/service/updates"
)

// Bounds of what one call may name.
const (
	maxIDs   = 100 // messages
	maxPeers = 100 // conversations
)

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Messages  Messages
	Updates   Updates
	Bars      Bars
	Links     Links
	Owners    Owners
	Folders   Folders
	Search    Search
	Reactions Reactions
	Chats     Chats
	// ChatPhotos makes the photos of groups.
	ChatPhotos ChatPhotos
	Notify     Notify
	Maker      Maker
	Stored     Stored
	Phones     Phones
	Social     Social
	Threads    Threads
	Topics     Topics
	Polls      Polls
	Stickers   Stickers
	Pages      Pages
	Allowed    Allowed
	Resolve    *resolve.Resolver
	Render     *render.Renderer
	Now        func() time.Time
	DC         int    // the number of the data centre that there is
	Origin     string // what addresses of our pages begin with; ends with a slash
}

// Messages is the part of service/messages that this package calls.
type Messages interface {
	Send(context.Context, messages.Draft) (messages.Sent, error)
	SendAlbum(context.Context, []messages.Draft) (messages.Result, error)
	Forward(context.Context, messages.Forwarding) (messages.Result, error)
	Edit(context.Context, messages.Change) (messages.Result, error)
	Editable(context.Context, messages.Caller, lamplight.Peer, lamplight.MessageID) (lamplight.Message, error)
	Delete(ctx context.Context, c messages.Caller, ids []lamplight.MessageID, revoke bool) (messages.Result, error)
	DeleteHistory(context.Context, messages.Clearing) (messages.Result, error)
	ReadHistory(ctx context.Context, c messages.Caller, peer lamplight.Peer, upTo lamplight.MessageID) (messages.Result, error)
	PinMessage(context.Context, messages.Pinning) (messages.Result, error)
	UnpinAll(ctx context.Context, c messages.Caller, peer lamplight.Peer) (messages.Result, error)
	OutboxReadDate(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
	) (time.Time, error)
	Untouched(context.Context, messages.Caller) (messages.Result, error)
	History(context.Context, lamplight.UserID, messages.HistoryQuery) (messages.Page, error)
	Position(context.Context, lamplight.Peer) (lamplight.PTS, error)
	Messages(context.Context, lamplight.UserID, []lamplight.MessageID) ([]lamplight.Message, error)
	Dialogs(context.Context, lamplight.UserID, messages.DialogQuery) (messages.DialogPage, error)
	PinnedDialogs(ctx context.Context, user lamplight.UserID, folder int) (messages.DialogPage, error)
	ArchiveEntry(ctx context.Context, user lamplight.UserID) (messages.ArchiveEntry, error)
	PeerDialogs(context.Context, lamplight.UserID, []lamplight.Peer) (messages.DialogPage, error)
	SavedDialogs(context.Context, lamplight.UserID, messages.SavedQuery) (messages.SavedPage, error)
	SavedDialogsOf(context.Context, lamplight.UserID, []lamplight.Peer) (messages.SavedPage, error)
	PinnedSavedDialogs(context.Context, lamplight.UserID) (messages.SavedPage, error)
	SavedHistory(context.Context, lamplight.UserID, messages.HistoryQuery) (messages.Page, error)
	DeleteSaved(context.Context, messages.Clearing) (messages.Result, error)
	PinSaved(ctx context.Context, c messages.Caller, peer lamplight.Peer, pin bool) error
	ReorderSaved(ctx context.Context, c messages.Caller, order []lamplight.Peer, force bool) error
	Pin(ctx context.Context, c messages.Caller, peer lamplight.Peer, pin bool) (messages.Result, error)
	ReorderPinned(
		ctx context.Context, c messages.Caller, folder int, order []lamplight.Peer, force bool,
	) (messages.Result, error)
	MarkUnread(ctx context.Context, c messages.Caller, peer lamplight.Peer, unread bool) (messages.Result, error)
	UnreadMarks(context.Context, lamplight.UserID) ([]lamplight.Peer, error)
	SaveDraft(context.Context, messages.Caller, lamplight.Peer, lamplight.Draft) (messages.Result, error)
	Drafts(context.Context, lamplight.UserID) ([]lamplight.Event, error)
	ClearDrafts(context.Context, messages.Caller) (messages.Result, error)
	Scheduled(
		ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids ...lamplight.MessageID,
	) ([]lamplight.Message, error)
	SendScheduled(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, ids []lamplight.MessageID,
	) (messages.Result, error)
	DeleteScheduled(
		ctx context.Context, c messages.Caller, peer lamplight.Peer, ids []lamplight.MessageID,
	) (messages.Result, error)
	SetTimer(ctx context.Context, c messages.Caller, peer lamplight.Peer, seconds int) (messages.Result, error)
	DefaultTimer(context.Context, lamplight.UserID) (seconds int, err error)
	SetDefaultTimer(ctx context.Context, user lamplight.UserID, seconds int) error
	SetTyping(ctx context.Context, c messages.Caller, peer lamplight.Peer, action string, progress int) error
}

// Search is the part of service/search that this package calls.
type Search interface {
	Search(context.Context, search.Query) (search.Page, error)
	Global(context.Context, search.GlobalQuery) (search.Page, error)
	Count(context.Context, search.Query) (n int, exact bool, err error)
	Calendar(context.Context, search.Query) (search.Calendar, error)
	Positions(context.Context, search.Query) ([]search.Position, int, error)
}

// Updates is the part of service/updates that this package calls.
type Updates interface {
	State(context.Context, lamplight.UserID) (updates.State, error)
}

// Bars is the part of service/contacts that this package calls.
type Bars interface {
	HideBar(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID) error
}

// Folders is the part of service/contacts that keeps how people sorted their conversations.
type Folders interface {
	Folders(ctx context.Context, owner lamplight.UserID) (lamplight.Folders, error)
	PutFolder(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, f lamplight.Folder) error
	DeleteFolder(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, id int) error
	OrderFolders(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, ids []int) error
	SetFolderTags(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, on bool) error
	SuggestedFolders(ctx context.Context, owner lamplight.UserID) ([]contacts.Suggestion, error)
}

// Reactions is the part of service/media that this package calls.
type Reactions interface {
	Reactions(context.Context, lamplight.UserID) (media.Reactions, error)
	Emoji() []string
}

// caller says who acts, and with which device.
func caller(c rpc.Call) messages.Caller {
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
		rpc.Handle("messages.sendMessage", rpc.UsersAndBots, rpc.Write, h.sendMessage),
		rpc.Handle("messages.sendMedia", rpc.UsersAndBots, rpc.Write, h.sendMedia).Takes(),
		rpc.Handle("messages.sendMultiMedia", rpc.UsersAndBots, rpc.Write, h.sendMultiMedia).Takes(),
		rpc.Handle("messages.uploadMedia", rpc.UsersAndBots, rpc.Write, h.uploadMedia).Takes(),
		rpc.Handle("messages.forwardMessages", rpc.UsersAndBots, rpc.Write, h.forwardMessages),
		rpc.Handle("messages.editMessage", rpc.UsersAndBots, rpc.Write, h.editMessage).Takes(),
		rpc.Handle("messages.getMessageEditData", rpc.Users, rpc.Read, h.getMessageEditData),
		rpc.Handle("messages.deleteMessages", rpc.UsersAndBots, rpc.Write, h.deleteMessages),
		rpc.Handle("messages.deleteHistory", rpc.Users, rpc.Write, h.deleteHistory),
		rpc.Handle("messages.readHistory", rpc.Users, rpc.Write, h.readHistory),
		rpc.Handle("messages.getOutboxReadDate", rpc.Users, rpc.Read, h.getOutboxReadDate),
		rpc.Handle("messages.receivedMessages", rpc.Users, rpc.Read, h.receivedMessages).
			Empty("No notifications are sent yet, so there are none to drop."),
		rpc.Handle("messages.getHistory", rpc.Users, rpc.Read, h.getHistory),
		rpc.Handle("messages.getSplitRanges", rpc.Users, rpc.Read, h.getSplitRanges),
		rpc.Handle("messages.getMessages", rpc.UsersAndBots, rpc.Read, h.getMessages),
		rpc.Handle("messages.search", rpc.Users, rpc.Search, h.search),
		rpc.Handle("messages.searchGlobal", rpc.Users, rpc.Search, h.searchGlobal),
		rpc.Handle("messages.getSearchCounters", rpc.Users, rpc.Search, h.getSearchCounters),
		rpc.Handle("messages.getSearchResultsCalendar", rpc.Users, rpc.Search, h.getSearchResultsCalendar),
		rpc.Handle("messages.getSearchResultsPositions", rpc.Users, rpc.Search, h.getSearchResultsPositions),
		rpc.Handle("messages.updatePinnedMessage", rpc.UsersAndBots, rpc.Write, h.updatePinnedMessage),
		rpc.Handle("messages.unpinAllMessages", rpc.UsersAndBots, rpc.Write, h.unpinAllMessages),
		rpc.Handle("messages.setTyping", rpc.UsersAndBots, rpc.Read, h.setTyping),

		// Conversations.
		rpc.Handle("messages.getDialogs", rpc.Users, rpc.Read, h.getDialogs),
		rpc.Handle("messages.getPeerDialogs", rpc.Users, rpc.Read, h.getPeerDialogs),
		rpc.Handle("messages.getPinnedDialogs", rpc.Users, rpc.Read, h.getPinnedDialogs),
		rpc.Handle("messages.toggleDialogPin", rpc.Users, rpc.Write, h.toggleDialogPin),
		rpc.Handle("messages.reorderPinnedDialogs", rpc.Users, rpc.Write, h.reorderPinnedDialogs),
		rpc.Handle("messages.markDialogUnread", rpc.Users, rpc.Write, h.markDialogUnread),
		rpc.Handle("messages.getDialogUnreadMarks", rpc.Users, rpc.Read, h.getDialogUnreadMarks),
		rpc.Handle("messages.getPeerSettings", rpc.Users, rpc.Read, h.getPeerSettings),
		rpc.Handle("messages.hidePeerSettingsBar", rpc.Users, rpc.Write, h.hidePeerSettingsBar),

		// What one keeps, by origin.
		rpc.Handle("messages.getSavedDialogs", rpc.Users, rpc.Expensive, h.getSavedDialogs),
		rpc.Handle("messages.getSavedDialogsByID", rpc.Users, rpc.Expensive, h.getSavedDialogsByID),
		rpc.Handle("messages.getPinnedSavedDialogs", rpc.Users, rpc.Expensive, h.getPinnedSavedDialogs),
		rpc.Handle("messages.getSavedHistory", rpc.Users, rpc.Expensive, h.getSavedHistory),
		rpc.Handle("messages.deleteSavedHistory", rpc.Users, rpc.Expensive, h.deleteSavedHistory),
		rpc.Handle("messages.toggleSavedDialogPin", rpc.Users, rpc.Expensive, h.toggleSavedDialogPin),
		rpc.Handle("messages.reorderPinnedSavedDialogs", rpc.Users, rpc.Expensive, h.reorderPinnedSavedDialogs),

		// Folders of conversations.
		rpc.Handle("messages.getDialogFilters", rpc.Users, rpc.Read, h.getDialogFilters),
		rpc.Handle("messages.getSuggestedDialogFilters", rpc.Users, rpc.Read, h.getSuggestedDialogFilters),
		rpc.Handle("messages.updateDialogFilter", rpc.Users, rpc.Write, h.updateDialogFilter),
		rpc.Handle("messages.updateDialogFiltersOrder", rpc.Users, rpc.Write, h.updateDialogFiltersOrder),
		rpc.Handle("messages.toggleDialogFilterTags", rpc.Users, rpc.Write, h.toggleDialogFilterTags),

		// Scheduled messages.
		rpc.Handle("messages.getScheduledHistory", rpc.Users, rpc.Read, h.getScheduledHistory),
		rpc.Handle("messages.getScheduledMessages", rpc.Users, rpc.Read, h.getScheduledMessages),
		rpc.Handle("messages.sendScheduledMessages", rpc.Users, rpc.Write, h.sendScheduledMessages),
		rpc.Handle("messages.deleteScheduledMessages", rpc.Users, rpc.Write, h.deleteScheduledMessages),

		// Messages that go by themselves.
		rpc.Handle("messages.setHistoryTTL", rpc.Users, rpc.Write, h.setHistoryTTL),
		rpc.Handle("messages.setDefaultHistoryTTL", rpc.Users, rpc.Write, h.setDefaultHistoryTTL),
		rpc.Handle("messages.getDefaultHistoryTTL", rpc.Users, rpc.Read, h.getDefaultHistoryTTL),

		// Drafts.
		rpc.Handle("messages.saveDraft", rpc.Users, rpc.Write, h.saveDraft),
		rpc.Handle("messages.getAllDrafts", rpc.Users, rpc.Read, h.getAllDrafts),
		rpc.Handle("messages.clearAllDrafts", rpc.Users, rpc.Write, h.clearAllDrafts),

		// Reactions.
		rpc.Handle("messages.getAvailableReactions", rpc.Users, rpc.Read, h.getAvailableReactions),
		rpc.Handle("messages.getTopReactions", rpc.Users, rpc.Read, h.getTopReactions),

		// Previews of links.
		rpc.Handle("messages.getWebPagePreview", rpc.Users, rpc.Expensive, h.getWebPagePreview),
		rpc.Handle("messages.getWebPage", rpc.Users, rpc.Expensive, h.getWebPage),

		// Emoji.
		rpc.Handle("messages.getEmojiKeywords", rpc.Users, rpc.Read, h.getEmojiKeywords).Empty(noEmoji),
		rpc.Handle("messages.getEmojiKeywordsDifference", rpc.Users, rpc.Read, h.getEmojiKeywordsDifference).Empty(noEmoji),
	}, h.linkRoutes(), h.socialRoutes(), h.stickerRoutes(), h.chatRoutes(), h.threadRoutes(), unsupported())
}
