package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// sendChangePhoneCode answers account.sendChangePhoneCode: it sends a code to the phone that the account is to move to.
//
// https://core.telegram.org/method/account.sendChangePhoneCode
func (h *Handlers) sendChangePhoneCode(ctx context.Context, c rpc.Call, req *tg.AccountSendChangePhoneCodeRequest) (*tg.AuthSentCode, error) {
	s, err := h.Accounts.SendChangePhoneCode(ctx, caller(c), req.PhoneNumber)
	if err != nil {
		return nil, err
	}
	return render.Code(render.SentCode{
		Handle: s.Handle, Shape: s.Shape, Length: s.Length, Pattern: s.Pattern, Next: s.Next, Timeout: s.Timeout,
	})
}
