package accounts_test

import (
	"errors"
	"testing"
	"time"

	"lamplight"
	"lamplight/service/accounts"
)

const phone = "4915112345678"

func TestSignUpAndIn(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.device()
	sent, err := w.SendCode(ctx, c, "+49 151 12345678", nil)
	w.ok(err)
	if sent.Shape != lamplight.CodeSMS || sent.Length != 5 || sent.Timeout != time.Minute || sent.Next != lamplight.CodeNone {
		t.Errorf("sent code = %+v", sent)
	}
	again, err := w.SendCode(ctx, c, phone, nil)
	w.ok(err)
	if again.Handle != sent.Handle || len(w.codes) != 1 {
		t.Errorf("asking twice sent %d codes, handle %q then %q", len(w.codes), sent.Handle, again.Handle)
	}
	_, err = w.SignUp(ctx, c, phone, sent.Handle, "Ann", "")
	w.refused(err, "PHONE_CODE_EXPIRED") // not before the code was shown
	in, err := w.SignIn(ctx, c, phone, sent.Handle, w.code())
	w.ok(err)
	if !in.SignUp || in.Terms.Text != "Be kind." {
		t.Fatalf("signed in = %+v, want to be asked to sign up", in)
	}
	_, err = w.SignUp(ctx, c, phone, sent.Handle, " \u200b ", "")
	w.refused(err, "FIRSTNAME_INVALID")
	in, err = w.SignUp(ctx, c, phone, sent.Handle, " Ann \n", "")
	w.ok(err)
	if in.User < 1_000_000_000 || in.User > lamplight.MaxUserID || in.Session == 0 {
		t.Errorf("signed up = %+v", in)
	}
	if k, err := w.Key(ctx, c.Key); err != nil || k.User != in.User || k.Session != in.Session {
		t.Errorf("key after sign-up = user %d, session %d, %v", k.User, k.Session, err)
	}
	if len(w.hints) != 1 || w.hints[0].Key != c.Key || w.hints[0].Gone {
		t.Errorf("hints = %+v, want one that the key changed", w.hints)
	}
	a, err := w.Show(ctx, "+"+phone)
	w.ok(err)
	if a.FirstName != "Ann" || len(a.Devices) != 1 || a.Devices[0].Unconfirmed || a.Password {
		t.Errorf("account = %+v", a)
	}

	// A second device: the code comes to the first, which then hears of the new one.
	d := w.device()
	sent, err = w.SendCode(ctx, d, phone, nil)
	w.ok(err)
	if sent.Shape != lamplight.CodeApp || sent.Next != lamplight.CodeSMS || len(w.codes) != 1 || len(w.notices) != 1 {
		t.Errorf("second device: %+v, %d codes, %d notices", sent, len(w.codes), len(w.notices))
	}
	second, err := w.SignIn(ctx, d, phone, sent.Handle, w.noticed())
	w.ok(err)
	if second.User != in.User || second.Session == in.Session {
		t.Errorf("second device signed in as %+v", second)
	}
	if len(w.notes) != 1 || w.notes[0].Kind != lamplight.EventNewSession || !w.notes[0].Flag ||
		w.notes[0].Number != int64(second.Session) || len(w.notices) != 2 {
		t.Errorf("notes = %+v, %d notices", w.notes, len(w.notices))
	}
	_, err = w.SignIn(ctx, d, phone, sent.Handle, "12345")
	w.refused(err, "PHONE_CODE_EXPIRED") // used up
}

