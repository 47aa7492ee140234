package messages

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
)

// maxTextBytes is the longest text that is looked at at all, in bytes: what cannot be within Limits.Text after
// trimming.
const maxTextBytes = 64 << 10

// text brings what a client wrote to the form in which it is kept: control characters become spaces, white space at
// both ends goes, the formatting is brought in order and what can be found in the text itself is added to it.
//
// https://core.telegram.org/api/entities
func (s *Service) text(in lamplight.Text, es []lamplight.Entity) (lamplight.Text, []lamplight.Entity, error) {
	raw := string(in)
	if len(raw) > maxTextBytes {
		return "", nil, ErrTooLong
	}
	if !utf8.ValidString(raw) {
		return "", nil, ErrEmpty
	}
	if err := within(raw, es); err != nil {
		return "", nil, err
	}
	raw = clean(raw)
	text := strings.TrimLeftFunc(raw, unicode.IsSpace)
	cut := units(raw[:len(raw)-len(text)])
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	if strings.IndexFunc(text, visible) < 0 {
		return "", nil, ErrEmpty
	}
	if len(text) > s.limits.Text && utf8.RuneCountInString(text) > s.limits.Text {
		return "", nil, ErrTooLong
	}
	if cut > 0 && len(es) > 0 {
		es = shift(es, cut)
	}
	out := styled(text, es, s.limits.Entities)
	if found := scan(text); len(found) > 0 {
		out = together(out, found)
		out = out[:min(len(out), s.limits.Entities)]
	}
	if len(out) == 0 {
		return lamplight.Text(text), nil, nil
	}
	return lamplight.Text(text), out, nil
}

// within refuses formatting of what is not there, and addresses that are longer than any, alone or together.
func within(text string, es []lamplight.Entity) error {
	if len(es) == 0 {
		return nil
	}
	size, urls := units(text), 0
	for _, e := range es {
		if e.Offset < 0 || e.Length <= 0 || e.Offset > size || e.Length > size-e.Offset {
			return ErrEntityBounds
		}
		if urls += len(e.URL); len(e.URL) > maxURL || urls > maxURLs {
			return ErrEntitiesLong
		}
	}
	return nil
}

// clean replaces control characters but line feeds and tabs by spaces, so that offsets stay as they are.
func clean(s string) string {
	bad := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return ' '
		}
		return r
	}, s)
}

// visible reports whether a text with r shows anything: it may not consist of white space and marks of no width alone.
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != '\u115f' && r != '\u1160' && r != '\u3164' && r != '\u2800'
}

// units returns the length of s in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// shift moves entities back by cut units that were taken from the beginning.
func shift(es []lamplight.Entity, cut int) []lamplight.Entity {
	out := make([]lamplight.Entity, 0, len(es))
	for _, e := range es {
		if e.Offset < 0 || e.Length <= 0 {
			continue
		}
		if e.Offset -= cut; e.Offset < 0 {
			e.Length += e.Offset
			e.Offset = 0
		}
		out = append(out, e)
	}
	return out
}

// together puts what was found in the text to the styled stretches, but for what lies in a code or a link: those are
// shown as they are.
func together(styled, found []lamplight.Entity) []lamplight.Entity {
	out := styled
	for _, f := range found {
		hidden := slices.ContainsFunc(styled, func(e lamplight.Entity) bool {
			return (code(e.Kind) || link(e.Kind)) && overlap(e, f)
		})
		if !hidden {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, order)
	return out
}
