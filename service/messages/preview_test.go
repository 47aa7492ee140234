package messages

import (
	"testing"

	"lamplight"
)

func TestFirstLink(t *testing.T) {
	for _, tt := range []struct {
		text lamplight.Text
		es   []lamplight.Entity
		want string
	}{
		{"no link", nil, ""},
		{"👍 a.test b", []lamplight.Entity{{Kind: lamplight.EntityBold, Offset: 0, Length: 2}, {Kind: lamplight.EntityURL, Offset: 3, Length: 6}}, "a.test"},
		{"here", []lamplight.Entity{{Kind: lamplight.EntityTextURL, Length: 4, URL: "http://b.test"}}, "http://b.test"},
	} {
		if got := firstLink(tt.text, tt.es); got != tt.want {
			t.Errorf("%s: %q", string(tt.text), got)
		}
	}
}
