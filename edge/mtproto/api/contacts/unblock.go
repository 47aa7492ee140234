package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// unblock answers contacts.unblock: it lets a person write to one again. There are no stories to show.
//
// https://core.telegram.org/method/contacts.unblock
func (h *Handlers) unblock(ctx context.Context, c rpc.Call, req *tg.ContactsUnblockRequest) (tg.BoolClass, error) {
	if req.MyStoriesFrom {
		return nil, lamplight.ErrMethodInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Contacts.Unblock(ctx, c.User, c.Session, peer))
}
