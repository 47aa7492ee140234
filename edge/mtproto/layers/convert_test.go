package layers

import (
	"bytes"
	"errors"
	"testing"

	"lamplight"
)

// older are the layers that are converted.
func older() []int {
	var out []int
	for _, l := range Supported() {
		if l != Newest {
			out = append(out, l)
		}
	}
	return out
}

// refused are the methods of older layers that the newest does not have, and whose meaning it cannot say.
// docs/layers.md says why for each.
var refused = map[string]bool{
	"auth.finishFirebasePnvLogin": true, "auth.firebasePnvSignUp": true, "auth.initFirebasePnvLogin": true,
	"ephemeral.deleteAllWelcomeMessages": true, "ephemeral.deleteWelcomeMessage": true, "ephemeral.editMessage": true,
	"ephemeral.getWelcomeMessages": true, "help.getAppChangelog": true, "messages.getAllChats": true,
	"payments.getUserStarGifts": true, "phone.createConferenceCall": true, "stats.getBroadcastRevenueStats": true,
	"stats.getBroadcastRevenueTransactions": true, "stats.getBroadcastRevenueWithdrawalUrl": true,
	"stats.getMessagePublicForwards": true, "stories.applyBoost": true, "stories.canApplyBoost": true,
	"stories.getBoostersList": true, "stories.getBoostsStatus": true,
}

// Every method of every layer, filled at random, becomes a call that the newest layer can read to the end.
func TestUpIsWhole(t *testing.T) {
	tab := tables()
	check := checker{t: tab, l: tab.newest()}
	unsayable := map[string]int{}
	for _, l := range older() {
		m := newMaker(l, uint64(l))
		for _, i := range m.l.byName {
			if i < 0 || !tab.defs[i].method {
				continue
			}
			name := tab.names[tab.defs[i].name]
			for depth := range 7 {
				body := m.method(nil, name, depth)
				out, req, err := Up([]byte("before"), l, body)
				if refused[name] && errors.Is(err, ErrMethod) {
					break
				}
				if errors.Is(err, ErrUnsayable) {
					unsayable[name]++
					continue
				}
				if err != nil {
					t.Errorf("layer %d: %s: %v", l, name, err)
					break
				}
				if !bytes.HasPrefix(out, []byte("before")) {
					t.Errorf("layer %d: %s: what stood before is gone", l, name)
				}
				if err := check.whole(out[6:], tab.query()); err != nil {
					t.Errorf("layer %d: %s: the call is not readable: %v", l, name, err)
					break
				}
				if req.Layer() != l || req.Method() == "" {
					t.Errorf("layer %d: %s: remembered as %q of layer %d", l, name, req.Method(), req.Layer())
				}
			}
		}
	}
	t.Logf("not sayable in the newest layer: %v", unsayable)
}

// Every answer to every method of every layer, filled at random, becomes an answer that the layer can read to the end.
func TestDownIsWhole(t *testing.T) {
	tab := tables()
	from := newMaker(Newest, 1)
	unsayable := map[string]int{}
	for _, l := range older() {
		m := newMaker(l, uint64(l))
		check := checker{t: tab, l: m.l}
		for _, i := range m.l.byName {
			if i < 0 || !tab.defs[i].method || tab.types[tab.defs[i].result].kind == kindQuery {
				continue
			}
			name := tab.names[tab.defs[i].name]
			_, req, err := Up(nil, l, m.method(nil, name, 0))
			if err != nil {
				if !refused[name] && !errors.Is(err, ErrUnsayable) {
					t.Errorf("layer %d: %s: %v", l, name, err)
				}
				continue
			}
			for depth := range 7 {
				answer := from.value(nil, req.newer.result, depth)
				out, err := req.Down([]byte("before"), answer)
				if errors.Is(err, errUnsayable) {
					unsayable[name]++
					continue
				}
				if err != nil {
					t.Errorf("layer %d: %s: %v", l, name, err)
					break
				}
				if err := check.whole(out[6:], req.older.result); err != nil {
					t.Errorf("layer %d: %s: the answer is not readable: %v", l, name, err)
					break
				}
			}
		}
	}
	t.Logf("not sayable in older layers: %v", unsayable)
}

// Random updates become updates that the layer can read to the end, whatever is in them.
func TestPushIsWhole(t *testing.T) {
	tab := tables()
	from := newMaker(Newest, 2)
	updates := tab.defs[tab.newest().byName[tab.name["updates"]]].result
	for _, l := range older() {
		check := checker{t: tab, l: tab.layers[l]}
		for n := range 300 {
			b := from.value(nil, updates, n%8)
			out, err := Push(nil, l, b)
			if err != nil {
				t.Fatalf("layer %d: %v", l, err)
			}
			if err := check.whole(out, updates); err != nil {
				t.Fatalf("layer %d: the push is not readable: %v", l, err)
			}
		}
	}
}

// Answers and pushes of the newest layer are not looked into, nor are calls of methods that nobody knows.
func TestNewestPasses(t *testing.T) {
	out, req, err := Up([]byte("a"), Newest, []byte("bbbb"))
	if string(out) != "abbbb" || err != nil {
		t.Errorf("Up = %q, %v", out, err)
	}
	if out, err := req.Down([]byte("a"), []byte("b")); string(out) != "ab" || err != nil {
		t.Errorf("Down = %q, %v", out, err)
	}
	if out, err := Push([]byte("a"), Newest, []byte("b")); string(out) != "ab" || err != nil {
		t.Errorf("Push = %q, %v", out, err)
	}
}

func TestNearest(t *testing.T) {
	tests := []struct {
		layer, use int
		exact      bool
	}{
		{0, 158, false}, {158, 158, true}, {159, 158, false}, {164, 167, false}, {199, 198, false}, {201, 198, false},
		{202, 204, false}, {225, 223, false}, {228, 228, true}, {229, 229, true}, {300, 229, false},
	}
	for _, tt := range tests {
		if use, exact := Nearest(tt.layer); use != tt.use || exact != tt.exact {
			t.Errorf("Nearest(%d) = %d, %v; want %d, %v", tt.layer, use, exact, tt.use, tt.exact)
		}
	}
}

// What does not follow the schema is refused, and nothing is written.
func TestUpRefuses(t *testing.T) {
	deep := appendUint32(nil, tables().defs[tables().layers[198].byName[tables().name["invokeWithoutUpdates"]]].id)
	tests := []struct {
		name string
		body []byte
		want error
	}{
		{"nothing", nil, ErrMalformed},
		{"a number that no layer has", []byte{1, 2, 3, 4}, ErrMethod},
		{"a constructor that is no method", trueBytes, ErrMethod},
		{"a call that ends too early", newMaker(198, 1).method(nil, "messages.sendMessage", 3)[:12], ErrMalformed},
		{"wrappers without end", bytes.Repeat(deep, 1000), ErrMalformed},
	}
	for _, tt := range tests {
		out, _, err := Up([]byte("before"), 198, tt.body)
		if !errors.Is(err, tt.want) || string(out) != "before" {
			t.Errorf("%s: Up = %q, %v; want %v", tt.name, out, err, tt.want)
		}
		if lamplight.KindOf(err) != lamplight.Invalid {
			t.Errorf("%s: the kind is %d", tt.name, lamplight.KindOf(err))
		}
	}
}
