package help

import (
	"context"
	"strconv"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getSupport answers help.getSupport: the account that notices come from, which is whom people know of the operator.
//
// https://core.telegram.org/method/help.getSupport
func (h *Handlers) getSupport(ctx context.Context, c rpc.Call, _ *tg.HelpGetSupportRequest) (*tg.HelpSupport, error) {
	users, err := h.Users.Users(ctx, c, lamplight.ServiceUser)
	if err != nil {
		return nil, err
	}
	if len(users) != 1 {
		return nil, lamplight.ErrUserInvalid
	}
	return &tg.HelpSupport{PhoneNumber: strconv.Itoa(int(lamplight.ServiceUser)), User: users[0]}, nil
}
