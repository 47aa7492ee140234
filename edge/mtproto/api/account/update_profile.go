package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// updateProfile answers account.updateProfile: it changes what the account says of itself.
//
// https://core.telegram.org/method/account.updateProfile
func (h *Handlers) updateProfile(
	ctx context.Context, c rpc.Call, req *tg.AccountUpdateProfileRequest,
) (tg.UserClass, error) {
	var p contacts.Profile
	if v, ok := req.GetFirstName(); ok {
		p.FirstName = &v
	}
	if v, ok := req.GetLastName(); ok {
		p.LastName = &v
	}
	if v, ok := req.GetAbout(); ok {
		p.About = &v
	}
	if err := h.Contacts.SetProfile(ctx, c.User, c.Session, p); err != nil {
		return nil, err
	}
	return h.self(ctx, c)
}
