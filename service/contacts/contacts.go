// Package contacts knows who people are to each other: profiles, public names, address books, block lists, privacy
// rules and presence. It decides what one person may see of another (persons.go) and who may write to whom (policy.go),
// and keeps how each wants to hear of the others (notify.go) and has sorted them (folders.go).
//
// One use case, one file.
package contacts

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store  store.Store
	Boxes  boxes.Log
	Bus    bus.Bus
	Limits Limits // zero fields get their defaults
	Name   string // of the service account, as people see it; optional: "Lamplight"
	Now    func() time.Time
	// Arrived is called when somebody comes online. It must not block for long. Optional: nobody wants to know.
	Arrived func(context.Context, lamplight.UserID)
	// FindChats finds groups and channels: those that the viewer is in, and public others. Optional: none are found.
	FindChats func(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error)
	Log       *slog.Logger // optional: none
}

// Limits bound what one account can do here. A zero field means its default.
type Limits struct {
	Strangers     int           // people that one may be the first to write to, in StrangerWindow; 50
	StrangerTime  time.Duration // 24 h
	Resolves      int           // look-ups of names and phones by one account in ResolveTime; 200
	ResolveTime   time.Duration // 1 h
	Searches      int           // searches by one account in ResolveTime; 1,000
	Imports       int           // phones imported by one account in ImportTime; 5,000
	ImportTime    time.Duration // 24 h
	ImportAtOnce  int           // phones in one import; 1,000
	SearchResults int           // people found by one search; 50
	Watchers      int           // people told of one's presence at most; 500
	OnlineFor     time.Duration // how long one counts as online after saying so; 5 min
	Seen          time.Duration // between two writes of an account's last-seen time; 1 min
	Cached        int           // pairs of viewer and person kept in memory; 65,536
	CachedFor     time.Duration // how long: what another node changed is seen after that; 1 s
	NameRunes     int           // longest first or last name, in characters; 64
	AboutRunes    int           // longest "about", in characters; 70
	NoteRunes     int           // longest private note on a contact, in characters; 128
	RuleUsers     int           // people named in one privacy rule; 1,000
	Blocks        int           // people on one block list; 10,000
	HiddenBars    int           // conversations whose bar one has closed, the latest ones; 1,000
	TokenAge      time.Duration // how long a link to oneself can be used; 5 min
	Folders       int           // parts of one's conversation list; 10
	FolderChats   int           // conversations that one folder holds by name, and as many that it leaves out; 100
	FolderRunes   int           // longest title of a folder, in characters; 12
}

func (l Limits) orDefaults() Limits {
	set := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	last := func(n *time.Duration, d time.Duration) {
		if *n == 0 {
			*n = d
		}
	}
	set(&l.Strangers, 50)
	last(&l.StrangerTime, 24*time.Hour)
	set(&l.Resolves, 200)
	last(&l.ResolveTime, time.Hour)
	set(&l.Searches, 1000)
	set(&l.Imports, 5000)
	last(&l.ImportTime, 24*time.Hour)
	set(&l.ImportAtOnce, 1000)
	set(&l.SearchResults, 50)
	set(&l.Watchers, 500)
	last(&l.OnlineFor, 5*time.Minute)
	last(&l.Seen, time.Minute)
	set(&l.Cached, 1<<16)
	last(&l.CachedFor, time.Second)
	set(&l.NameRunes, 64)
	set(&l.AboutRunes, 70)
	set(&l.NoteRunes, 128)
	set(&l.RuleUsers, 1000)
	set(&l.Blocks, 10_000)
	set(&l.HiddenBars, 1000)
	last(&l.TokenAge, 5*time.Minute)
	set(&l.Folders, 10)
	set(&l.FolderChats, 100)
	set(&l.FolderRunes, 12)
	return l
}

