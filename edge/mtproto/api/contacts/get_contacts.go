package contacts

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getContacts answers contacts.getContacts: it lists the people in the address book.
//
// https://core.telegram.org/method/contacts.getContacts
func (h *Handlers) getContacts(
	ctx context.Context, c rpc.Call, req *tg.ContactsGetContactsRequest,
) (tg.ContactsContactsClass, error) {
	ids, saved, err := h.Contacts.Book(ctx, c.User)
	if err != nil {
		return nil, err
	}
	// Clients that count themselves among their contacts, as their own card says, count themselves in the hash.
	if req.Hash != 0 && (req.Hash == hash(saved, ids) || req.Hash == hash(saved, with(ids, c.User))) {
		return &tg.ContactsContactsNotModified{}, nil
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	out := &tg.ContactsContacts{Contacts: make([]tg.Contact, 0, len(users)), SavedCount: saved, Users: users}
	for _, u := range users {
		if u, ok := u.(*tg.User); ok {
			out.Contacts = append(out.Contacts, tg.Contact{UserID: u.ID, Mutual: u.MutualContact})
		}
	}
	return out, nil
}

// hash is what a client sends back to ask whether anything changed: of the number of saved phones and the ids in order.
//
// https://core.telegram.org/api/offsets#hash-generation
func hash(saved int, ids []lamplight.UserID) int64 {
	h := uint64(saved) // the first step from 0
	for _, id := range ids {
		h ^= h >> 21
		h ^= h << 35
		h ^= h >> 4
		h += uint64(id)
	}
	return int64(h)
}

// with returns sorted ids with one more in its place.
func with(ids []lamplight.UserID, id lamplight.UserID) []lamplight.UserID {
	at, _ := slices.BinarySearch(ids, id)
	return slices.Insert(slices.Clone(ids), at, id)
}
