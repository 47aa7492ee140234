package lamplight

import "time"

// A DocumentID names a file that is no photo, as clients know it. The range is 1 to 2^63 - 1.
type DocumentID int64

// A DocumentKind is what a document is to clients, beside being a file.
type DocumentKind uint8

// The kinds of document.
const (
	DocumentFile DocumentKind = iota
	DocumentVideo
	DocumentRoundVideo
	DocumentGIF // plays by itself, without sound
	DocumentAudio
	DocumentVoice
	DocumentSticker
	DocumentEmoji // a custom emoji
)

// A Document is a file that is no photo.
type Document struct {
	ID       DocumentID   `cbor:"1,keyasint"`
	Date     time.Time    `cbor:"2,keyasint"`
	MIME     string       `cbor:"3,keyasint,omitempty"`
	Name     string       `cbor:"4,keyasint,omitempty"` // of the file
	Size     int64        `cbor:"5,keyasint,omitempty"` // bytes
	Width    int          `cbor:"6,keyasint,omitempty"` // pixels; 0 if it has none
	Height   int          `cbor:"7,keyasint,omitempty"` // pixels; 0 if it has none
	Sticker  string       `cbor:"8,keyasint,omitempty"` // the emoji that a sticker or custom emoji stands for; "" if it is none
	Hash     FileHash     `cbor:"9,keyasint,omitempty"`
	Kind     DocumentKind `cbor:"10,keyasint,omitempty"`
	Duration float64      `cbor:"11,keyasint,omitempty"` // seconds
	Title    Text         `cbor:"12,keyasint,omitempty"` // DocumentAudio
	Artist   Text         `cbor:"13,keyasint,omitempty"` // DocumentAudio
	Waveform []byte       `cbor:"14,keyasint,omitempty"` // DocumentVoice: 5 bits a sample
	Stream   bool         `cbor:"15,keyasint,omitempty"` // a video that can be played while it loads
	NoSound  bool         `cbor:"16,keyasint,omitempty"`
	Start    float64      `cbor:"17,keyasint,omitempty"` // seconds: where the cover stands
	Thumbs   []PhotoSize  `cbor:"18,keyasint,omitempty"` // smallest first
	Set      int64        `cbor:"19,keyasint,omitempty"` // the sticker set; 0 if none
	Free     bool         `cbor:"20,keyasint,omitempty"` // a custom emoji that anybody may use
	Recolor  bool         `cbor:"21,keyasint,omitempty"` // a custom emoji that takes the text's colour
	Animated bool         `cbor:"22,keyasint,omitempty"` // has pictures that move, whatever its kind

	// As one viewer may fetch it; not stored.
	Access    int64  `cbor:"-"` // the viewer's access hash
	Reference []byte `cbor:"-"` // the file reference: shows where the viewer met the file, and expires
	SetAccess int64  `cbor:"-"` // the viewer's access hash for Set
}
