package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteByPhones answers contacts.deleteByPhones: it takes phones out of the address book, whether somebody here has
// them or not.
//
// https://core.telegram.org/method/contacts.deleteByPhones
func (h *Handlers) deleteByPhones(
	ctx context.Context, c rpc.Call, req *tg.ContactsDeleteByPhonesRequest,
) (tg.BoolClass, error) {
	return done(h.Contacts.RemovePhones(ctx, c.User, c.Session, req.Phones))
}
