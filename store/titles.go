package store

import "lamplight"

// Titles is the index of the titles of public groups and channels: what strangers find them by. Which words a title has is
// for the service to say.
type Titles interface {
	// SetTitleWords replaces the words by which a group or channel is found; none takes it out of the index. A word has at
	// most MaxSearchWord bytes.
	SetTitleWords(p lamplight.Peer, words []string) error
	// SearchTitles returns what has a word for each of words that begins with it, in no order, at most limit.
	SearchTitles(words []string, limit int) ([]lamplight.Peer, error)
	// PublicChannels returns the channels that have a public name and are shown to everybody, those with the most members
	// first, at most limit. Groups are none.
	PublicChannels(limit int) ([]lamplight.ChannelID, error)
}
