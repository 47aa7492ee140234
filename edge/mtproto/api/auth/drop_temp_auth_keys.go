package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// dropTempAuthKeys answers auth.dropTempAuthKeys: it forgets the temporary keys bound to the caller's permanent one, but for
// some.
//
// https://core.telegram.org/method/auth.dropTempAuthKeys
func (h *Handlers) dropTempAuthKeys(ctx context.Context, c rpc.Call, req *tg.AuthDropTempAuthKeysRequest) (tg.BoolClass, error) {
	except := make([]lamplight.KeyID, len(req.ExceptAuthKeys))
	for i, k := range req.ExceptAuthKeys {
		except[i] = lamplight.KeyID(k)
	}
	if err := h.Accounts.DropTempKeys(ctx, caller(c), except); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
