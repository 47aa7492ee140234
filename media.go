package lamplight

import "time"

// A FileHash names the bytes of a file: their SHA-256. The same bytes are stored once.
type FileHash [32]byte

// A PhotoID names a photo as clients know it. The range is 1 to 2^63 - 1.
type PhotoID int64

// A PhotoSize is one size of a photo, or a thumbnail of a document.
type PhotoSize struct {
	Type   string   `cbor:"1,keyasint"`           // one letter, as https://core.telegram.org/api/files#image-thumbnail-types lists them
	Width  int      `cbor:"2,keyasint,omitempty"` // pixels
	Height int      `cbor:"3,keyasint,omitempty"` // pixels
	Size   int64    `cbor:"4,keyasint,omitempty"` // bytes
	Hash   FileHash `cbor:"5,keyasint,omitempty"`
	Inline []byte   `cbor:"6,keyasint,omitempty"` // of type i (stripped JPEG) and j (outline): the bytes themselves
	Steps  []int    `cbor:"7,keyasint,omitempty"` // of a progressive JPEG: bytes after which each scan is whole
}

// A Photo is a picture in its sizes.
type Photo struct {
	ID    PhotoID     `cbor:"1,keyasint"`
	Date  time.Time   `cbor:"2,keyasint"`
	Sizes []PhotoSize `cbor:"3,keyasint,omitempty"` // smallest first
	// Stickers says that the picture carries stickers; Video is the moving form of a profile photo.
	Stickers bool        `cbor:"4,keyasint,omitempty"`
	Video    []PhotoSize `cbor:"5,keyasint,omitempty"`
}

// A MediaKind is what a message carries beside its text. The numbers are stored.
type MediaKind uint8

// The kinds of media.
const (
	MediaNone MediaKind = iota
	MediaPhoto
	MediaDocument
	MediaContact
	MediaGeo
	MediaLiveGeo
	MediaVenue
	MediaDice
	MediaPoll
	MediaPage // the preview of a link
)

// Media is what a message carries beside its text. The fields of its kind are set.
type Media struct {
	Kind     MediaKind `cbor:"1,keyasint"`
	Photo    *Photo    `cbor:"2,keyasint,omitempty"` // MediaPhoto; the cover of a video
	Document *Document `cbor:"3,keyasint,omitempty"`
	Contact  *Contact  `cbor:"4,keyasint,omitempty"`
	Geo      *Geo      `cbor:"5,keyasint,omitempty"` // MediaGeo, MediaLiveGeo, MediaVenue
	Venue    *Venue    `cbor:"6,keyasint,omitempty"`
	Dice     *Dice     `cbor:"7,keyasint,omitempty"`
	Poll     PollID    `cbor:"8,keyasint,omitempty"` // what it asks and how it stands is read from where polls are kept
	Page     *Page     `cbor:"9,keyasint,omitempty"`
	Spoiler  bool      `cbor:"10,keyasint,omitempty"`
	TTL      int       `cbor:"11,keyasint,omitempty"` // seconds for which it may be seen once opened; 0: for ever
	// Asked is Poll as one viewer may see it; not stored.
	Asked *Poll `cbor:"-"`
}

// A PollID names a poll: all copies of the message that asks show the same votes.
type PollID int64

// A Contact is a name and a phone that somebody shared.
type Contact struct {
	Phone     string `cbor:"1,keyasint,omitempty"`
	FirstName Text   `cbor:"2,keyasint,omitempty"`
	LastName  Text   `cbor:"3,keyasint,omitempty"`
	VCard     Text   `cbor:"4,keyasint,omitempty"`
	User      UserID `cbor:"5,keyasint,omitempty"` // 0 if nobody here has that phone, or the sender may not know
}