func TestCodes(t *testing.T) {
	tests := []struct {
		name   string
		limits accounts.Limits
		run    func(*world, accounts.Caller, accounts.SentCode) error
		want   string
	}{
		{name: "no handle", want: "PHONE_CODE_HASH_EMPTY", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, phone, "", w.code())
		}},
		{name: "no code", want: "PHONE_CODE_EMPTY", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, phone, s.Handle, "")
		}},
		{name: "wrong code", want: "PHONE_CODE_INVALID", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, phone, s.Handle, wrong(w.code()))
		}},
		{name: "wrong, then right", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			w.refused(signIn(w, c, phone, s.Handle, wrong(w.code())), "PHONE_CODE_INVALID")
			return signIn(w, c, phone, s.Handle, w.code())
		}},
		{name: "unknown handle", want: "PHONE_CODE_EXPIRED", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, phone, "x", w.code())
		}},
		{name: "no phone", want: "PHONE_NUMBER_INVALID", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, "hello", s.Handle, w.code())
		}},
		{name: "of another phone", want: "PHONE_CODE_EXPIRED", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, c, phone+"1", s.Handle, w.code())
		}},
		{name: "on another key", want: "PHONE_CODE_EXPIRED", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			return signIn(w, w.device(), phone, s.Handle, w.code())
		}},
		{name: "just in time", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			w.wait(10*time.Minute - time.Second)
			return signIn(w, c, phone, s.Handle, w.code())
		}},
		{name: "too late", want: "PHONE_CODE_EXPIRED", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			w.wait(10 * time.Minute)
			return signIn(w, c, phone, s.Handle, w.code())
		}},
		{name: "right after too many wrong ones", want: "PHONE_CODE_EXPIRED",
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				for range 5 {
					w.refused(signIn(w, c, phone, s.Handle, wrong(w.code())), "PHONE_CODE_INVALID")
				}
				return signIn(w, c, phone, s.Handle, w.code())
			}},
		{name: "too many wrong ones over all codes", limits: accounts.Limits{GuessesPerPhone: 2}, want: "FLOOD_WAIT_86400",
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				for range 2 {
					w.refused(signIn(w, c, phone, s.Handle, wrong(w.code())), "PHONE_CODE_INVALID")
				}
				return signIn(w, c, phone, s.Handle, w.code())
			}},
		{name: "cancelled", want: "PHONE_CODE_EXPIRED", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			w.ok(w.CancelCode(w.t.Context(), c, phone, s.Handle))
			w.refused(w.CancelCode(w.t.Context(), c, phone, s.Handle), "PHONE_CODE_EXPIRED")
			return signIn(w, c, phone, s.Handle, w.code())
		}},
		{name: "sent again too early", want: "FLOOD_WAIT_60", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			_, err := w.ResendCode(w.t.Context(), c, phone, s.Handle)
			return err
		}},
		{name: "the old one after it was sent again", want: "PHONE_CODE_INVALID",
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				old := w.code()
				w.wait(time.Minute)
				again, err := w.ResendCode(w.t.Context(), c, phone, s.Handle)
				w.ok(err)
				if again.Handle != s.Handle || len(w.codes) != 2 {
					w.t.Errorf("sent again = %+v, %d codes", again, len(w.codes))
				}
				if old == w.code() {
					w.t.Skip("the same digits by chance")
				}
				return signIn(w, c, phone, s.Handle, old)
			}},
		{name: "too many to one phone", limits: accounts.Limits{CodesPerPhone: 2}, want: "FLOOD_WAIT_3600",
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				_, err := w.SendCode(w.t.Context(), w.device(), phone, nil)
				w.ok(err)
				_, err = w.SendCode(w.t.Context(), w.device(), phone, nil)
				return err
			}},
		{name: "too many from one address", limits: accounts.Limits{CodesPerAddress: 2}, want: "FLOOD_WAIT_3600",
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				_, err := w.SendCode(w.t.Context(), w.device(), phone+"1", nil)
				w.ok(err)
				_, err = w.SendCode(w.t.Context(), w.device(), phone+"2", nil)
				return err
			}},
		{name: "again after the window", limits: accounts.Limits{CodesPerPhone: 1, CodesPerAddress: 1},
			run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
				w.wait(time.Hour)
				_, err := w.SendCode(w.t.Context(), w.device(), phone, nil)
				return err
			}},
		{name: "nobody brings it", want: "SEND_CODE_UNAVAILABLE", run: func(w *world, c accounts.Caller, s accounts.SentCode) error {
			w.noReach = true
			_, err := w.SendCode(w.t.Context(), w.device(), phone, nil)
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, func(o *accounts.Options) { o.Limits = tt.limits })
			c := w.device()
			s, err := w.SendCode(t.Context(), c, phone, nil)
			w.ok(err)
			if err = tt.run(w, c, s); tt.want == "" {
				w.ok(err)
			} else {
				w.refused(err, tt.want)
			}
		})
	}
}

func signIn(w *world, c accounts.Caller, phone, handle, code string) error {
	_, err := w.SignIn(w.t.Context(), c, phone, handle, code)
	return err
}

func TestCodeGoesByPhoneWhenTheChatDoesNotHelp(t *testing.T) {
	w := newWorld(t, nil)
	w.signUp(phone)
	c := w.device()
	s, err := w.SendCode(t.Context(), c, phone, nil)
	w.ok(err)
	w.wait(time.Minute)
	s, err = w.ResendCode(t.Context(), c, phone, s.Handle)
	w.ok(err)
	if s.Shape != lamplight.CodeSMS || len(w.codes) != 2 {
		t.Fatalf("sent again = %+v, %d codes by phone", s, len(w.codes))
	}
	w.ok(signIn(w, c, phone, s.Handle, w.code()))
}

func TestSignUpModes(t *testing.T) {
	for _, tt := range []struct {
		mode               accounts.SignUpMode
		invited            bool
		sendErr, signUpErr string
	}{
		{mode: accounts.SignUpOpen},
		{mode: accounts.SignUpInvited, invited: true},
		{mode: accounts.SignUpInvited, signUpErr: "PHONE_NUMBER_UNOCCUPIED"},
		{mode: accounts.SignUpListed, invited: true},
		{mode: accounts.SignUpListed, sendErr: "PHONE_NUMBER_UNOCCUPIED"},
		{mode: accounts.SignUpClosed, invited: true, sendErr: "PHONE_NUMBER_UNOCCUPIED"},
	} {
		w := newWorld(t, func(o *accounts.Options) { o.SignUp = tt.mode })
		if tt.invited {
			_, err := w.Invite(t.Context(), "+"+phone, "", "")
			w.ok(err)
		}
		c := w.device()
		s, err := w.SendCode(t.Context(), c, phone, nil)
		if tt.sendErr != "" {
			w.refused(err, tt.sendErr)
			continue
		}
		w.ok(err)
		err = signIn(w, c, phone, s.Handle, w.code())
		if tt.signUpErr != "" {
			w.refused(err, tt.signUpErr)
			continue
		}
		w.ok(err)
		_, err = w.SignUp(t.Context(), c, phone, s.Handle, "A", "")
		w.ok(err)
	}
	if _, err := accounts.New(t.Context(), accounts.Options{SignUp: "maybe", Now: time.Now}); err == nil {
		t.Error("an unknown mode went through")
	}
}

