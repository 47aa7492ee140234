package withdrawal

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/bus"
	"lamplight/bus/local"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

type world struct {
	*Service
	boxes boxes.Log
	seen  boxes.Log // as people see it
	store store.Store
	bus   bus.Bus
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{bus: local.New()}
	var err error
	if w.boxes, err = pebble.Open(pebble.Options{Dir: filepath.Join(t.TempDir(), "boxes")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.boxes.Close() })
	w.store, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"), sqlstore.Options{
		Key: bytes.Repeat([]byte{3}, sqlstore.KeySize), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.store.Close() })
	if w.Service, err = New(t.Context(), Options{Boxes: w.boxes, Store: w.store, Bus: w.bus, Now: func() time.Time { return noon }}); err != nil {
		t.Fatal(err)
	}
	w.seen = boxes.HideWithdrawn(w.boxes, w.Hidden, w.Quoted)
	return w
}

var (
	fileHash  = lamplight.FileHash{1}
	thumbHash = lamplight.FileHash{2}
	picture   = &lamplight.Media{Kind: lamplight.MediaDocument, Document: &lamplight.Document{
		ID: 5, Date: noon, Hash: fileHash, Thumbs: []lamplight.PhotoSize{{Type: "m", Hash: thumbHash}},
	}}
)

const (
	ann, bob lamplight.UserID = 11, 12
	original                  = 100 // the content that is withdrawn
)

