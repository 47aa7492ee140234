package media

import (
	"testing"

	"lamplight"
)

// TestWhatADocumentIs settles what documents are that their senders describe in many ways.
func TestWhatADocumentIs(t *testing.T) {
	for _, x := range []struct {
		what   string
		said   lamplight.Document
		asFile bool
		want   lamplight.DocumentKind
	}{
		{"a picture in a sticker's size", lamplight.Document{MIME: "image/webp", Width: 512, Height: 300, Size: 9_000}, false, lamplight.DocumentSticker},
		{"the same, as a file", lamplight.Document{MIME: "image/webp", Width: 512, Height: 300, Size: 9_000}, true, lamplight.DocumentFile},
		{"another size", lamplight.Document{MIME: "image/webp", Width: 500, Height: 300, Size: 9_000}, false, lamplight.DocumentFile},
		{"too many bytes", lamplight.Document{MIME: "image/webp", Width: 512, Height: 512, Size: 600 << 10}, false, lamplight.DocumentFile},
		{"another format", lamplight.Document{MIME: "image/png", Width: 512, Height: 512, Size: 9_000}, false, lamplight.DocumentFile},
		{"a video that is none", lamplight.Document{Kind: lamplight.DocumentVideo, MIME: "text/plain"}, false, lamplight.DocumentFile},
		{"a picture that moves", lamplight.Document{Kind: lamplight.DocumentGIF, MIME: "image/gif"}, false, lamplight.DocumentGIF},
	} {
		d := x.said
		if settle(&d, x.asFile); d.Kind != x.want {
			t.Errorf("%s is %v, want %v", x.what, d.Kind, x.want)
		}
	}
}
