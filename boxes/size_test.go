package boxes

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lamplight"
)

// nothing is an engine without rows: with an Overlay over it, a store in memory.
type nothing struct{}

func (nothing) Get(_ context.Context, keys []Key) ([][]byte, error) {
	return make([][]byte, len(keys)), nil
}
func (nothing) Scan(context.Context, Range) ([]Row, error) { return nil, nil }

// TestRecount writes to a box whose head is of before there were counters: the first change counts what is there, by
// whichever operation it comes.
func TestRecount(t *testing.T) {
	const box, n = lamplight.BoxID(1001), 23
	peer := lamplight.UserPeer(1002)
	message := func(i int) lamplight.Message {
		return lamplight.Message{Peer: peer, From: peer, Content: lamplight.ContentID(i), Text: lamplight.Text(fmt.Sprintf("%0*d", i, i)),
			Entities: []lamplight.Entity{{Kind: lamplight.EntityTextURL, Length: 1, URL: "https://example.org"}},
			Reply:    &lamplight.Reply{ID: 1, Quote: "quoted"}}
	}
	for name, op := range map[string]Op{
		"append": Append{Box: box, Message: message(n + 1)},
		"edit":   Edit{Box: box, Content: 3, Change: func(m *lamplight.Message) { m.Text = "short" }},
		"delete": Delete{Box: box, IDs: []lamplight.MessageID{2, 5}},
		"clear":  Clear{Box: box, Peer: peer, Limit: 10},
		"pin":    Pin{Box: box, Peer: peer, IDs: []lamplight.MessageID{4}, Pinned: true},
	} {
		t.Run(name, func(t *testing.T) {
			rows := NewOverlay(nothing{})
			do := func(ops ...Op) {
				t.Helper()
				_, writes, err := Plan(t.Context(), rows, Limits{Page: 7}, Group{Now: time.Unix(1, 0), Ops: ops})
				if err != nil {
					t.Fatal(err)
				}
				rows.Merge(writes)
			}
			for i := range n {
				do(Append{Box: box, Message: message(i + 1)})
			}
			head, err := readHead(t.Context(), rows, box)
			if err != nil {
				t.Fatal(err)
			}
			head.Messages, head.Bytes, head.Counted = 0, 0, 0
			old, err := encode(&head)
			if err != nil {
				t.Fatal(err)
			}
			rows.Put(headKey(box), old)
			do(op)
			if head, err = readHead(t.Context(), rows, box); err != nil {
				t.Fatal(err)
			}
			var messages, bytes int64
			all, err := rows.Scan(t.Context(), Range{Box: box, Kind: KindMessage, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range all {
				m, err := decodeMessage(box, messageKeyID(r.Key), r.Value)
				if err != nil {
					t.Fatal(err)
				}
				messages++
				bytes += 256 + int64(len(m.Text)) + 16 + int64(len("https://example.org")) + int64(len("quoted"))
			}
			if head.Messages != messages || head.Bytes != bytes || head.Counted != countedBy {
				t.Errorf("counted %d messages and %d bytes, want %d and %d", head.Messages, head.Bytes, messages, bytes)
			}
		})
	}
}

// TestSizeOf holds what a message counts against what stands in operate.md: its text, quote and formatting, and a fixed
// part.
func TestSizeOf(t *testing.T) {
	link := lamplight.Entity{Kind: lamplight.EntityTextURL, Length: 1, URL: "https://example.org", Language: "go"}
	for name, tt := range map[string]struct {
		m    lamplight.Message
		want int64
	}{
		"nothing":         {lamplight.Message{}, 256},
		"text, in bytes":  {lamplight.Message{Text: "жук"}, 256 + 6},
		"formatting":      {lamplight.Message{Entities: []lamplight.Entity{link, {}}}, 256 + 2*16 + 19 + 2},
		"a reply":         {lamplight.Message{Reply: &lamplight.Reply{ID: 1}}, 256},
		"a quote":         {lamplight.Message{Reply: &lamplight.Reply{Quote: "quoted"}}, 256 + 6},
		"a quote's links": {lamplight.Message{Reply: &lamplight.Reply{QuoteEntities: []lamplight.Entity{link}}}, 256 + 16 + 19 + 2},
	} {
		if got := SizeOf(&tt.m); got != tt.want {
			t.Errorf("%s counts %d bytes, want %d", name, got, tt.want)
		}
	}
}
