// Package accounts knows who people are and which devices speak for them: auth keys, sign-up and sign-in by phone, codes,
// passwords (SRP), QR sign-in, the list of devices, deletion, and the leave to export data.
//
// One use case, one file. Who asks is a Caller; what a client may be told of a refusal is an error of errors.go. Codes exist
// in the clear only between codes.go, which draws them, and a Provider, which brings them to the person; the store has a
// keyed hash. Keys, codes and verifiers never print and are never logged.
//
// Devices whose session ends keep their auth key: they are told AUTH_KEY_UNREGISTERED by their next call and can sign in
// again. A key that nobody is signed in with is forgotten by the sweep (sweep.go).
package accounts

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"runtime"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// A Caller is who asks: a key, the device signed in with it if any, and what it says of itself.
type Caller struct {
	User    lamplight.UserID    // 0 before sign-in
	Session lamplight.SessionID // 0 before sign-in
	Key     lamplight.KeyID     // permanent
	TempKey lamplight.KeyID     // 0 without PFS
	Address netip.Addr
	APIID   int
	Device  string
	System  string
	App     string
	Lang    string
}

// SignUpMode says who may make an account.
type SignUpMode string

// The modes.
const (
	SignUpOpen    SignUpMode = "open"    // everybody
	SignUpInvited SignUpMode = "invited" // phones with an invitation
	SignUpListed  SignUpMode = "listed"  // as invited, and other phones are not even sent a code
	SignUpClosed  SignUpMode = "closed"  // nobody
)

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store store.Store
	Boxes Boxes
	Bus   Bus
	// Providers bring codes to phones, in the order in which a code is sent and sent again. Optional: without one, codes reach
	// only accounts that have another device.
	Providers []Provider
	Mailer    Mailer   // optional: without it there is no recovery by e-mail
	Notices   Notices  // optional: without it no code or notice goes to the account's chat with 777000
	Erasers   []Eraser // optional: what other services keep of an account that is deleted
	Joined    Joined   // optional: without it nobody learns that a phone in their address book has joined
	SignUp    SignUpMode
	// TestAccounts lets phones 99966XYYYY sign in with the code XXXXX, and leaves them out of flood limits.
	TestAccounts bool
	Terms        Terms
	Limits       Limits // zero fields get their defaults
	Now          func() time.Time
	Log          *slog.Logger // optional: none
}

// Boxes is the part of boxes.Log that this package calls.
type Boxes interface {
	Apply(ctx context.Context, g boxes.Group) (boxes.Result, error)
	Heads(ctx context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error)
	Erase(ctx context.Context, box lamplight.BoxID) error
}

// Bus is the part of bus.Bus that this package calls.
type Bus interface {
	Tell(ctx context.Context, h bus.Hint) error
	TellKey(ctx context.Context, h bus.KeyHint) error
	WatchKeys(f func(bus.KeyHint)) (stop func())
}

// An Eraser forgets what it keeps of an account that is being deleted. It may be called twice.
type Eraser interface {
	EraseUser(ctx context.Context, user lamplight.UserID) error
}

// Joined lets those know who have a phone in their address book that somebody here has it now. It may be called twice.
type Joined interface {
	Joined(ctx context.Context, user lamplight.UserID, phone string) error
}

// Notices brings messages from the service account (777000). It is implemented by service/messages.
type Notices interface {
	// Notice writes text to the account's chat with 777000. key (at most 32 bytes) makes a repeat harmless.
	Notice(ctx context.Context, to lamplight.UserID, key string, text lamplight.Text, entities []lamplight.Entity) error
}

// Terms are the terms of service that a person sees before signing up.
type Terms struct {
	ID     string // changes with the text
	Text   string // "" if there are none
	MinAge int    // shown for confirmation; 0: not asked
}

// A Service knows accounts. It is safe for concurrent use.
type Service struct {
	o         Options
	limits    Limits
	log       *slog.Logger
	now       func() time.Time
	store     store.Store
	codeKey   []byte        // of the keyed hash of codes
	saltKey   []byte        // of which new password salts are derived
	checks    chan struct{} // a place for each SRP computation
	addresses addressCounters
}

