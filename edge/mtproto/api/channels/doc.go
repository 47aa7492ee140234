package channels

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// settings is the part of service/chats that owners and administrators set chats up with.
type settings interface {
	SetSignatures(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on, faces bool) (chats.Result, error)
	SetHiddenHistory(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on bool) (chats.Result, error)
	SetHiddenMembers(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on bool) (chats.Result, error)
	SetJoinToSend(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on bool) (chats.Result, error)
	SetJoinRequest(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on bool) (chats.Result, error)
	SetSlowMode(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, seconds int) (chats.Result, error)
	SetDiscussion(ctx context.Context, c chats.Caller, channel, group lamplight.ChannelID) (chats.Result, error)
	SetForum(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on, tabs bool) (chats.Result, error)
	SetAsMessages(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, on bool) (chats.Result, error)
	DiscussionGroups(ctx context.Context, user lamplight.UserID) ([]lamplight.Peer, error)
	UsernameFree(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, name string) (bool, error)
	SetUsername(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, name string) error
	ReorderUsernames(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, order []string) error
	ToggleUsername(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, name string, on bool) error
	HideUsernames(ctx context.Context, c chats.Caller, channel lamplight.ChannelID) error
	PublicOwned(ctx context.Context, user lamplight.UserID, check bool) ([]lamplight.Peer, error)
	SendAs(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) ([]lamplight.Peer, error)
	MessageLink(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, id lamplight.MessageID, whole, thread bool,
	) (chats.MessageLink, error)
	MessageAuthor(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, id lamplight.MessageID,
	) (lamplight.UserID, error)
	Log(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, q chats.LogQuery) ([]chats.Logged, error)
}

// settingRoutes are the methods by which chats are set up.
func (h *Handlers) settingRoutes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("channels.toggleSignatures", rpc.Users, rpc.Write, h.toggleSignatures),
		rpc.Handle("channels.togglePreHistoryHidden", rpc.Users, rpc.Write, h.togglePreHistoryHidden),
		rpc.Handle("channels.toggleParticipantsHidden", rpc.Users, rpc.Write, h.toggleParticipantsHidden),
		rpc.Handle("channels.toggleSlowMode", rpc.Users, rpc.Write, h.toggleSlowMode),
		rpc.Handle("channels.toggleJoinToSend", rpc.Users, rpc.Write, h.toggleJoinToSend),
		rpc.Handle("channels.toggleJoinRequest", rpc.Users, rpc.Write, h.toggleJoinRequest),
		rpc.Handle("channels.setDiscussionGroup", rpc.Users, rpc.Write, h.setDiscussionGroup),
		rpc.Handle("channels.toggleForum", rpc.Users, rpc.Write, h.toggleForum),
		rpc.Handle("channels.toggleViewForumAsMessages", rpc.Users, rpc.Write, h.toggleViewForumAsMessages),
		rpc.Handle("channels.getGroupsForDiscussion", rpc.Users, rpc.Read, h.getGroupsForDiscussion),

		// Public names.
		rpc.Handle("channels.checkUsername", rpc.Users, rpc.Read, h.checkUsername),
		rpc.Handle("channels.updateUsername", rpc.Users, rpc.Write, h.updateUsername),
		rpc.Handle("channels.reorderUsernames", rpc.Users, rpc.Write, h.reorderUsernames),
		rpc.Handle("channels.toggleUsername", rpc.UsersAndBots, rpc.Write, h.toggleUsername),
		rpc.Handle("channels.deactivateAllUsernames", rpc.Users, rpc.Write, h.deactivateAllUsernames),
		rpc.Handle("channels.getAdminedPublicChannels", rpc.Users, rpc.Read, h.getAdminedPublicChannels),

		// Who writes as whom, and what was done.
		rpc.Handle("channels.getSendAs", rpc.Users, rpc.Read, h.getSendAs),
		rpc.Handle("channels.getMessageAuthor", rpc.Users, rpc.Read, h.getMessageAuthor),
		rpc.Handle("channels.exportMessageLink", rpc.Users, rpc.Read, h.exportMessageLink),
		rpc.Handle("channels.getAdminLog", rpc.UsersAndBots, rpc.Expensive, h.getAdminLog),
	}
}

// caller says who acts, and with which device.
func caller(c rpc.Call) chats.Caller { return chats.Caller{User: c.User, Origin: c.Session} }

// changed answers a method with what it did.
func (h *Handlers) changed(ctx context.Context, c rpc.Call) func(chats.Result, error) (tg.UpdatesClass, error) {
	return func(r chats.Result, err error) (tg.UpdatesClass, error) {
		if err != nil {
			return nil, err
		}
		return h.Render.Result(ctx, c, h.Now(), r.Events)
	}
}

// channelOrNone is Resolve.Channel for a channel that may be left out: 0 then.
func (h *Handlers) channelOrNone(ctx context.Context, c rpc.Call, in tg.InputChannelClass) (lamplight.ChannelID, error) {
	if _, none := in.(*tg.InputChannelEmpty); none {
		return 0, nil
	}
	return h.Resolve.Channel(ctx, c, in)
}

