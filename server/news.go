package server

import (
	"context"

	"lamplight"
	"lamplight/edge/mtproto/render"
)

// news reads anew what events only say has changed in groups and channels. It is what render.News asks for.
type news struct{ *house }

// Stored implements render.News. The viewer 0 stands for all who are told of the box: what is read for them goes to nobody
// else.
func (n news) Stored(
	ctx context.Context, viewer lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	switch {
	case viewer != 0 && box.Channel() != 0:
		return n.chats.ChannelMessages(ctx, viewer, box.Channel(), ids)
	case viewer == 0 || box == lamplight.AccountBox(viewer):
		return n.boxes.Messages(ctx, box, ids)
	default:
		return nil, nil
	}
}

// GroupMembers implements render.News.
func (n news) GroupMembers(
	ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID,
) (list []render.GroupMember, version int, ok bool, err error) {
	full, err := n.chats.Full(ctx, viewer, lamplight.ChatPeer(chat))
	if lamplight.KindOf(err) == lamplight.Invalid || err == nil && (full.Chat.Left || full.Chat.Forbidden) {
		return nil, 0, false, nil
	}
	if err != nil {
		return nil, 0, false, err
	}
	for _, p := range full.Participants {
		list = append(list, render.GroupMember{User: p.User, Inviter: p.Inviter, Joined: p.Joined, Owner: p.Owner, Admin: p.Admin != 0})
	}
	return list, full.Chat.Version, true, nil
}

// Requests implements render.News.
func (n news) Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (int, []lamplight.UserID, error) {
	return n.chats.Requests(ctx, viewer, peer)
}

// PinnedTopics implements render.News.
func (n news) PinnedTopics(
	ctx context.Context, _ lamplight.UserID, forum lamplight.ChannelID,
) ([]lamplight.MessageID, error) {
	return n.chats.PinnedTopics(ctx, forum)
}