// New builds a Service and registers its jobs: before the store's jobs are started.
func New(ctx context.Context, o Options) (*Service, error) {
	switch o.SignUp {
	case SignUpOpen, SignUpInvited, SignUpListed, SignUpClosed:
	default:
		return nil, fmt.Errorf("accounts: sign-up mode %q is none of open, invited, listed, closed", o.SignUp)
	}
	s := &Service{o: o, limits: o.Limits.orDefaults(), log: o.Log, store: o.Store}
	// Rows have whole seconds; so has our clock, so that a time read back is the one that was written.
	s.now = func() time.Time { return o.Now().UTC().Truncate(time.Second) }
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.checks = make(chan struct{}, s.limits.PasswordChecks)
	s.addresses.limit = addressesKept
	err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		if s.codeKey, err = tx.Secret("accounts codes"); err != nil {
			return err
		}
		s.saltKey, err = tx.Secret("accounts salts")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("accounts: read secrets: %w", err)
	}
	s.store.Jobs().Handle(eraseJob, s.runErase)
	s.store.Jobs().Handle(joinedJob, s.runJoined)
	s.store.Jobs().Handle(announcedJob, s.runAnnounced)
	s.store.Jobs().Handle(sweepJob, s.runSweep)
	s.store.Jobs().Every(sweepJob, sweepEvery)
	return s, nil
}

// Limits returns the limits in force.
func (s *Service) Limits() Limits { return s.limits }

// missing turns a missing row into what a client is told.
func missing(err error, as error) error {
	if errors.Is(err, store.ErrNotFound) {
		return as
	}
	return err
}

// tell tells every node that what is known of keys changed. It comes after the commit: a hint that is lost leaves a node with
// old knowledge for as long as it remembers a key, so it is logged.
func (s *Service) tell(ctx context.Context, gone bool, keys ...lamplight.KeyID) {
	for _, k := range keys {
		if err := s.o.Bus.TellKey(context.WithoutCancel(ctx), bus.KeyHint{Key: k, Gone: gone}); err != nil {
			s.log.Error("tell of a changed key", "err", err)
		}
	}
}

// note appends an event without pts to the account's box and tells of it. What it announces is in the store already, so a
// failure is logged and not returned.
func (s *Service) note(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, e lamplight.Event) {
	if err := s.noteOnce(ctx, user, origin, "", e); err != nil {
		s.log.Error("note in a box", "kind", e.Kind, "err", err)
	}
}

// noteOnce is note for what may run twice: key tells the second time from the first.
func (s *Service) noteOnce(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, key string, e lamplight.Event) error {
	ctx = context.WithoutCancel(ctx)
	box := lamplight.AccountBox(user)
	e.Box, e.Date, e.Origin = box, s.now(), origin
	g := boxes.Group{Key: key, Now: s.now(), Origin: origin, Ops: []boxes.Op{boxes.Note{Box: box, Event: e}}}
	if key != "" {
		g.KeyBox = box
	}
	r, err := s.o.Boxes.Apply(ctx, g)
	if err != nil {
		return fmt.Errorf("note in the box of %d: %w", user, err)
	}
	heads, err := s.o.Boxes.Heads(ctx, box)
	if err == nil && len(heads) == 1 {
		err = s.o.Bus.Tell(ctx, bus.Hint{Box: box, PTS: heads[0].PTS, Seq: heads[0].Seq, Events: r.Events})
	}
	if err != nil {
		s.log.Warn("tell of a note", "kind", e.Kind, "err", err) // the sweep of service/updates finds it
	}
	return nil
}

// notice writes to the account's chat with 777000, if there is anybody to do it.
func (s *Service) notice(ctx context.Context, to lamplight.UserID, key string, t text) error {
	if s.o.Notices == nil {
		return nil
	}
	return s.o.Notices.Notice(context.WithoutCancel(ctx), to, key, t.text(), t.entities())
}

// randomID returns a random positive number of so many bits.
func randomID(bits uint) int64 {
	for {
		var b [8]byte
		rand.Read(b[:]) // never fails
		if n := int64(binary.LittleEndian.Uint64(b[:]) >> (64 - bits)); n > 0 {
			return n
		}
	}
}

// processors is how many SRP computations run at once unless set.
func processors() int { return runtime.GOMAXPROCS(0) }
