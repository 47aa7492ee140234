package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getBlocked answers contacts.getBlocked: it lists whom one has blocked, the latest first. Nobody is kept from stories:
// there are none.
//
// https://core.telegram.org/method/contacts.getBlocked
func (h *Handlers) getBlocked(
	ctx context.Context, c rpc.Call, req *tg.ContactsGetBlockedRequest,
) (tg.ContactsBlockedClass, error) {
	if req.MyStoriesFrom {
		return &tg.ContactsBlocked{}, nil
	}
	page, total, err := h.Contacts.Blocks(ctx, c.User, req.Offset, req.Limit)
	if err != nil {
		return nil, err
	}
	blocked, ids := make([]tg.PeerBlocked, len(page)), make([]lamplight.UserID, len(page))
	for i, b := range page {
		peer, err := render.Peer(b.Peer)
		if err != nil {
			return nil, err
		}
		blocked[i], ids[i] = tg.PeerBlocked{PeerID: peer, Date: render.Date(b.At)}, b.Peer.User()
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	if len(page) == total {
		return &tg.ContactsBlocked{Blocked: blocked, Chats: []tg.ChatClass{}, Users: users}, nil
	}
	return &tg.ContactsBlockedSlice{Count: total, Blocked: blocked, Chats: []tg.ChatClass{}, Users: users}, nil
}
