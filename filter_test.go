package lamplight

import (
	"slices"
	"testing"
)

func TestFilters(t *testing.T) {
	document := func(k DocumentKind) Message {
		return Message{Media: &Media{Kind: MediaDocument, Document: &Document{Kind: k}}}
	}
	link := []Entity{{Kind: EntityBold}, {Kind: EntityTextURL}}
	for name, c := range map[string]struct {
		m    Message
		want []Filter
	}{
		"plain": {Message{Text: "a", Entities: []Entity{{Kind: EntityBold}, {Kind: EntityEmail}}}, nil}, "link": {Message{Entities: link}, []Filter{FilterLink}},
		"photo": {Message{Media: &Media{Kind: MediaPhoto}}, []Filter{FilterPhoto, FilterPhotoVideo}}, "file": {document(DocumentFile), []Filter{FilterDocument}},
		"video": {document(DocumentVideo), []Filter{FilterVideo, FilterPhotoVideo}}, "round": {document(DocumentRoundVideo), []Filter{FilterRound, FilterRoundVoice}},
		"voice": {document(DocumentVoice), []Filter{FilterVoice, FilterRoundVoice}}, "music": {document(DocumentAudio), []Filter{FilterMusic}},
		"animation": {document(DocumentGIF), []Filter{FilterGIF}}, "sticker": {document(DocumentSticker), nil}, "nothing": {Message{Media: &Media{Kind: MediaDocument}}, nil},
		"place": {Message{Media: &Media{Kind: MediaLiveGeo}}, []Filter{FilterGeo}}, "contact": {Message{Media: &Media{Kind: MediaContact}}, []Filter{FilterContact}},
		"poll": {Message{Media: &Media{Kind: MediaPoll}}, []Filter{FilterPoll}}, "dice": {Message{Media: &Media{Kind: MediaDice}}, nil},
		"preview": {Message{Entities: link, Media: &Media{Kind: MediaPage}}, []Filter{FilterLink}}, "chat photo": {Message{Action: &Action{Kind: ActionChatPhoto, Photo: &Photo{}}}, []Filter{FilterChatPhoto}},
		"no chat photo": {Message{Action: &Action{Kind: ActionChatPhoto}}, nil}, "captioned": {Message{Entities: link, Media: &Media{Kind: MediaPhoto}}, []Filter{FilterLink, FilterPhoto, FilterPhotoVideo}},
	} {
		if got := c.m.Filters(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestFiles(t *testing.T) {
	photo := func(b ...byte) *Photo {
		p := &Photo{}
		for _, x := range b {
			p.Sizes = append(p.Sizes, PhotoSize{Hash: FileHash{x}})
		}
		return p
	}
	m := Message{
		Media: &Media{Photo: photo(1, 0, 1, 2), Document: &Document{Hash: FileHash{3}, Thumbs: photo(4).Sizes}, Page: &Page{Photo: photo(5), Document: &Document{Hash: FileHash{6}}}},
		Reply: &Reply{Media: &Media{Photo: &Photo{Video: photo(7).Sizes}}}, Action: &Action{Photo: photo(8, 2)},
	}
	var want []FileHash
	for b := range byte(8) {
		want = append(want, FileHash{b + 1})
	}
	got := m.Files()
	slices.SortFunc(got, func(a, b FileHash) int { return int(a[0]) - int(b[0]) })
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if m := (Message{Text: "plain", Reply: &Reply{ID: 1}}); m.Files() != nil {
		t.Errorf("a text has files: %v", m.Files())
	}
}
