package messages

import (
	"fmt"
	"math"
	"testing"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// TestExport asks for a history as an export of data does: range by range.
func TestExport(t *testing.T) {
	w := newTown(t, 1)
	d := w.devices[0]
	for range 5 {
		w.random++
		do[tg.UpdatesClass](w, d, &tg.MessagesSendMessageRequest{Peer: d.peer, Message: "hi", RandomID: w.random})
	}
	ranges := do[*tg.MessageRangeVector](w, d, &tg.MessagesGetSplitRangesRequest{}).Elems
	if len(ranges) != 1 {
		t.Fatalf("ranges = %+v, want one", ranges)
	}
	all := rpc.Range{Min: 1, Max: math.MaxInt32}
	if r := ranges[0]; r.MinID != int(all.Min) || r.MaxID != int(all.Max) {
		t.Errorf("range = %+v, want %+v", r, all)
	}
	for _, tt := range []struct {
		name     string
		r        rpc.Range
		min, max int
		limit    int
		want     []int
	}{
		{"no range", rpc.Range{}, 0, 0, 10, []int{5, 4, 3, 2, 1}},
		{"all", all, 0, 0, 10, []int{5, 4, 3, 2, 1}},
		{"both ends are in", rpc.Range{Min: 2, Max: 4}, 0, 0, 10, []int{4, 3, 2}},
		{"the call is narrower", rpc.Range{Min: 1, Max: 5}, 2, 4, 10, []int{3}},
		{"the call is wider", rpc.Range{Min: 3, Max: 3}, 1, 5, 10, []int{3}},
		{"a page of it", rpc.Range{Min: 2, Max: 4}, 0, 0, 2, []int{4, 3}},
		{"before all", rpc.Range{Min: -5, Max: -1}, 0, 0, 10, nil},
		{"after all", rpc.Range{Min: 6, Max: 9}, 0, 0, 10, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := *d
			asked.call.Range = tt.r
			res := do[tg.MessagesMessagesClass](w, &asked, &tg.MessagesGetHistoryRequest{
				Peer: d.peer, Limit: tt.limit, MinID: tt.min, MaxID: tt.max,
			})
			var ms []tg.MessageClass
			switch res := res.(type) {
			case *tg.MessagesMessages:
				ms = res.Messages
			case *tg.MessagesMessagesSlice:
				ms = res.Messages
			}
			var got []int
			for _, m := range ms {
				got = append(got, m.GetID())
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("messages %v, want %v", got, tt.want)
			}
		})
	}
}
