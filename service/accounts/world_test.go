package accounts_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/service/accounts"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

// A world is a service over a real store, with people around it who remember what reached them.
type world struct {
	*accounts.Service
	t       *testing.T
	store   store.Store
	now     time.Time
	log     bytes.Buffer
	codes   []string // that a provider brought
	noReach bool     // the provider fails
	mails   []string // bodies
	notices []string
	notes   []lamplight.Event
	hints   []bus.KeyHint
	erased  []lamplight.BoxID
	nextKey lamplight.KeyID
	secrets []string // what must not be in the log
}

func newWorld(t *testing.T, change func(*accounts.Options)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	log := slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{
		Key: make([]byte, sqlstore.KeySize), Now: time.Now, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.store = s
	o := accounts.Options{
		Store: s, Boxes: (*worldBoxes)(w), Bus: (*worldBus)(w), Providers: []accounts.Provider{(*worldProvider)(w)},
		Mailer: (*worldMailer)(w), Notices: (*worldNotices)(w), SignUp: accounts.SignUpOpen,
		Terms: accounts.Terms{ID: "1", Text: "Be kind."}, Now: func() time.Time { return w.now }, Log: log,
	}
	if change != nil {
		change(&o)
	}
	if w.Service, err = accounts.New(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, secret := range append(w.secrets, w.codes...) {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("%q is in the log:\n%s", secret, &w.log)
			}
		}
	})
	return w
}

type (
	worldBoxes    world
	worldBus      world
	worldProvider world
	worldMailer   world
	worldNotices  world
)

func (w *worldBoxes) Apply(_ context.Context, g boxes.Group) (boxes.Result, error) {
	var r boxes.Result
	for _, op := range g.Ops {
		w.notes = append(w.notes, op.(boxes.Note).Event)
		r.Events = append(r.Events, op.(boxes.Note).Event)
	}
	return r, nil
}
func (w *worldBoxes) Heads(_ context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	return make([]boxes.Head, len(ids)), nil
}
func (w *worldBoxes) Erase(_ context.Context, box lamplight.BoxID) error {
	w.erased = append(w.erased, box)
	return nil
}

func (w *worldBus) Tell(context.Context, bus.Hint) error { return nil }
func (w *worldBus) TellKey(_ context.Context, h bus.KeyHint) error {
	w.hints = append(w.hints, h)
	return nil
}
func (w *worldBus) WatchKeys(func(bus.KeyHint)) func() { return func() {} }

func (w *worldProvider) Name() string                    { return "test provider" }
func (w *worldProvider) Reaches(accounts.Recipient) bool { return true }
func (w *worldProvider) Shape() lamplight.CodeShape      { return lamplight.CodeSMS }
func (w *worldProvider) Send(_ context.Context, _ accounts.Recipient, code accounts.Code, _ time.Duration) error {
	if w.noReach {
		return errors.New("no network")
	}
	w.codes = append(w.codes, string(code))
	return nil
}

func (w *worldMailer) Mail(_ context.Context, _, _, body string) error {
	w.mails = append(w.mails, body)
	return nil
}

func (w *worldNotices) Notice(_ context.Context, _ lamplight.UserID, key string, text lamplight.Text, es []lamplight.Entity) error {
	if len(key) > 32 || len(es) == 0 {
		return fmt.Errorf("notice with key %q and %d entities", key, len(es))
	}
	w.notices = append(w.notices, string(text))
	return nil
}

// device makes a key and is the device that holds it.
func (w *world) device() accounts.Caller {
	w.t.Helper()
	w.nextKey++
	k := lamplight.AuthKey{ID: w.nextKey, DC: 2, Created: w.now}
	rand.Read(k.Value[:])
	w.secrets = append(w.secrets, string(k.Value[:]), fmt.Sprintf("%x", k.Value[:8]))
	if err := w.Save(w.t.Context(), k); err != nil {
		w.t.Fatal(err)
	}
	return accounts.Caller{
		Key: k.ID, Address: netip.MustParseAddr("192.0.2.7"), APIID: 6, Device: "Phone", System: "OS 1", App: "2.0", Lang: "en",
	}
}

// in returns a caller as the session room knows it after signing in.
func (w *world) in(c accounts.Caller) accounts.Caller {
	w.t.Helper()
	k, err := w.Key(w.t.Context(), c.Key)
	if err != nil {
		w.t.Fatal(err)
	}
	c.User, c.Session = k.User, k.Session
	return c
}

func (w *world) code() string {
	w.t.Helper()
	if len(w.codes) == 0 {
		w.t.Fatal("no code was sent")
	}
	return w.codes[len(w.codes)-1]
}

// signUp makes an account and returns its first device.
func (w *world) signUp(phone string) accounts.Caller {
	w.t.Helper()
	c := w.device()
	sent, err := w.SendCode(w.t.Context(), c, phone, nil)
	w.ok(err)
	r, err := w.SignIn(w.t.Context(), c, phone, sent.Handle, w.code())
	w.ok(err)
	if !r.SignUp {
		w.t.Fatalf("sign-in of a new phone = %+v, want sign-up", r)
	}
	_, err = w.SignUp(w.t.Context(), c, phone, sent.Handle, "Ann", "Lee")
	w.ok(err)
	return w.in(c)
}

// signIn signs another device in. The code comes to the account's chat.
func (w *world) signIn(phone string) (accounts.Caller, error) {
	w.t.Helper()
	c := w.device()
	sent, err := w.SendCode(w.t.Context(), c, phone, nil)
	w.ok(err)
	_, err = w.SignIn(w.t.Context(), c, phone, sent.Handle, w.noticed())
	return w.in(c), err
}

// noticed returns the code that the last notice has, and keeps it as a secret.
func (w *world) noticed() string {
	w.t.Helper()
	if len(w.notices) == 0 {
		w.t.Fatal("no notice")
	}
	code := digitsOf(w.notices[len(w.notices)-1])
	w.secrets = append(w.secrets, code)
	return code
}

func (w *world) mailed() string {
	w.t.Helper()
	if len(w.mails) == 0 {
		w.t.Fatal("no mail")
	}
	code := digitsOf(w.mails[len(w.mails)-1])
	w.secrets = append(w.secrets, code)
	return code
}

// digitsOf returns the first five digits in a row.
func digitsOf(s string) string {
	run := ""
	for _, r := range s {
		if r < '0' || r > '9' {
			run = ""
			continue
		}
		if run += string(r); len(run) == 5 {
			return run
		}
	}
	return ""
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused checks that err is what clients know under a symbol.
func (w *world) refused(err error, symbol string) {
	w.t.Helper()
	var e *lamplight.Error
	if !errors.As(err, &e) || e.Symbol() != symbol {
		w.t.Fatalf("error = %v, want %s", err, symbol)
	}
}

func (w *world) wait(d time.Duration) { w.now = w.now.Add(d) }

// wrong returns a code that is not the given one.
func wrong(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return "9" + code[1:]
}
