package layers

import (
	"errors"
	"testing"
)

// Every method of the newest layer, filled at random, passes as it is; so does one that nobody knows.
func TestNewestMethodsPass(t *testing.T) {
	tab, m := tables(), newMaker(Newest, 9)
	for _, i := range m.l.byName {
		if i < 0 || !tab.defs[i].method {
			continue
		}
		name := tab.names[tab.defs[i].name]
		for depth := range 7 {
			body := m.method(nil, name, depth)
			if out, _, err := Up(nil, Newest, body); err != nil || string(out) != string(body) {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
	if _, _, err := Up(nil, Newest, []byte{1, 2, 3, 4, 5}); err != nil {
		t.Errorf("unknown method: %v", err)
	}
}

// Objects inside one another without end are refused in every layer, before anything decodes them: gotd's decoder would
// take gigabytes for half a MiB of arrays that each announce a thousand elements.
func TestDepthIsBounded(t *testing.T) {
	tab := tables()
	number := func(name string) []byte {
		return appendUint32(nil, tab.defs[tab.newest().byName[tab.name[name]]].id)
	}
	array, method, event := number("jsonArray"), number("help.saveAppLog"), number("inputAppEvent")
	for _, arrays := range []int{MaxDepth, 40_000} {
		body := appendUint32(appendUint32(method, idVector), 1)
		body = appendUint64(append(body, event...), 0) // time
		body = appendText(body, nil)                   // type
		body = appendUint64(body, 0)                   // peer
		for range arrays {
			body = appendUint32(appendUint32(append(body, array...), idVector), 1)
		}
		body = append(body, number("jsonNull")...)
		for _, layer := range []int{Newest, Newest + 1, older()[0]} {
			if _, _, err := Up(nil, layer, body); !errors.Is(err, ErrMalformed) || !errors.Is(err, errDeep) {
				t.Errorf("layer %d, %d arrays: %v, want ErrMalformed for the depth", layer, arrays, err)
			}
		}
	}
	shallow := appendUint32(appendUint32(number("help.saveAppLog"), idVector), 0)
	if _, _, err := Up(nil, Newest, shallow); err != nil {
		t.Errorf("shallow: %v", err)
	}
	for _, cut := range []int{0, 3, 5, len(shallow) - 1} {
		if _, _, err := Up(nil, Newest, shallow[:cut]); !errors.Is(err, ErrMalformed) {
			t.Errorf("cut after %d bytes: %v, want ErrMalformed", cut, err)
		}
	}
}
