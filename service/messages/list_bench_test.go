package messages

import (
	"testing"

	"lamplight"
)

// BenchmarkListOf500Channels opens the list of somebody who is in 500 channels, in all of which something is unread.
func BenchmarkListOf500Channels(b *testing.B) {
	w, f := social(b)
	for i := range 500 {
		p := lamplight.ChannelPeer(lamplight.ChannelID(1000 + i))
		f.all[p] = &fakeChat{Chat: lamplight.Chat{Peer: p}, in: []lamplight.UserID{ann, bob}}
		for range 5 {
			w.post(b, asAnn, p, "words")
		}
		if i%2 == 0 {
			if _, err := w.ReadHistory(b.Context(), asBob, p, 2); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		page, err := w.Dialogs(b.Context(), bob, DialogQuery{Limit: 100})
		if err != nil || len(page.Dialogs) != 100 {
			b.Fatalf("%d conversations, %v", len(page.Dialogs), err)
		}
	}
}

// BenchmarkPrivateText sends a text between two people.
func BenchmarkPrivateText(b *testing.B) {
	w, _ := social(b)
	b.ReportAllocs()
	for b.Loop() {
		w.post(b, asAnn, toBob, "words")
	}
}
