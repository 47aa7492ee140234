// Package stickers keeps sets of stickers and custom emoji, and the lists of them that people keep: the sets that they use, what
// they sent last, what they like best, and saved animations.
//
// A set is one row of the store, read and written whole. The files of its stickers are documents of their own (service/media),
// each of one set. That a list changed is told by an event in the account's own box; clients read the list anew.
//
// https://core.telegram.org/api/stickers
package stickers

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// Errors of this service.
var (
	ErrSet        = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERSET_INVALID"}
	ErrSticker    = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_INVALID"}
	ErrStickerID  = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_ID_INVALID"}
	ErrGIF        = &lamplight.Error{Kind: lamplight.Invalid, Code: "GIF_ID_INVALID"}
	ErrName       = &lamplight.Error{Kind: lamplight.Invalid, Code: "PACK_SHORT_NAME_INVALID"}
	ErrNameTaken  = &lamplight.Error{Kind: lamplight.Invalid, Code: "PACK_SHORT_NAME_OCCUPIED"}
	ErrCheckName  = &lamplight.Error{Kind: lamplight.Invalid, Code: "SHORT_NAME_INVALID"}
	ErrCheckTaken = &lamplight.Error{Kind: lamplight.Invalid, Code: "SHORT_NAME_OCCUPIED"}
	ErrTitle      = &lamplight.Error{Kind: lamplight.Invalid, Code: "PACK_TITLE_INVALID"}
	ErrSuggest    = &lamplight.Error{Kind: lamplight.Invalid, Code: "TITLE_INVALID"}
	ErrEmpty      = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERS_EMPTY"}
	ErrTooMany    = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERS_TOO_MUCH"}
	ErrEmoji      = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_EMOJI_INVALID"}
	ErrThumb      = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_THUMB_PNG_NOPNG"}
	ErrManySets   = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERSETS_TOO_MUCH"}
)

// Files finds documents and names sets. service/media is one.
type Files interface {
	DocumentByID(ctx context.Context, id lamplight.DocumentID) (lamplight.Document, error)
	Access(viewer lamplight.UserID, id int64) int64
	NewID() int64
	StickerSets() ([]lamplight.StickerSet, error) // those that come with the server
}

// Maker makes stickers of documents. Whatever it returns may be seen by anybody.
type Maker interface {
	MakeSticker(
		ctx context.Context, who lamplight.UserID, d lamplight.Document, kind lamplight.StickerKind, set int64, emoji string,
	) (lamplight.Document, error)
}

// Log is the part of boxes.Log that tells of lists.
type Log interface {
	Apply(ctx context.Context, g boxes.Group) (boxes.Result, error)
}

// Teller is the part of bus.Bus that the service calls.
type Teller interface {
	Tell(ctx context.Context, h bus.Hint) error
}

// Limits bound what one may keep. A zero field has its default.
type Limits struct {
	Title     int // code points of a title; 64
	Stickers  int // of a set; 120
	Emoji     int // of a set of custom emoji; 200
	Installed int // sets of each kind in use; 200
	Made      int // sets that one account makes; 200
	Recent    int // 200
	Faved     int // 5, as clients are told
	GIFs      int // 200
	Page      int // sets in one answer; 100
}

func (l *Limits) fill() {
	for _, x := range []struct {
		field *int
		value int
	}{
		{&l.Title, 64}, {&l.Stickers, 120}, {&l.Emoji, 200}, {&l.Installed, 200}, {&l.Made, 200}, {&l.Recent, 200}, {&l.Faved, 5},
		{&l.GIFs, 200}, {&l.Page, 100},
	} {
		if *x.field == 0 {
			*x.field = x.value
		}
	}
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store  store.Store
	Boxes  Log
	Bus    Teller
	Files  Files
	Maker  Maker
	Now    func() time.Time
	Limits Limits
	Log    *slog.Logger // optional: none
}

// A Service keeps stickers. It is safe for concurrent use.
type Service struct {
	store  store.Store
	boxes  Log
	bus    Teller
	files  Files
	maker  Maker
	now    func() time.Time
	limits Limits
	log    *slog.Logger
}

// New returns a Service. It registers a job with the store, so it has to be made before those start.
func New(o Options) *Service {
	o.Limits.fill()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		store: o.Store, boxes: o.Boxes, bus: o.Bus, files: o.Files, maker: o.Maker, now: o.Now, limits: o.Limits, log: o.Log,
	}
	o.Store.Jobs().Handle(toldJob, s.runTold)
	return s
}

// A Caller is who acts, and with which device.
type Caller struct {
	User   lamplight.UserID
	Origin lamplight.SessionID
}

// toldJob tells an account's devices that a list changed. It is queued with the change.
const toldJob = "stickers.told"

type told struct {
	Key    string                `json:"key"` // what runs twice tells once
	Owner  lamplight.UserID      `json:"owner"`
	Origin lamplight.SessionID   `json:"origin,omitempty"`
	List   lamplight.StickerList `json:"list"`
	Kind   lamplight.StickerKind `json:"kind,omitempty"`
}

// owe has the caller's other devices told of a list once the transaction commits.
func (s *Service) owe(tx store.Tx, c Caller, list lamplight.StickerList, kind lamplight.StickerKind) error {
	return tx.Enqueue(store.Job{Kind: toldJob, Wait: true, Args: told{
		Key: "stickers " + rand.Text()[:16], Owner: c.User, Origin: c.Origin, List: list, Kind: kind,
	}})
}

func (s *Service) runTold(ctx context.Context, raw json.RawMessage) error {
	var t told
	if err := json.Unmarshal(raw, &t); err != nil {
		return err
	}
	box, now := lamplight.AccountBox(t.Owner), s.now()
	done, err := s.boxes.Apply(ctx, boxes.Group{
		Key: t.Key, KeyBox: box, Now: now, Origin: t.Origin, Ops: []boxes.Op{boxes.Note{Box: box, Event: lamplight.Event{
			Kind: lamplight.EventStickers, Date: now, Origin: t.Origin, Number: int64(t.List) + int64(t.Kind)<<8,
		}}},
	})
	if err != nil {
		return err
	}
	for _, e := range done.Events {
		if err := s.bus.Tell(ctx, bus.Hint{Box: e.Box, Seq: e.Seq, Events: []lamplight.Event{e}}); err != nil {
			s.log.WarnContext(ctx, "hint not told", "box", int64(e.Box), "seq", e.Seq, "err", err)
		}
	}
	return nil
}

// EraseUser forgets the lists of an account, and the sets that it made.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	return s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteStickersOf(user) })
}
