package e2e

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func (s *story) reply(t *testing.T) {
	first := s.aliceSays(t, "shall we meet at seven?")
	answer := s.add(line{text: "seven is fine"})
	got := live(t, func() {
		answer.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": answer.text, "reply": first.bob})
	}, s.text(s.phone, answer.text), s.text(s.laptop, answer.text))
	for _, e := range got {
		if e.Reply == nil || e.Reply.ID != first.alice || e.Reply.Quote != "" {
			t.Errorf("Bob's answer to %d came as %s", first.alice, e.raw)
		}
	}
	answer.alice = got[0].ID

	again := s.add(line{text: "then seven it is", byAlice: true})
	got = live(t, func() {
		again.alice = s.sends(t, s.phone, args{"to": s.Bob.name, "text": again.text, "reply": answer.alice})
	}, s.text(s.bob, again.text), s.text(s.laptop, again.text))
	again.bob = got[0].ID
	if r := got[0].Reply; r == nil || r.ID != answer.bob {
		t.Errorf("Alice's answer to %d came to Bob as %s", answer.bob, got[0].raw)
	}
	if r := got[1].Reply; r == nil || r.ID != answer.alice {
		t.Errorf("Alice's answer to %d came to her laptop as %s", answer.alice, got[1].raw)
	}
	for _, id := range []int{answer.alice, again.alice} {
		if m, ok := byID(history(t, s.laptop, s.Bob.name), id); !ok || m.Reply == nil {
			t.Errorf("the answer %d is in the laptop's history as %+v", id, m)
		}
	}
}

func (s *story) quote(t *testing.T) {
	const quoted = "a quarter to eight"
	first := s.aliceSays(t, "the film begins at "+quoted+" or so")
	answer := s.add(line{text: "so early?"})
	got := live(t, func() {
		answer.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": answer.text, "reply": first.bob, "quote": quoted})
	}, s.text(s.phone, answer.text), s.text(s.laptop, answer.text))
	answer.alice = got[0].ID
	for _, e := range got {
		if e.Reply == nil || e.Reply.ID != first.alice || e.Reply.Quote != quoted && s.phone.kind.can(quotes) {
			t.Errorf("Bob's quote of %d came as %s", first.alice, e.raw)
		}
	}
	if !s.phone.kind.can(quotes) {
		return
	}
	first = s.bobSays(t, "there is another at half past nine")
	const part = "half past nine"
	again := s.add(line{text: "better", byAlice: true})
	got = live(t, func() {
		again.alice = s.sends(t, s.phone, args{"to": s.Bob.name, "text": again.text, "reply": first.alice, "quote": part})
	}, s.text(s.bob, again.text), s.text(s.laptop, again.text))
	again.bob = got[0].ID
	for i, want := range []int{first.bob, first.alice} {
		if r := got[i].Reply; r == nil || r.ID != want || r.Quote != part {
			t.Errorf("Alice's quote of %d came as %s", want, got[i].raw)
		}
	}
	err := s.phone.try("send", args{"to": s.Bob.name, "text": "hm", "reply": first.alice, "quote": "half past ten"}, nil)
	wantError(t, err, "a quote of what was not said", "QUOTE_TEXT_INVALID")
}

