// Package account answers the account.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package account

import (
	"slices"
	"time"

	"lamplight/edge/mtproto/rpc"
)

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Accounts Accounts
	Contacts Contacts
	Resolve  Resolve
	Render   Render
	Now      func() time.Time
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Profile and names.
		rpc.Handle("account.updateProfile", rpc.Users, rpc.Write, h.updateProfile),
		rpc.Handle("account.updateStatus", rpc.Users, rpc.Read, h.updateStatus),
		rpc.Handle("account.checkUsername", rpc.Users, rpc.Read, h.checkUsername),
		rpc.Handle("account.updateUsername", rpc.Users, rpc.Write, h.updateUsername),

		// Privacy.
		rpc.Handle("account.getPrivacy", rpc.Users, rpc.Read, h.getPrivacy),
		rpc.Handle("account.setPrivacy", rpc.Users, rpc.Write, h.setPrivacy),
		rpc.Handle("account.getGlobalPrivacySettings", rpc.Users, rpc.Read, h.getGlobalPrivacySettings),
		rpc.Handle("account.setGlobalPrivacySettings", rpc.Users, rpc.Write, h.setGlobalPrivacySettings),

		// Notifications: kept and shared by the account's devices, which follow them.
		rpc.Handle("account.getNotifySettings", rpc.Users, rpc.Read, h.getNotifySettings),
		rpc.Handle("account.updateNotifySettings", rpc.Users, rpc.Write, h.updateNotifySettings),
		rpc.Handle("account.resetNotifySettings", rpc.Users, rpc.Write, h.resetNotifySettings),
		rpc.Handle("account.getNotifyExceptions", rpc.Users, rpc.Read, h.getNotifyExceptions),
		rpc.Handle("account.getContactSignUpNotification", rpc.Users, rpc.Read, h.getContactSignUpNotification),
		rpc.Handle("account.setContactSignUpNotification", rpc.Users, rpc.Write, h.setContactSignUpNotification),

		// Devices.
		rpc.Handle("account.getAuthorizations", rpc.Users, rpc.Read, h.getAuthorizations),
		rpc.Handle("account.resetAuthorization", rpc.Users, rpc.Write, h.resetAuthorization),
		rpc.Handle("account.changeAuthorizationSettings", rpc.Users, rpc.Write, h.changeAuthorizationSettings),
		rpc.Handle("account.setAuthorizationTTL", rpc.Users, rpc.Write, h.setAuthorizationTTL),
		rpc.Handle("account.invalidateSignInCodes", rpc.Users, rpc.Write, h.invalidateSignInCodes),

		// The password. A device that waits for it may ask what it needs to show it.
		rpc.Handle("account.getPassword", rpc.Anyone, rpc.Expensive, h.getPassword),
		rpc.Handle("account.getPasswordSettings", rpc.Users, rpc.Expensive, h.getPasswordSettings),
		rpc.Handle("account.updatePasswordSettings", rpc.Users, rpc.Expensive, h.updatePasswordSettings),
		rpc.Handle("account.confirmPasswordEmail", rpc.Users, rpc.Expensive, h.confirmPasswordEmail),
		rpc.Handle("account.resendPasswordEmail", rpc.Users, rpc.Expensive, h.resendPasswordEmail),
		rpc.Handle("account.cancelPasswordEmail", rpc.Users, rpc.Write, h.cancelPasswordEmail),
		rpc.Handle("account.resetPassword", rpc.Users, rpc.Write, h.resetPassword),
		rpc.Handle("account.declinePasswordReset", rpc.Users, rpc.Write, h.declinePasswordReset),

		// The phone number, and the end of an account.
		rpc.Handle("account.sendChangePhoneCode", rpc.Users, rpc.Expensive, h.sendChangePhoneCode),
		rpc.Handle("account.changePhone", rpc.Users, rpc.Expensive, h.changePhone),
		rpc.Handle("account.getAccountTTL", rpc.Users, rpc.Read, h.getAccountTTL),
		rpc.Handle("account.setAccountTTL", rpc.Users, rpc.Write, h.setAccountTTL),
		rpc.Handle("account.deleteAccount", rpc.Anyone, rpc.Expensive, h.deleteAccount),

		// Data export.
		rpc.Handle("account.initTakeoutSession", rpc.Users, rpc.Write, h.initTakeoutSession),
		rpc.Handle("account.finishTakeoutSession", rpc.Users, rpc.Write, h.finishTakeoutSession),
	}, unsupported())
}