// list answers with groups and channels.
func (h *Handlers) list(ctx context.Context, c rpc.Call, peers []lamplight.Peer) (tg.MessagesChatsClass, error) {
	out, err := h.Render.Chats(ctx, c, peers...)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChats{Chats: out}, nil
}

// Bounds of what one call by which chats are made and looked at may name.
const (
	maxInvited  = 200 // people
	maxChannels = 200 // supergroups and channels
)

// What a new supergroup or channel can be refused for.
var (
	errKind = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHAT_TYPE_INVALID"} // neither a group nor a channel, or both
)

// life is the part of service/chats by which supergroups and channels are made, joined, left and looked at.
type life interface {
	CreateChannel(ctx context.Context, c chats.Caller, n chats.NewChannel) (chats.Result, error)
	Delete(ctx context.Context, c chats.Caller, peer lamplight.Peer) (chats.Result, error)
	SetTitle(ctx context.Context, c chats.Caller, peer lamplight.Peer, title string) (chats.Result, error)
	MaySetPhoto(ctx context.Context, c chats.Caller, peer lamplight.Peer) error
	SetPhoto(ctx context.Context, c chats.Caller, peer lamplight.Peer, photo *lamplight.Photo) (chats.Result, error)
	SetAdmin(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, user lamplight.UserID, rights lamplight.AdminRights, rank string,
	) (chats.Result, error)
	Restrain(
		ctx context.Context, c chats.Caller, channel lamplight.ChannelID, user lamplight.UserID, r lamplight.Restraint,
	) (chats.Result, error)
	Invite(ctx context.Context, c chats.Caller, channel lamplight.ChannelID, users []lamplight.UserID) (chats.Result, error)
	Join(ctx context.Context, c chats.Caller, channel lamplight.ChannelID) (chats.Result, error)
	Leave(ctx context.Context, c chats.Caller, channel lamplight.ChannelID) (chats.Result, error)
	Full(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (chats.Full, error)
	Participant(
		ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, user lamplight.UserID,
	) (lamplight.Participant, error)
	Participants(
		ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, q chats.ParticipantQuery,
	) (chats.ParticipantPage, error)
	Left(ctx context.Context, user lamplight.UserID, offset int) (list []lamplight.Chat, count int, err error)
	Inactive(ctx context.Context, user lamplight.UserID) (list []lamplight.Chat, last []time.Time, err error)
	Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (count int, recent []lamplight.UserID, err error)
	PrimaryLink(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (*chats.Link, error)
	DefaultSendAs(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.Peer, error)
}

// Photos makes the photos of supergroups and channels of what was uploaded.
type Photos interface {
	// ChatPhoto returns the photo that in names, screened; nil for none.
	ChatPhoto(ctx context.Context, c rpc.Call, peer lamplight.Peer, in tg.InputChatPhotoClass) (*lamplight.Photo, error)
}

// Settings reads how somebody is notified of peers.
type Settings interface {
	Notify(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error)
}

// lifeRoutes are the methods by which supergroups and channels are made, joined, left and looked at.
func (h *Handlers) lifeRoutes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("channels.createChannel", rpc.Users, rpc.Expensive, h.createChannel),
		rpc.Handle("channels.deleteChannel", rpc.Users, rpc.Write, h.deleteChannel),
		rpc.Handle("channels.editTitle", rpc.UsersAndBots, rpc.Write, h.editTitle),
		rpc.Handle("channels.editPhoto", rpc.UsersAndBots, rpc.Write, h.editPhoto),
		rpc.Handle("channels.joinChannel", rpc.Users, rpc.Write, h.joinChannel),
		rpc.Handle("channels.leaveChannel", rpc.UsersAndBots, rpc.Write, h.leaveChannel),
		rpc.Handle("channels.inviteToChannel", rpc.Users, rpc.Write, h.inviteToChannel),
		rpc.Handle("channels.editAdmin", rpc.UsersAndBots, rpc.Write, h.editAdmin),
		rpc.Handle("channels.editBanned", rpc.UsersAndBots, rpc.Write, h.editBanned),

		// Seeing them, and who is in them.
		rpc.Handle("channels.getChannels", rpc.UsersAndBots, rpc.Read, h.getChannels),
		rpc.Handle("channels.getFullChannel", rpc.UsersAndBots, rpc.Read, h.getFullChannel),
		rpc.Handle("channels.getParticipant", rpc.UsersAndBots, rpc.Read, h.getParticipant),
		rpc.Handle("channels.getParticipants", rpc.UsersAndBots, rpc.Read, h.getParticipants),
		rpc.Handle("channels.getLeftChannels", rpc.Users, rpc.Read, h.getLeftChannels),
		rpc.Handle("channels.getInactiveChannels", rpc.Users, rpc.Read, h.getInactiveChannels),
	}
}
