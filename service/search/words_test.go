package search

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lamplight/store"
)

// sentences say what people find, and what they do not, in many languages.
var sentences = []struct {
	text     string
	found    []string // queries
	notFound []string
}{
	{"Don't worry, the well-known e-mail (about C++ v2.10) is in John's folder!",
		[]string{"don't", "dont", "worry", "WORR", "well known", "wellknown", "email", "e-mail", "mail", "c++", "v2.10", "john", "johns", "folder worry"},
		[]string{"orry", "worrying", "folders", "11"}},
	{"Ещё раз: ёлка стоит у Йошкар-Олы, встречаемся в 19:30",
		[]string{"еще", "ещё", "ЕЩЁ", "елка", "ёлк", "йошкар", "йошкар-олы", "олы", "19:30", "встреча"},
		[]string{"иошкар", "стоитт"}},
	{"Ударе́ние на сло́ве", []string{"ударение", "слове"}, nil},
	{"Мій п'ятий їжак з Ґданська, м’ята і Київ",
		[]string{"мій", "пятий", "п'ятий", "п’ятий", "пʼятий", "їжак", "ґдан", "мята", "м'ята", "київ"},
		[]string{"гданськ", "іжак", "киів", "мии"}},
	{"Македонскиот ѓаволски ќебап", []string{"ѓавол", "ќебап"}, []string{"гавол", "кебап"}},
	{"L’Élève français mange à l'hôtel, cœur brisé",
		[]string{"eleve", "élève", "l'élève", "leleve", "francais", "a", "hotel", "l'hotel", "cœur", "coeur", "brise"}, []string{"elev francaise"}},
	{"Größe, Straße und Übermut in MÜNCHEN", []string{"grosse", "größe", "GRÖSSE", "strasse", "straße", "ubermut", "Über", "munchen", "münch"}, []string{"grose"}},
	{"Zażółć gęślą jaźń w Łodzi", []string{"zazolc", "zażółć", "gesla", "jazn", "lodz", "łódz", "ŁODZI"}, nil},
	{"IŞIK ışık İstanbul ısı Diyarbakır", []string{"isik", "ışık", "IŞIK", "istanbul", "İSTANBUL", "ıstanbul", "diyarbakir"}, nil},
	{"Tiếng Việt rất đẹp ở Hà Nội", []string{"tieng viet", "tiếng", "dep", "đẹp", "ha noi", "Hà Nội"}, []string{"tiengviet"}},
	{"Smørrebrød på Ærø, Þingvellir og Đakovo", []string{"smorrebrod", "smørre", "pa", "aero", "ærø", "thing", "dakovo"}, nil},
	{"السَّلَامُ عَلَيْكُمْ يا أحمد، مدرسة كبـــيرة في مستشفى إلى آخر ١٢٣",
		[]string{"السلام", "السَّلام", "عليكم", "احمد", "أحمد", "مدرسه", "مدرسة", "كبيرة", "مستشفي", "مستشفى", "الي", "اخر", "123", "١٢٣", "سلام"}, []string{"سلام عليكمم", "لام"}},
	{"می‌خواهم کتاب‌های فارسی را در سال ۱۴۰۳ بخوانم",
		[]string{"می‌خواهم", "میخواهم", "می خواهم", "خواهم", "كتاب", "کتاب", "کتابهای", "فارسی", "فارسي", "1403", "۱۴۰۳"}, nil},
	{"我们明天在北京大学见面，好吗？", []string{"北京", "北京大学", "大学", "明", "见面", "面", "吗", "好", "我们 北京"}, []string{"京北", "上海", "学大"}},
	{"我們明天見", []string{"我們", "見"}, []string{"我们"}},
	{"東京タワーへ行きましょう。ガンダム", []string{"東京", "タワー", "東京タワー", "京", "行き", "ましょう", "ガンダム", "ｶﾞﾝﾀﾞﾑ"}, []string{"カンタム", "京東"}},
	{"안녕하세요, LG전자 서울에서 만나요", []string{"안녕", "안녕하세요", "하세", "LG", "전자", "lg전자", "서울", "서울에서", "만", "요"}, []string{"부산"}},
	{"สวัสดีครับ วันนี้อากาศดี", []string{"สวัสดี", "ครับ", "วันนี้", "อากาศ", "ดี", "ส"}, []string{"ฝน"}},
	{"שָׁלוֹם לְכוּלָם, צה\"ל וארה״ב", []string{"שלום", "שָׁלוֹם", "לכולם", "צהל", "צה\"ל", "וארהב"}, nil},
	{"Καλημέρα σας, ΟΔΥΣΣΈΑΣ ὁ Ἕλλην", []string{"καλημερα", "ΚΑΛΗΜΈΡΑ", "οδυσσεας", "Οδυσσέας", "ελλην", "ο"}, nil},
	{"नमस्ते दुनिया १२", []string{"नमस्ते", "दुनिया", "12"}, []string{"दनय"}},
	{"Look at https://docs.example.com/guide?page=12#top or mail ann.lee+x@example.org",
		[]string{"docs.example.com", "example", "https://docs", "guide", "page", "12", "ann.lee", "ann@", "ann.lee+x@example.org", "lee"}, []string{"#top", "@example"}},
	{"#Lamp_Light is up, thanks @ann_lee and (@bob) #東京 #2026",
		[]string{"#lamp_light", "#lamplight", "lamp", "light", "#lam", "@ann_lee", "@ann", "ann", "ann_lee", "annlee", "@bob", "#東京", "#東", "東京", "#2026"}, []string{"#light", "#ann", "@lamp", "@lee"}},
	{"Ｆｕｌｌ ｗｉｄｔｈ ﬁne ① x² Ⅳ", []string{"full", "width", "fine", "1", "x2", "iv"}, nil},
	{"snake_case_name SHOUTING co·operació col·lecció", []string{"snake", "case", "snakecase", "snake_case_name", "shout", "colleccio", "col·lecció"}, nil},
	{"soft\u00adhyphen and zero\u200dwidth", []string{"softhyphen", "zerowidth"}, []string{"hyphen"}},
	{"Party 🎉🎉 with 👍🏽 and 👩‍🚀 in 🇩🇪 ❤️", []string{"🎉", "👍", "👍🏿", "👩‍🚀", "🇩🇪", "❤", "❤️", "party 🎉"}, []string{"🎂", "🇫🇷"}},
	{"", nil, []string{"a"}},
	{"!!! ... — ?", nil, []string{"a", "1"}},
}

