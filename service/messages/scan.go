package messages

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
)

// Bounds of what is found in a text, in bytes but for hashtags.
const (
	maxMention = 32
	minMention = 2
	maxHashtag = 256 // characters
	maxCashtag = 8
	maxCommand = 64
	maxLocal   = 64 // of an e-mail address, before the @
	maxHost    = 255
	maxPort    = 5
	minPhone   = 7  // digits
	maxPhone   = 15 // digits, ITU-T E.164
)

// scan finds what a text says by itself: mentions, hashtags, cashtags, commands, addresses on the web and of e-mail,
// and phone numbers with a country code. It is sorted, and nothing overlaps.
func scan(text string) []lamplight.Entity {
	if !strings.ContainsAny(text, "@#$/.+:") {
		return nil
	}
	var found []span
	done := 0 // what was found ends here
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		var f span
		switch r {
		case '@':
			f = mention(text, i)
		case '#':
			f = hashtag(text, i)
		case '$':
			f = cashtag(text, i)
		case '/':
			f = command(text, i)
		case '+':
			f = phone(text, i)
		default:
			if !hostRune(r) {
				break
			}
			run := hostEnd(text, i)
			f = site(text, i, run, done)
			size = run - i
		}
		if f.to > 0 {
			found = append(found, f)
			done, i = f.to, f.to
			continue
		}
		i += size
	}
	return entities(text, found)
}

// A span is a stretch of a text, in bytes.
type span struct {
	kind     lamplight.EntityKind
	from, to int
}

// entities turns spans, which are sorted and do not overlap, into entities.
func entities(text string, spans []span) []lamplight.Entity {
	if len(spans) == 0 {
		return nil
	}
	out := make([]lamplight.Entity, len(spans))
	at, unit := 0, 0
	for i, s := range spans {
		unit += units(text[at:s.from])
		n := units(text[s.from:s.to])
		out[i] = lamplight.Entity{Kind: s.kind, Offset: unit, Length: n}
		at, unit = s.to, unit+n
	}
	return out
}

func before(text string, i int) rune {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	if i == 0 {
		return ' '
	}
	return r
}

func after(text string, i int) rune {
	if i >= len(text) {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}

func alnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }

func digit(r rune) bool { return r >= '0' && r <= '9' }

