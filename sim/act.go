package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamplight"
)

// An actKind is something that a person can do.
type actKind string

const (
	actSend      actKind = "send"
	actEdit      actKind = "edit"
	actDelete    actKind = "delete"
	actRead      actKind = "read"
	actMark      actKind = "mark"
	actDraft     actKind = "draft"
	actPin       actKind = "pin message"
	actUnpinAll  actKind = "unpin all"
	actPinDialog actKind = "pin dialog"
	actReorder   actKind = "reorder"
	actArchive   actKind = "archive"
	actClear     actKind = "clear"
	actForward   actKind = "forward"
	actBlock     actKind = "block"
	actTimer     actKind = "timer"
	actSchedule  actKind = "schedule"
	actUnsched   actKind = "forget what waits"
	actSendNow   actKind = "send now"
)

// An act is one thing that a person does on one device: a call to the server, and what is known of it.
type act struct {
	n    int
	kind actKind
	dev  *device
	u    int // who
	with int // the conversation
	// What the call says, as far as its kind has it.
	id      int
	ids     []int
	text    string
	random  int64
	randoms []int64
	reply   int
	to      int   // of a forward
	order   []int // of pinned conversations
	folder  int
	on      bool // set, pin, block: or the opposite
	silent  bool
	drop    bool // forget the draft; forward without the author
	keep    bool
	revoke  bool
	oneSide bool
	seconds int       // of a timer
	at      time.Time // when to send it
	now     time.Time // of the append
	latest  time.Time // that the clock ever showed
	due     []waitID  // messages that go

	epoch   int // of the device's connection when the call was made
	start   int // of the device, likewise
	born    int64
	seen    seen   // what the server had read before it decided
	want    string // the error it must end with if nothing comes between; "" success, "*" whatever
	version int    // of the model, when it began; counted up with its own appends
	applied int    // appends so far
	seq     int64  // the last Seq that it made in its own box
	locks   []string
	shared  []string
}

// Seen is what an act decided on, as it was when the server read it.
type seen struct {
	what   []int // what was said, in the order of the ids named
	with   []int // in which conversation each of them is
	texts  []string
	last   int // the last message that a read mark covers, its id; 0: none
	lastOf int // and what it says
}

func (a *act) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "act %d of %s: %s with %s", a.n, a.dev, a.kind, name(a.with))
	if a.id != 0 {
		fmt.Fprintf(&b, " id %d", a.id)
	}
	if len(a.ids) > 0 {
		fmt.Fprintf(&b, " ids %v", a.ids)
	}
	if a.text != "" {
		fmt.Fprintf(&b, " %q", a.text)
	}
	if a.random != 0 {
		fmt.Fprintf(&b, " random %d", a.random)
	}
	if a.reply != 0 {
		fmt.Fprintf(&b, " reply %d", a.reply)
	}
	if a.kind == actForward {
		fmt.Fprintf(&b, " to %s %v", name(a.to), a.randoms)
	}
	if a.kind == actReorder {
		fmt.Fprintf(&b, " %v in %d", a.order, a.folder)
	}
	if a.kind == actArchive {
		fmt.Fprintf(&b, " in %d", a.folder)
	}
	for _, f := range []struct {
		is   bool
		word string
	}{
		{a.on, " on"}, {a.silent, " silent"}, {a.drop, " drop"}, {a.keep, " keep"}, {a.revoke, " revoke"}, {a.oneSide, " one side"},
	} {
		if f.is {
			b.WriteString(f.word)
		}
	}
	if !a.at.IsZero() {
		b.WriteString(" at " + clockOf(a.at))
	}
	if a.kind == actTimer {
		fmt.Fprintf(&b, " %d s", a.seconds)
	}
	return b.String()
}

// Symbols of errors that the model foresees.
const (
	errMessage    = "MESSAGE_ID_INVALID"
	errAuthor     = "MESSAGE_AUTHOR_REQUIRED"
	errSame       = "MESSAGE_NOT_MODIFIED"
	errSamePin    = "CHAT_NOT_MODIFIED"
	errReply      = "REPLY_MESSAGE_ID_INVALID"
	errPeer       = "PEER_ID_INVALID"
	errPins       = "PINNED_DIALOGS_TOO_MUCH"
	errRepeated   = "RANDOM_ID_DUPLICATE"
	errYouBlocked = "YOU_BLOCKED_USER"
	errIsBlocked  = "USER_IS_BLOCKED"
	anyError      = "*"
)

