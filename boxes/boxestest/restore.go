package boxestest

import (
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// testRestore puts back what was deleted, in a channel and with a person.
func testRestore(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	annBox := lamplight.AccountBox(ann)
	w.do(boxes.Append{Box: annBox, Message: lamplight.Message{Peer: peer(bob), From: peer(bob), Content: 11, Text: "first"}},
		boxes.Append{Box: annBox, Message: lamplight.Message{Peer: peer(bob), From: peer(bob), Content: 12, Text: "second"}},
		boxes.Append{Box: annBox, Message: lamplight.Message{Peer: peer(bob), From: peer(ann), Out: true, Content: 13, Text: "third"}})
	w.do(boxes.ReadInbox{Box: annBox, Peer: peer(bob), MaxID: 1})
	for i := range 3 {
		w.do(boxes.Append{Box: clubBox, Message: lamplight.Message{Peer: clubPeer, From: peer(ann), Content: lamplight.ContentID(21 + i), Text: "post"}})
	}
	for _, tt := range []struct {
		box  lamplight.BoxID
		peer lamplight.Peer
	}{{annBox, peer(bob)}, {clubBox, clubPeer}} {
		before, err := w.Messages(ctx(), tt.box, []lamplight.MessageID{1, 2, 3})
		if err != nil || len(before) != 3 {
			t.Fatalf("%v: %v", before, err)
		}
		dialog, err := w.Dialog(ctx(), tt.box, tt.peer)
		if err != nil {
			t.Fatal(err)
		}
		w.do(boxes.Delete{Box: tt.box, IDs: []lamplight.MessageID{1, 2, 3}})
		w.check(tt.box)
		for range 2 { // the second time nothing is done
			for i, m := range []lamplight.Message{before[2], before[0], before[1]} {
				r := w.do(boxes.Restore{Box: tt.box, Message: m})
				if len(r.Events) > 1 || len(r.Events) == 1 && (r.Events[0].Kind != lamplight.EventNewMessage || r.Events[0].Message.ID != m.ID) {
					t.Errorf("put back %d: %+v", i, r.Events)
				}
			}
		}
		w.check(tt.box)
		after, err := w.Messages(ctx(), tt.box, []lamplight.MessageID{1, 2, 3})
		if err != nil || !slices.EqualFunc(before, after, func(a, b lamplight.Message) bool {
			return a.ID == b.ID && a.Content == b.Content && a.Text == b.Text && a.Sent.Equal(b.Sent) && a.From == b.From && a.Out == b.Out
		}) {
			t.Errorf("%d: %+v, want %+v, %v", tt.box, after, before, err)
		}
		if got := w.ids(tt.box, tt.peer); !slices.Equal(got, []lamplight.MessageID{3, 2, 1}) {
			t.Errorf("%d: the history is %v", tt.box, got)
		}
		again, err := w.Dialog(ctx(), tt.box, tt.peer)
		if err != nil || again[0].Top != dialog[0].Top || again[0].Unread != dialog[0].Unread || !again[0].TopDate.Equal(dialog[0].TopDate) {
			t.Errorf("%d: the dialog is %+v, was %+v, %v", tt.box, again, dialog, err)
		}
		// What the owner cleared does not come back, nor what the box never gave.
		if tt.box == annBox {
			w.do(boxes.Clear{Box: tt.box, Peer: tt.peer, Limit: 10})
			w.do(boxes.Restore{Box: tt.box, Message: before[1]})
			beyond := before[1]
			beyond.ID = 99
			w.do(boxes.Restore{Box: tt.box, Message: beyond})
			if got := w.ids(tt.box, tt.peer); len(got) != 0 {
				t.Errorf("cleared, and there is %v", got)
			}
			w.check(tt.box)
		}
	}
}