// wordRune is what a name or a tag may touch on neither side.
func wordRune(r rune) bool {
	return alnum(r) || r == '_' || r == '\u200c' || r > 0x7f && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func hostRune(r rune) bool {
	return alnum(r) || r == '-' || r == '_' || r == '.' || r > 0x7f && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func hostEnd(text string, i int) int {
	if n := strings.IndexFunc(text[i:], func(r rune) bool { return !hostRune(r) }); n >= 0 {
		return i + n
	}
	return len(text)
}

func nameEnd(text string, i int) int {
	for i < len(text) && (alnum(rune(text[i])) || text[i] == '_') {
		i++
	}
	return i
}

func mention(text string, i int) span {
	to := nameEnd(text, i+1)
	n := to - i - 1
	if n < minMention || n > maxMention || wordRune(before(text, i)) || wordRune(after(text, to)) || after(text, to) == '@' {
		return span{}
	}
	return span{lamplight.EntityMention, i, to}
}

func hashtag(text string, i int) span {
	p := before(text, i)
	if wordRune(p) || p == '#' || p == '&' {
		return span{}
	}
	to, n, letter := i+1, 0, false
	for to < len(text) {
		r, size := utf8.DecodeRuneInString(text[to:])
		if !wordRune(r) {
			break
		}
		letter = letter || !unicode.IsDigit(r) && r != '_'
		to += size
		n++
	}
	if n == 0 || n > maxHashtag || !letter || after(text, to) == '#' {
		return span{}
	}
	return span{lamplight.EntityHashtag, i, to}
}

func cashtag(text string, i int) span {
	p := before(text, i)
	if wordRune(p) || p == '$' {
		return span{}
	}
	to := i + 1
	for to < len(text) && text[to] >= 'A' && text[to] <= 'Z' {
		to++
	}
	n := after(text, to)
	if to == i+1 || to-i-1 > maxCashtag || wordRune(n) || n == '$' {
		return span{}
	}
	return span{lamplight.EntityCashtag, i, to}
}

func command(text string, i int) span {
	p := before(text, i)
	if wordRune(p) || p == '/' || p == '<' || p == '>' || p == '.' {
		return span{}
	}
	to := nameEnd(text, i+1)
	if n := to - i - 1; n == 0 || n > maxCommand {
		return span{}
	}
	if after(text, to) == '@' {
		if name := nameEnd(text, to+1); name-to-1 > minMention && name-to-1 <= maxMention {
			to = name
		}
	}
	n := after(text, to)
	if wordRune(n) || n == '/' || n == '<' || n == '>' || n == '@' {
		return span{}
	}
	return span{lamplight.EntityBotCommand, i, to}
}

func phone(text string, i int) span {
	if p := before(text, i); wordRune(p) || p == '+' {
		return span{}
	}
	to, digits := i, 0
	for j := i + 1; j < len(text); j++ {
		switch c := text[j]; {
		case digit(rune(c)):
			digits++
			to = j + 1
			continue
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '.':
			if digits > 0 && j-to < 2 {
				continue
			}
		}
		break
	}
	if digits < minPhone || digits > maxPhone || wordRune(after(text, to)) {
		return span{}
	}
	return span{lamplight.EntityPhone, i, to}
}

// site finds an address on the web or of e-mail in the run of host characters [from, to), and what follows it. What was
// found before ends at done.
func site(text string, from, to, done int) span {
	if strings.HasPrefix(text[to:], "://") {
		return withScheme(text, from, to)
	}
	if after(text, to) == '@' {
		return email(text, to, done)
	}
	p := before(text, from)
	if p == '@' || p == '/' && from > 0 || p == '$' || p == '#' || wordRune(p) {
		return span{}
	}
	for from < to && !alnumAt(text, from) {
		from++
	}
	host := strings.TrimRight(text[from:to], ".-_")
	if !hostName(host, true) {
		return span{}
	}
	return span{lamplight.EntityURL, from, tail(text, from+len(host))}
}

func alnumAt(text string, i int) bool { return text[i] >= 0x80 || alnum(rune(text[i])) }

// withScheme finds an address whose scheme ends at colon.
func withScheme(text string, from, colon int) span {
	at := colon
	for at > from && (alnum(rune(text[at-1])) && !digit(rune(text[at-1]))) {
		at--
	}
	scheme := strings.ToLower(text[at:colon])
	switch scheme {
	case "http", "https", "ftp", "tg", "ton", "tonsite":
	default:
		return span{}
	}
	h := colon + len("://")
	to := hostEnd(text, h)
	host := strings.TrimRight(text[h:to], ".-_")
	own := scheme != "http" && scheme != "https" && scheme != "ftp" // names of an app's own places need no dot
	if host == "" || !own && !hostName(host, false) {
		return span{}
	}
	return span{lamplight.EntityURL, at, tail(text, h+len(host))}
}

func email(text string, at, done int) span {
	from := at
	for from > done && at-from < maxLocal && (alnum(rune(text[from-1])) || strings.IndexByte("._%+-", text[from-1]) >= 0) {
		from--
	}
	for from < at && !alnum(rune(text[from])) {
		from++
	}
	if from == at || from > 0 && wordRune(before(text, from)) {
		return span{}
	}
	h := at + 1
	to := h
	for to < len(text) && (alnum(rune(text[to])) || text[to] == '-' || text[to] == '.') {
		to++
	}
	host := strings.TrimRight(text[h:to], ".-")
	dot := strings.LastIndexByte(host, '.')
	if !hostName(host, false) || strings.ContainsFunc(host[dot+1:], digit) {
		return span{}
	}
	if n := after(text, h+len(host)); wordRune(n) || n == '@' {
		return span{}
	}
	return span{lamplight.EntityEmail, from, h + len(host)}
}

// hostName reports whether h is a name with a dot, or an IPv4 address; known asks for an ending that is in use, where
// nothing else says that it is a name.
func hostName(h string, known bool) bool {
	if len(h) > maxHost {
		return false
	}
	labels := strings.Split(h, ".")
	numbers := true
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		numbers = numbers && strings.Trim(l, "0123456789") == ""
	}
	if len(labels) < 2 {
		return false
	}
	if numbers {
		if len(labels) != 4 {
			return false
		}
		for _, l := range labels {
			if len(l) > 3 || len(l) == 3 && l > "255" {
				return false
			}
		}
		return true
	}
	last := labels[len(labels)-1]
	if strings.ContainsAny(last, "_") || utf8.RuneCountInString(last) < 2 {
		return false
	}
	if known {
		return knownEnding(strings.ToLower(last))
	}
	return strings.HasPrefix(strings.ToLower(last), "xn--") || !strings.ContainsFunc(last, func(r rune) bool { return !unicode.IsLetter(r) })
}

// tail returns where an address ends whose host ends at i: after a port and a path, but before the punctuation of the
// sentence around it.
func tail(text string, i int) int {
	to := i
	if after(text, to) == ':' {
		j := to + 1
		for j < len(text) && digit(rune(text[j])) {
			j++
		}
		if n := j - to - 1; n > 0 && n <= maxPort {
			to = j
		}
	}
	if c := after(text, to); c != '/' && c != '?' && c != '#' {
		return to
	}
	start := to
	for to < len(text) {
		r, size := utf8.DecodeRuneInString(text[to:])
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"«»“”‘’", r) {
			break
		}
		to += size
	}
	for to > start {
		r, size := utf8.DecodeLastRuneInString(text[start:to])
		switch {
		case strings.ContainsRune(".,:;!?'`…", r):
		case r == ')' && strings.Count(text[start:to], "(") < strings.Count(text[start:to], ")"):
		case r == ']' && strings.Count(text[start:to], "[") < strings.Count(text[start:to], "]"):
		case r == '}' && strings.Count(text[start:to], "{") < strings.Count(text[start:to], "}"):
		default:
			return to
		}
		to -= size
	}
	return to
}
