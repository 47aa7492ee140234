package channels

import (
	"context"
	"fmt"
	"hash/fnv"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// getParticipants answers channels.getParticipants: it lists who is in a supergroup or channel, or is kept from
// something in it, page by page.
//
// https://core.telegram.org/method/channels.getParticipants
func (h *Handlers) getParticipants(ctx context.Context, c rpc.Call, req *tg.ChannelsGetParticipantsRequest) (tg.ChannelsChannelParticipantsClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	q := chats.ParticipantQuery{Offset: req.Offset, Limit: req.Limit}
	switch f := req.Filter.(type) {
	case *tg.ChannelParticipantsRecent:
	case *tg.ChannelParticipantsAdmins:
		q.Filter = chats.ParticipantsAdmins
	case *tg.ChannelParticipantsKicked:
		q.Filter, q.Query = chats.ParticipantsKicked, f.Q
	case *tg.ChannelParticipantsBanned:
		q.Filter, q.Query = chats.ParticipantsBanned, f.Q
	case *tg.ChannelParticipantsBots:
		q.Filter = chats.ParticipantsBots
	case *tg.ChannelParticipantsContacts:
		q.Filter, q.Query = chats.ParticipantsContacts, f.Q
	case *tg.ChannelParticipantsSearch:
		q.Filter, q.Query = chats.ParticipantsSearch, f.Q
	case *tg.ChannelParticipantsMentions:
		q.Filter, q.Query = chats.ParticipantsMentions, f.Q
	default:
		return nil, lamplight.ErrInputInvalid
	}
	page, err := h.Chats.Participants(ctx, c.User, channel, q)
	if err != nil {
		return nil, err
	}
	list := make([]tg.ChannelParticipantClass, len(page.Participants))
	sum := fnv.New64a()
	for i, p := range page.Participants {
		list[i] = render.ChannelParticipant(c, p)
		fmt.Fprintln(sum, p)
	}
	if hash := int64(sum.Sum64() >> 1); req.Hash != 0 && req.Hash == hash {
		return &tg.ChannelsChannelParticipantsNotModified{}, nil
	}
	users, err := h.Render.Users(ctx, c, render.PeopleOf(page.Participants...)...)
	if err != nil {
		return nil, err
	}
	return &tg.ChannelsChannelParticipants{Count: page.Count, Participants: list, Chats: []tg.ChatClass{}, Users: users}, nil
}