// Geo is a place on earth.
type Geo struct {
	Latitude  float64 `cbor:"1,keyasint"`           // degrees, -90 to 90
	Longitude float64 `cbor:"2,keyasint"`           // degrees, -180 to 180
	Accuracy  int     `cbor:"3,keyasint,omitempty"` // metres
	Heading   int     `cbor:"4,keyasint,omitempty"` // MediaLiveGeo: degrees, 1 to 360; 0: unknown
	Period    int     `cbor:"5,keyasint,omitempty"` // MediaLiveGeo: seconds for which it is kept up to date
	Near      int     `cbor:"6,keyasint,omitempty"` // MediaLiveGeo: metres within which the other one is told
	Stopped   bool    `cbor:"7,keyasint,omitempty"`
	Hash      int64   `cbor:"8,keyasint,omitempty"` // access hash of the map picture
}

// A Venue is a place with a name.
type Venue struct {
	Title    Text   `cbor:"1,keyasint,omitempty"`
	Address  Text   `cbor:"2,keyasint,omitempty"`
	Provider string `cbor:"3,keyasint,omitempty"`
	ID       string `cbor:"4,keyasint,omitempty"`
	Type     string `cbor:"5,keyasint,omitempty"`
}

// Dice is what a thrown emoji shows; the server throws.
type Dice struct {
	Emoji string `cbor:"1,keyasint"`
	Value int    `cbor:"2,keyasint"`
}

// A Page is the preview of a link.
type Page struct {
	ID          int64     `cbor:"1,keyasint"`
	URL         string    `cbor:"2,keyasint,omitempty"`
	Shown       string    `cbor:"3,keyasint,omitempty"` // the address as it is shown
	Pending     bool      `cbor:"4,keyasint,omitempty"` // it is being fetched
	Empty       bool      `cbor:"5,keyasint,omitempty"` // there is nothing to show
	Type        string    `cbor:"6,keyasint,omitempty"`
	Site        Text      `cbor:"7,keyasint,omitempty"`
	Title       Text      `cbor:"8,keyasint,omitempty"`
	Description Text      `cbor:"9,keyasint,omitempty"`
	Author      Text      `cbor:"10,keyasint,omitempty"`
	Photo       *Photo    `cbor:"11,keyasint,omitempty"`
	Document    *Document `cbor:"12,keyasint,omitempty"`
	Large       bool      `cbor:"13,keyasint,omitempty"` // shown as a large picture
	Small       bool      `cbor:"14,keyasint,omitempty"` // shown as a small one, because the sender wants that
	Manual      bool      `cbor:"15,keyasint,omitempty"` // the sender chose it
	Date        time.Time `cbor:"16,keyasint,omitempty"` // when it is to be there, while Pending
}

// A Reaction is an emoji, or one of our own drawing, put to a message.
type Reaction struct {
	Emoji    string     `cbor:"1,keyasint,omitempty"`
	Document DocumentID `cbor:"2,keyasint,omitempty"` // a custom emoji; Emoji is "" then
}

// A Tally is how often a reaction was put to a message.
type Tally struct {
	Reaction Reaction `cbor:"1,keyasint"`
	Count    int      `cbor:"2,keyasint"`
}

// A Reactor is somebody who reacted, and with what.
type Reactor struct {
	Peer     Peer      `cbor:"1,keyasint"`
	Reaction Reaction  `cbor:"2,keyasint"`
	Date     time.Time `cbor:"3,keyasint,omitempty"`
	Big      bool      `cbor:"4,keyasint,omitempty"`
	Unread   bool      `cbor:"5,keyasint,omitempty"` // the message's author has not seen it yet
}

// Reactions is what was put to a message: all of it counted, and the last few with their names.
type Reactions struct {
	Tallies []Tally   `cbor:"1,keyasint,omitempty"` // most often first; among the same, the one that came first
	Recent  []Reactor `cbor:"2,keyasint,omitempty"` // newest first
	// Named says that anybody may see who reacted: in private conversations and small groups.
	Named bool `cbor:"3,keyasint,omitempty"`
	// As one viewer may see it; not stored. Mine are those of Viewer, in the order in which they were chosen.
	Viewer UserID     `cbor:"-"`
	Mine   []Reaction `cbor:"-"`
}

// An Origin is where somebody met a file: what a file reference stands for. Each is asked for anew where it was met.
type Origin struct {
	Viewer UserID
	Box    BoxID     // of a message, else 0
	ID     MessageID // of a message, else 0
}
