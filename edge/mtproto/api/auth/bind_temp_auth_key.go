package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// bindTempAuthKey refuses auth.bindTempAuthKey. The session room answers the method itself (edge/mtproto/session/bind.go),
// because it depends on the envelope that the call came in; what comes as far as here was not sent by a temporary key.
//
// https://core.telegram.org/method/auth.bindTempAuthKey
func (h *Handlers) bindTempAuthKey(context.Context, rpc.Call, *tg.AuthBindTempAuthKeyRequest) (tg.BoolClass, error) {
	return nil, accounts.ErrTempKeyInvalid
}
