package lamplight

import "slices"

// A Filter chooses messages of a conversation by what they carry. The numbers are stored.
//
// https://core.telegram.org/type/MessagesFilter
type Filter uint8

// The filters.
const (
	FilterNone       Filter = iota // every message
	FilterPhoto                    // photos
	FilterVideo                    // videos that are neither round nor animations
	FilterPhotoVideo               // both of these
	FilterDocument                 // files that are nothing else
	FilterLink                     // texts with an address in them, and previews of one
	FilterGIF                      // animations
	FilterVoice                    // voice messages
	FilterRound                    // round videos
	FilterRoundVoice               // both of these
	FilterMusic                    // audio files
	FilterGeo                      // places, live or not, and venues
	FilterContact                  // shared contacts
	FilterPoll                     // polls and quizzes
	FilterChatPhoto                // service messages that tell of a new photo of the chat
	Filters                        // how many there are: not a filter
)

// Filters returns the filters that choose m, each once, without FilterNone. A plain text has none.
func (m *Message) Filters() []Filter {
	var fs []Filter
	if slices.ContainsFunc(m.Entities, func(e Entity) bool { return e.Kind == EntityURL || e.Kind == EntityTextURL }) {
		fs = append(fs, FilterLink)
	}
	if m.Action != nil && m.Action.Kind == ActionChatPhoto && m.Action.Photo != nil {
		fs = append(fs, FilterChatPhoto)
	}
	if m.Media == nil {
		return fs
	}
	switch m.Media.Kind {
	case MediaNone, MediaDice:
	case MediaPhoto:
		fs = append(fs, FilterPhoto, FilterPhotoVideo)
	case MediaDocument:
		fs = append(fs, m.Media.Document.filters()...)
	case MediaContact:
		fs = append(fs, FilterContact)
	case MediaGeo, MediaLiveGeo, MediaVenue:
		fs = append(fs, FilterGeo)
	case MediaPoll:
		fs = append(fs, FilterPoll)
	case MediaPage:
		if !slices.Contains(fs, FilterLink) {
			fs = append(fs, FilterLink)
		}
	}
	return fs
}

func (d *Document) filters() []Filter {
	if d == nil {
		return nil
	}
	switch d.Kind {
	case DocumentFile:
		return []Filter{FilterDocument}
	case DocumentVideo:
		return []Filter{FilterVideo, FilterPhotoVideo}
	case DocumentRoundVideo:
		return []Filter{FilterRound, FilterRoundVoice}
	case DocumentGIF:
		return []Filter{FilterGIF}
	case DocumentAudio:
		return []Filter{FilterMusic}
	case DocumentVoice:
		return []Filter{FilterVoice, FilterRoundVoice}
	case DocumentSticker, DocumentEmoji:
		return nil
	}
	return nil
}

// Files returns the hashes of all files that m carries, each once: its media with every size and thumbnail, the preview of
// a link, the photo of a service message, and what it shows of an answered message of another conversation.
func (m *Message) Files() []FileHash {
	var hs []FileHash
	if m.Media != nil {
		hs = m.Media.files(hs)
	}
	if m.Reply != nil && m.Reply.Media != nil {
		hs = m.Reply.Media.files(hs)
	}
	if m.Action != nil {
		hs = m.Action.Photo.files(hs)
	}
	return hs
}

func (m *Media) files(hs []FileHash) []FileHash {
	hs = m.Document.files(m.Photo.files(hs))
	if m.Page != nil {
		hs = m.Page.Document.files(m.Page.Photo.files(hs))
	}
	return hs
}

func (p *Photo) files(hs []FileHash) []FileHash {
	if p == nil {
		return hs
	}
	return sizeFiles(sizeFiles(hs, p.Sizes), p.Video)
}

func (d *Document) files(hs []FileHash) []FileHash {
	if d == nil {
		return hs
	}
	return sizeFiles(addFile(hs, d.Hash), d.Thumbs)
}

func sizeFiles(hs []FileHash, sizes []PhotoSize) []FileHash {
	for i := range sizes {
		hs = addFile(hs, sizes[i].Hash)
	}
	return hs
}

func addFile(hs []FileHash, h FileHash) []FileHash {
	if h == (FileHash{}) || slices.Contains(hs, h) {
		return hs
	}
	return append(hs, h)
}
