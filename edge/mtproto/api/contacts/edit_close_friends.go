package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// editCloseFriends answers contacts.editCloseFriends: it makes exactly these contacts close friends. Ids of others are
// passed over.
//
// https://core.telegram.org/method/contacts.editCloseFriends
func (h *Handlers) editCloseFriends(
	ctx context.Context, c rpc.Call, req *tg.ContactsEditCloseFriendsRequest,
) (tg.BoolClass, error) {
	if len(req.ID) > maxContacts {
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.UserID, len(req.ID))
	for i, id := range req.ID {
		ids[i] = lamplight.UserID(id)
	}
	return done(h.Contacts.SetCloseFriends(ctx, c.User, c.Session, ids))
}
