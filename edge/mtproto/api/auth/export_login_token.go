package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// exportLoginToken answers auth.exportLoginToken: it returns what to show in a QR code, or how signing in with it ended.
//
// https://core.telegram.org/method/auth.exportLoginToken
func (h *Handlers) exportLoginToken(ctx context.Context, c rpc.Call, req *tg.AuthExportLoginTokenRequest) (tg.AuthLoginTokenClass, error) {
	except := make([]lamplight.UserID, len(req.ExceptIDs))
	for i, id := range req.ExceptIDs {
		except[i] = lamplight.UserID(id)
	}
	t, err := h.Accounts.ExportLoginToken(ctx, caller(c), except)
	if err != nil {
		return nil, err
	}
	return h.loginToken(ctx, c, t)
}
