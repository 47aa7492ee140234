package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getFullChannel answers channels.getFullChannel: it shows all there is to know of a supergroup or channel.
//
// https://core.telegram.org/method/channels.getFullChannel
func (h *Handlers) getFullChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsGetFullChannelRequest) (*tg.MessagesChatFull, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	peer := lamplight.ChannelPeer(channel)
	f, err := h.Chats.Full(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	notify, err := h.Settings.Notify(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.PeerDialogs(ctx, c.User, []lamplight.Peer{peer})
	if err != nil {
		return nil, err
	}
	var marks lamplight.Dialog
	if len(page.Dialogs) > 0 {
		marks = page.Dialogs[0]
	}
	out := &tg.ChannelFull{
		ID: int64(channel), About: f.About, ChatPhoto: h.Render.Photo(c, f.Chat.Photo), NotifySettings: notify[0],
		CanViewParticipants: f.SeeParticipants, CanSetUsername: f.SetUsername, CanSetStickers: f.SetStickers,
		HiddenPrehistory: f.Chat.HiddenHistory, ParticipantsHidden: f.Chat.HiddenMembers, CanDeleteChannel: f.Chat.Creator,
		Antispam: f.AntiSpam, ViewForumAsMessages: f.AsMessages, BotInfo: []tg.BotInfo{}, Pts: render.PTS(f.PTS),
		ReadInboxMaxID: int(marks.ReadInbox), ReadOutboxMaxID: int(marks.ReadOutbox), UnreadCount: marks.Unread,
		PinnedMsgID: int(f.Pinned), AvailableMinID: int(f.From), FolderID: marks.Folder, LinkedChatID: int64(f.Linked),
		SlowmodeSeconds: f.Slow, SlowmodeNextSendDate: render.Date(f.NextSend), TTLPeriod: f.TTL,
		MigratedFromChatID: int64(f.MigratedFrom), MigratedFromMaxID: int(f.MigratedMax), AvailableReactions: h.allowed(f.Reactions),
	}
	if f.Chat.Members > 0 {
		out.SetParticipantsCount(f.Chat.Members)
	}
	if f.Leads() {
		if err := h.leading(ctx, c, f, out); err != nil {
			return nil, err
		}
	}
	peers := []lamplight.Peer{peer}
	if f.Linked != 0 {
		peers = append(peers, lamplight.ChannelPeer(f.Linked))
	}
	if f.MigratedFrom != 0 {
		peers = append(peers, lamplight.ChatPeer(f.MigratedFrom))
	}
	as, err := h.Chats.DefaultSendAs(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	if !as.IsZero() {
		name, err := render.Peer(as)
		if err != nil {
			return nil, err
		}
		out.SetDefaultSendAs(name)
		peers = append(peers, as)
	}
	list, err := h.Render.Chats(ctx, c, peers...)
	if err != nil {
		return nil, err
	}
	ids := []lamplight.UserID{as.User()}
	for _, id := range out.RecentRequesters {
		ids = append(ids, lamplight.UserID(id))
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChatFull{FullChat: out, Chats: list, Users: users}, nil
}

// leading adds what administrators alone are shown: how many of each there are, their link, and who waits to be let in.
func (h *Handlers) leading(ctx context.Context, c rpc.Call, f chats.Full, out *tg.ChannelFull) error {
	out.SetAdminsCount(f.Admins)
	out.SetKickedCount(f.Kicked)
	out.SetBannedCount(f.Restrained)
	link, err := h.Chats.PrimaryLink(ctx, c.User, f.Chat.Peer)
	if err != nil {
		return err
	}
	if link != nil {
		out.SetExportedInvite(render.Link(*link).Exported(h.Origin))
	}
	count, recent, err := h.Chats.Requests(ctx, c.User, f.Chat.Peer)
	if err != nil || count == 0 {
		return err
	}
	out.SetRequestsPending(count)
	out.SetRecentRequesters(render.UserIDs(recent))
	return nil
}
