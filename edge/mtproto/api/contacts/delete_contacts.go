package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteContacts answers contacts.deleteContacts: it takes people out of the address book.
//
// https://core.telegram.org/method/contacts.deleteContacts
func (h *Handlers) deleteContacts(
	ctx context.Context, c rpc.Call, req *tg.ContactsDeleteContactsRequest,
) (tg.UpdatesClass, error) {
	ids, err := h.Resolve.Users(ctx, c, req.ID, maxContacts)
	if err != nil {
		return nil, err
	}
	events, err := h.Contacts.Remove(ctx, c.User, c.Session, ids)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), events)
}
