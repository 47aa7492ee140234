package auth

import (
	"context"
	"errors"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// Accounts is the part of service/accounts that this package calls.
type Accounts interface {
	SendCode(ctx context.Context, c accounts.Caller, phone string, logoutTokens [][]byte) (accounts.SentCode, error)
	ResendCode(ctx context.Context, c accounts.Caller, phone, handle string) (accounts.SentCode, error)
	CancelCode(ctx context.Context, c accounts.Caller, phone, handle string) error
	SignIn(ctx context.Context, c accounts.Caller, phone, handle, code string) (accounts.SignedIn, error)
	SignUp(ctx context.Context, c accounts.Caller, phone, handle, first, last string) (accounts.SignedIn, error)
	LogOut(ctx context.Context, c accounts.Caller) (future []byte, err error)
	EndOtherDevices(ctx context.Context, c accounts.Caller) error
	DropTempKeys(ctx context.Context, c accounts.Caller, except []lamplight.KeyID) error
	CheckPassword(ctx context.Context, c accounts.Caller, p accounts.PasswordProof) (accounts.SignedIn, error)
	RequestRecovery(ctx context.Context, c accounts.Caller) (pattern string, err error)
	CheckRecovery(ctx context.Context, c accounts.Caller, code string) error
	Recover(ctx context.Context, c accounts.Caller, code string, n *accounts.NewPassword) (accounts.SignedIn, error)
	ExportLoginToken(ctx context.Context, c accounts.Caller, except []lamplight.UserID) (accounts.LoginToken, error)
	ImportLoginToken(ctx context.Context, c accounts.Caller, token []byte) (accounts.LoginToken, error)
	AcceptLoginToken(ctx context.Context, c accounts.Caller, token []byte) (accounts.Device, error)
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

// signedIn writes how signing in ended. The person is rendered as the new session sees them.
func (h *Handlers) signedIn(ctx context.Context, c rpc.Call, in accounts.SignedIn) (tg.AuthAuthorizationClass, error) {
	if in.SignUp {
		out := &tg.AuthAuthorizationSignUpRequired{}
		if in.Terms.Text != "" {
			t := tg.HelpTermsOfService{ID: tg.DataJSON{Data: in.Terms.ID}, Text: in.Terms.Text, Entities: []tg.MessageEntityClass{}}
			if in.Terms.MinAge > 0 {
				t.SetMinAgeConfirm(in.Terms.MinAge)
			}
			out.SetTermsOfService(t)
		}
		return out, nil
	}
	c.User, c.Session = in.User, in.Session
	users, err := h.Render.Users(ctx, c, in.User)
	if err != nil {
		return nil, err
	}
	if len(users) != 1 {
		return nil, errors.New("the account that was signed in to is not there")
	}
	return &tg.AuthAuthorization{User: users[0]}, nil
}

// sentCode writes a code that was sent, or that none was needed.
func (h *Handlers) sentCode(ctx context.Context, c rpc.Call, s accounts.SentCode) (tg.AuthSentCodeClass, error) {
	if s.SignedIn != nil {
		a, err := h.signedIn(ctx, c, *s.SignedIn)
		if err != nil {
			return nil, err
		}
		return &tg.AuthSentCodeSuccess{Authorization: a}, nil
	}
	return render.Code(render.SentCode{
		Handle: s.Handle, Shape: s.Shape, Length: s.Length, Pattern: s.Pattern, Next: s.Next, Timeout: s.Timeout,
	})
}

// loginToken writes a token for a QR code, or how signing in with one ended.
func (h *Handlers) loginToken(ctx context.Context, c rpc.Call, t accounts.LoginToken) (tg.AuthLoginTokenClass, error) {
	if t.SignedIn == nil {
		return &tg.AuthLoginToken{Expires: render.Date(t.Expires), Token: t.Token}, nil
	}
	a, err := h.signedIn(ctx, c, *t.SignedIn)
	if err != nil {
		return nil, err
	}
	return &tg.AuthLoginTokenSuccess{Authorization: a}, nil
}

// device returns a device in the renderer's words.
func device(d accounts.Device) render.Device {
	return render.Device{
		ID: d.ID, Current: d.Current, PasswordPending: d.PasswordPending, Unconfirmed: d.Unconfirmed, NoSecret: d.NoSecret,
		NoCalls: d.NoCalls, APIID: d.APIID, Device: d.Device, System: d.System, App: d.App, Address: d.Address,
		Created: d.Created, Active: d.Active,
	}
}
