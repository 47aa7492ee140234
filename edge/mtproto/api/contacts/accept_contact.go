package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// acceptContact answers contacts.acceptContact: it lets a contact see one's phone number.
//
// https://core.telegram.org/method/contacts.acceptContact
func (h *Handlers) acceptContact(
	ctx context.Context, c rpc.Call, req *tg.ContactsAcceptContactRequest,
) (tg.UpdatesClass, error) {
	id, err := h.Resolve.User(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	events, err := h.Contacts.Accept(ctx, c.User, c.Session, id)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), events)
}
