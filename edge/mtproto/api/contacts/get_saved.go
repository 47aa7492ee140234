package contacts

import (
	"context"
	"errors"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// getSaved answers contacts.getSaved: within an export of data, it lists the phones in the address book that nobody
// here has.
//
// https://core.telegram.org/method/contacts.getSaved
func (h *Handlers) getSaved(ctx context.Context, c rpc.Call, req *tg.ContactsGetSavedRequest) (bin.Encoder, error) {
	t, err := h.Takeouts.CheckTakeout(ctx, accounts.Caller{User: c.User, Session: c.Session, Key: c.Key}, c.Takeout)
	if errors.Is(err, accounts.ErrTakeoutInvalid) || err == nil && !t.Contacts {
		return nil, accounts.ErrTakeoutRequired
	}
	if err != nil {
		return nil, err
	}
	saved, err := h.Contacts.Saved(ctx, c.User)
	if err != nil {
		return nil, err
	}
	out := &tg.SavedPhoneContactVector{Elems: make([]tg.SavedPhoneContact, len(saved))}
	for i, s := range saved {
		out.Elems[i] = tg.SavedPhoneContact{Phone: s.Phone, FirstName: s.FirstName, LastName: s.LastName, Date: render.Date(s.Added)}
	}
	return out, nil
}
