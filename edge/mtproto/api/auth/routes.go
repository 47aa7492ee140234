// Package auth answers the auth.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package auth

import (
	"slices"

	"lamplight/edge/mtproto/rpc"
)

// Handlers answers the methods.
type Handlers struct {
	Accounts Accounts
	Render   Render
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Signing up and in.
		rpc.Handle("auth.sendCode", rpc.Anyone, rpc.Expensive, h.sendCode),
		rpc.Handle("auth.resendCode", rpc.Anyone, rpc.Expensive, h.resendCode),
		rpc.Handle("auth.cancelCode", rpc.Anyone, rpc.Write, h.cancelCode),
		rpc.Handle("auth.signIn", rpc.Anyone, rpc.Expensive, h.signIn),
		rpc.Handle("auth.signUp", rpc.Anyone, rpc.Expensive, h.signUp),

		// The password: a device that waits for it is not signed in yet.
		rpc.Handle("auth.checkPassword", rpc.Anyone, rpc.Expensive, h.checkPassword),
		rpc.Handle("auth.requestPasswordRecovery", rpc.Anyone, rpc.Expensive, h.requestPasswordRecovery),
		rpc.Handle("auth.checkRecoveryPassword", rpc.Anyone, rpc.Expensive, h.checkRecoveryPassword),
		rpc.Handle("auth.recoverPassword", rpc.Anyone, rpc.Expensive, h.recoverPassword),

		// QR codes.
		rpc.Handle("auth.exportLoginToken", rpc.Anyone, rpc.Write, h.exportLoginToken),
		rpc.Handle("auth.importLoginToken", rpc.Anyone, rpc.Write, h.importLoginToken),
		rpc.Handle("auth.acceptLoginToken", rpc.Users, rpc.Expensive, h.acceptLoginToken),

		// Signing out.
		rpc.Handle("auth.logOut", rpc.Anyone, rpc.Write, h.logOut),
		rpc.Handle("auth.resetAuthorizations", rpc.Users, rpc.Write, h.resetAuthorizations),

		// Keys.
		rpc.Handle("auth.bindTempAuthKey", rpc.Anyone, rpc.Write, h.bindTempAuthKey),
		rpc.Handle("auth.dropTempAuthKeys", rpc.Anyone, rpc.Write, h.dropTempAuthKeys),
	}, unsupported())
}
