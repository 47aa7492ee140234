package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"lamplight/store"
)

// version numbers the rules by which words are cut and what else is kept of a message: whatever changes what Words returns for
// some text, a newer Unicode too, or what entry does, takes the next number, and every box is then indexed anew by itself, in
// portions.
const version = 2

// Bounds of what is analysed. What is beyond them is not found, and not an error.
const (
	maxText       = 64 << 10 // bytes of a text that are looked at
	maxTextWords  = 8192     // words of a text
	maxQuery      = 1024     // bytes of a query that are looked at
	maxQueryWords = 16       // words of a query; each costs a look into the index
)

// Hashtags and names are in the index as words, and once more led by what tells them apart: "#lamp" finds the tags alone,
// "lamp" the tag as well. The signs are those of full width, since the index keeps those of ASCII for itself.
const (
	tagSign  = "＃"
	nameSign = "＠"
)

// Words returns what a text is found by: each of its words once, folded, in the order of the text.
//
// Words are what Unicode's rules for word boundaries (https://unicode.org/reports/tr29/) say, cut at what joins their parts,
// and where a word has several parts (l'homme, e-mail, می‌خواهم) they are there joined as well. Scripts that put no blanks
// between words are in the index by pairs of characters, and by the last one of each run: so every character begins one.
func Words(text string) []string {
	a := analyser{whole: true, most: maxTextWords}
	a.analyse(cut(text, maxText))
	return a.found
}

// QueryWords returns what a query asks for: each has to be the beginning of a word of what is found. None means that the
// query has no words, and finds nothing.
func QueryWords(query string) []string {
	a := analyser{most: maxQueryWords}
	a.analyse(cut(query, maxQuery))
	// What begins another word of the query asks for nothing more.
	return slices.DeleteFunc(slices.Clone(a.found), func(w string) bool {
		return slices.ContainsFunc(a.found, func(o string) bool { return len(o) > len(w) && strings.HasPrefix(o, w) })
	})
}

// cut returns the first n bytes of s at most, and no half characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// An analyser collects the words of one text.
type analyser struct {
	whole bool // a text to be indexed, not a query
	most  int  // words
	found []string
	seen  map[string]bool

	piece  []byte // the word or part of one that is being read
	chain  []byte // the parts before it, joined
	parts  int    // how many parts chain has
	sign   string // tagSign or nameSign if the chain follows one
	run    []string
	sticky bool // the last character was a letter, digit or mark
}

func (a *analyser) analyse(text string) {
	if ascii(text) {
		a.plainASCII(text)
	} else {
		a.segments(plain(text))
	}
	a.endRun()
	a.endChain()
}

func (a *analyser) segments(text string) {
	for it := words.FromString(text); it.Next(); {
		a.segment(it.Value())
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plainASCII is the quick way for texts that have nothing to fold. It finds what segment would.
func (a *analyser) plainASCII(text string) {
	for i := range len(text) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		a.char(rune(c))
	}
}

// segment takes what stands between two word boundaries.
func (a *analyser) segment(s string) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case size == len(s) && r < utf8.RuneSelf && !wordly(r):
		a.char(r)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		if len(a.piece) > 0 {
			a.endChain() // no sign between the two, and a boundary nevertheless
		}
		for _, r := range fold(s) {
			if r == '"' {
				r = '״' // how Hebrew abbreviations are typed; elsewhere it is a boundary
			}
			a.char(r)
		}
	case emoji(r):
		a.endRun()
		a.endChain()
		a.add(emojiBase(s))
		a.sticky = false
	default:
		for _, r := range s {
			a.char(r)
		}
	}
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// char takes one character that was folded.
func (a *analyser) char(r rune) {
	switch {
	case joins(r):
		a.endRun()
		a.endPiece()
		a.sticky = r == '_'
	case unicode.Is(unicode.Cf, r): // a soft hyphen and the like: nothing
	case paired(r):
		if len(a.piece)+len(a.chain) > 0 {
			a.endChain()
		}
		a.run = append(a.run, string(r))
		a.sticky = true
	case unicode.IsMark(r) && len(a.run) > 0:
		if last := &a.run[len(a.run)-1]; len(*last) < store.MaxSearchWord { // what is longer is cut; thousands of marks on one letter cost
			*last += string(r)
		}
	case unicode.IsMark(r) && len(a.piece) == 0: // stands on nothing
	case wordly(r) || unicode.IsNumber(r):
		a.endRun()
		a.piece = utf8.AppendRune(a.piece, r)
		a.sticky = true
	default:
		a.endRun()
		a.endChain()
		if !a.sticky {
			switch r {
			case '#':
				a.sign = tagSign
			case '@':
				a.sign = nameSign
			}
		}
		a.sticky = false
	}
}

