// Package chats keeps groups and channels: what they are called, who is in them, and who may do what.
//
// Rows are in the store; what is said in a chat, and what service messages tell of it, is in the boxes. Where an act needs both,
// the transaction that changes the rows enqueues a job whose appends carry keys, so that a repeat is harmless (say.go).
//
// Everybody who asks what an account may see or do in a chat asks Access (access.go): it is the one door.
//
// One use case, one file.
package chats

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// People knows what persons allow others to do with them.
type People interface {
	// MayInvite returns, for each of ids, nil if inviter may bring them into a group or channel, else why not.
	MayInvite(ctx context.Context, inviter lamplight.UserID, ids []lamplight.UserID) ([]error, error)
	// Persons shows accounts as viewer may see them, in the order asked. Ids that nobody ever had are left out.
	Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error)
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store  store.Store
	Boxes  boxes.Log
	Bus    bus.Bus
	People People
	Log    *slog.Logger // optional: none
	Now    func() time.Time
	Limits Limits   // zero fields get their defaults
	Admins AdminLog // optional: the service's own, which the log of administrators shows
	Words  Words    // optional: titles and logs are not found by words
	Names  Names    // optional: every name of the right form may be taken
}

// Limits bound what can be done here. A zero field means its default.
type Limits struct {
	Group         int           // members of a basic group; 200
	Supergroup    int           // members of a supergroup; 200,000
	Joined        int           // supergroups and channels that one account is in; 500
	Groups        int           // basic groups that one account is in; 500
	Made          int           // chats made by one account in MadeTime; 50
	MadeTime      time.Duration // 24 h
	Joins         int           // supergroups and channels joined by one account in MovesTime; 300
	Brought       int           // people brought into chats by one account in MovesTime; 2,000
	MovesTime     time.Duration // 24 h
	Invited       int           // people named in one invitation; 200
	Admins        int           // administrators of a supergroup or channel; 50
	TitleRunes    int           // longest title, in characters; 128
	AboutRunes    int           // longest description, in characters; 255
	RankRunes     int           // longest title of an administrator, in characters; 16
	Page          int           // participants in one answer; 200
	Searched      int           // participants among whom a name is looked for, the newest; 10,000
	Common        int           // chats in one answer; 100
	Quiet         int           // members above which a supergroup says nothing of who joins and leaves; 50
	Cached        int           // pairs of account and chat kept in memory; 65,536
	CachedFor     time.Duration // how long: what another node changed is seen after that; 1 s
	Deletable     int           // members of a supergroup or channel that may still be deleted; 1,000
	KickedHistory int           // messages removed in one step of what somebody wrote; 1,000
	LogAge        time.Duration // how long the log of administrators is kept; 48 h
	Public        int           // public groups and channels that one account owns; 10
	Links         int           // links of one administrator that work; 500
	LinkRunes     int           // longest title of a link, in characters; 32
	LinkUses      int           // most people that a link may be limited to; 99,999
	Checks        int           // links looked at by one account in CheckTime; 100
	CheckTime     time.Duration // 1 h
	Requests      int           // wishes to join of one account that nobody answered; 100
	Found         int           // groups and channels found by one search; 50
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
	set(&l.Group, 200)
	set(&l.Supergroup, 200_000)
	set(&l.Joined, 500)
	set(&l.Groups, 500)
	set(&l.Made, 50)
	last(&l.MadeTime, 24*time.Hour)
	set(&l.Joins, 300)
	set(&l.Brought, 2000)
	last(&l.MovesTime, 24*time.Hour)
	set(&l.Invited, 200)
	set(&l.Admins, 50)
	set(&l.TitleRunes, 128)
	set(&l.AboutRunes, 255)
	set(&l.RankRunes, 16)
	set(&l.Page, 200)
	set(&l.Searched, 10_000)
	set(&l.Common, 100)
	set(&l.Quiet, 50)
	set(&l.Cached, 1<<16)
	last(&l.CachedFor, time.Second)
	set(&l.KickedHistory, 1000)
	set(&l.Deletable, 1000)
	last(&l.LogAge, 48*time.Hour)
	set(&l.Public, 10)
	set(&l.Links, 500)
	set(&l.LinkRunes, 32)
	set(&l.LinkUses, 99_999)
	set(&l.Checks, 100)
	last(&l.CheckTime, time.Hour)
	set(&l.Requests, 100)
	set(&l.Found, 50)
	return l
}

// A Service keeps groups and channels. It is safe for concurrent use.
type Service struct {
	store   store.Store
	boxes   boxes.Log
	bus     bus.Bus
	people  People
	admins  AdminLog
	words   Words
	names   Names
	limits  Limits
	now     func() time.Time
	log     *slog.Logger
	cache   *cache
	authors *authors
	places  *places
	// results are what acts that run now have done so far.
	results results
}

// New returns a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	l := o.Limits.orDefaults()
	s := &Service{
		store: o.Store, boxes: o.Boxes, bus: o.Bus, people: o.People, admins: o.Admins, limits: l, now: o.Now, log: o.Log,
		cache: newCache(l.Cached, l.CachedFor, o.Now), authors: newAuthors(l.Cached, l.CachedFor, o.Now),
		places: newPlaces(o.Now),
	}
	if s.admins == nil {
		s.admins = adminLog{}
	}
	s.words, s.names = o.Words, o.Names
	if s.words == nil {
		s.words = noWords{}
	}
	if s.names == nil {
		s.names = anyNames{}
	}
	s.store.Jobs().Handle(forgetLogJob, s.runForgetLog)
	s.store.Jobs().Every(forgetLogJob, time.Hour)
	s.store.Jobs().Handle(changedJob, s.runChanged)
	s.store.Jobs().Handle(saidJob, s.runSaid)
	s.store.Jobs().Handle(movedJob, s.runSaid)
	s.store.Jobs().Handle(razedJob, s.runRazed)
	s.store.Jobs().Handle(liftJob, func(ctx context.Context, _ json.RawMessage) error { return s.lift(ctx) })
	s.store.Jobs().Every(liftJob, liftEvery)
	return s
}

// Limits returns the limits that the service holds callers to.
func (s *Service) Limits() Limits { return s.limits }

// A Caller is who acts, and with which device: that one is told by the result, all others by an update.
type Caller struct {
	User   lamplight.UserID
	Origin lamplight.SessionID
}

func (c Caller) box() lamplight.BoxID { return lamplight.AccountBox(c.User) }

// A Result is what an act did: what the calling device is told.
type Result struct {
	Chat   lamplight.Peer    // which one it was done to, or made
	Events []lamplight.Event // of the caller's box and of the channel's
	// Missing are those who could not be brought in.
	Missing []Missing
}

// A Missing is somebody who could not be brought in, and why.
type Missing struct {
	User lamplight.UserID
	Err  error
}
