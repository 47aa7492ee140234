package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// setBlocked answers contacts.setBlocked: it makes the block list exactly this. There are no stories to hide.
//
// https://core.telegram.org/method/contacts.setBlocked
func (h *Handlers) setBlocked(
	ctx context.Context, c rpc.Call, req *tg.ContactsSetBlockedRequest,
) (tg.BoolClass, error) {
	if req.MyStoriesFrom {
		return nil, lamplight.ErrMethodInvalid
	}
	if len(req.ID) > maxContacts {
		return nil, lamplight.ErrLimitInvalid
	}
	peers := make([]lamplight.Peer, len(req.ID))
	for i, p := range req.ID {
		var err error
		if peers[i], err = h.Resolve.Peer(ctx, c, p); err != nil {
			return nil, err
		}
	}
	return done(h.Contacts.SetBlocks(ctx, c.User, c.Session, peers))
}
