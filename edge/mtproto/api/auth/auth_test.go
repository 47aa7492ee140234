package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"github.com/gotd/td/bin"
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
type selves struct{ t *testing.T }

func (s selves) Users(_ context.Context, c rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error) {
	if len(ids) != 1 || c.User != ids[0] || c.Session == 0 {
		s.t.Errorf("rendered %v for user %d, session %d; want the person as the new session sees them", ids, c.User, c.Session)
	}
	return []tg.UserClass{&tg.User{ID: int64(ids[0]), Self: true}}, nil
}

// A peer calls methods as the rpc room does.
type peer struct {
	t      *testing.T
	s      *accounts.Service
	routes map[uint32]rpc.Route
	key    lamplight.KeyID
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	st, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{
		Key: make([]byte, sqlstore.KeySize), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	s, err := accounts.New(t.Context(), accounts.Options{
		Store: st, Boxes: noBoxes{}, Bus: local.New(), SignUp: accounts.SignUpOpen, TestAccounts: true,
		Terms: accounts.Terms{ID: "7", Text: "Be kind.", MinAge: 16}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &Handlers{Accounts: s, Render: selves{t}}
	p := &peer{t: t, s: s, routes: map[uint32]rpc.Route{}}
	for _, r := range h.Routes() {
		p.routes[r.ID] = r
	}
	return p.device()
}

// device is the same server, seen from a new key.
func (p *peer) device() *peer {
	p.t.Helper()
	q := *p
	q.key++
	k := lamplight.AuthKey{ID: q.key, DC: 2, Created: time.Now()}
	for err := p.s.Save(p.t.Context(), k); err != nil; err = p.s.Save(p.t.Context(), k) {
		q.key++ // taken by another device
		k.ID = q.key
		if q.key > 100 {
			p.t.Fatal(err)
		}
	}
	return &q
}

func (p *peer) call(req rpc.Request) (bin.Encoder, error) {
	p.t.Helper()
	k, err := p.s.Key(p.t.Context(), p.key)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.routes[req.TypeID()].Serve(p.t.Context(), rpc.Call{
		User: k.User, Session: k.Session, Key: p.key, Layer: 228, Address: netip.MustParseAddr("127.0.0.1"),
		Client: rpc.Client{APIID: 6, Device: "D", System: "S", App: "1", Language: "en"},
	}, req)
}

// answer calls a method that has to go well.
func answer[T any](p *peer, req rpc.Request) T {
	p.t.Helper()
	res, err := p.call(req)
	if err != nil {
		p.t.Fatalf("%T: %v", req, err)
	}
	got, ok := res.(T)
	if !ok {
		p.t.Fatalf("%T: answer is %T", req, res)
	}
	var b bin.Buffer
	if err := res.Encode(&b); err != nil {
		p.t.Errorf("%T: encode: %v", req, err)
	}
	return got
}

func (p *peer) refused(req rpc.Request, symbol string) {
	p.t.Helper()
	_, err := p.call(req)
	var e *lamplight.Error
	if !errors.As(err, &e) || e.Symbol() != symbol {
		p.t.Errorf("%T: error = %v, want %s", req, err, symbol)
	}
}

const phone, code = "+99966 2 1234", "22222"

func (p *peer) signIn() tg.AuthAuthorizationClass {
	p.t.Helper()
	s := answer[*tg.AuthSentCode](p, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: 6})
	a := answer[tg.AuthAuthorizationClass](p, &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash, PhoneCode: code})
	if _, ok := a.(*tg.AuthAuthorizationSignUpRequired); ok {
		a = answer[tg.AuthAuthorizationClass](p, &tg.AuthSignUpRequest{
			PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash, FirstName: "Ann",
		})
	}
	return a
}

func TestSignUp(t *testing.T) {
	p := newPeer(t)
	p.refused(&tg.AuthSendCodeRequest{PhoneNumber: phone}, "API_ID_INVALID")
	p.refused(&tg.AuthSendCodeRequest{PhoneNumber: "?", APIID: 6}, "PHONE_NUMBER_INVALID")
	p.refused(&tg.AuthSendCodeRequest{PhoneNumber: "+4915112345678", APIID: 6}, "SEND_CODE_UNAVAILABLE")
	s := answer[*tg.AuthSentCode](p, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: 6})
	if kind, ok := s.Type.(*tg.AuthSentCodeTypeSMS); !ok || kind.Length != 5 || s.PhoneCodeHash == "" || s.Timeout != 60 {
		t.Errorf("sent code = %+v", s)
	}
	in := &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash, PhoneCode: "11111"}
	p.refused(in, "PHONE_CODE_INVALID")
	in.PhoneCode = ""
	p.refused(in, "PHONE_CODE_EMPTY")
	in.EmailVerification = &tg.EmailVerificationGoogle{Token: "x"}
	p.refused(in, "PHONE_CODE_INVALID")
	in.EmailVerification = &tg.EmailVerificationCode{Code: code} // a code that came by e-mail
	up := answer[*tg.AuthAuthorizationSignUpRequired](p, in)
	if up.TermsOfService.Text != "Be kind." || up.TermsOfService.MinAgeConfirm != 16 {
		t.Errorf("terms = %+v", up.TermsOfService)
	}
	a := answer[*tg.AuthAuthorization](p, &tg.AuthSignUpRequest{
		PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash, FirstName: "Ann",
	})
	if a.User.GetID() < 1_000_000_000 {
		t.Errorf("signed up as %+v", a.User)
	}
	p.refused(&tg.AuthResendCodeRequest{PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash}, "PHONE_CODE_EXPIRED")
	p.refused(&tg.AuthCancelCodeRequest{PhoneNumber: phone, PhoneCodeHash: s.PhoneCodeHash}, "PHONE_CODE_EXPIRED")

	d := p.device()
	d.refused(&tg.AuthResetAuthorizationsRequest{}, "AUTH_KEY_UNREGISTERED")
	if b := d.signIn().(*tg.AuthAuthorization); b.User.GetID() != a.User.GetID() {
		t.Errorf("the second device is %+v", b.User)
	}
	d.refused(&tg.AuthResetAuthorizationsRequest{}, "FRESH_RESET_AUTHORISATION_FORBIDDEN")

	out := answer[*tg.AuthLoggedOut](d, &tg.AuthLogOutRequest{})
	if len(out.FutureAuthToken) == 0 {
		t.Fatal("no token for the next time")
	}
	ok := answer[*tg.AuthSentCodeSuccess](d, &tg.AuthSendCodeRequest{
		PhoneNumber: phone, APIID: 6, Settings: tg.CodeSettings{LogoutTokens: [][]byte{out.FutureAuthToken}},
	})
	if b := ok.Authorization.(*tg.AuthAuthorization); b.User.GetID() != a.User.GetID() {
		t.Errorf("with the token: %+v", b.User)
	}
}