func (s *story) forward(t *testing.T) {
	l := s.bobSays(t, "the key is under the mat")
	var ids struct{ IDs []int }

	// To somebody else, who sees whose words they are.
	got := live(t, func() {
		s.phone.do(t, "forward", args{"to": s.Carol.name, "from": s.Bob.name, "ids": []int{l.alice}}, &ids)
	}, s.carol.says("message", s.phone.id, nil), s.laptop.says("message", s.carol.id, nil))
	for _, e := range got {
		if e.Text != l.text || e.Forward == nil || e.Forward.From != s.bob.id {
			t.Errorf("what Bob said was forwarded as %s", e.raw)
		}
	}
	if len(ids.IDs) != 1 || ids.IDs[0] != got[1].ID {
		t.Errorf("forwarded as %v, and the laptop was told of %d", ids.IDs, got[1].ID)
	}

	// Without the author it is one's own.
	got = live(t, func() {
		s.phone.do(t, "forward", args{
			"to": s.Carol.name, "from": s.Bob.name, "ids": []int{l.alice}, "noAuthor": true,
		}, &ids)
	}, s.carol.says("message", s.phone.id, nil), s.laptop.says("message", s.carol.id, nil))
	for _, e := range got {
		if e.Text != l.text || e.Forward != nil {
			t.Errorf("what Bob said was forwarded without his name as %s", e.raw)
		}
	}

	// Two at once keep their order.
	second := s.bobSays(t, "and the dog is friendly")
	from := s.carol.heard()
	s.phone.do(t, "forward", args{"to": s.Carol.name, "from": s.Bob.name, "ids": []int{l.alice, second.alice}}, &ids)
	var texts []string
	for range 2 {
		e := s.carol.waitFrom(t, from, "two forwarded messages", func(e event) bool {
			return e.Event == "message" && e.Chat == s.phone.id && !slices.Contains(texts, e.Text)
		})
		texts = append(texts, e.Text)
	}
	if want := []string{l.text, second.text}; !slices.Equal(texts, want) || len(ids.IDs) != 2 {
		t.Errorf("forwarded %q with the ids %v, want %q", texts, ids.IDs, want)
	}

	// And what somebody forwards comes with the name of who said it.
	got = live(t, func() {
		s.carol.do(t, "forward", args{"to": s.Alice.name, "from": s.Alice.name, "ids": []int{
			history(t, s.carol, s.Alice.name)[0].ID,
		}}, nil)
	}, s.phone.says("message", s.carol.id, incoming), s.laptop.says("message", s.carol.id, incoming))
	for _, e := range got {
		if e.Text != second.text || e.Forward == nil || e.Forward.From != s.bob.id {
			t.Errorf("what Bob said came back from Carol as %s", e.raw)
		}
	}
}

// styledText is a text with every kind of formatting, and where it is.
type styledText struct {
	text     strings.Builder
	at       int      // UTF-16 code units
	asked    []entity // what the sender says
	expected []entity // what everybody sees, with what the server finds
}

// add appends a piece; with a type, it is formatted so.
func (s *styledText) add(piece string, e entity, asked bool) {
	e.Offset, e.Length = s.at, len(utf16.Encode([]rune(piece)))
	s.text.WriteString(piece)
	s.at += e.Length
	if e.Type == "" {
		return
	}
	if asked {
		s.asked = append(s.asked, e)
	}
	s.expected = append(s.expected, e)
}

// everyStyle is a text with all there is; name is somebody named in it.
func everyStyle(k kind, name *person, id int64) *styledText {
	s := new(styledText)
	word := func(text, style string) {
		s.add(text, entity{Type: style}, true)
		s.add(" ", entity{}, false)
	}
	found := func(text, style string) {
		s.add(text, entity{Type: style}, false)
		s.add(" ", entity{}, false)
	}
	word("плотно", "bold")
	word("наклонно", "italic")
	word("under", "underline")
	word("gone", "strike")
	word("secret", "spoiler")
	word("x := 1", "code")
	s.add("here", entity{Type: "link", URL: "https://lamplight.example/a"}, true)
	s.add(" 🧡 ", entity{}, false)
	s.add("both", entity{Type: "bold"}, true)
	s.expected = append(s.expected, entity{Type: "italic", Offset: s.at - 4, Length: 4})
	s.asked = append(s.asked, entity{Type: "italic", Offset: s.at - 4, Length: 4})
	s.add(" ", entity{}, false)
	named := entity{Type: "name", User: name.name}
	s.add("my friend", named, true)
	s.expected[len(s.expected)-1].User, s.expected[len(s.expected)-1].ID = "", id
	s.add(" ", entity{}, false)
	found("@"+name.name, "mention")
	found("#tag", "hashtag")
	found("$USD", "cashtag")
	if k.can(botCommands) {
		found("/start", "command")
	}
	found("https://lamplight.example", "url")
	found("a@lamplight.example", "email")
	found("+12025550123", "phone")
	s.add("\n", entity{}, false)
	s.add("func main() {}", entity{Type: "pre", Language: "go"}, true)
	s.add("\n", entity{}, false)
	if k.can(blockQuotes) {
		s.add("somebody said", entity{Type: "quote"}, true)
		s.add("\nand\n", entity{}, false)
	}
	if k.can(foldedQuotes) {
		s.add("somebody said more", entity{Type: "quote", Folded: true}, true)
		s.add("\nbut no more\n", entity{}, false)
	}
	s.add("over", entity{}, false)
	return s
}

