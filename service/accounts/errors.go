package accounts

import (
	"time"

	"lamplight"
)

// Errors that clients know (https://core.telegram.org/api/errors).
var (
	ErrPhoneInvalid     = invalid("PHONE_NUMBER_INVALID")
	ErrPhoneUnoccupied  = invalid("PHONE_NUMBER_UNOCCUPIED")
	ErrPhoneOccupied    = invalid("PHONE_NUMBER_OCCUPIED")
	ErrCodeEmpty        = invalid("PHONE_CODE_EMPTY")
	ErrCodeInvalid      = invalid("PHONE_CODE_INVALID")
	ErrCodeExpired      = invalid("PHONE_CODE_EXPIRED")
	ErrHandleEmpty      = invalid("PHONE_CODE_HASH_EMPTY")
	ErrSendUnavailable  = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "SEND_CODE_UNAVAILABLE"}
	ErrAPIIDInvalid     = invalid("API_ID_INVALID")
	ErrFirstNameInvalid = invalid("FIRSTNAME_INVALID")
	ErrLastNameInvalid  = invalid("LASTNAME_INVALID")
	ErrPasswordNeeded   = &lamplight.Error{Kind: lamplight.Unauthorized, Code: "SESSION_PASSWORD_NEEDED"}

	ErrPasswordInvalid    = invalid("PASSWORD_HASH_INVALID")
	ErrPasswordEmpty      = invalid("PASSWORD_EMPTY")
	ErrPasswordMissing    = invalid("PASSWORD_MISSING")
	ErrSRPIDInvalid       = invalid("SRP_ID_INVALID")
	ErrSRPInvalid         = invalid("SRP_PASSWORD_CHANGED")
	ErrNewSaltInvalid     = invalid("NEW_SALT_INVALID")
	ErrNewSettingsInvalid = invalid("NEW_SETTINGS_INVALID")
	ErrEmailInvalid       = invalid("EMAIL_INVALID")
	ErrEmailNotAllowed    = invalid("EMAIL_NOT_ALLOWED")
	ErrEmailHashExpired   = invalid("EMAIL_HASH_EXPIRED")
	ErrRecoveryNA         = invalid("PASSWORD_RECOVERY_NA")
	ErrRecoveryExpired    = invalid("PASSWORD_RECOVERY_EXPIRED")
	ErrCodeWrong          = invalid("CODE_INVALID")
	ErrResetMissing       = invalid("RESET_REQUEST_MISSING")

	ErrTokenInvalid  = invalid("AUTH_TOKEN_INVALID")
	ErrTokenExpired  = invalid("AUTH_TOKEN_EXPIRED")
	ErrTokenExcepted = invalid("AUTH_TOKEN_EXCEPTION")

	ErrHashInvalid      = invalid("HASH_INVALID")
	ErrTTLInvalid       = invalid("TTL_DAYS_INVALID")
	ErrFreshReset       = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "FRESH_RESET_AUTHORISATION_FORBIDDEN"}
	ErrFreshChangePhone = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "FRESH_CHANGE_PHONE_FORBIDDEN"}
	ErrTempKeyInvalid   = invalid("ENCRYPTED_MESSAGE_INVALID")
	ErrTakeoutInvalid   = invalid("TAKEOUT_INVALID")
	ErrTakeoutRequired  = invalid("TAKEOUT_REQUIRED")

	// ErrSessionRevoked says that the device was signed out meanwhile.
	ErrSessionRevoked = &lamplight.Error{Kind: lamplight.Unauthorized, Code: "SESSION_REVOKED"}
	// ErrNoUser says to an operator that there is no such account.
	ErrNoUser = &lamplight.Error{Kind: lamplight.NotFound, Code: "USER_NOT_FOUND"}
)

func invalid(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: code}
}

// emailUnconfirmed says that a code of so many digits went to the new recovery address.
func emailUnconfirmed(digits int) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: "EMAIL_UNCONFIRMED", Arg: digits, HasArg: true}
}

// confirmWait says that the account is deleted in d, because the password was not given.
func confirmWait(d time.Duration) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Flood, Code: "2FA_CONFIRM_WAIT", Arg: wholeSeconds(d), HasArg: true}
}

// takeoutDelay says that an export may begin in d.
func takeoutDelay(d time.Duration) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Flood, Code: "TAKEOUT_INIT_DELAY", Arg: wholeSeconds(d), HasArg: true}
}

// floodWait says that it was too much until a time.
func floodWait(now, until time.Time) *lamplight.Error {
	return lamplight.FloodWait(wholeSeconds(until.Sub(now)))
}

// wholeSeconds rounds up.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
