// Package messages sends, edits, deletes and reads messages, and keeps the conversation list of an account.
//
// Every act is one group of operations on the boxes it concerns: in a private conversation those of the two, in a basic
// group those of all members, in a supergroup or channel the one box that it has. What others must learn is told to the
// bus after commit, and only as a hint: the boxes hold it.
package messages

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// A Policy decides who may write to whom. MaySend is asked for every message and every edit, notes to oneself
// included, before anything is stored, and returns what the sender is told: INPUT_USER_DEACTIVATED, YOU_BLOCKED_USER,
// USER_IS_BLOCKED, PRIVACY_PREMIUM_REQUIRED, PEER_FLOOD and the like. It is on the path of every message and has to
// be quick.
type Policy interface {
	MaySend(ctx context.Context, from lamplight.UserID, to lamplight.Peer) error
}

// A Screener looks at a text before it is stored; an error keeps it out. It may be slow.
type Screener interface {
	ScreenText(ctx context.Context, from lamplight.UserID, to lamplight.Peer, text lamplight.Text) error
}

// Forwards knows who wants to be named without a link where others forward what they wrote. It returns the names of
// those of authors who do not let forwarder link to them; the others are left out.
type Forwards interface {
	Unlinked(
		ctx context.Context, forwarder lamplight.UserID, authors []lamplight.UserID,
	) (map[lamplight.UserID]lamplight.Text, error)
}

// Names knows the public names that people go by. It is asked only for texts in which somebody is named.
type Names interface {
	Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error)
}

// Teller is the part of bus.Bus that the service calls.
type Teller interface {
	Tell(ctx context.Context, h Hint) error
}

// Reactable knows the emoji that there are.
type Reactable interface {
	// Emoji returns those that there are reactions of, without the mark that asks for colours.
	Emoji() []string
	// CustomEmoji reports whether a document is a custom emoji. It is asked only for what names one.
	CustomEmoji(ctx context.Context, id lamplight.DocumentID) (bool, error)
}

// Limits bound what one may do.
type Limits struct {
	Text     int           // code points of a message; 4,096
	Entities int           // formatted stretches of a message; further ones are left out; 100
	Caption  int           // code points of a text that comes with media; 1,024
	Draft    int           // code points of a draft; 4,096
	Quote    int           // code points of a quote; 1,024
	EditTime time.Duration // after which a message cannot be edited, but in a conversation with oneself; 48 h
	ReadDate time.Duration // for how long one may ask when a message was read; as boxes.Limits.ReadTimes or less; 7 days
	IDs      int           // messages named in one call; 100
	Page     int           // messages or conversations in one answer; 100
	Peers    int           // conversations named in one call; 100
	Pinned   int           // conversations pinned in the list; 5
	PinnedIn int           // conversations pinned in the archive; 100
	Clear    int           // messages cleared in one step; 1,000
	Saved    int           // messages of the conversation with oneself that are sorted by origin, the newest; 10,000
	Scan     int           // conversations looked through for drafts and marks, in each folder; 10,000
	// ShortestTTL is after how long messages may be told to go by themselves, at the least; 24 h. LongestTTL at the most;
	// 366 days.
	ShortestTTL time.Duration
	LongestTTL  time.Duration
	// Scheduled is how many messages may wait to be sent in one conversation; 100. ScheduledAll in all of them; 1,000.
	Scheduled    int
	ScheduledAll int
	ScheduleSoon time.Duration // what is to be sent within it is sent at once; 10 s
	ScheduleLate time.Duration // how far ahead a message may be scheduled; 365 days
	Reactions    int           // of one account on one message; 1
	Hint         int           // bytes of text that a hint carries at most; what is more is read from the box; 64 KiB
}

// DefaultLimits returns the documented defaults.
func DefaultLimits() Limits {
	return Limits{
		Text: 4096, Entities: 100, Caption: 1024, Draft: 4096, Quote: 1024, EditTime: 48 * time.Hour, ReadDate: 7 * 24 * time.Hour, IDs: 100, Page: 100, Peers: 100,
		Pinned: 5, PinnedIn: 100, Clear: 1000, Scan: 10_000, Saved: 10_000, Hint: 64 << 10,
		ShortestTTL: 24 * time.Hour, LongestTTL: 366 * 24 * time.Hour,
		Scheduled: 100, ScheduledAll: 1000, ScheduleSoon: 10 * time.Second, ScheduleLate: 365 * 24 * time.Hour,
		Reactions: 1,
	}
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Boxes   boxes.Log
	Bus     Teller
	Policy  Policy
	Screen  Screener
	Authors Forwards
	Names   Names
	Readers Readers
	Archive Archive // optional: whatever is archived stays so
	Chats   Chats   // optional: there are private conversations alone
	Voices  Voices  // optional: everybody writes as themselves, or as the channel or group
	Topics  Topics  // optional: forums are groups like others
	Journal Journal // optional: administrators have no log of what was done to messages
	// Reactable knows the emoji that there are. Optional: none can be put to a message, and no custom ones in a text.
	Reactable Reactable
	// Store keeps what waits to be sent, and whose conversations begin with a timer. Optional: nothing waits, none does.
	Store  store.Store
	Online Presences // needed with Store
	// Pages fetches what links lead to. Optional: links have no previews, and nothing is fetched.
	Pages Previews
	// Files looks at what messages show. Optional: what carries a file is held.
	Files Screening
	// Keeper keeps the files of what waits to be sent, to which no box refers. Optional: they are kept anyway.
	Keeper Keeper
	Now    func() time.Time
	Limits Limits       // the zero value is DefaultLimits
	Log    *slog.Logger // optional: none
}

