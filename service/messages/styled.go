package messages

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
)

const (
	maxLanguage = 64   // bytes of the name of a programming language
	maxURL      = 2048 // bytes of an address behind a text
	// maxURLs is how many bytes the addresses of a message may have together: as many as the longest text. Else whoever
	// writes to somebody could fill that person's storage ten times as fast as with words.
	maxURLs = 16 << 10
)

// styled brings the formatting that a client asks for in order: what lies outside the text or covers only white space
// goes, no stretch begins or ends inside a character, a code holds no other formatting, links and quotes are not
// inside their like, the same style over the same text is said once, and of two stretches that share text one lies
// inside the other. It is sorted, and at most limit.
//
// Of what is left out, the text stays: a stretch that cannot be kept is no reason to refuse what somebody says.
func styled(text string, es []lamplight.Entity, limit int) []lamplight.Entity {
	if len(es) == 0 {
		return nil
	}
	t := newRuler(text)
	var codes, wraps, emoji, styles []lamplight.Entity
	for _, e := range es {
		e, ok := kept(e)
		if !ok || !t.fit(&e) || t.blank(e) {
			continue
		}
		switch {
		case code(e.Kind):
			codes = append(codes, e)
		case isCustomEmoji(e):
			emoji = append(emoji, e)
		case link(e.Kind), e.Kind == lamplight.EntityBlockquote:
			wraps = append(wraps, e)
		default:
			styles = append(styles, e)
		}
	}
	codes = first(codes, func(a, b lamplight.Entity) bool { return overlap(a, b) })
	wraps = slices.DeleteFunc(wraps, func(e lamplight.Entity) bool {
		return link(e.Kind) && slices.ContainsFunc(codes, func(c lamplight.Entity) bool { return overlap(c, e) })
	})
	wraps = first(wraps, func(a, b lamplight.Entity) bool { return link(a.Kind) == link(b.Kind) && overlap(a, b) })
	emoji = first(emoji, overlap)
	emoji = slices.DeleteFunc(emoji, func(e lamplight.Entity) bool {
		return slices.ContainsFunc(codes, func(c lamplight.Entity) bool { return overlap(c, e) })
	})
	for _, c := range codes {
		styles = without(styles, c)
	}
	styles = merged(styles)
	out := nested(slices.Concat(codes, wraps, emoji, styles))
	out = slices.DeleteFunc(out, t.blank)
	if len(out) == 0 {
		return nil
	}
	return out[:min(len(out), limit)]
}

// kept reports whether formatting of the kind is kept, and brings what belongs to it within bounds.
func kept(e lamplight.Entity) (lamplight.Entity, bool) {
	bare := lamplight.Entity{Kind: e.Kind, Offset: e.Offset, Length: e.Length}
	switch e.Kind {
	case lamplight.EntityBold, lamplight.EntityItalic, lamplight.EntityUnderline, lamplight.EntityStrike,
		lamplight.EntitySpoiler, lamplight.EntityCode:
		return bare, true
	case lamplight.EntityPre:
		if len(e.Language) <= maxLanguage && utf8.ValidString(e.Language) {
			bare.Language = e.Language
		}
		return bare, true
	case lamplight.EntityBlockquote:
		bare.Folded = e.Folded
		return bare, true
	case lamplight.EntityTextURL:
		bare.URL = address(e.URL)
		return bare, bare.URL != ""
	case lamplight.EntityMentionName:
		bare.User = e.User
		return bare, e.User > 0
	case lamplight.EntityDate:
		bare.Moment, bare.Shown = e.Moment, e.Shown
		return bare, e.Moment > 0 && e.Moment <= math.MaxInt32
	case lamplight.EntityCustomEmoji:
		bare.Document = e.Document // that there is one is looked at elsewhere
		return bare, e.Document > 0
	case lamplight.EntityUnknown, lamplight.EntityMention, lamplight.EntityHashtag, lamplight.EntityBotCommand,
		lamplight.EntityURL, lamplight.EntityEmail, lamplight.EntityPhone, lamplight.EntityCashtag, lamplight.EntityBankCard:
		return bare, false // scan finds them, or not
	default:
		return bare, false
	}
}

// address returns the address behind a text, "" if it is none that a client should open: no script and no file.
func address(u string) string {
	u = strings.TrimSpace(u)
	if u == "" || len(u) > maxURL || !utf8.ValidString(u) || strings.ContainsFunc(u, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return ""
	}
	scheme, rest, ok := strings.Cut(u, ":")
	if !ok || strings.ContainsAny(scheme, "./?#") {
		// No scheme: a host, perhaps with a path (and a port, which is what the colon was).
		if host, _, _ := strings.Cut(u, "/"); !strings.Contains(host, ".") {
			return ""
		}
		return "http://" + u
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "ftp", "tg", "ton", "tonsite":
		if !strings.HasPrefix(rest, "//") || len(rest) == 2 {
			return ""
		}
		return u
	case "mailto", "tel":
		return u
	default:
		return ""
	}
}

