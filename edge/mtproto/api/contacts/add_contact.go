package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// addContact answers contacts.addContact: it puts a person one has met into the address book.
//
// The formatting of a note is not kept.
//
// https://core.telegram.org/method/contacts.addContact
func (h *Handlers) addContact(
	ctx context.Context, c rpc.Call, req *tg.ContactsAddContactRequest,
) (tg.UpdatesClass, error) {
	id, err := h.Resolve.User(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	e := contacts.Entry{Phone: req.Phone, FirstName: req.FirstName, LastName: req.LastName, KeepNote: true}
	if note, ok := req.GetNote(); ok {
		e.Note, e.KeepNote = note.Text, false
	}
	events, err := h.Contacts.Add(ctx, c.User, c.Session, id, e, req.AddPhonePrivacyException)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), events)
}
