package media

import (
	"testing"

	"lamplight"
)

// TestSilentVideos: a video without sound becomes a GIF, as clients expect that send one so.
func TestSilentVideos(t *testing.T) {
	for _, tt := range []struct {
		name     string
		kind     lamplight.DocumentKind
		known    bool // by its sender
		sound    bool
		want     lamplight.DocumentKind
		animated bool
	}{
		{"a film", lamplight.DocumentVideo, false, true, lamplight.DocumentVideo, false},
		{"a silent one", lamplight.DocumentVideo, false, false, lamplight.DocumentGIF, true},
		{"a silent one that is to be a video", lamplight.DocumentVideo, true, false, lamplight.DocumentVideo, false},
		{"a round one", lamplight.DocumentRoundVideo, false, false, lamplight.DocumentRoundVideo, false},
		{"a file", lamplight.DocumentFile, false, false, lamplight.DocumentFile, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := lamplight.Document{Kind: tt.kind, NoSound: tt.known}
			about{sound: tt.sound}.tell(&d)
			if d.Kind != tt.want || d.Animated != tt.animated || d.NoSound != (tt.known || !tt.sound) {
				t.Errorf("it is %+v", d)
			}
		})
	}
}
