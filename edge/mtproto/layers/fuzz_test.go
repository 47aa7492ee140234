package layers

import (
	"os"
	"testing"
)

func readTestSource(t *testing.T) string {
	b, err := os.ReadFile("hand_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Whatever a client sends, what Up makes of it can be read to the end in the newest layer.
func FuzzUp(f *testing.F) {
	for i, l := range older() {
		m := newMaker(l, uint64(i))
		for _, name := range []string{"messages.sendMessage", "messages.sendMedia", "auth.signIn", "messages.getDialogs", "invokeWithoutUpdates",
			"channels.getForumTopics", "account.updateColor", "messages.report", "contacts.importContacts"} {
			if n, ok := m.t.name[name]; ok && m.l.byName[n] >= 0 {
				f.Add(uint16(l), m.method(nil, name, 4))
			}
		}
	}
	f.Fuzz(func(t *testing.T, layer uint16, body []byte) {
		out, req, err := Up(nil, int(layer), body)
		if err != nil || req.Layer() == Newest {
			return
		}
		c := checker{t: tables(), l: tables().newest(), lenient: true}
		if err := c.whole(out, c.t.query()); err != nil {
			t.Fatalf("layer %d: %x became %x: %v", layer, body, out, err)
		}
		if len(out) > 64*len(body)+1024 {
			t.Fatalf("%d bytes became %d", len(body), len(out))
		}
	})
}

// Whatever stands in a push, what an older layer gets can be read to the end, and nothing panics.
func FuzzPush(f *testing.F) {
	from := newMaker(Newest, 5)
	updates := from.t.defs[from.l.byName[from.t.name["updates"]]].result
	for i := range 40 {
		f.Add(uint16(older()[i%len(older())]), from.value(nil, updates, i%7))
	}
	f.Fuzz(func(t *testing.T, layer uint16, body []byte) {
		use, _ := Nearest(int(layer))
		out, err := Push(nil, int(layer), body)
		if err != nil || use == Newest {
			return
		}
		c := checker{t: tables(), l: tables().layers[use], lenient: true}
		if err := c.whole(out, updates); err != nil {
			t.Fatalf("layer %d: %x became %x: %v", layer, body, out, err)
		}
	})
}
