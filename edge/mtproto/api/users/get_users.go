package users

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getUsers answers users.getUsers: it shows people as the caller may see them.
//
// https://core.telegram.org/method/users.getUsers
func (h *Handlers) getUsers(
	ctx context.Context, c rpc.Call, req *tg.UsersGetUsersRequest,
) (*tg.UserClassVector, error) {
	ids, err := h.Resolve.Users(ctx, c, req.ID, maxUsers)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, ids...)
	if err != nil {
		return nil, err
	}
	return &tg.UserClassVector{Elems: users}, nil
}
