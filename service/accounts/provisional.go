package accounts

import (
	"context"
	"time"

	"lamplight"
)

// Everything below is being moved to its own file.

// New builds a Service and registers its jobs.
func New(ctx context.Context, o Options) (*Service, error) { return &Service{o: o}, nil }

// Key returns a key, permanent or temporary; ErrKeyUnregistered if there is none.
func (s *Service) Key(ctx context.Context, id lamplight.KeyID) (lamplight.AuthKey, error) {
	panic("soon")
}

// Save keeps a key that a handshake made.
func (s *Service) Save(ctx context.Context, k lamplight.AuthKey) error { panic("soon") }

// Bind binds a temporary key to a permanent one until expires.
func (s *Service) Bind(ctx context.Context, temp, perm lamplight.KeyID, expires time.Time) error {
	panic("soon")
}

// SetLayer remembers the layer that the holder of a permanent key last said.
func (s *Service) SetLayer(ctx context.Context, perm lamplight.KeyID, layer int) error { panic("soon") }

// Destroy forgets a key: a permanent one with everything that was bound to it, and its sign-in.
func (s *Service) Destroy(ctx context.Context, id lamplight.KeyID) error { panic("soon") }

// WatchKeys calls f whenever what is known of a permanent key changes, on whichever node, until stop is called.
func (s *Service) WatchKeys(f func(perm lamplight.KeyID, gone bool, events []lamplight.Event)) (stop func()) {
	panic("soon")
}

// Seen notes that a signed-in device is in use: its address, when, and what it says of itself.
func (s *Service) Seen(ctx context.Context, c Caller) error { panic("soon") }

// SendCode sends a code with which a phone's owner may sign in or sign up.
func (s *Service) SendCode(ctx context.Context, c Caller, phone string, logoutTokens [][]byte) (SentCode, error) {
	panic("soon")
}

// ResendCode sends the code in another way.
func (s *Service) ResendCode(ctx context.Context, c Caller, phone, handle string) (SentCode, error) {
	panic("soon")
}

// CancelCode makes a code worthless.
func (s *Service) CancelCode(ctx context.Context, c Caller, phone, handle string) error {
	panic("soon")
}

// SignIn signs a device in with a code.
func (s *Service) SignIn(ctx context.Context, c Caller, phone, handle, code string) (SignedIn, error) {
	panic("soon")
}

// SignUp makes an account for a phone whose code was entered rightly, and signs the device in.
func (s *Service) SignUp(ctx context.Context, c Caller, phone, handle, first, last string) (SignedIn, error) {
	panic("soon")
}

// LogOut signs the device out; the answer lets it sign in again without a code.
func (s *Service) LogOut(ctx context.Context, c Caller) (future []byte, err error) { panic("soon") }

// A SentCode is what a client is told of a code.
type SentCode struct {
	Handle  string // phone_code_hash
	Shape   CodeShape
	Length  int
	Pattern string // of the e-mail address, such as a***b@example.org
	Next    CodeShape
	HasNext bool
	Timeout time.Duration // until it may be sent again
	// SignedIn is set instead of the rest if a logout token let the device in without a code.
	SignedIn *SignedIn
}

// SignedIn is how signing in ended.
type SignedIn struct {
	User    lamplight.UserID
	Session lamplight.SessionID
	// SignUp is set instead if the phone has no account yet and may get one.
	SignUp bool
	Terms  Terms
}