func (s *story) format(t *testing.T) {
	styled := everyStyle(s.phone.kind, s.Carol, s.carol.id)
	text := styled.text.String()

	l := s.add(line{text: text, byAlice: true})
	got := live(t, func() {
		l.alice = s.sends(t, s.phone, args{"to": s.Bob.name, "text": text, "entities": styled.asked})
	}, s.text(s.bob, text), s.text(s.laptop, text))
	l.bob = got[0].ID
	for _, e := range got {
		sameEntities(t, "Alice's text came as", text, e.Entities, styled.expected)
	}

	l = s.add(line{text: text})
	got = live(t, func() {
		l.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": text, "entities": styled.asked})
	}, s.text(s.phone, text), s.text(s.laptop, text))
	l.alice = got[0].ID
	for _, e := range got {
		sameEntities(t, "Bob's text came as", text, e.Entities, styled.expected)
	}
	m, _ := byID(history(t, s.phone, s.Bob.name), l.alice)
	sameEntities(t, "Bob's text is in the history as", text, m.Entities, styled.expected)

	// An edit changes it.
	l.text = "now plain, but for this"
	change := []entity{{Type: "bold", Offset: 19, Length: 4}}
	got = live(t, func() {
		s.bob.do(t, "edit", args{"to": s.Alice.name, "id": l.bob, "text": l.text, "entities": change}, nil)
	}, s.edited(s.phone, l.text), s.edited(s.laptop, l.text))
	for _, e := range got {
		sameEntities(t, "Bob's edited text came as", l.text, e.Entities, change)
	}
	l = s.talk[len(s.talk)-2]
	l.text = "then mine as well, and this"
	change = []entity{{Type: "underline", Offset: 23, Length: 4}}
	got = live(t, func() {
		s.phone.do(t, "edit", args{"to": s.Bob.name, "id": l.alice, "text": l.text, "entities": change}, nil)
	}, s.edited(s.bob, l.text), s.edited(s.laptop, l.text))
	for _, e := range got {
		sameEntities(t, "Alice's edited text came as", l.text, e.Entities, change)
	}
}

// sameEntities compares formatting, whatever order a library lists it in.
func sameEntities(t *testing.T, what, text string, got, want []entity) {
	t.Helper()
	order := func(es []entity) []entity {
		return slices.SortedFunc(slices.Values(es), func(a, b entity) int {
			return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Type, b.Type))
		})
	}
	g, w := order(got), order(want)
	if slices.Equal(g, w) {
		return
	}
	for _, e := range g {
		if !slices.Contains(w, e) {
			t.Errorf("%s: too much: %+v", what, e)
		}
	}
	for _, e := range w {
		if !slices.Contains(g, e) {
			t.Errorf("%s: missing: %+v of %q", what, e, text)
		}
	}
}

func (s *story) mention(t *testing.T) {
	text := "what does @" + s.Alice.name + " think?"
	l := s.add(line{text: text})
	got := live(t, func() {
		l.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": text})
	}, s.text(s.phone, text), s.text(s.laptop, text))
	l.alice = got[0].ID
	mine := s.aliceSays(t, "Alice thinks so")
	text = "and I too"
	answer := s.add(line{text: text})
	got = append(got, live(t, func() {
		answer.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": text, "reply": mine.bob})
	}, s.text(s.phone, text), s.text(s.laptop, text))...)
	answer.alice = got[2].ID
	if s.phone.kind.can(seeMentions) {
		for _, e := range got {
			if !e.Mentioned {
				t.Errorf("Alice is not mentioned in %s", e.raw)
			}
		}
	}

	text = "I asked @" + s.Bob.name
	l = s.add(line{text: text, byAlice: true})
	got = live(t, func() {
		l.alice = s.sends(t, s.phone, args{"to": s.Bob.name, "text": text})
	}, s.text(s.bob, text), s.text(s.laptop, text))
	l.bob = got[0].ID
	if !got[0].Mentioned {
		t.Errorf("Bob is not mentioned in %s", got[0].raw)
	}
	want := []entity{{Type: "mention", Offset: 8, Length: 1 + len(s.Bob.name)}}
	for _, e := range got {
		sameEntities(t, "Alice's mention came as", text, e.Entities, want)
	}
}

