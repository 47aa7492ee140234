// Package langpack answers the langpack.* methods: the words of clients in other languages.
//
// The packs are served from the binary. They hold the words that a messenger of this kind cannot do without, under
// names of our own and a few that clients ask for; a client that misses a word shows its own. There is one set of words
// for all platforms.
//
// Reference: https://core.telegram.org/api/translation
package langpack

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Version is the number of the packs. It goes up with every change of words; clients that have it are told that nothing
// changed. A test holds a sum of the words against it.
const Version = 1

// Languages returns the codes of the languages that are served. The first is the default.
func Languages() []string {
	codes := make([]string, len(languages))
	for i, l := range languages {
		codes[i] = l.code
	}
	return codes
}

// languages are the languages, in the order in which clients show them.
var languages = [...]language{
	{"en", "English", "English", false},
	{"de", "German", "Deutsch", false},
	{"fr", "French", "Français", false},
	{"es", "Spanish", "Español", false},
	{"ru", "Russian", "Русский", false},
	{"uk", "Ukrainian", "Українська", false},
	{"ar", "Arabic", "العربية", true},
}

type language struct {
	code, name, native string
	rtl                bool
}

// platforms are the names by which clients ask for a pack. "" is of libraries that have none.
var platforms = []string{"", "android", "android_x", "ios", "macos", "tdesktop", "unigram", "web", "weba", "webk", "webogram", "webz"}

// errLanguage says that there is no pack of the language.
var errLanguage = &lamplight.Error{Kind: lamplight.Invalid, Code: "LANG_CODE_NOT_SUPPORTED"}

// words has a file of words for each language. A line is a key and its value, with a tab between; Key#few is the value
// for a number that the language counts as few (https://cldr.unicode.org/index/cldr-spec/plural-rules).
//
//go:embed words/*.tsv
var words embed.FS

// Handlers answers the methods.
type Handlers struct{}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("langpack.getLanguages", rpc.Anyone, rpc.Read, h.getLanguages),
		rpc.Handle("langpack.getLanguage", rpc.Anyone, rpc.Read, h.getLanguage),
		rpc.Handle("langpack.getLangPack", rpc.Anyone, rpc.Read, h.getLangPack),
		rpc.Handle("langpack.getDifference", rpc.Anyone, rpc.Read, h.getDifference),
		rpc.Handle("langpack.getStrings", rpc.Anyone, rpc.Read, h.getStrings),
	}
}

// packs reads all words, once.
var packs = sync.OnceValues(func() (map[string][]entry, error) {
	all := map[string][]entry{}
	for _, l := range languages {
		text, err := words.ReadFile("words/" + l.code + ".tsv")
		if err != nil {
			return nil, err
		}
		if all[l.code], err = parse(string(text)); err != nil {
			return nil, fmt.Errorf("words in %s: %w", l.code, err)
		}
	}
	return all, nil
})

// An entry is a word, or its forms by number.
type entry struct {
	key   string
	value string
	forms map[string]string // by plural category; nil if the word has one form
}

// parse reads a file of words. Forms of one key stand together.
func parse(text string) ([]entry, error) {
	var all []entry
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || name == "" || value == "" {
			return nil, fmt.Errorf("%q is no key and value", line)
		}
		key, form, plural := strings.Cut(name, "#")
		if !plural {
			all = append(all, entry{key: key, value: value})
			continue
		}
		if !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form) {
			return nil, fmt.Errorf("%s: unknown form", name)
		}
		if len(all) == 0 || all[len(all)-1].key != key {
			all = append(all, entry{key: key, forms: map[string]string{}})
		}
		all[len(all)-1].forms[form] = value
	}
	return all, nil
}

// wire writes an entry as clients read it.
func (e entry) wire() tg.LangPackStringClass {
	if e.forms == nil {
		return &tg.LangPackString{Key: e.key, Value: e.value}
	}
	return &tg.LangPackStringPluralized{
		Key: e.key, ZeroValue: e.forms["zero"], OneValue: e.forms["one"], TwoValue: e.forms["two"],
		FewValue: e.forms["few"], ManyValue: e.forms["many"], OtherValue: e.forms["other"],
	}
}

// find returns a language and its words. A code with a region finds its language, and raw codes, as clients that were
// made with a language of their own send them (de-raw), too.
func find(platform, code string) (language, []entry, error) {
	if !slices.Contains(platforms, platform) {
		return language{}, nil, rpc.ErrLangPackInvalid
	}
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	all, err := packs()
	if err != nil {
		return language{}, nil, err
	}
	for _, l := range languages {
		if l.code == code {
			return l, all[code], nil
		}
	}
	return language{}, nil, errLanguage
}

// describe writes a language as the list of languages shows it.
func describe(l language, entries []entry) tg.LangPackLanguage {
	return tg.LangPackLanguage{
		Official: true, Rtl: l.rtl, Name: l.name, NativeName: l.native, LangCode: l.code, PluralCode: l.code,
		StringsCount: len(entries), TranslatedCount: len(entries),
	}
}
