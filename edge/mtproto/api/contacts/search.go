package contacts

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// search answers contacts.search: it finds people by name among the contacts, and by public name among all.
//
// Where only channels or bots are asked for, there are none.
//
// https://core.telegram.org/method/contacts.search
func (h *Handlers) search(ctx context.Context, c rpc.Call, req *tg.ContactsSearchRequest) (*tg.ContactsFound, error) {
	if req.Broadcasts || req.Bots {
		return &tg.ContactsFound{}, nil
	}
	mine, others, err := h.Contacts.Search(ctx, c.User, req.Q, req.Limit)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, slices.Concat(mine, others)...)
	if err != nil {
		return nil, err
	}
	return &tg.ContactsFound{MyResults: peers(mine), Results: peers(others), Chats: []tg.ChatClass{}, Users: users}, nil
}

func peers(ids []lamplight.UserID) []tg.PeerClass {
	out := make([]tg.PeerClass, len(ids))
	for i, id := range ids {
		out[i] = &tg.PeerUser{UserID: int64(id)}
	}
	return out
}
