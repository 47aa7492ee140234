package stickers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what a sticker stands for.
const (
	maxEmoji    = 20 // emoji of a sticker
	maxKeywords = 20
	maxKeyword  = 64 // code points
)

// emoji returns the emoji that a client writes one after another, nil if something else stands there.
func emoji(s string) []string {
	if len(s) > 1024 || !utf8.ValidString(s) {
		return nil
	}
	var out []string
	join := false // the next mark belongs to the last emoji
	for _, r := range norm.NFC.String(strings.TrimSpace(s)) {
		last := len(out) - 1
		switch {
		case r == '\u200d' && last >= 0:
			out[last] += string(r)
			join = true
		case last >= 0 && (r == '\ufe0f' || r == '\u20e3' || r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xe0020 && r <= 0xe007f):
			out[last] += string(r)
		case last >= 0 && (join || flag(r) && flagHalf(out[last])):
			out[last] += string(r)
			join = false
		case unicode.Is(unicode.So, r), flag(r), r == '#' || r == '*' || r >= '0' && r <= '9', unicode.Is(unicode.Sm, r), r == '‼' || r == '⁉' || r == '〰' || r == '〽':
			out = append(out, string(r))
		case unicode.IsSpace(r):
		default:
			return nil
		}
	}
	for _, e := range out {
		if len(e) == 1 { // a digit alone is none
			return nil
		}
	}
	return out[:min(len(out), maxEmoji)]
}

// flag reports whether a mark is half a flag.
func flag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func flagHalf(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return flag(r) && size == len(s)
}

// keywords returns words that a client separates by commas.
func keywords(s string) []string {
	var out []string
	for word := range strings.SplitSeq(strings.ToValidUTF8(s, ""), ",") {
		word = strings.Join(strings.Fields(word), " ")
		if word != "" && utf8.RuneCountInString(word) <= maxKeyword && len(out) < maxKeywords {
			out = append(out, word)
		}
	}
	return out
}