func code(k lamplight.EntityKind) bool { return k == lamplight.EntityCode || k == lamplight.EntityPre }

// link reports whether clients do something of their own where the stretch is touched.
func link(k lamplight.EntityKind) bool {
	return k == lamplight.EntityTextURL || k == lamplight.EntityMentionName || k == lamplight.EntityDate
}

func end(e lamplight.Entity) int { return e.Offset + e.Length }

func overlap(a, b lamplight.Entity) bool { return a.Offset < end(b) && b.Offset < end(a) }

// order sorts by beginning, the longer first, so that what contains comes before what it contains.
func order(a, b lamplight.Entity) int {
	switch {
	case a.Offset != b.Offset:
		return a.Offset - b.Offset
	case a.Length != b.Length:
		return b.Length - a.Length
	default:
		return rank(a.Kind) - rank(b.Kind)
	}
}

// rank says what contains what where both cover the same: a quote is outermost, a code innermost.
func rank(k lamplight.EntityKind) int {
	switch {
	case k == lamplight.EntityBlockquote:
		return 0
	case link(k):
		return 1
	case code(k):
		return 255
	default:
		return 2 + int(k)
	}
}

// first returns es sorted, without those that clash with an earlier one.
func first(es []lamplight.Entity, clash func(a, b lamplight.Entity) bool) []lamplight.Entity {
	slices.SortStableFunc(es, order)
	out := es[:0]
	for _, e := range es {
		if !slices.ContainsFunc(out, func(o lamplight.Entity) bool { return clash(o, e) }) {
			out = append(out, e)
		}
	}
	return out
}

// without cuts the stretch of c out of es.
func without(es []lamplight.Entity, c lamplight.Entity) []lamplight.Entity {
	out := make([]lamplight.Entity, 0, len(es))
	for _, e := range es {
		if !overlap(e, c) {
			out = append(out, e)
			continue
		}
		if left := c.Offset - e.Offset; left > 0 {
			l := e
			l.Length = left
			out = append(out, l)
		}
		if right := end(e) - end(c); right > 0 {
			r := e
			r.Offset, r.Length = end(c), right
			out = append(out, r)
		}
	}
	return out
}

// merged joins stretches of the same style that touch.
func merged(es []lamplight.Entity) []lamplight.Entity {
	slices.SortFunc(es, func(a, b lamplight.Entity) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return order(a, b)
	})
	out := es[:0]
	for _, e := range es {
		if n := len(out); n > 0 && out[n-1].Kind == e.Kind && e.Offset <= end(out[n-1]) {
			out[n-1].Length = max(end(out[n-1]), end(e)) - out[n-1].Offset
			continue
		}
		out = append(out, e)
	}
	return out
}

// nested splits stretches that begin inside another and end after it, and sorts them all.
func nested(es []lamplight.Entity) []lamplight.Entity {
	slices.SortStableFunc(es, order)
	out := make([]lamplight.Entity, 0, len(es))
	var open []int // the ends of what is begun, innermost last
	for len(es) > 0 {
		e := es[0]
		es = es[1:]
		for len(open) > 0 && open[len(open)-1] <= e.Offset {
			open = open[:len(open)-1]
		}
		if len(open) > 0 && open[len(open)-1] < end(e) {
			rest := e
			rest.Offset = open[len(open)-1]
			rest.Length = end(e) - rest.Offset
			e.Length = rest.Offset - e.Offset
			at, _ := slices.BinarySearchFunc(es, rest, order)
			es = slices.Insert(slices.Clone(es), at, rest)
		}
		open = append(open, end(e))
		out = append(out, e)
	}
	slices.SortStableFunc(out, order) // a part that was cut off may be shorter than what follows it
	return out
}

// A ruler measures a text in UTF-16 code units.
type ruler struct {
	text string
	at   []int32 // the byte at which each unit begins, -1 for the second half of a character; and the end
}

func newRuler(text string) ruler {
	r := ruler{text: text, at: make([]int32, 0, len(text)+1)}
	for i, c := range text {
		r.at = append(r.at, int32(i))
		if c > 0xffff {
			r.at = append(r.at, -1)
		}
	}
	r.at = append(r.at, int32(len(text)))
	return r
}

// fit brings e within the text and to the borders of characters; it reports false if nothing is left.
func (r ruler) fit(e *lamplight.Entity) bool {
	size := len(r.at) - 1
	if e.Offset < 0 || e.Length <= 0 || e.Offset >= size {
		return false
	}
	to := size
	if e.Length < size-e.Offset {
		to = e.Offset + e.Length
	}
	from := e.Offset
	if r.at[from] < 0 {
		from--
	}
	if r.at[to] < 0 {
		to++
	}
	e.Offset, e.Length = from, to-from
	return true
}

// blank reports whether e, which fits, covers only white space.
func (r ruler) blank(e lamplight.Entity) bool {
	return strings.IndexFunc(r.text[r.at[e.Offset]:r.at[end(e)]], func(c rune) bool { return !unicode.IsSpace(c) }) < 0
}
