package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plain brings a text into the form that words are cut out of: compatible characters made one (ﬁ → fi, Ａ → A, ﻻ → لا), cases
// folded in full (ß → ss, ς → σ), composed.
func plain(text string) string {
	// Folding makes capitals of the small letters of Cherokee: all are to be small.
	folded := strings.ToLower(caseless.String(norm.NFKC.String(strings.ToValidUTF8(text, " "))))
	if norm.NFKC.IsNormalString(folded) {
		return folded
	}
	return norm.NFKC.String(folded)
}

// caseless keeps no state between texts.
var caseless = cases.Fold()

// fold takes from a word, which plain has seen, what people leave out or vary when they type, and what remains is its
// letters, marks and digits and the signs that join or part them.
//
// Marks go with the letter they stand on: those of Latin and Greek are accents and are dropped, those of Cyrillic that make a
// letter of its own (й, ў, ї) stay, vowel points of Arabic and Hebrew are dropped, and what other scripts write with marks
// (vowels, mostly) stays.
func fold(word string) string {
	if simple(word) {
		return word
	}
	var base rune // the letter that marks stand on
	out := make([]rune, 0, len(word))
	for _, r := range norm.NFD.String(word) {
		switch {
		case unicode.IsMark(r):
			if keepsMark(base, r) {
				out = append(out, r)
			}
			continue
		case unicode.IsDigit(r):
			r = '0' + digit(r)
		case r == tatweel:
			continue
		}
		base = r
		if to, ok := letters[r]; ok {
			out = append(out, []rune(to)...)
			continue
		}
		out = append(out, r)
	}
	return norm.NFC.String(string(out))
}

// simple reports whether a word is of letters alone that fold leaves as they are: most of Russian, Chinese, Japanese and
// Korean.
func simple(word string) bool {
	for _, r := range word {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'а' && r <= 'я' || r >= 0x4e00 && r <= 0x9fff ||
			r >= 0xac00 && r <= 0xd7a3 || r >= 0x3041 && r <= 0x3096) {
			return false
		}
	}
	return true
}

const (
	tatweel   = 'ـ' // stretches Arabic words
	breve     = '\u0306'
	diaeresis = '\u0308'
	acute     = '\u0301'
)

// keepsMark reports whether a mark makes another letter of the one that it stands on.
func keepsMark(base, mark rune) bool {
	switch {
	case base == 0 || variation(mark):
		return false
	case unicode.In(base, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew):
		return false
	case unicode.Is(unicode.Cyrillic, base):
		switch mark {
		case breve:
			return true
		case diaeresis:
			return base != 'е' // ё is written as е by most
		case acute:
			return base == 'г' || base == 'к' // ѓ and ќ; on vowels it is where the stress is
		}
		return false
	}
	return unicode.IsLetter(base) || unicode.IsMark(base)
}

// variation reports whether a mark only chooses between pictures of the same character.
func variation(r rune) bool { return unicode.Is(unicode.Variation_Selector, r) }

// letters are written as their neighbours by who does not have them on the keyboard, or are another form of the same.
// Decomposition does not know of these.
var letters = map[rune]string{
	// Latin.
	'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ħ': "h", 'ŧ': "t", 'ŋ': "n", 'ı': "i", 'ĸ': "k",
	'ƒ': "f", 'ə': "e", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y", 'ɛ': "e", 'ɔ': "o",
	// Arabic script: alef with wasla; alef without dots and the Persian and Urdu forms of yeh; teh marbuta and the forms of heh;
	// the Persian kaf.
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ے': "ي", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ە': "ه", 'ۃ': "ه", 'ک': "ك",
}

// digit returns the value of a decimal digit of any script. Digits come in rows of ten, from zero on.
func digit(r rune) rune {
	if r <= '9' {
		return r - '0'
	}
	for _, t := range unicode.Nd.R16 {
		if lo, hi := rune(t.Lo), rune(t.Hi); r >= lo && r <= hi {
			return (r - lo) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo, hi := rune(t.Lo), rune(t.Hi); r >= lo && r <= hi {
			return (r - lo) % 10
		}
	}
	return 0
}