// fill puts a post with a file in a channel, forwards of it in n boxes of accounts, with and without a name, and what has
// nothing to do with it.
func (w *world) fill(t testing.TB, n int) []lamplight.BoxID {
	t.Helper()
	club := lamplight.ChannelBox(7)
	all := []lamplight.BoxID{club}
	ops := []boxes.Op{
		boxes.Append{Box: club, Message: lamplight.Message{Peer: lamplight.ChannelPeer(7), From: lamplight.UserPeer(ann), Content: 99, Text: "before"}},
		boxes.Append{Box: club, Message: lamplight.Message{Peer: lamplight.ChannelPeer(7), From: lamplight.UserPeer(ann), Content: original, Text: "bad", Media: picture}},
		boxes.Append{Box: club, Message: lamplight.Message{Peer: lamplight.ChannelPeer(7), From: lamplight.UserPeer(ann), Content: 101, Text: "after"}},
		boxes.Count{Box: club, ID: 2, Views: 41},
	}
	for i := range n {
		box := lamplight.AccountBox(lamplight.UserID(1000 + i))
		all = append(all, box)
		m := lamplight.Message{Peer: lamplight.ChatPeer(3), From: lamplight.UserPeer(bob), Content: lamplight.ContentID(1_000_000 + i), Text: "bad", Sent: noon.Add(-time.Hour)}
		switch i % 3 {
		case 0:
			m.Forward = &lamplight.Forward{From: lamplight.ChannelPeer(7), Date: noon, Content: original, ID: 2}
		case 1:
			m.Source = original
		default:
			m.Media = picture
		}
		ops = append(ops,
			boxes.Append{Box: box, Message: lamplight.Message{Peer: lamplight.ChatPeer(3), From: lamplight.UserPeer(bob), Content: lamplight.ContentID(2_000_000 + i), Text: "good"}},
			boxes.Append{Box: box, Message: m})
	}
	for part := range slices.Chunk(ops, 1000) {
		if _, err := w.boxes.Apply(context.Background(), boxes.Group{Now: noon, Ops: part}); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// texts returns what is read in the boxes, by ids from 1 to 3.
func texts(t testing.TB, l boxes.Log, all []lamplight.BoxID) (found []string) {
	t.Helper()
	for _, box := range all {
		peer := lamplight.ChatPeer(3)
		if box.Channel() != 0 {
			peer = lamplight.ChannelPeer(7)
		}
		p, err := l.History(context.Background(), box, boxes.HistoryQuery{Peer: peer, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		ms, err := l.Messages(context.Background(), box, []lamplight.MessageID{1, 2, 3})
		if err != nil || len(ms) != len(p.Messages) {
			t.Errorf("box %d: %d messages, %d in the history, %v", box, len(ms), len(p.Messages), err)
		}
		events, _, err := l.Events(context.Background(), box, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		told := map[lamplight.MessageID]bool{}
		for _, e := range events {
			switch e.Kind {
			case lamplight.EventNewMessage:
				told[e.Message.ID] = true
			case lamplight.EventDeleteMessages:
				for _, id := range e.IDs {
					delete(told, id)
				}
			}
		}
		if len(told) != len(ms) {
			t.Errorf("box %d: %d messages, the events tell of %v", box, len(ms), told)
		}
		for _, m := range ms {
			found = append(found, fmt.Sprintf("%d/%d %s %d", box, m.ID, string(m.Text), m.Views))
		}
	}
	return found
}

func TestWithdrawalAndUndo(t *testing.T) {
	w := newWorld(t)
	all := w.fill(t, 9)
	before := texts(t, w.seen, all)
	left := func() (found []string) {
		for _, s := range before {
			if !bytes.Contains([]byte(s), []byte("bad")) {
				found = append(found, s)
			}
		}
		return found
	}()
	for _, removedFirst := range []bool{false, true} {
		id, err := w.Withdraw(t.Context(), Order{Contents: []lamplight.ContentID{original}, Reason: "case 5"})
		if err != nil {
			t.Fatal(err)
		}
		if !w.Content(original) || !w.File(fileHash) || !w.File(thumbHash) || w.File(lamplight.FileHash{3}) {
			t.Error("the set is another one")
		}
		if got := texts(t, w.seen, all); !slices.Equal(got, left) {
			t.Errorf("withdrawn: %q, want %q", got, left)
		}
		if got := texts(t, w.boxes, all); !slices.Equal(got, before) {
			t.Errorf("in the boxes: %q", got)
		}
		if removedFirst {
			for i, want := range []int{10, 0} {
				if n, err := w.Remove(t.Context(), id); err != nil || n != want {
					t.Errorf("removed %d the %d. time, %v; want %d", n, i, err, want)
				}
			}
			if got := texts(t, w.boxes, all); !slices.Equal(got, left) {
				t.Errorf("removed: %q, want %q", got, left)
			}
		}
		for range 2 {
			if err := w.Undo(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := w.Restore(t.Context(), id); err != nil || n != map[bool]int{true: 10}[removedFirst] {
			t.Errorf("put back %d, %v", n, err)
		}
		if w.Content(original) || w.File(fileHash) {
			t.Error("it is still withdrawn")
		}
		if got := texts(t, w.seen, all); !slices.Equal(got, before) {
			t.Errorf("undone: %q, want %q", got, before)
		}
		if n, err := w.Remove(t.Context(), id); err != nil || n != 0 {
			t.Errorf("removed %d of what was undone, %v", n, err)
		}
	}
}

// TestOtherNodesLearn withdraws on one node and asks another.
func TestOtherNodesLearn(t *testing.T) {
	w := newWorld(t)
	other := &Service{boxes: w.boxes, store: w.store, bus: w.bus, now: w.now, log: w.log, wake: make(chan struct{}, 1)}
	other.set.Store(&set{revision: -1})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- other.Run(ctx) }()
	id, err := w.Withdraw(t.Context(), Order{Files: []lamplight.FileHash{fileHash}})
	if err != nil {
		t.Fatal(err)
	}
	knows := func(want bool) {
		t.Helper()
		for begin := time.Now(); other.File(fileHash) != want; time.Sleep(time.Millisecond) {
			if time.Since(begin) > time.Second {
				t.Fatalf("after a second the other node does not say %v", want)
			}
		}
	}
	knows(true)
	if err := w.Undo(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	knows(false)
	// Without the bus it looks by itself.
	if err := w.bus.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Withdraw(t.Context(), Order{Files: []lamplight.FileHash{fileHash}}); err != nil {
		t.Fatal(err)
	}
	knows(true)
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestTwoWithdrawals undoes one of two that are about the same file.
func TestTwoWithdrawals(t *testing.T) {
	w := newWorld(t)
	first, err := w.Withdraw(t.Context(), Order{Files: []lamplight.FileHash{fileHash}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Withdraw(t.Context(), Order{Files: []lamplight.FileHash{fileHash, thumbHash}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Undo(t.Context(), first); err != nil || !w.File(fileHash) {
		t.Errorf("the second one does not stand: %v", err)
	}
	if err := w.Undo(t.Context(), second); err != nil || w.File(fileHash) || w.File(thumbHash) {
		t.Errorf("both are undone: %v", err)
	}
	if _, err := w.Withdraw(t.Context(), Order{Reason: "nothing"}); err != ErrNothing {
		t.Errorf("nothing: %v", err)
	}
	if err := w.Undo(t.Context(), 99); err == nil {
		t.Error("one that there is not was undone")
	}
}

// BenchmarkRemove takes out copies of a content: the copies a second are to be 10,000 and more.
func BenchmarkRemove(b *testing.B) {
	const copies = 20_000
	w := newWorld(b)
	w.fill(b, copies)
	for b.Loop() {
		id, err := w.Withdraw(context.Background(), Order{Contents: []lamplight.ContentID{original}})
		if err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		n, err := w.Remove(context.Background(), id)
		if err != nil || n != copies+1 {
			b.Fatalf("%d copies, %v", n, err)
		}
		b.ReportMetric(float64(n)/time.Since(begin).Seconds(), "removed/s")
		b.StopTimer()
		begin = time.Now()
		if err := w.Undo(context.Background(), id); err != nil {
			b.Fatal(err)
		}
		if n, err = w.Restore(context.Background(), id); err != nil || n != copies+1 {
			b.Fatalf("%d copies put back, %v", n, err)
		}
		b.ReportMetric(float64(n)/time.Since(begin).Seconds(), "restored/s")
		b.StartTimer()
	}
}
