package messages

import (
	"testing"

	"github.com/gotd/td/tg"

	"lamplight"
)

// TestWhatAnUploadIs: what a client says a file is does not hang on the order in which it says so, and a video stays one
// even if the client says that it is a voice message as well, as Telethon and GramJS do of round ones.
func TestWhatAnUploadIs(t *testing.T) {
	round, video := &tg.DocumentAttributeVideo{RoundMessage: true, W: 240, H: 240, Duration: 1}, &tg.DocumentAttributeVideo{W: 320, H: 240}
	voice, song := &tg.DocumentAttributeAudio{Voice: true, Duration: 2}, &tg.DocumentAttributeAudio{Title: "A"}
	for _, tt := range []struct {
		name string
		as   []tg.DocumentAttributeClass
		want lamplight.DocumentKind
	}{
		{"a file", []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: "a.bin"}}, lamplight.DocumentFile},
		{"a video", []tg.DocumentAttributeClass{video}, lamplight.DocumentVideo},
		{"a round video", []tg.DocumentAttributeClass{round}, lamplight.DocumentRoundVideo},
		{"a round video that is called a voice too", []tg.DocumentAttributeClass{round, voice}, lamplight.DocumentRoundVideo},
		{"the other way round", []tg.DocumentAttributeClass{voice, round}, lamplight.DocumentRoundVideo},
		{"a video with a title", []tg.DocumentAttributeClass{video, song}, lamplight.DocumentVideo},
		{"a moving picture", []tg.DocumentAttributeClass{&tg.DocumentAttributeAnimated{}, video}, lamplight.DocumentGIF},
		{"a voice", []tg.DocumentAttributeClass{voice}, lamplight.DocumentVoice},
		{"a song", []tg.DocumentAttributeClass{song}, lamplight.DocumentAudio},
		{"a sticker that moves", []tg.DocumentAttributeClass{&tg.DocumentAttributeSticker{Alt: "🙂"}, video}, lamplight.DocumentSticker},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := described(&tg.InputMediaUploadedDocument{Attributes: tt.as}).Kind; got != tt.want {
				t.Errorf("it is %d, want %d", got, tt.want)
			}
		})
	}
}
