package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// HistoryAt is History for any conversation: pts is where the box of a supergroup or channel was before the page was read.
//
// https://core.telegram.org/constructor/messages.channelMessages
func (r *Renderer) HistoryAt(
	ctx context.Context, c rpc.Call, peer lamplight.Peer, pts lamplight.PTS, ms []lamplight.Message, count, newer int,
) (tg.MessagesMessagesClass, error) {
	if peer.Kind != lamplight.PeerChannel {
		return r.History(ctx, c, peer, ms, count, newer)
	}
	out, users, chats, err := r.messages(ctx, c, ms, peer)
	if err != nil {
		return nil, err
	}
	t := &tg.MessagesChannelMessages{Pts: PTS(pts), Count: count, Messages: out, Topics: []tg.ForumTopicClass{}, Chats: chats, Users: users}
	if newer > 0 {
		t.SetOffsetIDOffset(newer)
	}
	return t, nil
}

// ChannelMessagesByID is MessagesByID for a supergroup or channel.
func (r *Renderer) ChannelMessagesByID(
	ctx context.Context, c rpc.Call, peer lamplight.Peer, pts lamplight.PTS, ids []lamplight.MessageID, ms []lamplight.Message,
) (tg.MessagesMessagesClass, error) {
	found, users, chats, err := r.messages(ctx, c, ms, peer)
	if err != nil {
		return nil, err
	}
	at := make(map[lamplight.MessageID]tg.MessageClass, len(ms))
	for i, m := range ms {
		at[m.ID] = found[i]
	}
	out := make([]tg.MessageClass, len(ids))
	for i, id := range ids {
		if out[i] = at[id]; out[i] == nil {
			out[i] = &tg.MessageEmpty{ID: int(id)}
		}
	}
	return &tg.MessagesChannelMessages{
		Pts: PTS(pts), Count: len(out), Messages: out, Topics: []tg.ForumTopicClass{}, Chats: chats, Users: users,
	}, nil
}
