package sim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A model is what the accounts must show, written from the descriptions of the methods and of the update sequence
// (https://core.telegram.org/api/updates), not from the code: for each account a list of messages for each
// conversation, and what is set by hand. It is plain values, so that it can be copied and tried out.
//
// It counts whatever it can count from the messages each time anew.
type model struct {
	said     []said
	accounts []account
	sent     map[int64]int // random id → the first thing said with it; -1: more than one act used it
	waits    map[string]wait
}

// said is what somebody said once, whatever copies there are of it.
type said struct {
	from    int
	text    string
	edited  bool
	silent  bool
	forward int // who wrote it first, -1 if it is no forward
	action  string
	answers int   // what it answers, -1 if nothing
	ttl     int   // seconds after which it goes; 0: it stays
	dies    int64 // when
	late    bool  // its time had come before it was stored: hidden, and removed with the next whole look
}

// A wait is a message that waits to be sent.
type wait struct {
	u, with int
	text    string
	random  int64
	silent  bool
	due     int64 // unix seconds
	taken   bool  // it is being sent: its time has come, or its owner said so
	gone    bool  // it was sent, refused, or deleted
}

func (x wait) String() string {
	return fmt.Sprintf("to %s at %d: %q", name(x.with), x.due-epoch, x.text)
}

// A waitID names it as its owner's devices do.
type waitID struct{ u, id int }

func timerAction(seconds int) string { return fmt.Sprintf("timer %d", seconds) }

// An account is one person's side.
type account struct {
	top     int // the last message id
	pts     int
	talks   []talk
	pins    [2][]int
	blocked []bool
}

// A talk is one conversation of an account.
type talk struct {
	copies          []kept // by id
	readIn, readOut int
	mark            bool
	folder          int
	draft           string
	listed          bool
	begun           bool // there was a message once
	ttl             int
	news            bool // something came since it was archived
	came, left      int  // what came while it was archived; how often it left the archive by itself
}

// kept is a copy of what was said.
type kept struct {
	id      int
	what    int
	reply   int
	pinned  bool
	mention bool
	at      int // the position at which it came
}

func newModel(users int) *model {
	m := &model{sent: map[int64]int{}, waits: map[string]wait{}}
	for range users {
		m.accounts = append(m.accounts, account{talks: make([]talk, users), blocked: make([]bool, users)})
	}
	return m
}

func (m *model) clone() *model {
	c := &model{said: slices.Clone(m.said), accounts: slices.Clone(m.accounts), sent: make(map[int64]int, len(m.sent))}
	for k, v := range m.sent {
		c.sent[k] = v
	}
	c.waits = maps.Clone(m.waits)
	for i := range c.accounts {
		a := &c.accounts[i]
		a.talks, a.blocked = slices.Clone(a.talks), slices.Clone(a.blocked)
		for j := range a.talks {
			a.talks[j].copies = slices.Clone(a.talks[j].copies)
		}
		for j := range a.pins {
			a.pins[j] = slices.Clone(a.pins[j])
		}
	}
	return c
}

func (m *model) talk(u, with int) *talk { return &m.accounts[u].talks[with] }

// find returns the copy of a message id that an account holds, and with whom; nil if it holds none.
func (m *model) find(u, id int) (*kept, int) {
	for with := range m.accounts[u].talks {
		t := m.talk(u, with)
		if i, ok := slices.BinarySearchFunc(t.copies, id, func(k kept, id int) int { return cmp.Compare(k.id, id) }); ok {
			return &t.copies[i], with
		}
	}
	return nil, -1
}

// copyOf returns the copy of something said that a conversation holds, nil if it holds none.
func (t *talk) copyOf(what int) *kept {
	if i := slices.IndexFunc(t.copies, func(k kept) bool { return k.what == what }); i >= 0 {
		return &t.copies[i]
	}
	return nil
}

// unread counts the incoming messages after the read mark.
func (m *model) unread(u, with int) int {
	t, n := m.talk(u, with), 0
	for _, k := range t.copies {
		if m.said[k.what].from != u && k.id > t.readIn {
			n++
		}
	}
	return n
}