// Errors of this service, as clients know them.
var (
	ErrUsernameInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "USERNAME_INVALID"}
	ErrUsernameOccupied    = &lamplight.Error{Kind: lamplight.Invalid, Code: "USERNAME_OCCUPIED"}
	ErrUsernameNotModified = &lamplight.Error{Kind: lamplight.Invalid, Code: "USERNAME_NOT_MODIFIED"}
	ErrUsernameNotOccupied = &lamplight.Error{Kind: lamplight.Invalid, Code: "USERNAME_NOT_OCCUPIED"}
	ErrPhoneNotOccupied    = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHONE_NOT_OCCUPIED"}
	ErrDeactivated         = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_USER_DEACTIVATED"}
	ErrYouBlocked          = &lamplight.Error{Kind: lamplight.Invalid, Code: "YOU_BLOCKED_USER"}
	ErrIsBlocked           = &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_IS_BLOCKED"}
	ErrPeerFlood           = &lamplight.Error{Kind: lamplight.Invalid, Code: "PEER_FLOOD"}
	ErrContactsOnly        = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "PRIVACY_PREMIUM_REQUIRED"}
	ErrWriteForbidden      = &lamplight.Error{Kind: lamplight.Forbidden, Code: "CHAT_WRITE_FORBIDDEN"}
	ErrFrozen              = &lamplight.Error{Kind: lamplight.Flood, Code: "FROZEN_METHOD_INVALID"}
	ErrFirstNameInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "FIRSTNAME_INVALID"}
	ErrLastNameInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "LASTNAME_INVALID"}
	ErrAboutTooLong        = &lamplight.Error{Kind: lamplight.Invalid, Code: "ABOUT_TOO_LONG"}
	ErrContactNameEmpty    = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONTACT_NAME_EMPTY"}
	ErrContactIDInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONTACT_ID_INVALID"}
	ErrContactsTooMany     = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONTACTS_TOO_MUCH"}
	ErrNoteTooLong         = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONTACT_NOTE_TOO_LONG"}
	ErrBlocksTooMany       = &lamplight.Error{Kind: lamplight.Invalid, Code: "BLOCKLIST_TOO_LONG"}
	ErrTokenInvalid        = &lamplight.Error{Kind: lamplight.Invalid, Code: "IMPORT_TOKEN_INVALID"}
	ErrSearchEmpty         = &lamplight.Error{Kind: lamplight.Invalid, Code: "SEARCH_QUERY_EMPTY"}
	ErrPrivacyKeyInvalid   = &lamplight.Error{Kind: lamplight.Invalid, Code: "PRIVACY_KEY_INVALID"}
	ErrPrivacyValueInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "PRIVACY_VALUE_INVALID"}
	ErrPrivacyTooLong      = &lamplight.Error{Kind: lamplight.Invalid, Code: "PRIVACY_TOO_LONG"}
)

// A Service knows people. It is safe for concurrent use.
type Service struct {
	store    store.Store
	boxes    boxes.Log
	bus      bus.Bus
	limits   Limits
	name     string
	now      func() time.Time
	log      *slog.Logger
	cache    *cache
	presence *presences
	arrived  func(context.Context, lamplight.UserID)
	chats    func(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error)
}

// New returns a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Name == "" {
		o.Name = "Lamplight"
	}
	l := o.Limits.orDefaults()
	s := &Service{
		store: o.Store, boxes: o.Boxes, bus: o.Bus, limits: l, name: o.Name, now: o.Now, log: o.Log,
		cache: newCache(l.Cached, l.CachedFor, o.Now), presence: newPresences(), arrived: o.Arrived, chats: o.FindChats,
	}
	s.store.Jobs().Handle(joinedJob, s.runJoined)
	s.store.Jobs().Handle(toldJob, s.runTold)
	return s
}

// Forget drops what is remembered of a person, so that the next look reads the store. Other services' changes of a
// profile call it; without, they are seen after Limits.CachedFor.
func (s *Service) Forget(id lamplight.UserID) { s.cache.forget(id) }

// boxesAtOnce is how many boxes one group writes to: one sync of the disk for all of them, and none of them waits long.
const boxesAtOnce = 64

// noteAll appends an event that has people read something anew to the boxes of many accounts, and tells their devices. It
// may be repeated.
func (s *Service) noteAll(ctx context.Context, owners []lamplight.UserID, e lamplight.Event) error {
	e.Date = s.now()
	for some := range slices.Chunk(owners, boxesAtOnce) {
		g := boxes.Group{Now: s.now()}
		for _, o := range some {
			g.Ops = append(g.Ops, boxes.Note{Box: lamplight.AccountBox(o), Event: e})
		}
		if err := s.append(ctx, g); err != nil {
			return err
		}
	}
	return nil
}

// append carries out a group that tells of what has happened, and tells the bus.
func (s *Service) append(ctx context.Context, g boxes.Group) error {
	res, err := s.boxes.Apply(ctx, g)
	if err != nil {
		return fmt.Errorf("note in boxes: %w", err)
	}
	if !res.Repeated {
		s.tell(ctx, res.Events)
	}
	return nil
}

// tell tells the bus of events that are in their boxes.
func (s *Service) tell(ctx context.Context, events []lamplight.Event) {
	for _, e := range events {
		if err := s.bus.Tell(ctx, bus.Hint{Box: e.Box, PTS: e.PTS, Seq: e.Seq, Events: []lamplight.Event{e}}); err != nil {
			s.log.Warn("hint not sent; the sweep will find it", "err", err)
		}
	}
}
