package accounts_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lamplight"
	"lamplight/outbound"
	"lamplight/service/accounts"
)

// The notice of a deletion tells the owner to show the password in the settings: that has to be enough.
func TestShowingThePasswordInTheSettingsCallsADeletionOff(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	w.ok(setPassword(w, c, "hunter2", nil))
	thief, _ := w.signIn(phone)
	w.refused(w.DeleteAccount(ctx, thief, accounts.PasswordProof{}), "2FA_CONFIRM_WAIT_604800")
	_, err := w.PasswordEmail(ctx, c, proof(w, c, "hunter3"))
	w.refused(err, "PASSWORD_HASH_INVALID")
	_, err = w.PasswordEmail(ctx, c, proof(w, c, "hunter2"))
	w.ok(err)
	w.wait(8 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err = w.Show(ctx, "+"+phone)
	w.ok(err)
}

// The wait of a fresh device must not be got round with a code that another account asked for with the same key.
func TestCodeForANewPhoneIsTheAccountsThatAsked(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	const thiefs, to = "4915100000003", "4915100000004"
	w.signUp(phone)
	thief := w.signUp(thiefs)
	w.wait(24 * time.Hour)
	s, err := w.SendChangePhoneCode(ctx, thief, to)
	w.ok(err)
	code := w.code()
	_, err = w.LogOut(ctx, thief)
	w.ok(err)
	sent, err := w.SendCode(ctx, thief, phone, nil)
	w.ok(err)
	_, err = w.SignIn(ctx, thief, phone, sent.Handle, w.noticed())
	w.ok(err)
	thief = w.in(thief) // in somebody else's account now
	w.refused(w.ChangePhone(ctx, thief, to, s.Handle, code), "PHONE_CODE_EXPIRED")
}

// Somebody signed in must not learn of one phone after the other who has an account, nor have codes sent to all of them.
func TestNewPhonesAreCounted(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.CodesPerAccount = 3 })
	ctx := t.Context()
	c := w.signUp(phone)
	w.wait(24 * time.Hour)
	for range 2 {
		_, err := w.SendChangePhoneCode(ctx, c, phone)
		w.refused(err, "PHONE_NUMBER_OCCUPIED")
	}
	_, err := w.SendChangePhoneCode(ctx, c, "4915100000005")
	w.ok(err)
	_, err = w.SendChangePhoneCode(ctx, c, "4915100000006")
	w.refused(err, "FLOOD_WAIT_3600")
}

// A recovery address is anybody's until it is confirmed.
func TestMailsAreCountedPerAccount(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.MailsPerAccount = 3 })
	c := w.signUp(phone)
	address := "a0@example.org"
	w.refused(setPassword(w, c, "hunter2", &address), "EMAIL_UNCONFIRMED_5")
	for i := range 3 {
		address := fmt.Sprintf("a%d@example.org", i+1)
		err := w.UpdatePassword(t.Context(), c, proof(w, c, "hunter2"), accounts.NewPassword{Email: &address})
		want := "EMAIL_UNCONFIRMED_5"
		if i == 2 {
			want = "FLOOD_WAIT_3600"
		}
		w.refused(err, want)
	}
	// The code went to another address than the one that waits now.
	w.refused(w.ConfirmPasswordEmail(t.Context(), c, w.mailed()), "CODE_INVALID")
}

// A new code must not bring new tries for ever.
func TestGuessesOfMailedCodesAreCountedOverAllCodes(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.GuessesPerPhone = 3 })
	ctx := t.Context()
	c := w.signUp(phone)
	address := "ann@example.org"
	w.refused(setPassword(w, c, "hunter2", &address), "EMAIL_UNCONFIRMED_5")
	w.ok(w.ConfirmPasswordEmail(ctx, c, w.mailed()))
	thief, _ := w.signIn(phone)
	for range 3 {
		_, err := w.RequestRecovery(ctx, thief)
		w.ok(err)
		w.refused(w.CheckRecovery(ctx, thief, wrong(w.mailed())), "CODE_INVALID")
	}
	w.refused(w.CheckRecovery(ctx, thief, w.mailed()), "FLOOD_WAIT_86400")
}

// What is still asked about is for the owner to refuse, not for whoever came after it.
func TestNewDeviceNeitherEndsOlderOnesNorVouches(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.CodesPerPhone = 100 })
	ctx := t.Context()
	first := w.signUp(phone)
	w.wait(time.Hour)
	second, err := w.signIn(phone) // nobody ever says that it is theirs: many clients do not ask
	w.ok(err)
	w.wait(3 * 24 * time.Hour)
	thief, err := w.signIn(phone)
	w.ok(err)
	w.refused(w.EndDevice(ctx, thief, second.Session), "FRESH_RESET_AUTHORISATION_FORBIDDEN")
	w.wait(time.Minute)
	accomplice, err := w.signIn(phone)
	w.ok(err)
	set := accounts.DeviceSettings{Confirmed: true}
	w.refused(w.ChangeDevice(ctx, thief, accomplice.Session, set), "HASH_INVALID")
	w.ok(w.ChangeDevice(ctx, first, accomplice.Session, set))

	w.wait(30 * 24 * time.Hour)
	thief, err = w.signIn(phone)
	w.ok(err)
	w.refused(w.EndDevice(ctx, thief, second.Session), "FRESH_RESET_AUTHORISATION_FORBIDDEN")
	w.ok(w.EndDevice(ctx, second, thief.Session))
}

