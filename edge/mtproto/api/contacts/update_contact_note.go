package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// updateContactNote answers contacts.updateContactNote: it changes the private note on a contact. Its formatting is not
// kept.
//
// https://core.telegram.org/method/contacts.updateContactNote
func (h *Handlers) updateContactNote(
	ctx context.Context, c rpc.Call, req *tg.ContactsUpdateContactNoteRequest,
) (tg.BoolClass, error) {
	id, err := h.Resolve.User(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Contacts.SetNote(ctx, c.User, c.Session, id, req.Note.Text))
}
