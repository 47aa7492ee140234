package auth

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noBots      = "Bots are not built yet: no token is valid."
	oneDC       = "The server is one data centre: there is nowhere to take a sign-in to."
	noWebTokens = "Signing in by a token of a web page is not built; the QR code does the same."
	noFirebase  = "Codes go out by the operator's own provider, never through a third party's push service."
	noPaidCodes = "Nobody pays for a code."
	noPasskeys  = "Passkeys are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Bots.
		rpc.Refuse[tg.AuthImportBotAuthorizationRequest]("auth.importBotAuthorization", rpc.ErrAccessTokenInvalid, noBots),

		// Other data centres.
		rpc.Refuse[tg.AuthExportAuthorizationRequest]("auth.exportAuthorization", rpc.ErrDCInvalid, oneDC),
		rpc.Refuse[tg.AuthImportAuthorizationRequest]("auth.importAuthorization", rpc.ErrAuthBytesInvalid, oneDC),

		// Web.
		rpc.Refuse[tg.AuthImportWebTokenAuthorizationRequest]("auth.importWebTokenAuthorization", lamplight.ErrMethodInvalid, noWebTokens),

		// Codes by other ways.
		rpc.Refuse[tg.AuthRequestFirebaseSMSRequest]("auth.requestFirebaseSms", lamplight.ErrMethodInvalid, noFirebase),
		rpc.Refuse[tg.AuthReportMissingCodeRequest]("auth.reportMissingCode", lamplight.ErrMethodInvalid, noFirebase),
		rpc.Refuse[tg.AuthResetLoginEmailRequest]("auth.resetLoginEmail", lamplight.ErrMethodInvalid, noFirebase),

		// Paid codes.
		rpc.Refuse[tg.AuthCheckPaidAuthRequest]("auth.checkPaidAuth", lamplight.ErrMethodInvalid, noPaidCodes),

		// Passkeys.
		rpc.Refuse[tg.AuthInitPasskeyLoginRequest]("auth.initPasskeyLogin", lamplight.ErrMethodInvalid, noPasskeys),
		rpc.Refuse[tg.AuthFinishPasskeyLoginRequest]("auth.finishPasskeyLogin", lamplight.ErrMethodInvalid, noPasskeys),
	}
}
