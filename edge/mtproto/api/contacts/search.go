package contacts

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// search answers contacts.search: it finds people, groups and channels by name among those whom one knows, and by public
// name and title among all. With broadcasts only channels are found, with bots nothing: there are none.
//
// https://core.telegram.org/method/contacts.search
func (h *Handlers) search(ctx context.Context, c rpc.Call, req *tg.ContactsSearchRequest) (*tg.ContactsFound, error) {
	if req.Bots {
		return &tg.ContactsFound{}, nil
	}
	mine, others, err := h.Contacts.Search(ctx, c.User, req.Q, req.Limit)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(mine, others)
	chats, err := h.Render.Chats(ctx, c, all...)
	if err != nil {
		return nil, err
	}
	shown := map[lamplight.Peer]bool{}
	chats = slices.DeleteFunc(chats, func(ch tg.ChatClass) bool {
		p, keep := foundChat(ch, req.Broadcasts)
		shown[p] = keep
		return !keep
	})
	var ids []lamplight.UserID
	if !req.Broadcasts {
		for _, p := range all {
			ids = append(ids, p.User())
		}
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		shown[lamplight.UserPeer(lamplight.UserID(u.GetID()))] = true
	}
	out := &tg.ContactsFound{Chats: chats, Users: users}
	for _, l := range []struct {
		to   *[]tg.PeerClass
		from []lamplight.Peer
	}{{&out.MyResults, mine}, {&out.Results, others}} {
		*l.to = []tg.PeerClass{}
		for _, p := range l.from {
			if !shown[p] {
				continue
			}
			peer, err := render.Peer(p)
			if err != nil {
				return nil, err
			}
			*l.to = append(*l.to, peer)
		}
	}
	return out, nil
}

// foundChat returns the peer of a chat that was found, and whether it is shown: not to who is kept out of it.
func foundChat(ch tg.ChatClass, broadcasts bool) (lamplight.Peer, bool) {
	switch ch := ch.(type) {
	case *tg.Chat:
		return lamplight.ChatPeer(lamplight.ChatID(ch.ID)), !broadcasts
	case *tg.Channel:
		return lamplight.ChannelPeer(lamplight.ChannelID(ch.ID)), ch.Broadcast || !broadcasts
	default:
		return lamplight.Peer{}, false
	}
}