// joins reports whether r holds the parts of a word together: apostrophes, hyphens, the underscore, the Catalan dot, the
// Hebrew marks of abbreviations, the Persian break without a blank.
func joins(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʹ', '`', '´', '-', '‐', '‑', '_', '·', '׳', '״', '\u200c':
		return true
	}
	return false
}

// paired reports whether r is of a script that is indexed by pairs of characters.
func paired(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	return r == 'ー' || unicode.IsLetter(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// emoji reports whether r begins a pictogram.
func emoji(r rune) bool {
	return r >= 0x2190 && r != utf8.RuneError && (unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r)) || unicode.Is(unicode.Regional_Indicator, r)
}

// emojiBase returns a pictogram without the colour of its skin and what chooses its picture.
func emojiBase(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || variation(r) || r >= 0x1f3fb && r <= 0x1f3ff {
			return -1
		}
		return r
	}, s)
}

// endPiece ends a part of a word.
func (a *analyser) endPiece() {
	if len(a.piece) == 0 {
		return
	}
	if a.whole || a.sign == "" {
		a.add(string(a.piece))
	}
	if a.whole {
		a.add(withoutArticle(string(a.piece)))
	}
	a.chain = append(a.chain, a.piece...)
	a.parts++
	a.piece = a.piece[:0]
}

// article is how Arabic words begin that have the definite article.
const article = "ال"

// withoutArticle returns what follows the definite article of an Arabic word, which is written together with it and left out
// by who searches; "" if it has none, or what follows is too short to tell.
func withoutArticle(w string) string {
	rest, ok := strings.CutPrefix(w, article)
	if !ok || utf8.RuneCountInString(rest) < 3 {
		return ""
	}
	return rest
}

// endChain ends a word.
func (a *analyser) endChain() {
	a.endPiece()
	if len(a.chain) == 0 {
		a.sign = "" // a sign that nothing follows
		return
	}
	joined := string(a.chain)
	if a.whole && a.parts > 1 {
		a.add(joined)
	}
	if a.sign != "" {
		a.add(a.sign + joined)
	}
	a.chain, a.parts, a.sign = a.chain[:0], 0, ""
}

// endRun ends a run of characters that are indexed by pairs.
func (a *analyser) endRun() {
	if len(a.run) == 0 {
		return
	}
	if a.sign != "" {
		a.add(a.sign + strings.Join(a.run, ""))
	}
	if a.whole || a.sign == "" {
		for i := range len(a.run) - 1 {
			a.add(a.run[i] + a.run[i+1])
		}
		if a.whole || len(a.run) == 1 {
			a.add(a.run[len(a.run)-1])
		}
	}
	a.run, a.sign = a.run[:0], ""
}

// add puts a word into the list, unless it is there.
func (a *analyser) add(w string) {
	if w = cut(w, store.MaxSearchWord); w == "" || len(a.found) >= a.most {
		return
	}
	if len(a.found) < 32 {
		if slices.Contains(a.found, w) {
			return
		}
	} else {
		if a.seen == nil {
			a.seen = make(map[string]bool, 64)
			for _, f := range a.found {
				a.seen[f] = true
			}
		}
		if a.seen[w] {
			return
		}
		a.seen[w] = true
	}
	a.found = append(a.found, w)
}
