package users

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getRequirementsToContact answers users.getRequirementsToContact: it tells what one needs to write to people first.
//
// Who lets only contacts write is what clients know as "premium required": nobody has premium here, and nothing costs
// money.
//
// https://core.telegram.org/method/users.getRequirementsToContact
func (h *Handlers) getRequirementsToContact(
	ctx context.Context, c rpc.Call, req *tg.UsersGetRequirementsToContactRequest,
) (*tg.RequirementToContactClassVector, error) {
	ids, err := h.Resolve.Users(ctx, c, req.ID, maxUsers)
	if err != nil {
		return nil, err
	}
	closed, err := h.Contacts.ClosedTo(ctx, c.User, ids)
	if err != nil {
		return nil, err
	}
	out := &tg.RequirementToContactClassVector{Elems: make([]tg.RequirementToContactClass, len(ids))}
	for i := range ids {
		out.Elems[i] = &tg.RequirementToContactEmpty{}
		if closed[i] {
			out.Elems[i] = &tg.RequirementToContactPremium{}
		}
	}
	return out, nil
}
