package sqlstore

import (
	"fmt"
	"strings"

	"lamplight"
	"lamplight/store"
)

// SetTitleWords implements store.Titles. Words are kept as bytes, which both databases order alike.
func (t *tx) SetTitleWords(p lamplight.Peer, words []string) error {
	if err := t.run(`DELETE FROM title_words WHERE peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID); err != nil {
		return err
	}
	for _, w := range words {
		if w == "" || len(w) > store.MaxSearchWord {
			return fmt.Errorf("a word of a title has %d bytes, want 1 to %d", len(w), store.MaxSearchWord)
		}
		if err := t.run(`INSERT INTO title_words (word, peer_kind, peer_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			[]byte(w), int64(p.Kind), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// maxTitleWords is how many words of a query are looked at: each is a look into the index.
const maxTitleWords = 8

// SearchTitles implements store.Titles.
func (t *tx) SearchTitles(words []string, limit int) ([]lamplight.Peer, error) {
	if len(words) == 0 {
		return nil, nil
	}
	words = words[:min(len(words), maxTitleWords)]
	// The index is entered by the longest word, which most likely has the fewest titles.
	longest := 0
	for i, w := range words {
		if len(w) > len(words[longest]) {
			longest = i
		}
	}
	// Text has no byte 255, so everything that begins with a word is below the word and that byte.
	bounds := func(w string) []any { return []any{[]byte(w), append([]byte(w), 0xff)} }
	args := bounds(words[longest])
	var also strings.Builder
	for i, w := range words {
		if i != longest {
			also.WriteString(` AND EXISTS (SELECT 1 FROM title_words o
				WHERE o.peer_kind = w.peer_kind AND o.peer_id = w.peer_id AND o.word >= ? AND o.word < ?)`)
			args = append(args, bounds(w)...)
		}
	}
	return many(t, func(scan scanner) (p lamplight.Peer, err error) {
		err = scan(&p.Kind, &p.ID)
		return p, err
	}, `SELECT DISTINCT w.peer_kind, w.peer_id FROM title_words w WHERE w.word >= ? AND w.word < ?`+also.String()+` LIMIT ?`,
		append(args, limit)...)
}

// PublicChannels implements store.Titles.
func (t *tx) PublicChannels(limit int) ([]lamplight.ChannelID, error) {
	return many(t, value[lamplight.ChannelID], `SELECT c.peer_id FROM usernames u
		JOIN chats c ON c.peer_kind = u.peer_kind AND c.peer_id = u.peer_id
		WHERE u.peer_kind = ? AND c.broadcast AND c.gone = 0 AND length(c.restricted) = 0 ORDER BY c.members DESC, c.peer_id LIMIT ?`,
		int64(lamplight.PeerChannel), limit)
}