func TestWords(t *testing.T) {
	for _, tt := range sentences {
		words := Words(tt.text)
		for _, q := range tt.found {
			if !finds(words, QueryWords(q)) {
				t.Errorf("%q does not find %q: asks for %q of %q", q, tt.text, QueryWords(q), words)
			}
		}
		for _, q := range tt.notFound {
			if finds(words, QueryWords(q)) {
				t.Errorf("%q finds %q: asks for %q of %q", q, tt.text, QueryWords(q), words)
			}
		}
		// What one typed so far finds what one is about to type.
		for _, w := range strings.Fields(tt.text) {
			for n := range w {
				if q := QueryWords(w[:n]); len(q) > 0 && !finds(words, q) && whole(w[:n], w) {
					t.Errorf("%q, the beginning of %q, does not find %q: asks for %q of %q", w[:n], w, tt.text, q, words)
				}
			}
		}
	}
}

// TestVersion fails when texts have other words than those that are in the index of every server of this version.
func TestVersion(t *testing.T) {
	const wordsOf2 = "8bd3dd4e019a26cc"
	all := sha256.New()
	for _, tt := range sentences {
		fmt.Fprintf(all, "%q\n", Words(tt.text))
	}
	if got := hex.EncodeToString(all.Sum(nil))[:16]; got != wordsOf2 || version != 2 {
		t.Errorf("version %d cuts other words than were written down (%s): if that is meant, raise version and write them down", version, got)
	}
}

// whole reports whether a beginning ends where a character that people see ends: what is cut within one may ask for another.
func whole(beginning, word string) bool {
	r, _ := utf8.DecodeRuneInString(word[len(beginning):])
	return !unicode.IsMark(r) && !strings.ContainsAny(beginning, "🇩👩👍❤")
}

