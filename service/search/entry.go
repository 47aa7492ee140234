package search

import (
	"context"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// Polls tells what polls ask.
type Polls interface {
	// Polls returns polls as viewer may see them; 0 is nobody in particular.
	Polls(ctx context.Context, viewer lamplight.UserID, ids ...lamplight.PollID) ([]lamplight.Poll, error)
}

// topicless is the thread of what a supergroup has outside of all others: its general topic, if it is a forum.
const topicless = lamplight.MessageID(1)

// indexed reports whether a message is to be found at all. What waits to be looked at is not. Neither is a service message
// of a supergroup or channel, but for those that a filter asks for: it has no words.
func indexed(m *lamplight.Message) bool {
	return !m.Held && (m.Action == nil || m.Box.Channel() == 0 || len(m.Filters()) > 0)
}

// entry is what the index keeps of a message. asked is what polls ask.
func entry(m *lamplight.Message, asked map[lamplight.PollID]string) store.SearchMessage {
	e := store.SearchMessage{
		ID: m.ID, Peer: m.Peer, From: m.From, Saved: saved(m), Thread: m.Thread(), Date: m.Sent, Kinds: kinds(m), Words: Words(text(m, asked)),
	}
	if m.Box.Channel() != 0 {
		e.Mentions = m.Mentions
		if e.Thread == 0 && !m.Post {
			e.Thread = topicless
		}
	}
	return e
}

// text returns all of a message that it is found by, each part in a line of its own: what it says, what a file is called, who
// plays it, who somebody is, where something is, what a poll asks.
func text(m *lamplight.Message, asked map[lamplight.PollID]string) string {
	if m.Media == nil {
		return string(m.Text)
	}
	parts := []string{string(m.Text)}
	add := func(more ...string) {
		for _, p := range more {
			if p != "" {
				parts = append(parts, p)
			}
		}
	}
	switch md := m.Media; {
	case md.Document != nil:
		add(named(md.Document.Name), string(md.Document.Title), string(md.Document.Artist))
	case md.Contact != nil:
		add(string(md.Contact.FirstName), string(md.Contact.LastName))
	case md.Venue != nil:
		add(string(md.Venue.Title), string(md.Venue.Address))
	case md.Poll != 0:
		add(asked[md.Poll])
	}
	return strings.Join(parts, "\n")
}

// named returns the name of a file with its parts apart: people look for them, and write dots for blanks.
func named(file string) string {
	if file == "" {
		return ""
	}
	return strings.NewReplacer("_", " ", ".", " ").Replace(file)
}

// poll returns the poll that a message asks, 0 if none.
func poll(m *lamplight.Message) lamplight.PollID {
	if m.Media == nil {
		return 0
	}
	return m.Media.Poll
}

// asked returns what the polls among messages ask and what may be answered.
func (s *Service) asked(ctx context.Context, ms []lamplight.Message) (map[lamplight.PollID]string, error) {
	var ids []lamplight.PollID
	for i := range ms {
		if id := poll(&ms[i]); id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 || s.polls == nil {
		return nil, nil
	}
	polls, err := s.polls.Polls(ctx, 0, ids...)
	if err != nil {
		return nil, err
	}
	out := make(map[lamplight.PollID]string, len(polls))
	for _, p := range polls {
		parts := []string{string(p.Question)}
		for _, a := range p.Answers {
			parts = append(parts, string(a.Text))
		}
		out[p.ID] = strings.Join(parts, "\n")
	}
	return out, nil
}

// kinds returns what a message is found by without words.
func kinds(m *lamplight.Message) (k store.SearchKinds) {
	if slices.ContainsFunc(m.Entities, func(e lamplight.Entity) bool {
		return e.Kind == lamplight.EntityURL || e.Kind == lamplight.EntityTextURL || e.Kind == lamplight.EntityEmail
	}) {
		k |= store.SearchURL
	}
	if m.Mentioned {
		k |= store.SearchMentioned
	}
	for _, f := range m.Filters() {
		k |= store.SearchFilter(f)
		if f == lamplight.FilterLink {
			k |= store.SearchURL
		}
	}
	return k
}
