package accounts_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lamplight"
	"lamplight/internal/testenv"
	"lamplight/service/accounts"
	"lamplight/store/sqlstore"
)

// TestGuessesAtTheSameTime has many connections guess one code at once: each try counts, whatever the database.
func TestGuessesAtTheSameTime(t *testing.T) {
	for name, url := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "s.db") },
		"PostgreSQL": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlstore.Open(t.Context(), url(t), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			p := &lastCode{}
			a, err := accounts.New(t.Context(), accounts.Options{
				Store: s, Boxes: &worldBoxes{}, Bus: &worldBus{}, Providers: []accounts.Provider{p}, SignUp: accounts.SignUpOpen,
				Now: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Save(t.Context(), lamplight.AuthKey{ID: 1, DC: 2, Created: time.Now()}); err != nil {
				t.Fatal(err)
			}
			c := accounts.Caller{Key: 1, APIID: 1}
			sent, err := a.SendCode(t.Context(), c, phone, nil)
			if err != nil {
				t.Fatal(err)
			}
			const tries = 16
			results := make([]error, tries)
			var wg sync.WaitGroup
			for i := range tries {
				wg.Go(func() { _, results[i] = a.SignIn(t.Context(), c, phone, sent.Handle, wrong(p.code)) })
			}
			wg.Wait()
			invalid := 0
			for _, err := range results {
				switch {
				case errors.Is(err, accounts.ErrCodeInvalid):
					invalid++
				case !errors.Is(err, accounts.ErrCodeExpired):
					t.Errorf("a guess was answered %v", err)
				}
			}
			if want := a.Limits().CodeAttempts; invalid != want {
				t.Errorf("%d guesses were compared, want %d", invalid, want)
			}
			if _, err := a.SignIn(t.Context(), c, phone, sent.Handle, p.code); !errors.Is(err, accounts.ErrCodeExpired) {
				t.Errorf("the right code after too many wrong ones: %v", err)
			}
		})
	}
}

// lastCode remembers the code that it was to bring.
type lastCode struct{ code string }

func (*lastCode) Name() string                    { return "test" }
func (*lastCode) Reaches(accounts.Recipient) bool { return true }
func (*lastCode) Shape() lamplight.CodeShape      { return lamplight.CodeSMS }
func (p *lastCode) Send(_ context.Context, _ accounts.Recipient, code accounts.Code, _ time.Duration) error {
	p.code = string(code)
	return nil
}
