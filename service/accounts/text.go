package accounts

import (
	"unicode/utf16"

	"lamplight"
)

// text is a notice put together from plain and bold pieces.
type text []piece

type piece struct {
	s    string
	bold bool
}

func (t text) text() lamplight.Text {
	var s string
	for _, p := range t {
		s += p.s
	}
	return lamplight.Text(s)
}

func (t text) entities() []lamplight.Entity {
	var es []lamplight.Entity
	at := 0
	for _, p := range t {
		n := len(utf16.Encode([]rune(p.s)))
		if p.bold {
			es = append(es, lamplight.Entity{Kind: lamplight.EntityBold, Offset: at, Length: n})
		}
		at += n
	}
	return es
}
