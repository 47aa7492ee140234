package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getFullChat answers messages.getFullChat: it shows all there is to know of a basic group.
//
// https://core.telegram.org/method/messages.getFullChat
func (h *Handlers) getFullChat(ctx context.Context, c rpc.Call, req *tg.MessagesGetFullChatRequest) (*tg.MessagesChatFull, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	peer := lamplight.ChatPeer(chat)
	f, err := h.Chats.Full(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	notify, err := h.Notify.Notify(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.PeerDialogs(ctx, c.User, []lamplight.Peer{peer})
	if err != nil {
		return nil, err
	}
	out := &tg.ChatFull{
		ID: int64(chat), About: f.About, NotifySettings: notify[0], BotInfo: []tg.BotInfo{}, PinnedMsgID: int(f.Pinned), TTLPeriod: f.TTL,
		Participants: render.GroupParticipants(c, chat, f.Chat.Version, f.Member, f.Participants),
	}
	for _, d := range page.Dialogs {
		out.FolderID, out.TTLPeriod = d.Folder, d.TTL
	}
	if f.Chat.Photo != nil {
		out.SetChatPhoto(h.Render.Photo(c, f.Chat.Photo))
	}
	allowed, limit, err := render.AllowedReactions(f.Reactions)
	if err != nil {
		return nil, err
	}
	out.SetAvailableReactions(allowed)
	if limit > 0 {
		out.SetReactionsLimit(limit)
	}
	if err := h.waiting(ctx, c, f, out); err != nil {
		return nil, err
	}
	ids := render.PeopleOf(f.Participants...)
	for _, id := range out.RecentRequesters {
		ids = append(ids, lamplight.UserID(id))
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	list, err := h.Render.Chats(ctx, c, peer, f.Chat.Migrated)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChatFull{FullChat: out, Chats: list, Users: users}, nil
}

// waiting adds what those are shown who let people in: the link by which they do, and who waits.
func (h *Handlers) waiting(ctx context.Context, c rpc.Call, f chats.Full, out *tg.ChatFull) error {
	if !f.Member || !f.Leads() {
		return nil
	}
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
