package server

import "lamplight/service/search"

// wordsOf cuts the titles of groups and channels as search cuts what was said.
type wordsOf struct{}

// Words implements chats.Words.
func (wordsOf) Words(text string) []string { return search.Words(text) }

// QueryWords implements chats.Words.
func (wordsOf) QueryWords(query string) []string { return search.QueryWords(query) }
