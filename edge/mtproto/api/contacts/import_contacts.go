package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// importContacts answers contacts.importContacts: it puts phones into the address book and tells who here has them.
//
// Every entry is taken or the call fails, so none is to be tried again (retry_contacts); who else has a phone in their
// book is nobody's business (popular_invites). The formatting of a note is not kept.
//
// https://core.telegram.org/method/contacts.importContacts
func (h *Handlers) importContacts(
	ctx context.Context, c rpc.Call, req *tg.ContactsImportContactsRequest,
) (*tg.ContactsImportedContacts, error) {
	entries := make([]contacts.Entry, len(req.Contacts))
	for i, e := range req.Contacts {
		entries[i] = contacts.Entry{ClientID: e.ClientID, Phone: e.Phone, FirstName: e.FirstName, LastName: e.LastName, KeepNote: true}
		if note, ok := e.GetNote(); ok {
			entries[i].Note, entries[i].KeepNote = note.Text, false
		}
	}
	found, err := h.Contacts.Import(ctx, c.User, c.Session, entries)
	if err != nil {
		return nil, err
	}
	out := &tg.ContactsImportedContacts{
		Imported: make([]tg.ImportedContact, len(found)), PopularInvites: []tg.PopularContact{}, RetryContacts: []int64{},
	}
	ids := make([]lamplight.UserID, len(found))
	for i, f := range found {
		out.Imported[i], ids[i] = tg.ImportedContact{UserID: int64(f.User), ClientID: f.ClientID}, f.User
	}
	out.Users, err = h.Render.Users(ctx, c, ids...)
	return out, err
}