// Whoever photographed a QR code must not move its device to another account once that is signed in.
func TestLoginTokenOfADeviceThatIsSignedIn(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	thief := w.signUp("4915100000007")
	w.signUp(phone)
	c := w.device()
	l, err := w.ExportLoginToken(ctx, c, nil)
	w.ok(err)
	sent, err := w.SendCode(ctx, c, phone, nil)
	w.ok(err)
	_, err = w.SignIn(ctx, c, phone, sent.Handle, w.noticed())
	w.ok(err)
	mine := w.in(c)
	_, err = w.AcceptLoginToken(ctx, thief, l.Token)
	w.refused(err, "AUTH_TOKEN_INVALID")
	if now := w.in(c); now.User != mine.User || now.Session != mine.Session {
		t.Errorf("the device is signed in to %d", now.User)
	}
}

func TestEndingOtherDevicesEndsLogoutTokensWithoutOthersToo(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	owner := w.signUp(phone)
	stolen, err := w.signIn(phone)
	w.ok(err)
	token, err := w.LogOut(ctx, stolen)
	w.ok(err)
	w.ok(w.EndOtherDevices(ctx, owner))
	w.wait(time.Hour)
	s, err := w.SendCode(ctx, stolen, phone, [][]byte{token})
	w.ok(err)
	if s.SignedIn != nil {
		t.Error("the device came back without a code")
	}
}

// A key that is forgotten is forgotten on every node: who holds it makes a new one instead of failing at sign-in.
func TestForgottenKeysAreTold(t *testing.T) {
	w := newWorld(t, nil)
	c := w.device()
	w.wait(31 * 24 * time.Hour)
	w.hints = nil
	w.ok(w.Sweep(t.Context()))
	if len(w.hints) != 1 || w.hints[0].Key != c.Key || !w.hints[0].Gone {
		t.Errorf("hints = %+v, want that %d is gone", w.hints, c.Key)
	}
}

// A code is for who the operator named: not for whoever that one sends us on to.
func TestWebhookIsNotRedirected(t *testing.T) {
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect} {
		asked := 0
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
		t.Cleanup(elsewhere.Close)
		srv := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		t.Cleanup(srv.Close)
		p := &accounts.WebhookProvider{
			URL: srv.URL, Secret: []byte("s"), Client: outbound.New(outbound.Limits{}, true), Now: time.Now,
		}
		if err := p.Send(t.Context(), accounts.Recipient{Phone: phone}, "54321", time.Minute); err == nil || asked != 0 {
			t.Errorf("%d: %d asked elsewhere, error %v", status, asked, err)
		}
	}
}

func TestTextThatNoDatabaseTakes(t *testing.T) {
	w := newWorld(t, nil)
	c := w.device()
	c.Device = "Pho\x00ne\xff"
	_, err := w.SignIn(t.Context(), c, phone, "a\x00b\xff", "12345")
	w.refused(err, "PHONE_CODE_EXPIRED")
}

func TestSweepTakesMoreThanOneBatch(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.CodesPerAddress = 1000 })
	ctx := t.Context()
	for i := range 205 { // more than one batch
		c := w.signUp(fmt.Sprintf("49152%07d", i))
		w.ok(w.SetAccountTTL(ctx, c, 30))
	}
	w.wait(31 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	list, err := w.List(ctx, 0, 10)
	if err != nil || len(list) != 0 {
		t.Errorf("%d accounts are left, %v", len(list), err)
	}
	if len(w.erased) != 205 {
		t.Errorf("%d boxes erased", len(w.erased))
	}
}

type joins []string

func (j *joins) Joined(_ context.Context, user lamplight.UserID, phone string) error {
	*j = append(*j, fmt.Sprint(user, " has ", phone))
	return nil
}

// A job is kept for a while after it ran: it must not keep a phone that was deleted with its account.
func TestWordOfAPhoneIsReadWhenItIsGiven(t *testing.T) {
	var heard joins
	w := newWorld(t, func(o *accounts.Options) { o.Joined = &heard })
	c := w.signUp(phone)
	if want := fmt.Sprint(c.User, " has ", phone); len(heard) != 1 || heard[0] != want {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
