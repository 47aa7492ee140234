package account

import (
	"context"
	"crypto/rand"
	"errors"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto/srp"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus/local"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
	"lamplight/store/sqlstore"
)

// noBoxes is where events go that nobody reads here.
type noBoxes struct{}

func (noBoxes) Apply(context.Context, boxes.Group) (boxes.Result, error) { return boxes.Result{}, nil }
func (noBoxes) Heads(context.Context, ...lamplight.BoxID) ([]boxes.Head, error) {
	return make([]boxes.Head, 1), nil
}
func (noBoxes) Erase(context.Context, lamplight.BoxID) error { return nil }

// selves renders everybody as themselves.
type selves struct{}

func (selves) Chats(context.Context, rpc.Call, ...lamplight.Peer) ([]tg.ChatClass, error) {
	return nil, nil
}

func (selves) Users(_ context.Context, _ rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error) {
	return []tg.UserClass{&tg.User{ID: int64(ids[0]), Self: true}}, nil
}

// A device calls the methods of an account that is signed in with a test phone, a while after that.
type device struct {
	t   *testing.T
	s   *accounts.Service
	h   *Handlers
	now *time.Time
	key lamplight.KeyID
}

func newDevice(t *testing.T) *device {
	t.Helper()
	st, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{
		Key: make([]byte, sqlstore.KeySize), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s, err := accounts.New(t.Context(), accounts.Options{
		Store: st, Boxes: noBoxes{}, Bus: local.New(), SignUp: accounts.SignUpOpen, TestAccounts: true,
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, s: s, h: &Handlers{Accounts: s, Render: selves{}}, now: &now}
	d = d.another()
	now = now.Add(48 * time.Hour)
	return d
}

// another signs a further device in.
func (d *device) another() *device {
	d.t.Helper()
	n := *d
	n.key++
	ctx, c, phone := d.t.Context(), accounts.Caller{Key: n.key, APIID: 6, Device: "D"}, "9996621234"
	if err := d.s.Save(ctx, lamplight.AuthKey{ID: n.key, Created: *d.now}); err != nil {
		d.t.Fatal(err)
	}
	sent, err := d.s.SendCode(ctx, c, phone, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	in, err := d.s.SignIn(ctx, c, phone, sent.Handle, "22222")
	if err == nil && in.SignUp {
		_, err = d.s.SignUp(ctx, c, phone, sent.Handle, "Ann", "")
	}
	if err != nil && !errors.Is(err, accounts.ErrPasswordNeeded) {
		d.t.Fatal(err)
	}
	return &n
}

func (d *device) call(req rpc.Request, takeout int64) (bin.Encoder, error) {
	d.t.Helper()
	k, err := d.s.Key(d.t.Context(), d.key)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range d.h.Routes() {
		if r.ID == req.TypeID() {
			return r.Serve(d.t.Context(), rpc.Call{
				User: k.User, Session: k.Session, Key: d.key, Layer: 228, Address: netip.MustParseAddr("127.0.0.1"), Takeout: takeout,
			}, req)
		}
	}
	d.t.Fatalf("%T has no row", req)
	return nil, nil
}

// answer calls a method that has to go well.
func answer[T any](d *device, req rpc.Request) T {
	d.t.Helper()
	res, err := d.call(req, 0)
	if err != nil {
		d.t.Fatalf("%T: %v", req, err)
	}
	got, ok := res.(T)
	if !ok {
		d.t.Fatalf("%T: answer is %T", req, res)
	}
	var b bin.Buffer
	if err := res.Encode(&b); err != nil {
		d.t.Errorf("%T: encode: %v", req, err)
	}
	return got
}

func (d *device) refused(req rpc.Request, symbol string) {
	d.t.Helper()
	_, err := d.call(req, 0)
	var e *lamplight.Error
	if !errors.As(err, &e) || e.Symbol() != symbol {
		d.t.Errorf("%T: error = %v, want %s", req, err, symbol)
	}
}

func TestDevices(t *testing.T) {
	d := newDevice(t)
	n := d.another()
	list := answer[*tg.AccountAuthorizations](d, &tg.AccountGetAuthorizationsRequest{})
	if len(list.Authorizations) != 2 || list.AuthorizationTTLDays != 183 {
		t.Fatalf("authorizations = %+v", list)
	}
	own, other := list.Authorizations[0], list.Authorizations[1]
	if !own.Current || own.Hash != 0 || other.Current || other.Hash == 0 || !other.Unconfirmed {
		t.Errorf("authorizations = %+v", list.Authorizations)
	}
	change := &tg.AccountChangeAuthorizationSettingsRequest{Hash: other.Hash}
	change.SetConfirmed(true)
	change.SetCallRequestsDisabled(true)
	answer[*tg.BoolTrue](d, change)
	answer[*tg.BoolTrue](d, &tg.AccountSetAuthorizationTTLRequest{AuthorizationTTLDays: 7})
	d.refused(&tg.AccountSetAuthorizationTTLRequest{AuthorizationTTLDays: 1000}, "TTL_DAYS_INVALID")
	list = answer[*tg.AccountAuthorizations](d, &tg.AccountGetAuthorizationsRequest{})
	if a := list.Authorizations[1]; a.Unconfirmed || !a.CallRequestsDisabled || list.AuthorizationTTLDays != 7 {
		t.Errorf("after the change: %+v", list)
	}
	answer[*tg.BoolTrue](d, &tg.AccountResetAuthorizationRequest{Hash: other.Hash})
	n.refused(&tg.AccountGetAuthorizationsRequest{}, "AUTH_KEY_UNREGISTERED")
	d.refused(&tg.AccountResetAuthorizationRequest{Hash: other.Hash}, "HASH_INVALID")
	answer[*tg.BoolTrue](d, &tg.AccountInvalidateSignInCodesRequest{Codes: []string{"12345"}})
}

func TestPassword(t *testing.T) {
	d := newDevice(t)
	p := answer[*tg.AccountPassword](d, &tg.AccountGetPasswordRequest{})
	if p.HasPassword || p.CurrentAlgo != nil || len(p.SecureRandom) != 256 {
		t.Errorf("password = %+v", p)
	}
	algo := p.NewAlgo.(*tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow)
	client := srp.NewSRP(rand.Reader)
	hash, salt1, err := client.NewHash([]byte("hunter2"), srp.Input{Salt1: algo.Salt1, Salt2: algo.Salt2, G: algo.G, P: algo.P})
	if err != nil {
		t.Fatal(err)
	}
	algo.Salt1 = salt1
	set := tg.AccountPasswordInputSettings{}
	set.SetNewAlgo(algo)
	set.SetNewPasswordHash(hash)
	set.SetHint("the cat")
	update := &tg.AccountUpdatePasswordSettingsRequest{Password: &tg.InputCheckPasswordEmpty{}, NewSettings: set}
	answer[*tg.BoolTrue](d, update)
	d.refused(update, "PASSWORD_MISSING")
	d.refused(&tg.AccountGetPasswordSettingsRequest{Password: &tg.InputCheckPasswordEmpty{}}, "PASSWORD_MISSING")

	w := d.another() // it waits for the password: what it needs to show it, it gets
	p = answer[*tg.AccountPassword](w, &tg.AccountGetPasswordRequest{})
	if !p.HasPassword || p.Hint != "the cat" || p.HasRecovery {
		t.Errorf("password = %+v", p)
	}
	w.refused(&tg.AccountGetAuthorizationsRequest{}, "AUTH_KEY_UNREGISTERED")

	p = answer[*tg.AccountPassword](d, &tg.AccountGetPasswordRequest{})
	now := p.CurrentAlgo.(*tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow)
	random := make([]byte, 256)
	rand.Read(random)
	a, err := client.Hash([]byte("hunter2"), p.SRPB, random, srp.Input{Salt1: now.Salt1, Salt2: now.Salt2, G: now.G, P: now.P})
	if err != nil {
		t.Fatal(err)
	}
	show := &tg.InputCheckPasswordSRP{SRPID: p.SRPID, A: a.A, M1: a.M1}
	if s := answer[*tg.AccountPasswordSettings](d, &tg.AccountGetPasswordSettingsRequest{Password: show}); s.Email != "" {
		t.Errorf("settings = %+v", s)
	}
	d.refused(&tg.AccountGetPasswordSettingsRequest{Password: show}, "SRP_ID_INVALID")

	r := answer[*tg.AccountResetPasswordRequestedWait](d, &tg.AccountResetPasswordRequest{})
	if r.UntilDate != int(d.now.Add(7*24*time.Hour).Unix()) {
		t.Errorf("reset = %+v", r)
	}
	if p = answer[*tg.AccountPassword](d, &tg.AccountGetPasswordRequest{}); p.PendingResetDate != r.UntilDate {
		t.Errorf("pending reset = %d", p.PendingResetDate)
	}
	answer[*tg.BoolTrue](d, &tg.AccountDeclinePasswordResetRequest{})
	answer[*tg.AccountResetPasswordFailedWait](d, &tg.AccountResetPasswordRequest{})
	*d.now = d.now.Add(24 * time.Hour)
	answer[*tg.AccountResetPasswordRequestedWait](d, &tg.AccountResetPasswordRequest{})
	*d.now = d.now.Add(7 * 24 * time.Hour)
	answer[*tg.AccountResetPasswordOk](d, &tg.AccountResetPasswordRequest{})
}

func TestBadPasswordSettings(t *testing.T) {
	d := newDevice(t)
	secure := tg.AccountPasswordInputSettings{}
	secure.SetNewSecureSettings(tg.SecureSecretSettings{SecureAlgo: &tg.SecurePasswordKdfAlgoUnknown{}})
	unknown := tg.AccountPasswordInputSettings{}
	unknown.SetNewAlgo(&tg.PasswordKdfAlgoUnknown{})
	unknown.SetNewPasswordHash([]byte("x"))
	off := tg.AccountPasswordInputSettings{}
	off.SetNewAlgo(&tg.PasswordKdfAlgoUnknown{})
	off.SetNewPasswordHash([]byte{})
	for name, tt := range map[string]struct {
		set  tg.AccountPasswordInputSettings
		want string
	}{
		"nothing":            {tg.AccountPasswordInputSettings{}, "NEW_SETTINGS_INVALID"},
		"passport's secrets": {secure, "NEW_SETTINGS_INVALID"},
		"no known algorithm": {unknown, "NEW_SETTINGS_INVALID"},
		"off without one":    {off, "PASSWORD_EMPTY"},
	} {
		t.Run(name, func(t *testing.T) {
			d.refused(&tg.AccountUpdatePasswordSettingsRequest{
				Password: &tg.InputCheckPasswordEmpty{}, NewSettings: tt.set,
			}, tt.want)
		})
	}
	d.refused(&tg.AccountConfirmPasswordEmailRequest{Code: "1"}, "EMAIL_HASH_EXPIRED")
	d.refused(&tg.AccountResendPasswordEmailRequest{}, "EMAIL_HASH_EXPIRED")
	d.refused(&tg.AccountCancelPasswordEmailRequest{}, "EMAIL_HASH_EXPIRED")
	d.refused(&tg.AccountGetTmpPasswordRequest{Password: &tg.InputCheckPasswordEmpty{}}, "TMP_PASSWORD_DISABLED")
}

func TestAccount(t *testing.T) {
	d := newDevice(t)
	if ttl := answer[*tg.AccountDaysTTL](d, &tg.AccountGetAccountTTLRequest{}); ttl.Days != 548 {
		t.Errorf("ttl = %+v", ttl)
	}
	answer[*tg.BoolTrue](d, &tg.AccountSetAccountTTLRequest{TTL: tg.AccountDaysTTL{Days: 30}})
	if ttl := answer[*tg.AccountDaysTTL](d, &tg.AccountGetAccountTTLRequest{}); ttl.Days != 30 {
		t.Errorf("ttl = %+v", ttl)
	}

	const to = "9996631234"
	s := answer[*tg.AuthSentCode](d, &tg.AccountSendChangePhoneCodeRequest{PhoneNumber: to})
	d.refused(&tg.AccountChangePhoneRequest{PhoneNumber: to, PhoneCodeHash: s.PhoneCodeHash, PhoneCode: "1"}, "PHONE_CODE_INVALID")
	answer[*tg.User](d, &tg.AccountChangePhoneRequest{PhoneNumber: to, PhoneCodeHash: s.PhoneCodeHash, PhoneCode: "33333"})

	out := answer[*tg.AccountTakeout](d, &tg.AccountInitTakeoutSessionRequest{Contacts: true})
	d.refused(&tg.AccountFinishTakeoutSessionRequest{Success: true}, "TAKEOUT_REQUIRED")
	if _, err := d.call(&tg.AccountFinishTakeoutSessionRequest{Success: true}, out.ID); err != nil {
		t.Error(err)
	}

	answer[*tg.BoolTrue](d, &tg.AccountDeleteAccountRequest{Reason: "done"})
	d.refused(&tg.AccountGetAccountTTLRequest{}, "AUTH_KEY_UNREGISTERED")
}
