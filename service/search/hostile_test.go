package search

import (
	"math"
	"strings"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// hostile are texts that would mean something to a database, or cost it something.
var hostile = []string{
	`"lamp"`, `lamp*`, `lamp" OR "1_lamp`, `NEAR(lamp oil, 2)`, `words : lamp`, `{words} : ^lamp`, `lamp NOT oil`, `-lamp +oil`, // FTS5
	`lamp & !oil`, `lamp:*`, `'lamp' <-> 'oil'`, `lamp:ABCD`, `\'lamp\\`, `'; DROP TABLE search_boxes; --`, // PostgreSQL
	"_p11002", "1_lamp", "_", "__", "?1 $1 :lamp @lamp", "%lamp%", "lamp_%", // ours
	"lamp\x00oil", "\x00", "lamp\x1b[31m\x7f", "lamp\u202eoil", "\ufefflamp", "lamp\ufffd", "\xff\xfelamp\xc3", "lamp\u2028oil",
	strings.Repeat("a", 4096), strings.Repeat("a ", 2048), strings.Repeat("字", 4096), strings.Repeat("e\u0301", 2048), "字" + strings.Repeat("\u0301", 4095),
	strings.Repeat("👩‍🚀", 1000), strings.Repeat("#", 4096), strings.Repeat("a'", 2048), strings.Repeat("ﷺ", 4096),
}

// TestHostileTexts says such things and searches for them: each finds itself, if it has words, and nothing that others have.
func TestHostileTexts(t *testing.T) {
	for name, open := range worlds {
		if testing.Short() && name == "postgres" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := open(t, Limits{}, boxes.Limits{})
			for _, text := range hostile {
				w.say(ann, bob, text)
			}
			w.say(cid, cid, "something else")
			for i, text := range hostile {
				p := w.ask(Query{User: ann, Text: text, Peer: peer(bob)})
				itself := false
				for _, m := range p.Messages {
					itself = itself || m.ID == lamplight.MessageID(i+1)
				}
				if has := len(QueryWords(text)) > 0; itself != has || !has && len(p.Messages) > 0 {
					t.Errorf("%.40q, which asks for %.80q, finds itself: %v, of %d", text, QueryWords(text), itself, len(p.Messages))
				}
				if p := w.ask(Query{User: cid, Text: text}); len(p.Messages) != 0 || p.Count != 0 {
					t.Errorf("%.40q finds %d of others", text, p.Count)
				}
			}
		})
	}
}

// TestHostileNumbers has numbers that clients may send and none should.
func TestHostileNumbers(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	for range 3 {
		w.say(ann, bob, "lamp")
	}
	for _, tt := range []struct {
		q    Query
		want int
	}{
		{Query{OffsetID: math.MaxInt32}, 3},
		{Query{OffsetID: math.MinInt32}, 3},
		{Query{OffsetID: math.MaxInt32, AddOffset: -MaxSkip}, 0},
		{Query{OffsetID: 1, AddOffset: -MaxSkip}, 0},
		{Query{OffsetID: 1, AddOffset: MaxSkip}, 0},
		{Query{AddOffset: -MaxSkip}, 0},
		{Query{MinID: math.MinInt32, MaxID: math.MinInt32}, 3},
		{Query{MinID: math.MaxInt32}, 0},
		{Query{MinID: 3, MaxID: 1}, 0},
		{Query{Limit: math.MaxInt32}, 3},
		{Query{Since: w.clock.AddDate(1, 0, 0), Until: w.clock.AddDate(-1, 0, 0)}, 0},
	} {
		tt.q.User, tt.q.Text = ann, "lamp"
		if p := w.ask(tt.q); len(p.Messages) != tt.want {
			t.Errorf("%+v: %d, want %d", tt.q, len(p.Messages), tt.want)
		}
	}
}
