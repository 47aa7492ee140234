package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// importContactToken answers contacts.importContactToken: it tells whose a link of contacts.exportContactToken is.
//
// https://core.telegram.org/method/contacts.importContactToken
func (h *Handlers) importContactToken(
	ctx context.Context, c rpc.Call, req *tg.ContactsImportContactTokenRequest,
) (tg.UserClass, error) {
	id, err := h.Contacts.ImportToken(ctx, c.User, req.Token)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if len(users) != 1 {
		return nil, contacts.ErrTokenInvalid
	}
	return users[0], nil
}
