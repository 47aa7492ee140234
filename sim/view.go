package sim

import (
	"fmt"
	"slices"
	"strings"
)

// A view is what one account shows: what a device shows of it, what the box holds of it, or what the model says of it.
// Two views are the same if their lines are.
type view struct {
	pts     int
	unread  int // conversations of the list with something unread
	talks   []talkView
	pins    [2][]int // conversations pinned in the list and in the archive, top first
	blocked []bool
	waits   []string // what waits to be sent
}

// A talkView is a conversation with one person.
type talkView struct {
	with            int
	messages        []messageView // by id
	readIn, readOut int
	unread          int
	mark            bool
	folder          int
	draft           string
	listed          bool
	ttl             int // seconds after which new messages go
}

// A messageView is one copy of a message.
type messageView struct {
	id       int
	from     int
	out      bool
	text     string
	edited   bool
	reply    int
	forward  string // who wrote first what this is a copy of; "" if it is none
	pinned   bool
	silent   bool
	mention  bool
	action   string
	ttl      int    // seconds after which it goes
	dates    string // when it was sent and edited: what the model knows nothing of
	saidWhat int64  // the content: only compared between the two sides
}

// names are how accounts are called in traces.
const names = "abcdefgh"

func name(u int) string { return names[u : u+1] }

// A detail is what lines show beyond what everybody knows.
type detail uint8

const (
	withLists detail = 1 << iota // what the box and the model know: which conversations are listed
	withDates                    // what the box and a device know: dates
	withWaits                    // what waits to be sent: not while the server sends
)

// lines writes a view in a form that can be compared and read.
func (v *view) lines(d detail) []string {
	out := []string{fmt.Sprintf("pts %d", v.pts)}
	if d&withLists != 0 {
		out = append(out, fmt.Sprintf("%d conversations unread", v.unread))
	}
	for _, t := range v.talks {
		out = append(out, t.lines(d)...)
	}
	for folder, pins := range v.pins {
		for _, p := range pins {
			out = append(out, fmt.Sprintf("pinned in %d: %s", folder, name(p)))
		}
	}
	for u, b := range v.blocked {
		if b {
			out = append(out, "blocked "+name(u))
		}
	}
	if d&withWaits != 0 {
		out = append(out, v.waits...)
	}
	return out
}

func (t *talkView) lines(d detail) []string {
	head := fmt.Sprintf("with %s: read %d/%d, %d unread", name(t.with), t.readIn, t.readOut, t.unread)
	if t.mark {
		head += ", marked"
	}
	if t.folder != 0 {
		head += ", archived"
	}
	if t.ttl != 0 {
		head += fmt.Sprintf(", for %d s", t.ttl)
	}
	if t.draft != "" {
		head += ", draft " + t.draft
	}
	if d&withLists != 0 && t.listed {
		head += ", listed"
	}
	out := []string{head}
	for _, m := range t.messages {
		out = append(out, "  with "+name(t.with)+" "+m.line(d))
	}
	return out
}

func (m *messageView) line(d detail) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s: %q", m.id, name(m.from), m.text)
	for _, f := range []struct {
		is   bool
		word string
	}{
		{m.out, " out"}, {m.edited, " edited"}, {m.pinned, " pinned"}, {m.silent, " silent"}, {m.mention, " mentioned"},
		{m.reply != 0, fmt.Sprintf(" to %d", m.reply)}, {m.forward != "", " of " + m.forward}, {m.action != "", " " + m.action},
		{m.ttl != 0, fmt.Sprintf(" for %d s", m.ttl)},
		{d&withDates != 0, " at " + m.dates},
	} {
		if f.is {
			b.WriteString(f.word)
		}
	}
	return b.String()
}

// differ returns the lines in which two views differ, at most ten of them; nothing if they are the same.
func differ(aName string, a []string, bName string, b []string) []string {
	var out []string
	for _, l := range a {
		if !slices.Contains(b, l) {
			out = append(out, fmt.Sprintf("%s alone: %s", aName, l))
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			out = append(out, fmt.Sprintf("%s alone: %s", bName, l))
		}
	}
	if len(out) == 0 && !slices.Equal(a, b) {
		out = []string{fmt.Sprintf("another order: %s %q, %s %q", aName, a, bName, b)}
	}
	if len(out) > 10 {
		out = append(out[:10], fmt.Sprintf("and %d more", len(out)-10))
	}
	return out
}
