package account

import (
	"context"
	"errors"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
	"lamplight/service/contacts"
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

// Contacts is the part of service/contacts that this package calls.
type Contacts interface {
	SetProfile(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, p contacts.Profile) error
	SetOnline(ctx context.Context, user lamplight.UserID, online bool) error
	UsernameFree(ctx context.Context, user lamplight.UserID, name string) (bool, error)
	SetUsername(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, name string) error

	Privacy(ctx context.Context, owner lamplight.UserID, k contacts.PrivacyKey) ([]contacts.Rule, error)
	SetPrivacy(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, k contacts.PrivacyKey, rules []contacts.Rule,
	) error
	Global(ctx context.Context, owner lamplight.UserID) (contacts.Global, error)
	SetGlobal(ctx context.Context, owner lamplight.UserID, g contacts.Global) error
	SignUpSilent(ctx context.Context, owner lamplight.UserID) (bool, error)
	SetSignUpSilent(ctx context.Context, owner lamplight.UserID, silent bool) error

	Notify(ctx context.Context, owner lamplight.UserID, peers ...lamplight.Peer) ([]contacts.Notify, error)
	NotifyKind(ctx context.Context, owner lamplight.UserID, kind string) (contacts.Notify, error)
	NotifyExceptions(ctx context.Context, owner lamplight.UserID) (map[lamplight.Peer]contacts.Notify, error)
	SetNotify(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer, kind string, set contacts.Notify,
	) error
	ResetNotify(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID) error
}

// Resolve is the part of edge/mtproto/resolve's Resolver that this package calls.
type Resolve interface {
	Peer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error)
	Users(ctx context.Context, c rpc.Call, us []tg.InputUserClass, limit int) ([]lamplight.UserID, error)
}

// Settings reads anew what events only say has changed, for render.New: it shows the same things as the handlers here.
// Its methods stand beside those.
type Settings struct {
	Contacts interface {
		Privacy(ctx context.Context, owner lamplight.UserID, k contacts.PrivacyKey) ([]contacts.Rule, error)
		Notify(ctx context.Context, owner lamplight.UserID, peers ...lamplight.Peer) ([]contacts.Notify, error)
		NotifyKind(ctx context.Context, owner lamplight.UserID, kind string) (contacts.Notify, error)
		PeerBar(ctx context.Context, viewer, id lamplight.UserID) (contacts.Bar, error)
		Folders(ctx context.Context, owner lamplight.UserID) (lamplight.Folders, error)
	}
	Accounts interface {
		Device(ctx context.Context, user lamplight.UserID, id lamplight.SessionID) (accounts.Device, error)
	}
	Messages interface {
		Scheduled(
			ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids ...lamplight.MessageID,
		) ([]lamplight.Message, error)
	}
}

var _ render.Settings = Settings{}

// Scheduled implements render.Settings.
func (s Settings) Scheduled(
	ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, ids ...lamplight.MessageID,
) ([]lamplight.Message, error) {
	return s.Messages.Scheduled(ctx, viewer, peer, ids...)
}

// PeerSettings implements render.Settings.
func (s Settings) PeerSettings(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (tg.PeerSettings, error) {
	if peer.User() == 0 {
		return tg.PeerSettings{}, lamplight.ErrPeerInvalid
	}
	b, err := s.Contacts.PeerBar(ctx, viewer, peer.User())
	return tg.PeerSettings{
		AddContact: b.AddContact, BlockContact: b.BlockContact, ReportSpam: b.ReportSpam, ShareContact: b.ShareContact,
	}, err
}

// Folders implements render.Settings.
func (s Settings) Folders(ctx context.Context, viewer lamplight.UserID) (lamplight.Folders, error) {
	return s.Contacts.Folders(ctx, viewer)
}

// Authorization implements render.Settings. A device that is gone again has nothing but its number left.
func (s Settings) Authorization(
	ctx context.Context, viewer lamplight.UserID, session lamplight.SessionID,
) (tg.UpdateNewAuthorization, error) {
	d, err := s.Accounts.Device(ctx, viewer, session)
	if errors.Is(err, accounts.ErrHashInvalid) {
		return tg.UpdateNewAuthorization{Hash: int64(session)}, nil
	}
	if err != nil {
		return tg.UpdateNewAuthorization{}, err
	}
	return render.NewAuthorization(Device(d)), nil
}

// self writes the caller.
func (h *Handlers) self(ctx context.Context, c rpc.Call) (tg.UserClass, error) {
	users, err := h.Render.Users(ctx, c, c.User)
	if err != nil {
		return nil, err
	}
	if len(users) != 1 {
		return nil, lamplight.ErrUserInvalid
	}
	return users[0], nil
}

// Render is the part of edge/mtproto/render's Renderer that this package calls.
type Render interface {
	Users(ctx context.Context, c rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error)
	Chats(ctx context.Context, c rpc.Call, peers ...lamplight.Peer) ([]tg.ChatClass, error)
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