// A Service handles messages. It is safe for concurrent use.
type Service struct {
	boxes   boxes.Log
	bus     Teller
	policy  Policy
	screen  Screener
	authors Forwards
	names   Names
	readers Readers
	archive Archive
	chats   Chats
	voices  Voices
	topics  Topics  // may be nil
	journal Journal // may be nil
	store   store.Store
	online  Presences
	files   Screening
	pages   Previews // may be nil
	linking chan linking
	keeper  Keeper // may be nil
	// reactable may be nil.
	reactable Reactable
	views     *views
	now       func() time.Time
	limits    Limits
	log       *slog.Logger

	wake chan struct{} // holds one if a message waits that is due before those known of
	late late
	// swept is expireDue's alone, which one goroutine calls.
	swept swept
}

// New returns a Service.
func New(o Options) *Service {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if o.Voices == nil {
		o.Voices = plain{o.Now}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		boxes: o.Boxes, bus: o.Bus, policy: o.Policy, screen: o.Screen, authors: o.Authors, names: o.Names, readers: o.Readers, now: o.Now,
		store: o.Store, online: o.Online, archive: o.Archive, chats: o.Chats, voices: o.Voices, limits: o.Limits, log: o.Log, wake: make(chan struct{}, 1),
		reactable: o.Reactable, views: newViews(),
		pages: o.Pages, linking: make(chan linking, previewsQueue),
		files: o.Files, keeper: o.Keeper, journal: o.Journal, topics: o.Topics,
	}
}

// Limits returns the limits that the service holds callers to.
func (s *Service) Limits() Limits { return s.limits }

// A Caller is who acts, and with which device: that one is told by the result, all others by an update.
type Caller struct {
	User   lamplight.UserID
	Origin lamplight.SessionID
}

func (c Caller) box() lamplight.BoxID { return lamplight.AccountBox(c.User) }

// A Result is what an act did to the caller's own box, or to the box of the supergroup or channel that it was in: what the
// calling device is told.
type Result struct {
	Events []lamplight.Event // of that box, and of the caller's
	PTS    lamplight.PTS     // of that box after it
	Count  int               // positions that it moved on
	// Remaining says how much is left to do of what is done in portions; call again until it is 0.
	Remaining int
}

// apply carries out ops, tells the bus, and returns what they did to the caller's box.
func (s *Service) apply(ctx context.Context, c Caller, now time.Time, ops ...boxes.Op) (Result, error) {
	return s.applyIn(ctx, c, c.box(), now, ops...)
}

// applyIn is apply for an act in a place whose messages are in box.
func (s *Service) applyIn(ctx context.Context, c Caller, box lamplight.BoxID, now time.Time, ops ...boxes.Op) (Result, error) {
	done, err := s.put(ctx, c, boxes.Group{Now: now, Origin: c.Origin, Ops: ops})
	if err != nil {
		return Result{}, err
	}
	s.tell(ctx, done)
	return s.resultIn(ctx, c, box, done)
}

// result picks from done what concerns the caller's box.
func (s *Service) result(ctx context.Context, c Caller, done boxes.Result) (Result, error) {
	return s.resultIn(ctx, c, c.box(), done)
}

// resultIn picks from done what concerns box, and the caller's.
func (s *Service) resultIn(ctx context.Context, c Caller, box lamplight.BoxID, done boxes.Result) (Result, error) {
	r := Result{Remaining: done.Remaining}
	for _, e := range done.Events {
		switch e.Box {
		case box:
			r.Events = append(r.Events, e)
			r.Count += int(e.Count)
			r.PTS = max(r.PTS, e.PTS)
		case c.box():
			r.Events = append(r.Events, e)
		}
	}
	if r.PTS != 0 {
		return r, nil
	}
	heads, err := s.boxes.Heads(ctx, box)
	if err != nil {
		return Result{}, fmt.Errorf("head of box %d: %w", box, err)
	}
	r.PTS = heads[0].PTS
	return r, nil
}

// checkPeer returns PEER_ID_INVALID for what cannot be a conversation.
func checkPeer(peer lamplight.Peer) error {
	if peer.ID <= 0 {
		return lamplight.ErrPeerInvalid
	}
	return nil
}

// shared reports whether the other side of a conversation has a box with copies of its own.
func shared(c Caller, u lamplight.UserID) bool { return u != c.User && u != lamplight.ServiceUser }