func finds(words, query []string) bool {
	if len(query) == 0 {
		return false
	}
	for _, q := range query {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return true
}

func TestQueryWords(t *testing.T) {
	for query, want := range map[string][]string{
		"":                          nil,
		" ?! ":                      nil,
		"a":                         {"a"},
		"ab a abc b":                {"abc", "b"},
		"same same SAME":            {"same"},
		"北京大学":                      {"北京", "京大", "大学"},
		"学":                         {"学"},
		"#":                         nil,
		"# a":                       {"a"},
		"##a":                       {"＃a"},
		"a#b":                       {"a", "b"},
		strings.Repeat("ä", 100):    {strings.Repeat("a", store.MaxSearchWord)},
		"d'":                        {"d"},
		"'quoted'":                  {"quoted"},
		"#l'été":                    {"＃lete"},
		"1,000.50":                  {"1", "000", "50"},
		"\xff\xfe broken \xc3 utf8": {"broken", "utf8"},
	} {
		if got := QueryWords(query); !slices.Equal(got, want) {
			t.Errorf("%q asks for %q, want %q", query, got, want)
		}
	}
	if got := len(QueryWords(strings.Join(strings.Fields("a b c d e f g h i j k l m n o p q r s t u"), " "))); got != maxQueryWords {
		t.Errorf("a long query asks for %d words, want %d", got, maxQueryWords)
	}
	if got := Words(strings.Repeat("字", 4096)); len(got) != 2 {
		t.Errorf("a text of one character has %q", got)
	}
}

// TestStackedMarks has thousands of marks on one character, of a script where they stay: no more is kept than a word has.
func TestStackedMarks(t *testing.T) {
	text := "字" + strings.Repeat("\u0300", 4000)
	a := analyser{whole: true, most: maxTextWords}
	a.segments(plain(text))
	if len(a.run) != 1 || len(a.run[0]) > store.MaxSearchWord+utf8.UTFMax {
		t.Errorf("%d characters, the first of %d bytes", len(a.run), len(a.run[0]))
	}
	if !finds(Words(text), QueryWords(text)) || !finds(Words(text), QueryWords("字")) {
		t.Errorf("has %q", Words(text))
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"Don't stop #now @ann", "Ещё п'ять йогуртів", "l’été à la plage", "Straße", "می‌خواهم ۱۲", "أحمد ٣", "北京大学 abc", "ｶﾞｷﾞ タワー", "한국어 LG전자",
		"สวัสดี", "צה\"ל", "👩‍🚀👍🏽🇩🇪", "a\u0301\u0302b\u200c\u200dc", "\xff#", "＃＠", "ǅ ﬃ ŉ ΐ", "ᄀ\u302eᅡ각\u11a8",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := Words(text)
		if len(words) > maxTextWords {
			t.Fatalf("%d words", len(words))
		}
		for i, w := range words {
			if !utf8.ValidString(w) || w == "" || len(w) > store.MaxSearchWord || slices.Contains(words[:i], w) {
				t.Fatalf("%q: word %q", text, w)
			}
			for _, r := range w {
				if r < utf8.RuneSelf && (r < 'a' || r > 'z') && (r < '0' || r > '9') || r == ' ' {
					t.Fatalf("%q: %q in the word %q", text, r, w)
				}
			}
			if q := QueryWords(w); !finds(words, q) {
				t.Fatalf("%q has the word %q, which asks for %q of %q", text, w, q, words)
			}
		}
		if q := QueryWords(text); len(q) > maxQueryWords || len(q) > 0 && len(text) <= maxQuery && !finds(words, q) {
			t.Fatalf("%q, as a query, asks for %q and does not find itself in %q", text, q, words)
		}
		if ascii(text) {
			slow := analyser{whole: true, most: maxTextWords}
			slow.segments(plain(text))
			slow.endRun()
			slow.endChain()
			if !slices.Equal(words, slow.found) {
				t.Fatalf("%q: %q the quick way, %q the other", text, words, slow.found)
			}
		}
	})
}

func BenchmarkWords(b *testing.B) {
	for name, text := range map[string]string{
		"ascii":   "Could you send me the report about the spring festival by Monday evening? Thanks!",
		"russian": "Можешь прислать мне отчёт о весеннем фестивале до вечера понедельника? Спасибо!",
		"chinese": "你能在星期一晚上之前把关于春节的报告发给我吗？谢谢！",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Words(text)
			}
		})
	}
}