// say makes something said, not yet in any box.
func (m *model) say(s said) int {
	m.said = append(m.said, s)
	return len(m.said) - 1
}

// arrive puts a copy into an account's conversation.
func (m *model) arrive(u, with, what, reply int, mention bool) {
	a, t := &m.accounts[u], m.talk(u, with)
	a.top++
	a.pts++
	t.copies = append(t.copies, kept{id: a.top, what: what, reply: reply, mention: mention, at: a.pts})
	t.listed, t.begun = true, true
	if t.folder == 1 && m.said[what].from != u {
		t.news = true
		t.came++
	}
	if u == with {
		t.readIn, t.readOut = a.top, a.top
	}
}

// deliver puts what from said to to into both boxes. reply is the id of what it answers in from's box, 0 for nothing.
// now is when.
func (m *model) deliver(now time.Time, from, to, what, reply int, mention bool) {
	if s := &m.said[what]; !strings.HasPrefix(s.action, "timer") {
		if s.ttl = m.talk(from, to).ttl; s.ttl > 0 {
			s.dies = now.Unix() + int64(s.ttl)
		}
	}
	m.arrive(from, to, what, reply, false)
	if from == to {
		return
	}
	theirs := 0
	if answers := m.said[what].answers; answers >= 0 {
		if k := m.talk(to, from).copyOf(answers); k != nil {
			theirs = k.id
		}
	}
	m.arrive(to, from, what, theirs, mention)
}

// remove deletes copies from an account. Each counts.
func (m *model) remove(u int, gone func(kept) bool) {
	for with := range m.accounts[u].talks {
		t := m.talk(u, with)
		before := len(t.copies)
		t.copies = slices.DeleteFunc(t.copies, gone)
		m.accounts[u].pts += before - len(t.copies)
	}
}

// unlist takes an empty conversation out of the list.
func (m *model) unlist(u, with int) {
	t := m.talk(u, with)
	if len(t.copies) > 0 {
		return
	}
	t.listed, t.mark = false, false
	m.unpin(u, with)
}

func (m *model) unpin(u, with int) {
	for f := range m.accounts[u].pins {
		p := &m.accounts[u].pins[f]
		*p = slices.DeleteFunc(*p, func(o int) bool { return o == with })
	}
}

// view returns what an account must show.
func (m *model) view(u int) *view {
	a := &m.accounts[u]
	v := &view{pts: a.pts, pins: a.pins, blocked: a.blocked}
	for _, x := range m.waits {
		if x.u == u && !x.gone {
			v.waits = append(v.waits, x.String())
		}
	}
	slices.Sort(v.waits)
	for with := range a.talks {
		t := m.talk(u, with)
		if !t.begun && t.draft == "" && !t.mark && t.folder == 0 && !t.listed && t.ttl == 0 {
			continue // nothing ever happened there
		}
		tv := talkView{
			with: with, readIn: t.readIn, readOut: t.readOut, unread: m.unread(u, with), mark: t.mark, folder: t.folder,
			draft: t.draft, listed: t.listed, ttl: t.ttl,
		}
		if t.listed && t.folder == 0 && (tv.unread > 0 || t.mark) {
			v.unread++
		}
		for _, k := range t.copies {
			tv.messages = append(tv.messages, m.show(u, with, k))
		}
		v.talks = append(v.talks, tv)
	}
	return v
}

func (m *model) show(u, with int, k kept) messageView {
	s := m.said[k.what]
	v := messageView{
		id: k.id, out: s.from == u && u != with, from: s.from, text: s.text, edited: s.edited, reply: k.reply, pinned: k.pinned, silent: s.silent,
		mention: k.mention, action: s.action, ttl: s.ttl,
	}
	if s.forward >= 0 {
		v.forward = name(s.forward)
	}
	return v
}

// String says how much there is.
func (m *model) String() string {
	return fmt.Sprintf("%d said in %d accounts", len(m.said), len(m.accounts))
}
