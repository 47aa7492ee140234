package langpack

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// forms are the plural categories of whole numbers in each language (CLDR).
var forms = map[string][]string{
	"en": {"one", "other"}, "de": {"one", "other"}, "fr": {"one", "other"}, "es": {"one", "other"},
	"ru": {"few", "many", "one", "other"}, "uk": {"few", "many", "one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"},
}

func TestEveryLanguageHasEveryWord(t *testing.T) {
	all, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	keys := func(code string) (ks []string) {
		for _, e := range all[code] {
			ks = append(ks, e.key)
			if e.forms == nil {
				continue
			}
			if got := slices.Sorted(maps.Keys(e.forms)); !slices.Equal(got, forms[code]) {
				t.Errorf("%s in %s has the forms %v, want %v", e.key, code, got, forms[code])
			}
		}
		slices.Sort(ks)
		if len(slices.Compact(slices.Clone(ks))) != len(ks) {
			t.Errorf("%s: a key stands there twice", code)
		}
		return ks
	}
	want := keys("en")
	for _, code := range Languages() {
		if got := keys(code); !slices.Equal(got, want) {
			t.Errorf("%s has other keys than en: %v", code, got)
		}
	}
	if len(Languages()) != 7 {
		t.Errorf("languages: %v", Languages())
	}
}

// sums are the sums of all words by version. Who changes words adds a line and raises Version.
var sums = map[int]string{
	1: "28eac21c31e4a9dc",
}

func TestVersionGoesUpWithTheWords(t *testing.T) {
	h := fnv.New64a()
	for _, code := range Languages() {
		text, err := words.ReadFile("words/" + code + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		h.Write(text)
	}
	if got := fmt.Sprintf("%016x", h.Sum64()); got != sums[Version] {
		t.Errorf("the words of version %d have the sum %s, not %s: raise Version", Version, got, sums[Version])
	}
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		platform, code, want string
		err                  error
	}{
		{"android", "de", "de", nil}, {"tdesktop", "DE-at", "de", nil}, {"", "uk", "uk", nil}, {"ios", "ru-raw", "ru", nil},
		{"toaster", "de", "", rpc.ErrLangPackInvalid}, {"android", "tlh", "", errLanguage}, {"android", "", "", errLanguage},
	} {
		l, _, err := find(tt.platform, tt.code)
		if l.code != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%q, %q: %q, %v; want %q, %v", tt.platform, tt.code, l.code, err, tt.want, tt.err)
		}
	}
}

func TestParseRefusesWhatIsNoWord(t *testing.T) {
	for _, text := range []string{"Key\n", "\tvalue\n", "Key\t\n", "Key#dozen\tvalue\n"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q passes", text)
		}
	}
}

func TestDifferenceIsEmptyForTheVersionServed(t *testing.T) {
	h := &Handlers{}
	for _, tt := range []struct{ from, want int }{{0, 1}, {Version, 0}, {Version + 1, 1}} {
		d, err := h.getDifference(context.Background(), rpc.Call{}, &tg.LangpackGetDifferenceRequest{LangPack: "android", LangCode: "fr", FromVersion: tt.from})
		if err != nil || d.Version != Version || d.LangCode != "fr" || min(len(d.Strings), 1) != tt.want {
			t.Errorf("from %d: %d words (%v)", tt.from, len(d.Strings), err)
		}
	}
}

func TestStrings(t *testing.T) {
	h := &Handlers{}
	req := &tg.LangpackGetStringsRequest{LangPack: "android", LangCode: "de", Keys: []string{"Send", "Messages", "NoSuchWord"}}
	got, err := h.getStrings(context.Background(), rpc.Call{}, req)
	if err != nil || len(got.Elems) != 3 {
		t.Fatalf("%v, %v", got, err)
	}
	if s, ok := got.Elems[0].(*tg.LangPackString); !ok || s.Value != "Senden" {
		t.Errorf("%v", got.Elems[0])
	}
	if s, ok := got.Elems[1].(*tg.LangPackStringPluralized); !ok || !regexp.MustCompile(`Nachricht$`).MatchString(s.OneValue) {
		t.Errorf("%v", got.Elems[1])
	}
	if s, ok := got.Elems[2].(*tg.LangPackStringDeleted); !ok || s.Key != "NoSuchWord" {
		t.Errorf("%v", got.Elems[2])
	}
	req.Keys = make([]string, keysLimit+1)
	if _, err := h.getStrings(context.Background(), rpc.Call{}, req); !errors.Is(err, lamplight.ErrLimitInvalid) {
		t.Errorf("too many keys: %v", err)
	}
}

func TestLanguages(t *testing.T) {
	h := &Handlers{}
	list, err := h.getLanguages(context.Background(), rpc.Call{}, &tg.LangpackGetLanguagesRequest{LangPack: "ios"})
	if err != nil || len(list.Elems) != len(languages) {
		t.Fatalf("%v, %v", list, err)
	}
	for _, l := range list.Elems {
		one, err := h.getLanguage(context.Background(), rpc.Call{}, &tg.LangpackGetLanguageRequest{LangPack: "ios", LangCode: l.LangCode})
		if err != nil || one.String() != l.String() || l.Rtl != (l.LangCode == "ar") || l.StringsCount == 0 {
			t.Errorf("%v, %v", one, err)
		}
	}
}
