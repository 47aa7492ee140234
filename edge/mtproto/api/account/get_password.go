package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// getPassword answers account.getPassword: it tells what a client has to know to show the password, or to set one.
//
// Passport's secrets are not kept here: has_secure_values is never set. TDLib does not set any password where
// new_secure_algo is one that it does not know, so it is named nevertheless.
//
// https://core.telegram.org/method/account.getPassword
func (h *Handlers) getPassword(ctx context.Context, c rpc.Call, req *tg.AccountGetPasswordRequest) (*tg.AccountPassword, error) {
	p, err := h.Accounts.Password(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	algo := func(salt1, salt2 []byte) tg.PasswordKdfAlgoClass {
		return &tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow{
			Salt1: salt1, Salt2: salt2, G: accounts.SRPBase, P: accounts.SRPPrime(),
		}
	}
	out := &tg.AccountPassword{
		HasRecovery: p.Recovery, HasPassword: p.Set, NewAlgo: algo(p.NewSalt1, p.NewSalt2),
		NewSecureAlgo: &tg.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000{Salt: p.NewSalt1}, SecureRandom: p.Random,
	}
	if p.Set {
		out.SetCurrentAlgo(algo(p.Salt1, p.Salt2))
		out.SetSRPB(p.B)
		out.SetSRPID(p.SRPID)
	}
	if p.Hint != "" {
		out.SetHint(p.Hint)
	}
	if p.Unconfirmed != "" {
		out.SetEmailUnconfirmedPattern(p.Unconfirmed)
	}
	if !p.ResetAt.IsZero() {
		out.SetPendingResetDate(render.Date(p.ResetAt))
	}
	return out, nil
}
