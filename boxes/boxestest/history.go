package boxestest

import (
	"errors"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testHistory(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 20, Skip: 100, Count: 8})
	// Bob's conversation with ann has the odd ids 1 to 19, the one with cy the even ones.
	for i := range 10 {
		w.say(ann, bob, lamplight.ContentID(100+i), 1)
		w.say(cy, bob, lamplight.ContentID(200+i), 1)
	}
	type ids = []lamplight.MessageID
	for _, tt := range []struct {
		name   string
		q      boxes.HistoryQuery
		want   ids
		offset int
	}{
		{"newest", boxes.HistoryQuery{Limit: 3}, ids{19, 17, 15}, 0},
		{"all", boxes.HistoryQuery{Limit: 100}, ids{19, 17, 15, 13, 11, 9, 7, 5, 3, 1}, 0},
		{"none", boxes.HistoryQuery{}, nil, 0},
		{"older than", boxes.HistoryQuery{OffsetID: 15, Limit: 3}, ids{13, 11, 9}, 3},
		{"older than one of another conversation", boxes.HistoryQuery{OffsetID: 14, Limit: 3}, ids{13, 11, 9}, 3},
		{"older than the first", boxes.HistoryQuery{OffsetID: 1, Limit: 3}, nil, 0},
		{"older than one to come", boxes.HistoryQuery{OffsetID: 1000, Limit: 2}, ids{19, 17}, 0},
		{"skipping", boxes.HistoryQuery{AddOffset: 2, Limit: 2}, ids{15, 13}, 2},
		{"older, skipping", boxes.HistoryQuery{OffsetID: 15, AddOffset: 3, Limit: 2}, ids{7, 5}, 6},
		{"skipping all", boxes.HistoryQuery{AddOffset: 10, Limit: 2}, nil, 0},
		{"skipping more than a page", boxes.HistoryQuery{AddOffset: 50, Limit: 2}, nil, 0},
		{"newer than, with it", boxes.HistoryQuery{OffsetID: 9, AddOffset: -3, Limit: 3}, ids{13, 11, 9}, 3},
		{"around", boxes.HistoryQuery{OffsetID: 9, AddOffset: -2, Limit: 4}, ids{11, 9, 7, 5}, 4},
		{"around one of another conversation", boxes.HistoryQuery{OffsetID: 10, AddOffset: -2, Limit: 4}, ids{13, 11, 9, 7}, 3},
		{"newer, not to it", boxes.HistoryQuery{OffsetID: 9, AddOffset: -5, Limit: 2}, ids{17, 15}, 1},
		{"newer, beyond the newest", boxes.HistoryQuery{OffsetID: 15, AddOffset: -5, Limit: 5}, ids{19, 17, 15}, 0},
		{"around the newest", boxes.HistoryQuery{OffsetID: 19, AddOffset: -3, Limit: 5}, ids{19, 17, 15}, 0},
		{"wholly beyond the newest", boxes.HistoryQuery{OffsetID: 19, AddOffset: -5, Limit: 2}, nil, 0},
		{"newest and beyond", boxes.HistoryQuery{AddOffset: -2, Limit: 5}, ids{19, 17, 15}, 0},
		{"min", boxes.HistoryQuery{Limit: 5, MinID: 13}, ids{19, 17, 15}, 0},
		{"max", boxes.HistoryQuery{Limit: 5, MaxID: 15}, ids{13, 11}, 0},
		{"min and max", boxes.HistoryQuery{Limit: 10, MinID: 3, MaxID: 9}, ids{7, 5}, 0},
		{"counted to the limit", boxes.HistoryQuery{OffsetID: 2, Limit: 1}, ids{1}, 8},
	} {
		tt.q.Peer = peer(ann)
		p := w.history(box(bob), tt.q)
		if got := idsOf(p.Messages); !slices.Equal(got, tt.want) || p.Count != 10 || p.OffsetIDOffset != tt.offset {
			t.Errorf("%s: %v of %d at %d, want %v of 10 at %d", tt.name, got, p.Count, p.OffsetIDOffset, tt.want, tt.offset)
		}
	}
	if p := w.history(box(bob), boxes.HistoryQuery{Peer: peer(bob), Limit: 5}); len(p.Messages) != 0 || p.Count != 0 {
		t.Errorf("history with nobody %+v", p)
	}
	for _, q := range []boxes.HistoryQuery{{AddOffset: 101}, {AddOffset: -101}, {Limit: -1}} {
		if _, err := w.History(ctx(), box(bob), q); !errors.Is(err, lamplight.ErrLimitInvalid) {
			t.Errorf("%+v: error %v", q, err)
		}
	}
}

func testHistoryByDate(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	for i := range 10 {
		w.say(ann, bob, lamplight.ContentID(100+i), 1) // sent in seconds 1, 11, 21, …
		w.now += 9
	}
	for s, want := range map[int]lamplight.MessageID{0: 0, 1: 0, 2: 1, 11: 1, 12: 2, 15: 2, 91: 9, 92: 10, 1000: 10} {
		p := w.history(box(bob), boxes.HistoryQuery{Peer: peer(ann), OffsetDate: at(s), Limit: 1})
		switch {
		case want == 0 && len(p.Messages) > 0:
			t.Errorf("before second %d: %v, want none", s, idsOf(p.Messages))
		case want > 0 && (len(p.Messages) != 1 || p.Messages[0].ID != want):
			t.Errorf("before second %d: %v, want %d", s, idsOf(p.Messages), want)
		}
	}
}
