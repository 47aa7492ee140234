package api

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/api/help"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
)

// TestAnswersAtTheStartAreUnderstoodInEveryLayer takes the answers that the server gives from memory to every layer
// that clients speak. What was not in a layer yet is not asked for in it.
func TestAnswersAtTheStartAreUnderstoodInEveryLayer(t *testing.T) {
	n := Namespaces{Help: help.Handlers{
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
		Settings: help.Settings{
			Name: "Lamplight", DC: 2, MeURLPrefix: "https://chat.example/", Languages: []string{"en"}, LanguageVersion: 1,
			Addresses: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:4443")},
		},
	}}
	requests := map[string]rpc.Request{
		"langpack.getLanguages":  &tg.LangpackGetLanguagesRequest{LangPack: "android"},
		"langpack.getLanguage":   &tg.LangpackGetLanguageRequest{LangPack: "android", LangCode: "de"},
		"langpack.getLangPack":   &tg.LangpackGetLangPackRequest{LangPack: "android", LangCode: "ar"},
		"langpack.getDifference": &tg.LangpackGetDifferenceRequest{LangPack: "android", LangCode: "ru"},
		"langpack.getStrings":    &tg.LangpackGetStringsRequest{LangPack: "android", LangCode: "uk", Keys: []string{"Send", "None"}},
	}
	ids := methodsByLayer(t)
	asked := 0
	for _, r := range slices.Concat(n.Routes()...) {
		req, words := requests[r.Method]
		if !words {
			req = r.New()
		}
		memory := r.State == rpc.Empty && fixed(r) || words ||
			r.State != rpc.Refused && r.Method[:5] == "help." && r.Method != "help.getSupport"
		var body bin.Buffer
		if !memory || req.Encode(&body) != nil {
			continue // a request that needs more than nothing is not understood either way
		}
		res, err := r.Serve(context.Background(), rpc.Call{User: 1, DC: 2}, req)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		var answer bin.Buffer
		if err := res.Encode(&answer); err != nil {
			t.Errorf("%s: %v", r.Method, err)
			continue
		}
		for _, layer := range layers.Supported() {
			id, known := ids[layer][r.Method]
			if !known {
				continue
			}
			binary.LittleEndian.PutUint32(body.Buf, id)
			_, asking, err := layers.Up(nil, layer, body.Raw())
			if errors.Is(err, layers.ErrMalformed) {
				continue // the method needed more in that layer
			}
			if err != nil {
				t.Errorf("%s in layer %d: %v", r.Method, layer, err)
				continue
			}
			asked++
			if got, err := asking.Down(nil, answer.Raw()); err != nil || len(got) == 0 {
				t.Errorf("%s in layer %d: %d bytes, %v", r.Method, layer, len(got), err)
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d answers were tried", asked)
	}
}

// methodsByLayer returns the methods of each layer and their constructors. The schemas are kept as the newest and, for
// each older layer, what differs from the one after it: a line with a minus leaves, one with a plus comes.
func methodsByLayer(t *testing.T) map[int]map[string]uint32 {
	t.Helper()
	newest := readSchema(t).ids
	all := map[int]map[string]uint32{layers.Newest: newest}
	numbers := layers.Supported()
	at := slices.Index(numbers, layers.Newest)
	for i, from := at-1, newest; i >= 0; i-- {
		from = changed(t, numbers[i], from)
		all[numbers[i]] = from
	}
	for i, from := at+1, newest; i < len(numbers); i++ {
		from = changed(t, numbers[i], from)
		all[numbers[i]] = from
	}
	return all
}

func changed(t *testing.T, layer int, from map[string]uint32) map[string]uint32 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("../../../internal/layersgen/schemas/%d.diff", layer))
	if err != nil {
		t.Fatal(err)
	}
	_, functions, _ := strings.Cut(string(text), "---functions---")
	methods := maps.Clone(from)
	for line := range strings.Lines(functions) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "-"); ok {
			delete(methods, name)
		}
	}
	for line := range strings.Lines(functions) {
		if head, ok := strings.CutPrefix(line, "+"); ok {
			head, _, _ = strings.Cut(head, " ")
			name, id, _ := strings.Cut(head, "#")
			methods[name] = number(t, id)
		}
	}
	return methods
}
