package messages

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"lamplight"
)

const (
	bold, italic   = lamplight.EntityBold, lamplight.EntityItalic
	mono, pre      = lamplight.EntityCode, lamplight.EntityPre
	quote, textURL = lamplight.EntityBlockquote, lamplight.EntityTextURL
)

func ent(k lamplight.EntityKind, offset, length int) lamplight.Entity {
	return lamplight.Entity{Kind: k, Offset: offset, Length: length}
}

// show writes entities as "kind:the text they cover", as clients cut it out by UTF-16.
func show(t testing.TB, text string, es []lamplight.Entity) string {
	t.Helper()
	u := utf16.Encode([]rune(text))
	var parts []string
	for _, e := range es {
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(u) {
			t.Fatalf("entity %+v lies outside %d units", e, len(u))
		}
		parts = append(parts, fmt.Sprintf("%s:%s", kindName[e.Kind], string(utf16.Decode(u[e.Offset:e.Offset+e.Length]))))
	}
	return strings.Join(parts, " | ")
}

var kindName = map[lamplight.EntityKind]string{
	lamplight.EntityMention: "mention", lamplight.EntityHashtag: "hashtag", lamplight.EntityBotCommand: "command",
	lamplight.EntityURL: "url", lamplight.EntityEmail: "email", lamplight.EntityPhone: "phone",
	lamplight.EntityCashtag: "cashtag", bold: "bold", italic: "italic", mono: "code", pre: "pre", quote: "quote",
	textURL: "link", lamplight.EntityMentionName: "name", lamplight.EntityUnderline: "underline",
	lamplight.EntityStrike: "strike", lamplight.EntitySpoiler: "spoiler", lamplight.EntityDate: "date",
}

