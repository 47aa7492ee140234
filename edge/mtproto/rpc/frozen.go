package rpc

import (
	"strings"

	"lamplight"
)

// ErrFrozen refuses what a frozen account may not do (https://core.telegram.org/api/auth#frozen-accounts).
var ErrFrozen = &lamplight.Error{Kind: lamplight.Flood, Code: "FROZEN_METHOD_INVALID"}

// frozenMay reports whether a frozen account may call the method: it may read, look after its sign-in and its devices, and end
// itself; it may not speak, nor change how others see it.
func (r Route) frozenMay() bool {
	if r.State != Done {
		return true
	}
	if r.Method == "messages.setTyping" {
		return false // it costs no more than reading, and others see it
	}
	if r.Cost == Read || r.Method == "upload.getFile" {
		return true
	}
	space, _, _ := strings.Cut(r.Method, ".")
	switch space {
	case "auth", "help", "langpack", "updates":
		return true
	}
	switch r.Method {
	case "account.updateStatus", "messages.readHistory",
		"account.getPassword", "account.getPasswordSettings", "account.updatePasswordSettings", "account.confirmPasswordEmail",
		"account.resendPasswordEmail", "account.cancelPasswordEmail", "account.resetPassword", "account.declinePasswordReset",
		"account.resetAuthorization", "account.changeAuthorizationSettings", "account.setAuthorizationTTL",
		"account.invalidateSignInCodes", "account.setAccountTTL", "account.deleteAccount", "account.setPrivacy",
		"account.setGlobalPrivacySettings", "account.initTakeoutSession", "account.finishTakeoutSession",
		"account.updateNotifySettings", "account.resetNotifySettings", "contacts.block", "contacts.unblock":
		return true
	}
	return false
}
