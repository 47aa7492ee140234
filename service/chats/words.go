package chats

import (
	"lamplight"
	"lamplight/store"
)

// Words cuts texts into the words that they are found by (service/search).
type Words interface {
	// Words returns the words of a text, QueryWords what a query asks for: each has to begin a word.
	Words(text string) []string
	QueryWords(query string) []string
}

type noWords struct{}

func (noWords) Words(string) []string      { return nil }
func (noWords) QueryWords(string) []string { return nil }

// Names says which public names may be taken at all (service/contacts): the same for people, groups and channels.
type Names interface {
	// NameAllowed returns nil, USERNAME_INVALID or, for a name that the service keeps for itself, USERNAME_OCCUPIED.
	NameAllowed(name string) error
}

type anyNames struct{}

func (anyNames) NameAllowed(string) error { return nil }

// indexTitle brings the index of titles up to date with a chat: what is public is found by its title.
func (s *Service) indexTitle(tx store.Tx, chat store.Chat) error {
	names, err := tx.UsernamesOf([]lamplight.Peer{chat.Peer})
	if err != nil {
		return err
	}
	var words []string
	if len(names) > 0 && chat.Gone.IsZero() {
		words = s.words.Words(chat.Title)
		words = words[:min(len(words), maxTitleWords)]
	}
	return tx.SetTitleWords(chat.Peer, words)
}

// maxTitleWords is how many words of a title are in the index.
const maxTitleWords = 64