func TestQRCode(t *testing.T) {
	p := newPeer(t)
	p.signIn()
	d := p.device()
	l := answer[*tg.AuthLoginToken](d, &tg.AuthExportLoginTokenRequest{APIID: 6, ExceptIDs: []int64{5}})
	if left := time.Until(time.Unix(int64(l.Expires), 0)); len(l.Token) != 32 || left < 20*time.Second || left > 31*time.Second {
		t.Errorf("token = %d bytes, for %v", len(l.Token), left)
	}
	d.refused(&tg.AuthAcceptLoginTokenRequest{Token: l.Token}, "AUTH_KEY_UNREGISTERED")
	d.refused(&tg.AuthImportLoginTokenRequest{Token: l.Token}, "AUTH_TOKEN_EXPIRED")
	p.refused(&tg.AuthAcceptLoginTokenRequest{Token: []byte("x")}, "AUTH_TOKEN_INVALID")
	a := answer[*tg.Authorization](p, &tg.AuthAcceptLoginTokenRequest{Token: l.Token})
	if a.Hash == 0 || a.Current || a.DeviceModel != "D" || a.IP != "127.0.0.1" || a.APIID != 6 {
		t.Errorf("authorization = %+v", a)
	}
	ok := answer[*tg.AuthLoginTokenSuccess](d, &tg.AuthExportLoginTokenRequest{APIID: 6})
	if _, is := ok.Authorization.(*tg.AuthAuthorization); !is {
		t.Errorf("after acceptance: %+v", ok)
	}
}

func TestWhoMayCall(t *testing.T) {
	p := newPeer(t)
	for _, tt := range []struct {
		req  rpc.Request
		want string
	}{
		{&tg.AuthCheckPasswordRequest{Password: &tg.InputCheckPasswordEmpty{}}, "PASSWORD_HASH_INVALID"},
		{&tg.AuthCheckPasswordRequest{Password: &tg.InputCheckPasswordSRP{SRPID: 1, A: []byte{1}}}, "AUTH_KEY_UNREGISTERED"},
		{&tg.AuthRequestPasswordRecoveryRequest{}, "AUTH_KEY_UNREGISTERED"},
		{&tg.AuthCheckRecoveryPasswordRequest{}, "AUTH_KEY_UNREGISTERED"},
		{&tg.AuthRecoverPasswordRequest{}, "AUTH_KEY_UNREGISTERED"},
		{&tg.AuthLogOutRequest{}, "AUTH_KEY_UNREGISTERED"},
		{&tg.AuthBindTempAuthKeyRequest{}, "ENCRYPTED_MESSAGE_INVALID"},
		{&tg.AuthImportBotAuthorizationRequest{}, "ACCESS_TOKEN_INVALID"},
		{&tg.AuthExportAuthorizationRequest{DCID: 2}, "DC_ID_INVALID"},
	} {
		p.refused(tt.req, tt.want)
	}
	answer[*tg.BoolTrue](p, &tg.AuthDropTempAuthKeysRequest{})
}