// mayWrite returns the error of writing to somebody, "" if one may.
func (m *model) mayWrite(u, to int) string {
	switch {
	case u == to:
		return ""
	case m.accounts[u].blocked[to]:
		return errYouBlocked
	case m.accounts[to].blocked[u]:
		return errIsBlocked
	}
	return ""
}

// foresee returns the error that an act must end with, if nothing comes between.
func (m *model) foresee(a *act) string {
	k, with := m.find(a.u, a.id)
	there := k != nil && with == a.with
	switch a.kind {
	case actSend:
		if what, ok := m.sent[a.random]; ok {
			switch k := m.talk(a.u, a.with).copyOf(what); {
			case k == nil:
				return errRepeated
			case m.accounts[a.u].pts-k.at >= boxLimits().Events-boxLimits().Trim:
				return anyError // the event that told of it may be forgotten
			}
			return ""
		}
		if e := m.mayWrite(a.u, a.with); e != "" {
			return e
		}
		if r, with := m.find(a.u, a.reply); a.reply != 0 && (r == nil || with != a.with) {
			return errReply
		}
	case actEdit:
		switch {
		case !there || m.said[k.what].action != "":
			return errMessage
		case m.said[k.what].from != a.u || m.said[k.what].forward >= 0:
			return errAuthor
		case m.said[k.what].text == a.text:
			return errSame
		}
		return m.mayWrite(a.u, a.with)
	case actTimer:
		switch {
		case a.u == a.with:
			return errPeer
		case m.talk(a.u, a.with).ttl == a.seconds:
			return errSamePin
		}
		return m.mayWrite(a.u, a.with)
	case actSchedule, actUnsched, actSendNow:
		return anyError // the server sends meanwhile
	case actDraft:
		if r, with := m.find(a.u, a.reply); a.reply != 0 && (r == nil || with != a.with) {
			return errReply
		}
	case actPin:
		if !there || m.said[k.what].action != "" {
			return errMessage
		}
		both := a.u != a.with && !a.oneSide
		theirs := m.talk(a.with, a.u).copyOf(k.what)
		same := theirs != nil && theirs.pinned == a.on || theirs == nil && !a.on // no copy counts as not pinned
		if k.pinned == a.on && (!both || same) {
			return errSamePin
		}
		if both {
			return m.mayWrite(a.u, a.with)
		}
	case actPinDialog:
		t := m.talk(a.u, a.with)
		pins := m.accounts[a.u].pins[t.folder]
		switch {
		case !a.on:
		case !t.begun && t.draft == "" && a.with != a.u:
			return errPeer
		case !slices.Contains(pins, a.with) && len(pins) >= maxPins(t.folder):
			return errPins
		}
	case actForward:
		if e := m.mayWrite(a.u, a.to); e != "" {
			return e
		}
		if !slices.ContainsFunc(a.ids, func(id int) bool {
			k, with := m.find(a.u, id)
			return k != nil && with == a.with && m.said[k.what].action == ""
		}) {
			return errMessage
		}
	}
	return ""
}

// look notes what an act decides on, as it is now, when the server has read it: what is the name of what it called.
func (m *model) look(a *act, what string) {
	switch a.kind {
	case actSend, actEdit, actPin, actDelete, actForward:
		if what != "messages" {
			return // policies read, too
		}
	case actRead, actUnpinAll, actClear:
		if what != "history" && what != "copies" {
			return
		}
	default:
		return
	}
	s := seen{lastOf: -1}
	note := func(id int) {
		if k, with := m.find(a.u, id); k != nil {
			s.what, s.with = append(s.what, k.what), append(s.with, with)
			s.texts = append(s.texts, m.said[k.what].text)
		}
	}
	t := m.talk(a.u, a.with)
	switch a.kind {
	case actSend:
		note(a.reply)
	case actEdit, actPin:
		note(a.id)
	case actDelete, actForward:
		for _, id := range a.ids {
			note(id)
		}
	case actRead:
		if what == "copies" { // the last one that the other side has
			s = a.seen
			for _, said := range s.what {
				if m.talk(a.with, a.u).copyOf(said) != nil {
					s.lastOf = said
				}
			}
			break
		}
		s.last = a.seen.last
		for _, k := range t.copies {
			if s.last == 0 && (a.id == 0 || k.id <= a.id) || k.id <= s.last {
				s.what = append(s.what, k.what)
			}
		}
		if s.last == 0 && len(s.what) > 0 {
			s.last = t.copyOf(s.what[len(s.what)-1]).id
		}
	case actUnpinAll:
		for _, k := range slices.Backward(t.copies) {
			if k.pinned && len(s.what) < clearStep {
				s.what = append(s.what, k.what)
			}
		}
	case actClear:
		for _, k := range slices.Backward(t.copies) {
			if (a.id == 0 || k.id <= a.id) && len(s.what) < clearStep {
				s.what = append(s.what, k.what)
			}
		}
	}
	a.seen = s
}

