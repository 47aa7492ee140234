package e2e

import (
	"fmt"
	"slices"
	"testing"
)

func (s *story) search(t *testing.T) {
	// Each is found by a word that is written otherwise, or is part of a longer one where there are no spaces.
	said := []struct{ text, word string }{
		{"Встретимся у Жёлтого моста", "ЖЕЛТОГО"},
		{"Un café très serré, s'il te plaît", "serre"},
		{"نلتقي عند المكتبة غدا", "المكتبة"},
		{"我们去图书馆吧", "图书馆"},
	}
	ids := make([]int, len(said))
	for i, x := range said {
		if i%2 == 0 {
			ids[i] = s.aliceSays(t, x.text).alice
		} else {
			ids[i] = s.bobSays(t, x.text).alice
		}
	}
	const everywhere = "Жёлтого моста больше нет"
	say(t, s.carol, s.Alice, everywhere)

	finds := func(d *device, a args, want ...string) {
		t.Helper()
		cmd := "search"
		if a["to"] == nil {
			cmd = "searchAll"
		}
		soon(t, func() error { // The index follows what is said.
			var got []string
			for _, m := range messages(t, d, cmd, a) {
				got = append(got, m.Text)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				return fmt.Errorf("%s found %q by %v, want %q", d.name, got, a["query"], want)
			}
			return nil
		})
	}
	for i, x := range said {
		finds(s.phone, args{"to": s.Bob.name, "query": x.word}, x.text)
		if m, ok := byID(messages(t, s.phone, "search", args{"to": s.Bob.name, "query": x.word}), ids[i]); !ok {
			t.Errorf("%q was found, but not as %d: %+v", x.text, ids[i], m)
		}
		if i > 0 {
			finds(s.laptop, args{"query": x.word}, x.text)
		}
	}
	finds(s.laptop, args{"query": "желтого"}, said[0].text, everywhere)
	finds(s.bob, args{"to": s.Alice.name, "query": "желтого"}, said[0].text)
	finds(s.phone, args{"to": s.Bob.name, "query": "зелёного"})

	// An edit is found by its new words alone, and what is deleted not at all.
	const changed = "Встретимся у зелёного дома"
	s.phone.do(t, "edit", args{"to": s.Bob.name, "id": ids[0], "text": changed}, nil)
	for _, l := range s.talk {
		if l.alice == ids[0] {
			l.text = changed
		}
	}
	finds(s.phone, args{"to": s.Bob.name, "query": "зеленого"}, changed)
	finds(s.laptop, args{"to": s.Bob.name, "query": "желтого"})
	finds(s.laptop, args{"query": "желтого"}, everywhere)
	s.phone.do(t, "delete", args{"to": s.Bob.name, "ids": []int{ids[0]}}, nil)
	s.remove(changed)
	finds(s.phone, args{"to": s.Bob.name, "query": "зеленого"})
	finds(s.bob, args{"query": "зеленого"})
}