func TestScan(t *testing.T) {
	tests := []struct{ text, want string }{
		{"nothing here", ""},
		{"a.b", ""},
		{"hi @ann, and @bob_2", "mention:@ann | mention:@bob_2"},
		{"@a is too short, me@you too", ""},
		{"x@ann", ""},
		{"@ann@bob", ""},
		{strings.Repeat("a", 3) + " @" + strings.Repeat("n", 33), ""},
		{"#tag #Ünï_9 #12 #a", "hashtag:#tag | hashtag:#Ünï_9 | hashtag:#a"},
		{"a#tag ##tag &#39; #a#", ""},
		{"привет #мир!", "hashtag:#мир"},
		{"$USD $usd $TOOLONGNAME $A. US$USD", "cashtag:$USD | cashtag:$A"},
		{"/start now", "command:/start"},
		{"do /start@robot_bot now", "command:/start@robot_bot"},
		{"and/or a//b </b> /a/b", ""},
		{"😀😀 /go 😀 @ann", "command:/go | mention:@ann"},
		{"see example.com.", "url:example.com"},
		{"see (https://example.com/a_(b)), ok", "url:https://example.com/a_(b)"},
		{"HTTP://EXAMPLE.ORG:8080/x?y=1#z!", "url:HTTP://EXAMPLE.ORG:8080/x?y=1#z"},
		{"http://10.0.0.1/ and 10.0.0.1 and 1.2.3 and 999.1.1.1", "url:http://10.0.0.1/ | url:10.0.0.1"},
		{"http://localhost http:// http://.", ""},
		{"tg://resolve?domain=ann", "url:tg://resolve?domain=ann"},
		{"javascript://example.com/%0aalert(1)", ""},
		{"end of one.Beginning of", ""},
		{"main.zz notes.txt", ""},
		{"пример.рф и 😀example.com/ü", "url:пример.рф | url:example.com/ü"},
		{"mail john.doe+x@example.co.uk!", "email:john.doe+x@example.co.uk"},
		{"a@b.com,c@d.org", "email:a@b.com | email:c@d.org"},
		{"a@b", ""},
		{"a@b.c1", ""},
		{"call +49 30 1234567 or +1 (555) 010-9999.", "phone:+49 30 1234567 | phone:+1 (555) 010-9999"},
		{"+12345 1+2345678901 ++2345678901 +1234567890123456", ""},
		{"https://example.com/@ann#tag", "url:https://example.com/@ann#tag"},
		{"xhttp://example.com", ""},
		{"1http://example.com", "url:http://example.com"},
		{"http://example.com:", "url:http://example.com"},
		{"\u00abhttp://example.com/x\u00bb", "url:http://example.com/x"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := show(t, tt.text, scan(tt.text)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestStyled(t *testing.T) {
	tests := []struct {
		name, text string
		in         []lamplight.Entity
		want       string
	}{
		{"plain", "hello world", []lamplight.Entity{ent(bold, 0, 5)}, "bold:hello"},
		{"sorted, outer first", "hello world", []lamplight.Entity{ent(italic, 6, 2), ent(bold, 0, 11)}, "bold:hello world | italic:wo"},
		{"beyond the end", "hi", []lamplight.Entity{ent(bold, 1, 9), ent(italic, 2, 1), ent(italic, -1, 2), ent(italic, 0, 0)}, "bold:i"},
		{"greatest numbers", "hi", []lamplight.Entity{ent(bold, 1, 1<<31-1), ent(italic, 1<<31-1, 1<<31-1)}, "bold:i"},
		{"half a character", "a😀b", []lamplight.Entity{ent(bold, 0, 2), ent(italic, 2, 2)}, "bold:a😀 | italic:😀 | italic:b"},
		{"only white space", "a  b", []lamplight.Entity{ent(bold, 1, 2)}, ""},
		{"code keeps others out", "say x now", []lamplight.Entity{ent(bold, 0, 9), ent(mono, 4, 1)}, "bold:say  | code:x | bold: now"},
		{"code in a quote", "say x", []lamplight.Entity{ent(mono, 4, 1), ent(quote, 0, 5)}, "quote:say x | code:x"},
		{"two codes", "abcd", []lamplight.Entity{ent(mono, 0, 3), ent(pre, 2, 2)}, "code:abc"},
		{"two links", "abcd", []lamplight.Entity{
			{Kind: textURL, Offset: 0, Length: 3, URL: "http://a.org"}, {Kind: textURL, Offset: 2, Length: 2, URL: "http://b.org"},
		}, "link:abc"},
		{"same style twice", "abcdef", []lamplight.Entity{ent(bold, 0, 3), ent(bold, 2, 2), ent(bold, 4, 1)}, "bold:abcde"},
		{"crossing", "abcdef", []lamplight.Entity{ent(bold, 0, 4), ent(italic, 2, 4)}, "bold:abcd | italic:cd | italic:ef"},
		{"what the server finds itself", "abc", []lamplight.Entity{ent(lamplight.EntityURL, 0, 3), ent(lamplight.EntityUnknown, 0, 3)}, ""},
		{"nobody mentioned", "abc", []lamplight.Entity{ent(lamplight.EntityMentionName, 0, 3)}, ""},
		{"bad address", "abc", []lamplight.Entity{{Kind: textURL, Length: 3, URL: "javascript:alert(1)"}}, ""},
		{"unknown kind", "abc", []lamplight.Entity{ent(200, 0, 3)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := slices.Clone(tt.in)
			got := styled(tt.text, in, 100)
			if s := show(t, tt.text, got); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
			if !slices.Equal(in, tt.in) {
				t.Error("what the caller gave was changed")
			}
		})
	}
	many := make([]lamplight.Entity, 300)
	for i := range many {
		many[i] = ent(bold, 2*i, 1)
	}
	if got := styled(strings.Repeat("a ", 300), many, 100); len(got) != 100 {
		t.Errorf("%d entities kept, want 100", len(got))
	}
}

func TestAddress(t *testing.T) {
	tests := []struct{ in, want string }{
		{"https://example.com/x", "https://example.com/x"},
		{"example.com/x", "http://example.com/x"},
		{"example.com:80/x", "http://example.com:80/x"},
		{" tg://user?id=1 ", "tg://user?id=1"},
		{"mailto:a@b.org", "mailto:a@b.org"},
		{"javascript:alert(1)", ""},
		{"file:///etc/passwd", ""},
		{"data:text/html,x", ""},
		{"http:", ""},
		{"http://", ""},
		{"word", ""},
		{"", ""},
		{"http://a b.org", ""},
		{"http://" + strings.Repeat("a", maxURL), ""},
	}
	for _, tt := range tests {
		if got := address(tt.in); got != tt.want {
			t.Errorf("address(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	s := New(Options{})
	tests := []struct {
		name, in string
		es       []lamplight.Entity
		want     string
		entities string
		err      error
	}{
		{"as it is", "hi", nil, "hi", "", nil},
		{"trimmed", "  😀 hi\n\n", []lamplight.Entity{ent(bold, 2, 2), ent(italic, 5, 4)}, "😀 hi", "bold:😀 | italic:hi", nil},
		{"cut from an entity", "  hi", []lamplight.Entity{ent(bold, 0, 4)}, "hi", "bold:hi", nil},
		{"control characters", "a\x00b\r\nc\td", nil, "a b \nc\td", "", nil},
		{"found beside styled", "hi @ann", []lamplight.Entity{ent(bold, 0, 7)}, "hi @ann", "bold:hi @ann | mention:@ann", nil},
		{"not in code", "x @ann @bob", []lamplight.Entity{ent(mono, 2, 4)}, "x @ann @bob", "code:@ann | mention:@bob", nil},
		{"not in a link", "see a.com", []lamplight.Entity{{Kind: textURL, Offset: 4, Length: 5, URL: "http://b.org"}}, "see a.com", "link:a.com", nil},
		{"a moment", "at seven", []lamplight.Entity{{Kind: lamplight.EntityDate, Offset: 3, Length: 5, Moment: 1_800_000_000, Shown: lamplight.DateRelative}}, "at seven", "date:seven", nil},
		{"a moment that never is", "at seven", []lamplight.Entity{{Kind: lamplight.EntityDate, Offset: 3, Length: 5, Moment: 1 << 40}}, "at seven", "", nil},
		{"up to the end of the white space", "hi  ", []lamplight.Entity{ent(bold, 0, 4)}, "hi", "bold:hi", nil},
		{"before the text", "hi", []lamplight.Entity{ent(bold, -1, 2)}, "", "", ErrEntityBounds},
		{"beyond the text", "hi", []lamplight.Entity{ent(bold, 1, 2)}, "", "", ErrEntityBounds},
		{"beyond all texts", "hi", []lamplight.Entity{ent(bold, 1<<31-1, 1<<31-1)}, "", "", ErrEntityBounds},
		{"of nothing", "hi", []lamplight.Entity{ent(bold, 1, 0)}, "", "", ErrEntityBounds},
		{"counted in characters", "😀", []lamplight.Entity{ent(bold, 0, 2)}, "😀", "bold:😀", nil},
		{"addresses too long together", strings.Repeat("hi ", 9), spread(9, "http://a.org/"+strings.Repeat("x", maxURL-20)), "", "", ErrEntitiesLong},
		{"an address too long", "hi", []lamplight.Entity{{Kind: textURL, Length: 2, URL: "http://a.org/" + strings.Repeat("x", maxURL)}}, "", "", ErrEntitiesLong},
		{"empty", "", nil, "", "", ErrEmpty},
		{"white space", " \n\t\u00a0", nil, "", "", ErrEmpty},
		{"nothing to see", "\u200b\u200e\u2060\ufeff", nil, "", "", ErrEmpty},
		{"not UTF-8", "a\xffb", nil, "", "", ErrEmpty},
		{"longest", strings.Repeat("\u00e9", 4096), nil, strings.Repeat("\u00e9", 4096), "", nil},
		{"longest after trimming", strings.Repeat("x", 4096) + "   ", nil, strings.Repeat("x", 4096), "", nil},
		{"too long", strings.Repeat("x", 4097), nil, "", "", ErrTooLong},
		{"far too long", strings.Repeat(" ", 1<<20), nil, "", "", ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, es, err := s.text(lamplight.Text(tt.in), tt.es)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if string(text) != tt.want {
				t.Errorf("text = %q, want %q", string(text), tt.want)
			}
			if got := show(t, string(text), es); got != tt.entities {
				t.Errorf("entities = %s, want %s", got, tt.entities)
			}
		})
	}
}

// FuzzText holds that whatever a client sends, what is kept can be shown, and is in the form that it is kept in.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "hi @ann #tag $USD /go", "😀 http://a.org/(b) +49 30 1234567 a@b.org", " \xff", "a\u200d\U0001F468b.c"} {
		f.Add(s, []byte{6, 0, 2, 7, 1, 5, 8, 3, 4, 19, 0, 9})
	}
	s := New(Options{})
	f.Fuzz(func(t *testing.T, in string, raw []byte) {
		var es []lamplight.Entity
		for ; len(raw) >= 3; raw = raw[3:] {
			es = append(es, lamplight.Entity{
				Kind: lamplight.EntityKind(raw[0] % 24), Offset: int(int8(raw[1])), Length: int(int8(raw[2])),
				URL: "http://a.org", User: 1, Moment: 1,
			})
		}
		text, out, err := s.text(lamplight.Text(in), es)
		if err != nil {
			return
		}
		if !utf8.ValidString(string(text)) || text == "" || utf8.RuneCountInString(string(text)) > s.limits.Text {
			t.Fatalf("text of %d bytes is not fit to be kept", len(text))
		}
		u := utf16.Encode([]rune(string(text)))
		for i, e := range out {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(u) {
				t.Fatalf("%+v lies outside %d units", e, len(u))
			}
			if low(u, e.Offset) || low(u, e.Offset+e.Length) {
				t.Fatalf("%+v cuts a character", e)
			}
			for j, o := range out[:i] {
				if order(o, e) > 0 {
					t.Fatalf("%+v before %+v", o, e)
				}
				if !overlap(o, e) {
					continue
				}
				if found(e.Kind) && found(o.Kind) {
					t.Fatalf("found twice: %+v and %+v", o, e)
				}
				if !found(e.Kind) && !found(o.Kind) && !inside(e, o) && !inside(o, e) {
					t.Fatalf("%d and %d cross: %+v, %+v in %q", j, i, o, e, string(text))
				}
				if (code(e.Kind) && o.Kind != quote) || (code(o.Kind) && e.Kind != quote) {
					t.Fatalf("code is not alone: %+v, %+v", o, e)
				}
			}
		}
		again, es2, err := s.text(text, out)
		if err != nil || again != text || !slices.Equal(out, es2) {
			t.Fatalf("not stable: %q %+v, then %q %+v, %v", string(text), out, string(again), es2, err)
		}
	})
}

// FuzzQuote holds that where a quote is said to be, its words are, and that no other place is nearer.
func FuzzQuote(f *testing.F) {
	f.Add("how are you, you?", "you", 12)
	f.Add("aaaa", "aa", 1)
	f.Add("😀😀", "😀", 3)
	f.Add("a", "", -1)
	f.Fuzz(func(t *testing.T, text, part string, want int) {
		if !utf8.ValidString(text) || !utf8.ValidString(part) || part == "" {
			return
		}
		want %= 1 << 20
		u, p := utf16.Encode([]rune(text)), utf16.Encode([]rune(part))
		at := nearest(text, part, want)
		if (at >= 0) != strings.Contains(text, part) {
			t.Fatalf("%q in %q is at %d", part, text, at)
		}
		for i := 0; i+len(p) <= len(u); i++ {
			if slices.Equal(u[i:i+len(p)], p) && max(i-want, want-i) < max(at-want, want-at) {
				t.Fatalf("%q in %q near %d is at %d, not at %d", part, text, want, at, i)
			}
		}
		if at >= 0 && !slices.Equal(u[at:at+len(p)], p) {
			t.Fatalf("%q in %q is not at %d", part, text, at)
		}
	})
}

func low(u []uint16, i int) bool { return i > 0 && i < len(u) && u[i] >= 0xdc00 && u[i] <= 0xdfff }

func inside(a, b lamplight.Entity) bool { return a.Offset >= b.Offset && end(a) <= end(b) }

func found(k lamplight.EntityKind) bool {
	switch k {
	case lamplight.EntityMention, lamplight.EntityHashtag, lamplight.EntityBotCommand, lamplight.EntityURL,
		lamplight.EntityEmail, lamplight.EntityPhone, lamplight.EntityCashtag:
		return true
	}
	return false
}

func BenchmarkText(b *testing.B) {
	s := New(Options{})
	text := lamplight.Text("Shall we meet at seven? I have the tickets, the train leaves from platform 4. See example.com/trains :)")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.text(text, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// spread returns n links to an address, each over two characters of "hi hi hi…".
func spread(n int, url string) []lamplight.Entity {
	es := make([]lamplight.Entity, n)
	for i := range es {
		es[i] = lamplight.Entity{Kind: lamplight.EntityTextURL, Offset: 3 * i, Length: 2, URL: url}
	}
	return es
}
