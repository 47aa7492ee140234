package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// resetSaved answers contacts.resetSaved: it forgets the phones in the address book that nobody here has.
//
// https://core.telegram.org/method/contacts.resetSaved
func (h *Handlers) resetSaved(
	ctx context.Context, c rpc.Call, req *tg.ContactsResetSavedRequest,
) (tg.BoolClass, error) {
	return done(h.Contacts.ForgetSaved(ctx, c.User))
}