// commit carries an act out. What cannot be is an error.
func (m *model) commit(a *act) error {
	var own *talk
	if a.u >= 0 {
		own = m.talk(a.u, a.with)
	}
	switch a.kind {
	case actSend, actSchedule:
		if _, ok := m.sent[a.random]; ok {
			return fmt.Errorf("random id %d was sent twice", a.random)
		}
		if a.kind == actSchedule && a.at.After(a.latest.Add(scheduleSoon)) {
			return fmt.Errorf("%q is sent before its time", a.text)
		}
		s := said{from: a.u, text: a.text, silent: a.silent, forward: -1, answers: -1}
		mention := false
		if a.reply != 0 && len(a.seen.what) > 0 {
			s.answers = a.seen.what[0]
			mention = a.with != a.u && m.said[s.answers].from == a.with
		}
		what := m.say(s)
		m.sent[a.random] = what
		m.deliver(a.now, a.u, a.with, what, a.reply, mention)
		if a.drop {
			own.draft = ""
		}
	case actEdit:
		for _, u := range m.sides(a) {
			if m.talk(u[0], u[1]).copyOf(a.seen.what[0]) != nil {
				m.accounts[u[0]].pts++
			}
		}
		s := &m.said[a.seen.what[0]]
		s.text, s.edited = a.text, true
	case actDelete:
		m.remove(a.u, func(k kept) bool { return slices.Contains(a.ids, k.id) })
		if !a.revoke {
			break
		}
		for i, what := range a.seen.what {
			if with := a.seen.with[i]; with != a.u {
				m.remove(with, func(k kept) bool { return k.what == what })
			}
		}
	case actRead:
		m.read(a)
	case actMark:
		own.mark = a.on
	case actDraft:
		own.draft = draftOf(a.text, a.reply)
		if own.draft != "" {
			own.listed = true
		} else if !own.begun && !slices.Contains(m.accounts[a.u].pins[own.folder], a.with) {
			own.listed = false
		}
	case actPin:
		m.pinMessage(a)
	case actUnpinAll:
		left := clearStep
		moved := 0
		for i := len(own.copies) - 1; i >= 0 && left > 0; i-- {
			if own.copies[i].pinned {
				own.copies[i].pinned = false
				left--
				moved = 1
			}
		}
		m.accounts[a.u].pts += moved
		if a.with != a.u {
			m.setPins(a.with, a.u, a.seen.what, false)
		}
	case actPinDialog:
		pins := &m.accounts[a.u].pins[own.folder]
		if !a.on {
			m.unpin(a.u, a.with)
		} else {
			own.listed = true
			if !slices.Contains(*pins, a.with) {
				*pins = slices.Insert(*pins, 0, a.with)
			}
		}
	case actReorder:
		pins := &m.accounts[a.u].pins[a.folder]
		var next []int
		for _, p := range slices.Concat(a.order, *pins) {
			if slices.Contains(*pins, p) && !slices.Contains(next, p) {
				next = append(next, p)
			}
		}
		*pins = next
	case actArchive:
		if own.folder != a.folder {
			m.unpin(a.u, a.with)
			own.folder, own.news = a.folder, false
		}
	case actClear:
		m.clear(a)
	case actForward:
		m.forward(a)
	case actTimer:
		own.ttl, m.talk(a.with, a.u).ttl = a.seconds, a.seconds
		m.deliver(a.now, a.u, a.with, m.say(said{from: a.u, forward: -1, answers: -1, action: timerAction(a.seconds)}), 0, false)
	case actExpire:
		return m.expire(a)
	case actDue, actSendNow:
		return m.sendWaiting(a)
	case actBlock:
		m.accounts[a.u].blocked[a.with] = a.on
	default:
		panic("sim: no model of " + string(a.kind))
	}
	return nil
}

