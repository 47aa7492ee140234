package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// resolvePhone answers contacts.resolvePhone: it tells who has a phone, if they may be found by it.
//
// https://core.telegram.org/method/contacts.resolvePhone
func (h *Handlers) resolvePhone(
	ctx context.Context, c rpc.Call, req *tg.ContactsResolvePhoneRequest,
) (*tg.ContactsResolvedPeer, error) {
	id, err := h.Contacts.ResolvePhone(ctx, c.User, req.Phone)
	if err != nil {
		return nil, err
	}
	return h.resolved(ctx, c, lamplight.UserPeer(id))
}
