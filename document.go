package lamplight

import "time"

// A DocumentID names a file that is no photo, as clients know it. The range is 1 to 2^63 - 1.
type DocumentID int64

// A Document is a file that is no photo, as one viewer may fetch it.
type Document struct {
	ID        DocumentID
	Access    int64  // the viewer's access hash
	Reference []byte // the file reference: shows where the viewer met the file, and expires
	Date      time.Time
	MIME      string
	Name      string // of the file
	Size      int64  // bytes
	Width     int    // pixels; 0 if it has none
	Height    int    // pixels; 0 if it has none
	Sticker   string // the emoji that a sticker stands for; "" if it is none
}
