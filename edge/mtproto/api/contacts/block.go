package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// block answers contacts.block: it keeps a person from writing to one. There are no stories to hide.
//
// https://core.telegram.org/method/contacts.block
func (h *Handlers) block(ctx context.Context, c rpc.Call, req *tg.ContactsBlockRequest) (tg.BoolClass, error) {
	if req.MyStoriesFrom {
		return nil, lamplight.ErrMethodInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Contacts.Block(ctx, c.User, c.Session, peer))
}
