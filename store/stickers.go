package store

import (
	"time"

	"lamplight"
)

// A KeptSticker is a sticker or an animation in one of an account's lists.
type KeptSticker struct {
	Document lamplight.DocumentID
	At       time.Time // when it was put there last; whole seconds
}

// Stickers keep sets of stickers, and the lists of stickers and animations that people keep.
type Stickers interface {
	// AddStickerSet adds a set: ErrTaken if one has its name, however it is written, or its id.
	AddStickerSet(s lamplight.StickerSet) error
	// PutStickerSet changes the title, the stickers, the picture and the version of a set.
	PutStickerSet(s lamplight.StickerSet) error
	// StickerSets returns those of the sets that there are, in no order.
	StickerSets(ids ...int64) ([]lamplight.StickerSet, error)
	// StickerSetNamed returns the set of a name, however it is written.
	StickerSetNamed(name string) (lamplight.StickerSet, error)
	// StickerSetsOf returns the sets that somebody made, those with an id below before (0: all), by falling id, at most limit,
	// and how many there are in all.
	StickerSetsOf(owner lamplight.UserID, before int64, limit int) (sets []lamplight.StickerSet, count int, err error)
	// FindStickerSets returns sets of emoji, or all others, whose folded title or name has q in it, which is folded too.
	FindStickerSets(emoji bool, q string, limit int) ([]lamplight.StickerSet, error)
	DeleteStickerSet(id int64) error

	// KeepSticker puts a document first in a list, and forgets the last ones beyond limit.
	KeepSticker(user lamplight.UserID, list lamplight.StickerList, id lamplight.DocumentID, at time.Time, limit int) error
	// ForgetSticker takes a document from a list; ErrNotFound if it is not there.
	ForgetSticker(user lamplight.UserID, list lamplight.StickerList, id lamplight.DocumentID) error
	// ForgetStickers empties a list.
	ForgetStickers(user lamplight.UserID, list lamplight.StickerList) error
	// KeptStickers returns a list, what was put there last first.
	KeptStickers(user lamplight.UserID, list lamplight.StickerList) ([]KeptSticker, error)
	// StickersKept returns those of the documents that are in anybody's lists.
	StickersKept(ids []lamplight.DocumentID) ([]lamplight.DocumentID, error)
	// DeleteStickersOf deletes the lists of an account and the sets that it made.
	DeleteStickersOf(user lamplight.UserID) error
}