// sides returns the conversation of an act as both people have it.
func (m *model) sides(a *act) [][2]int {
	if a.u == a.with {
		return [][2]int{{a.u, a.u}}
	}
	return [][2]int{{a.u, a.with}, {a.with, a.u}}
}

func draftOf(text string, reply int) string {
	if text == "" && reply == 0 {
		return ""
	}
	return fmt.Sprintf("%q to %d", text, reply)
}

// read marks a conversation as read up to what its reader was shown, on both sides.
func (m *model) read(a *act) {
	own := m.talk(a.u, a.with)
	upTo := a.id
	if upTo == 0 {
		upTo = m.accounts[a.u].top
	}
	if a.u != a.with && a.seen.last != 0 {
		upTo = min(upTo, a.seen.last) // not what came after the server looked
	}
	upTo = min(upTo, m.accounts[a.u].top)
	if len(own.copies) > 0 && upTo > own.readIn || own.mark {
		m.accounts[a.u].pts++
		own.mark = false
		if len(own.copies) > 0 {
			own.readIn = max(own.readIn, upTo)
		}
	}
	if a.u == a.with || a.seen.lastOf < 0 {
		return
	}
	theirs := m.talk(a.with, a.u)
	if k := theirs.copyOf(a.seen.lastOf); k != nil && k.id > theirs.readOut {
		theirs.readOut = k.id
		m.accounts[a.with].pts++
	}
}

// setPins pins or unpins what a conversation has of something said: one position if any changed.
func (m *model) setPins(u, with int, what []int, on bool) {
	moved := 0
	t := m.talk(u, with)
	for i := range t.copies {
		if k := &t.copies[i]; k.pinned != on && slices.Contains(what, k.what) {
			k.pinned = on
			moved = 1
		}
	}
	m.accounts[u].pts += moved
}

func (m *model) pinMessage(a *act) {
	m.setPins(a.u, a.with, a.seen.what, a.on)
	if a.u == a.with || a.oneSide {
		return
	}
	m.setPins(a.with, a.u, a.seen.what, a.on)
	if a.on {
		m.deliver(a.now, a.u, a.with, m.say(said{
			from: a.u, silent: a.silent, forward: -1, action: "pinned", answers: a.seen.what[0],
		}), a.id, false)
	}
}

// clear removes one portion of a conversation.
func (m *model) clear(a *act) {
	portion := func(u, with int) {
		t := m.talk(u, with)
		var gone []int
		for _, k := range slices.Backward(t.copies) {
			if (a.id == 0 || k.id <= a.id) && len(gone) < clearStep {
				gone = append(gone, k.id)
			}
		}
		m.remove(u, func(k kept) bool { return slices.Contains(gone, k.id) })
	}
	portion(a.u, a.with)
	if !a.keep {
		m.unlist(a.u, a.with)
	}
	if !a.revoke || a.u == a.with {
		return
	}
	if a.id == 0 {
		portion(a.with, a.u)
	} else {
		m.remove(a.with, func(k kept) bool { return slices.Contains(a.seen.what, k.what) })
	}
	if !a.keep {
		m.unlist(a.with, a.u)
	}
}

func (m *model) forward(a *act) {
	for i, what := range a.seen.what {
		if a.seen.with[i] != a.with || m.said[what].action != "" {
			continue
		}
		s := said{from: a.u, text: a.seen.texts[i], silent: a.silent, forward: -1, answers: -1}
		if !a.drop {
			if s.forward = m.said[what].forward; s.forward < 0 {
				s.forward = m.said[what].from
			}
		}
		m.deliver(a.now, a.u, a.to, m.say(s), 0, false)
	}
}

// symbol returns what a client is told of an error, "" of none, and false if it is not for clients at all.
func symbol(err error) (string, bool) {
	if err == nil {
		return "", true
	}
	if e, ok := lamplightError(err); ok {
		return e.Symbol(), lamplight.KindOf(err) != lamplight.Internal
	}
	return err.Error(), false
}
