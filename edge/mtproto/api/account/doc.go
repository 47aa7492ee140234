package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// Accounts is the part of service/accounts that this package calls.
type Accounts interface {
	Password(ctx context.Context, c accounts.Caller) (accounts.PasswordInfo, error)
	PasswordEmail(ctx context.Context, c accounts.Caller, p accounts.PasswordProof) (string, error)
	UpdatePassword(ctx context.Context, c accounts.Caller, p accounts.PasswordProof, n accounts.NewPassword) error
	ConfirmPasswordEmail(ctx context.Context, c accounts.Caller, code string) error
	ResendPasswordEmail(ctx context.Context, c accounts.Caller) error
	CancelPasswordEmail(ctx context.Context, c accounts.Caller) error
	ResetPassword(ctx context.Context, c accounts.Caller) (accounts.PasswordReset, error)
	DeclinePasswordReset(ctx context.Context, c accounts.Caller) error

	Devices(ctx context.Context, c accounts.Caller) (devices []accounts.Device, ttlDays int, err error)
	EndDevice(ctx context.Context, c accounts.Caller, id lamplight.SessionID) error
	ChangeDevice(ctx context.Context, c accounts.Caller, id lamplight.SessionID, set accounts.DeviceSettings) error
	SetDeviceTTL(ctx context.Context, c accounts.Caller, days int) error
	InvalidateCodes(ctx context.Context, c accounts.Caller, codes []string) error

	SendChangePhoneCode(ctx context.Context, c accounts.Caller, phone string) (accounts.SentCode, error)
	ChangePhone(ctx context.Context, c accounts.Caller, phone, handle, code string) error
	AccountTTL(ctx context.Context, c accounts.Caller) (days int, err error)
	SetAccountTTL(ctx context.Context, c accounts.Caller, days int) error
	DeleteAccount(ctx context.Context, c accounts.Caller, p accounts.PasswordProof) error
	BeginTakeout(ctx context.Context, c accounts.Caller, what accounts.Takeout) (id int64, err error)
	EndTakeout(ctx context.Context, c accounts.Caller, id int64) error
}

// Render is the part of edge/mtproto/render's Renderer that this package calls.
type Render interface {
	Users(ctx context.Context, c rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error)
}

// caller returns who asks, for the service.
func caller(c rpc.Call) accounts.Caller {
	return accounts.Caller{
		User: c.User, Session: c.Session, Key: c.Key, TempKey: c.TempKey, Address: c.Address,
		APIID: c.Client.APIID, Device: c.Client.Device, System: c.Client.System, App: c.Client.App, Lang: c.Client.Language,
	}
}

// Device returns a device in the renderer's words.
func Device(d accounts.Device) render.Device {
	return render.Device{
		ID: d.ID, Current: d.Current, PasswordPending: d.PasswordPending, Unconfirmed: d.Unconfirmed, NoSecret: d.NoSecret,
		NoCalls: d.NoCalls, APIID: d.APIID, Device: d.Device, System: d.System, App: d.App, Address: d.Address,
		Created: d.Created, Active: d.Active,
	}
}

// done answers a method that says only whether it went well.
func done(err error) (tg.BoolClass, error) {
	if err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