func (s *story) silent(t *testing.T) {
	for _, silent := range []bool{true, false} {
		text := map[bool]string{true: "shh, the children sleep", false: "they are up again"}[silent]
		l := s.add(line{text: text, byAlice: true})
		got := live(t, func() {
			l.alice = s.sends(t, s.phone, args{"to": s.Bob.name, "text": text, "silent": silent})
		}, s.text(s.bob, text), s.text(s.laptop, text))
		l.bob = got[0].ID
		if got[0].Silent != silent {
			t.Errorf("Alice's message with silent=%v came as %s", silent, got[0].raw)
		}
		l = s.add(line{text: text})
		got = live(t, func() {
			l.bob = s.sends(t, s.bob, args{"to": s.Alice.name, "text": text, "silent": silent})
		}, s.text(s.phone, text), s.text(s.laptop, text))
		l.alice = got[0].ID
		for _, e := range got {
			if e.Silent != silent && s.phone.kind.can(seeSilence) {
				t.Errorf("Bob's message with silent=%v came as %s", silent, e.raw)
			}
		}
	}
}

func (s *story) save(t *testing.T) {
	const note = "note to myself: milk"
	l := s.bobSays(t, "you have to read this book")
	var id int
	got := live(t, func() {
		id = s.sends(t, s.phone, args{"to": "me", "text": note})
	}, s.laptop.says("message", s.phone.id, nil))
	if got[0].ID != id || got[0].Text != note {
		t.Errorf("the note %d came to the laptop as %s", id, got[0].raw)
	}
	var ids struct{ IDs []int }
	got = live(t, func() {
		s.phone.do(t, "forward", args{"to": "me", "from": s.Bob.name, "ids": []int{l.alice}}, &ids)
	}, s.laptop.says("message", s.phone.id, nil))
	if f := got[0].Forward; f == nil || f.From != s.bob.id || f.Saved != s.bob.id {
		t.Errorf("what Bob said was saved as %s", got[0].raw)
	}
	for _, d := range []*device{s.phone, s.laptop} {
		var texts []string
		for _, m := range history(t, d, "me") {
			texts = append(texts, m.Text)
		}
		if want := []string{l.text, note}; !slices.Equal(texts, want) {
			t.Errorf("%s has saved %q, want %q", d.name, texts, want)
		}
	}
}

// sends sends a message and returns the id that the sender knows it by.
func (s *story) sends(t *testing.T, from *device, a args) int {
	t.Helper()
	var sent struct{ ID int }
	from.do(t, "send", a, &sent)
	if sent.ID <= 0 {
		t.Fatalf("%s sent %v and learnt the id %d", from.name, a["text"], sent.ID)
	}
	return sent.ID
}

// incoming matches what somebody else said.
func incoming(e event) bool { return !e.Out }

// text is a text between Alice and Bob that a device is told of.
func (s *story) text(d *device, text string) told {
	return d.says("message", s.other(d), func(e event) bool { return e.Text == text })
}

// edited is the same for an edit.
func (s *story) edited(d *device, text string) told {
	return d.says("edit", s.other(d), func(e event) bool { return e.Text == text })
}

// other is whom a device of Alice or Bob talks with.
func (s *story) other(d *device) int64 {
	if d == s.bob {
		return s.phone.id
	}
	return s.bob.id
}

// wantError complains if an error is not one of those that are expected.
func wantError(t *testing.T, err error, what string, symbols ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want %s", what, symbols[0])
		return
	}
	for _, symbol := range symbols {
		if strings.Contains(err.Error(), symbol) {
			return
		}
	}
	t.Errorf("%s: %v, want %s", what, err, symbols[0])
}
