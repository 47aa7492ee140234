package boxestest

import (
	"errors"
	"strings"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// testQuota fills a box: what would go beyond its quota is refused and leaves nothing behind, whichever box of the group
// is full, and its owner can make room.
func testQuota(t *testing.T, n New) {
	const each = 256 + 1000 // what a message of a thousand bytes counts
	w := fresh(t, n, boxes.Limits{Quota: 4 * each})
	text := strings.Repeat("x", 1000)
	send := func(from, to lamplight.UserID, c lamplight.ContentID, text, key string) error {
		g := boxes.Group{Now: at(int(c)), Ops: private(from, to, c, text)}
		if key != "" {
			g.Key, g.KeyBox = key, box(from)
		}
		_, err := w.Apply(ctx(), g)
		return err
	}
	refused := func(what string, err error, full lamplight.BoxID) {
		t.Helper()
		var q *boxes.QuotaError
		if !errors.As(err, &q) || q.Box != full || q.Quota != 4*each || q.Bytes <= q.Quota {
			t.Errorf("%s: %v, want box %d to be full", what, err, full)
		}
	}
	for c := range lamplight.ContentID(4) { // exactly full
		if err := send(ann, bob, c+1, text, string('a'+rune(c))); err != nil {
			t.Fatal(err)
		}
	}
	before := w.head(box(bob))
	if before.Messages != 4 || before.Bytes != 4*each {
		t.Errorf("head of a full box %+v, want 4 messages and %d bytes", before, 4*each)
	}
	refused("the sender's box is full", send(ann, cy, 5, "", "e"), box(ann))
	refused("the receiver's box is full", send(cy, bob, 6, "", ""), box(bob))
	if got := w.head(box(bob)); got != before {
		t.Errorf("after a refusal the head is %+v, was %+v", got, before)
	}
	if got := w.head(box(cy)); got.PTS != 0 {
		t.Errorf("half of a refused group was done: %+v", got)
	}
	if r, err := w.Apply(ctx(), boxes.Group{Now: at(9), Key: "a", KeyBox: box(ann), Ops: private(ann, bob, 7, text)}); err != nil || !r.Repeated {
		t.Errorf("repeating what went in before the box was full: %+v, %v", r, err)
	}

	longer := boxes.Edit{Box: box(ann), Content: 1, Change: func(m *lamplight.Message) { m.Text += "y" }}
	_, err := w.Apply(ctx(), boxes.Group{Now: at(10), Ops: []boxes.Op{longer}})
	refused("a longer text", err, box(ann))
	free := private(lamplight.ServiceUser, ann, 8, "a notice")[1].(boxes.Append)
	free.Free = true
	w.do(free)
	// Beyond the quota everything that makes no box grow still works.
	w.do(boxes.Edit{Box: box(ann), Content: 1, Change: func(m *lamplight.Message) { m.Text = "short" }})
	w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: 2})
	w.do(boxes.Pin{Box: box(ann), Peer: peer(bob), IDs: []lamplight.MessageID{2}, Pinned: true})
	w.do(boxes.SetDialog{Box: box(ann), Peer: peer(bob), Change: func(d *lamplight.Dialog) { d.UnreadMark = true }})
	if got, want := w.head(box(ann)).Bytes, int64(3*each+256+5+256+8); got != want {
		t.Errorf("after a shorter text and a notice %d bytes, want %d", got, want)
	}
	// In a group what goes makes room for what comes after it.
	w.do(append([]boxes.Op{boxes.Delete{Box: box(ann), IDs: []lamplight.MessageID{1, 2}}, boxes.Delete{Box: box(bob), Contents: []lamplight.ContentID{1, 2}}},
		private(ann, bob, 9, text)...)...)
	w.do(boxes.Clear{Box: box(ann), Peer: peer(bob), Limit: 100})
	w.do(boxes.Clear{Box: box(ann), Peer: peer(lamplight.ServiceUser), Limit: 100})
	if got := w.head(box(ann)); got.Messages != 0 || got.Bytes != 0 {
		t.Errorf("an empty box counts %d messages and %d bytes", got.Messages, got.Bytes)
	}
	if err := send(ann, cy, 10, text, "e"); err != nil {
		t.Errorf("after making room: %v", err)
	}
	if err := w.Erase(ctx(), box(ann)); err != nil {
		t.Fatal(err)
	}
	if got := w.head(box(ann)); got.Messages != 0 || got.Bytes != 0 {
		t.Errorf("an erased box counts %d messages and %d bytes", got.Messages, got.Bytes)
	}
}