func TestTestAccounts(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) {
		o.TestAccounts, o.Limits = true, accounts.Limits{CodesPerAddress: 1, CodesPerPhone: 1}
	})
	for _, p := range []string{"9996621234", "9996629999", "9996600000"} {
		for range 3 {
			c := w.device()
			s, err := w.SendCode(t.Context(), c, p, nil)
			w.ok(err)
			if s.Length != 5 {
				t.Errorf("length = %d", s.Length)
			}
			_, err = w.SignIn(t.Context(), c, p, s.Handle, "77777")
			w.refused(err, "PHONE_CODE_INVALID")
			_, err = w.SignIn(t.Context(), c, p, s.Handle, p[5:6]+p[5:6]+p[5:6]+p[5:6]+p[5:6])
			w.ok(err)
		}
	}
	if len(w.codes) != 0 {
		t.Errorf("%d codes were sent to test accounts", len(w.codes))
	}

	real := newWorld(t, nil)
	c := real.device()
	s, err := real.SendCode(t.Context(), c, "9996621234", nil)
	real.ok(err)
	if real.code() != "22222" {
		_, err = real.SignIn(t.Context(), c, "9996621234", s.Handle, "22222")
		real.refused(err, "PHONE_CODE_INVALID")
	}
}

func TestLogOut(t *testing.T) {
	w := newWorld(t, nil)
	c := w.signUp(phone)
	token, err := w.LogOut(t.Context(), c)
	w.ok(err)
	w.secrets = append(w.secrets, string(token))
	if k, _ := w.Key(t.Context(), c.Key); k.User != 0 || k.Session != 0 {
		t.Errorf("still signed in: user %d, session %d", k.User, k.Session)
	}
	_, err = w.LogOut(t.Context(), c)
	w.refused(err, "AUTH_KEY_UNREGISTERED")

	codes := len(w.codes)
	_, err = w.SendCode(t.Context(), w.device(), phone+"1", [][]byte{token}) // another phone: of no use there, and not used up
	w.ok(err)
	s, err := w.SendCode(t.Context(), c, phone, [][]byte{{1}, token})
	w.ok(err)
	if s.SignedIn == nil || s.SignedIn.User != c.User || len(w.codes) != codes+1 {
		t.Errorf("with the token: %+v, %d codes", s, len(w.codes))
	}
	s, err = w.SendCode(t.Context(), w.device(), phone, [][]byte{token})
	w.ok(err)
	if s.SignedIn != nil {
		t.Error("a token lets in twice")
	}
}

func TestInvalidateCodes(t *testing.T) {
	w := newWorld(t, nil)
	c := w.signUp(phone)
	d := w.device()
	s, err := w.SendCode(t.Context(), d, phone, nil)
	w.ok(err)
	code := w.noticed()
	w.ok(w.InvalidateCodes(t.Context(), c, []string{wrong(code)}))
	w.wait(time.Second)
	if _, err := w.SendCode(t.Context(), w.device(), phone, nil); err != nil { // another device asks for one later
		t.Fatal(err)
	}
	w.noticed()
	w.ok(w.InvalidateCodes(t.Context(), c, []string{wrong(code), code}))
	w.refused(signIn(w, d, phone, s.Handle, code), "PHONE_CODE_EXPIRED")
}

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+49 (151) 123-456.78": "4915112345678", "004915112345678": "4915112345678", "4915112345678": phone,
		"9996621234": "9996621234", "": "", "hello": "", "+": "", "12345": "", "1234567890123456": "", "0123456789": "",
		"+49151x": "", "49+15112345678": "", "٤٩١٥١١٢٣٤٥٦": "", "4915112345678\x00": "",
	} {
		got, err := accounts.Phone(in)
		if got != want || (err != nil) != (want == "") || (err != nil && !errors.Is(err, accounts.ErrPhoneInvalid)) {
			t.Errorf("Phone(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func FuzzPhone(f *testing.F) {
	for _, s := range []string{"+49 151 123", "0049151123456", "9996621234", "", "+", "(((", "49\u00a0151 1234567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := accounts.Phone(s)
		if err != nil {
			return
		}
		if len(p) < 7 || len(p) > 15 || p[0] == '0' {
			t.Errorf("Phone(%q) = %q", s, p)
		}
		if again, err := accounts.Phone("+" + p); again != p || err != nil {
			t.Errorf("Phone(%q) = %q, but of that %q, %v", s, p, again, err)
		}
	})
}
