package lamplight

import "time"

// A StickerKind is what a set of stickers is for. The numbers are stored.
type StickerKind uint8

// The kinds of sets.
const (
	StickerPictures StickerKind = iota // sent as messages
	StickerMasks                       // put on photos
	StickerEmoji                       // written within texts
)

// A StickerSet is a set of stickers or custom emoji, as https://core.telegram.org/api/stickers describes it.
type StickerSet struct {
	ID      int64  // 1 to 2^63 - 1
	Owner   UserID // 0: the server
	Kind    StickerKind
	Name    string // in its address; letters, digits and underscores
	Title   Text
	Created time.Time
	// Version changes with each change of the set.
	Version  int
	Recolor  bool // StickerEmoji: takes the text's colour
	Stickers []Sticker
	// Thumb is the picture of the set, nil: its first sticker. Of a set of emoji ThumbEmoji is one of them, 0: the first.
	Thumb      *Document
	ThumbEmoji DocumentID
}

// A Sticker is one of a set.
type Sticker struct {
	Document Document `cbor:"1,keyasint"`
	Emoji    []string `cbor:"2,keyasint,omitempty"` // that it stands for; one at least
	Keywords []string `cbor:"3,keyasint,omitempty"`
	Mask     *Mask    `cbor:"4,keyasint,omitempty"` // StickerMasks
}

// A Mask is where a sticker is put on a face.
type Mask struct {
	Part int     `cbor:"1,keyasint"` // 0 forehead, 1 eyes, 2 mouth, 3 chin
	X    float64 `cbor:"2,keyasint"` // widths of the face
	Y    float64 `cbor:"3,keyasint"` // heights of the face
	Zoom float64 `cbor:"4,keyasint"`
}

// A StickerList is a list of stickers or animations that an account keeps. The numbers are stored, and render writes
// EventStickers by them.
type StickerList uint8

// The lists.
const (
	StickersInstalled StickerList = iota // sets
	StickersOrdered                      // sets in another order
	StickersRecent
	StickersFaved
	StickersGIFs
	StickersAttached // recently put on photos
)
