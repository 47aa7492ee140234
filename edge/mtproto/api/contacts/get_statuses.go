package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getStatuses answers contacts.getStatuses: it tells when the contacts were last seen.
//
// https://core.telegram.org/method/contacts.getStatuses
func (h *Handlers) getStatuses(
	ctx context.Context, c rpc.Call, req *tg.ContactsGetStatusesRequest,
) (*tg.ContactStatusVector, error) {
	ids, _, err := h.Contacts.Book(ctx, c.User)
	if err != nil {
		return nil, err
	}
	persons, err := h.Contacts.Persons(ctx, c.User, ids)
	if err != nil {
		return nil, err
	}
	out := &tg.ContactStatusVector{Elems: make([]tg.ContactStatus, len(persons))}
	for i, p := range persons {
		status, err := render.Status(p.Presence)
		if err != nil {
			return nil, err
		}
		out.Elems[i] = tg.ContactStatus{UserID: int64(p.ID), Status: status}
	}
	return out, nil
}
