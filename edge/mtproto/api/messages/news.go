package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// News reads anew what events only say has changed in groups and channels. It is what render.News asks for.
type News struct {
	Chats interface {
		Group(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (list []lamplight.Participant, version int, err error)
		Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (count int, recent []lamplight.UserID, err error)
		ChannelMessages(
			ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
		) ([]lamplight.Message, error)
	}
	Boxes interface {
		Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error)
	}
}

// Stored implements render.News. The viewer 0 stands for all who are told of the box: what is read for them goes to nobody
// else.
func (n News) Stored(
	ctx context.Context, viewer lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	switch {
	case viewer != 0 && box.Channel() != 0:
		return n.Chats.ChannelMessages(ctx, viewer, box.Channel(), ids)
	case viewer == 0 || box == lamplight.AccountBox(viewer):
		return n.Boxes.Messages(ctx, box, ids)
	default:
		return nil, nil
	}
}

// Participants implements render.News. Who is not in the group sees nobody of it.
func (n News) Participants(
	ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID,
) (tg.ChatParticipantsClass, []lamplight.UserID, error) {
	list, version, err := n.Chats.Group(ctx, viewer, chat)
	if lamplight.KindOf(err) != lamplight.Internal && err != nil {
		return render.GroupParticipants(rpc.Call{User: viewer}, chat, 0, false, nil), nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return render.GroupParticipants(rpc.Call{User: viewer}, chat, version, true, list), render.PeopleOf(list...), nil
}

// Requests implements render.News.
func (n News) Requests(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (int, []lamplight.UserID, error) {
	return n.Chats.Requests(ctx, viewer, peer)
}

// PinnedTopics implements render.News.
func (n News) PinnedTopics(context.Context, lamplight.UserID, lamplight.ChannelID) ([]lamplight.MessageID, error) {
	return nil, nil
}
