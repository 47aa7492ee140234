package pebble

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"lamplight"
	"lamplight/boxes"
)

const (
	ann lamplight.BoxID = 1001
	bob lamplight.BoxID = 1002
)

// message returns a group that appends one message to both boxes.
func message(c lamplight.ContentID, text string) boxes.Group {
	m := lamplight.Message{From: lamplight.UserPeer(ann.User()), Content: c, Text: lamplight.Text(text)}
	out, in := m, m
	out.Peer, out.Out, in.Peer = lamplight.UserPeer(bob.User()), true, lamplight.UserPeer(ann.User())
	return boxes.Group{Now: time.Unix(1_700_000_000, 0), Ops: []boxes.Op{
		boxes.Append{Box: ann, Message: out}, boxes.Append{Box: bob, Message: in},
	}}
}

// TestCrash cuts the power while many append, again and again: what was acknowledged is there afterwards, in both
// boxes, and what was not is there wholly or not at all.
func TestCrash(t *testing.T) {
	ctx := context.Background()
	fs := vfs.NewCrashableMem()
	rng := rand.New(rand.NewPCG(1, 2))
	var next atomic.Int64
	var mu sync.Mutex
	acked := map[lamplight.ContentID]lamplight.MessageID{} // content → id in bob's box
	for round := range 6 {
		s, err := open(Options{Dir: "boxes", MemTableBytes: 256 << 10}, fs, quick)
		if err != nil {
			t.Fatal(err)
		}
		check(t, s, acked, round)
		var wg sync.WaitGroup
		var stop atomic.Bool
		for range 8 {
			wg.Go(func() {
				for !stop.Load() {
					c := lamplight.ContentID(next.Add(1))
					r, err := s.Apply(ctx, message(c, strings.Repeat("x", 300)))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					// What is acknowledged after the power was cut is nobody's promise.
					if !stop.Load() {
						acked[c] = r.Events[1].Message.ID
					}
					mu.Unlock()
				}
			})
		}
		for { // until this round has added enough for flushes to happen meanwhile
			mu.Lock()
			enough := len(acked) >= (round+1)*400
			if enough || t.Failed() {
				// The cut: what was synced stays, of the rest some parts at random.
				fs = fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: round * 20, RNG: rng})
				stop.Store(true)
				mu.Unlock()
				break
			}
			mu.Unlock()
			time.Sleep(time.Millisecond)
		}
		wg.Wait()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// check holds what a reopened log has against what was acknowledged.
func check(t *testing.T, s *store, acked map[lamplight.ContentID]lamplight.MessageID, round int) {
	t.Helper()
	ctx := context.Background()
	heads, err := s.Heads(ctx, ann, bob)
	if err != nil {
		t.Fatal(err)
	}
	if heads[0].Top != heads[1].Top || heads[0].PTS != heads[1].PTS || int(heads[0].PTS) != int(heads[0].Top) {
		t.Fatalf("round %d: half a group survived: %+v", round, heads)
	}
	if int(heads[1].Top) < len(acked) {
		t.Fatalf("round %d: %d messages, %d were acknowledged", round, heads[1].Top, len(acked))
	}
	for c, id := range acked {
		for _, box := range []lamplight.BoxID{ann, bob} {
			got, err := s.Copies(ctx, box, []lamplight.ContentID{c})
			if err != nil || got[c] != id {
				t.Fatalf("round %d: content %d has id %d in box %d, acknowledged was %d (%v)", round, c, got[c], box, id, err)
			}
		}
	}
	p, err := s.History(ctx, bob, boxes.HistoryQuery{Peer: lamplight.UserPeer(ann.User()), Limit: 1})
	if err != nil || p.Count != int(heads[1].Top) {
		t.Fatalf("round %d: history counts %d of %d, %v", round, p.Count, heads[1].Top, err)
	}
}

// TestReadsAreDurable holds back the disk while a group is on its way: a reader that could see it waits for it.
func TestReadsAreDurable(t *testing.T) {
	ctx := context.Background()
	var hold, released atomic.Bool
	release := make(chan struct{})
	fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		switch op.Kind {
		case errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo:
			if hold.Load() {
				<-release
			}
		}
		return nil
	}))
	s, err := open(Options{Dir: "boxes"}, fs, quick)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(ctx, message(1, "durable")); err != nil {
		t.Fatal(err)
	}
	hold.Store(true)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := s.Apply(ctx, message(2, "on its way")); err != nil {
			t.Error(err)
		}
	})
	for !s.now.Load().locks.waiting([]lamplight.BoxID{bob}) {
		time.Sleep(time.Millisecond)
	}
	wg.Go(func() {
		p, err := s.History(ctx, bob, boxes.HistoryQuery{Peer: lamplight.UserPeer(ann.User()), Limit: 9})
		if err != nil {
			t.Error(err)
		}
		if len(p.Messages) == 2 && !released.Load() {
			t.Error("a reader saw what was not durable")
		}
	})
	if heads, err := s.Heads(ctx, 77); err != nil || heads[0].PTS != 0 { // other boxes do not wait
		t.Errorf("head of another box %+v, %v", heads, err)
	}
	time.Sleep(20 * time.Millisecond) // so that a reader that does not wait is caught
	released.Store(true)
	close(release)
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestOneProcess refuses a second opener of the same folder.
func TestOneProcess(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: dir}); err == nil || !strings.Contains(fmt.Sprint(err), dir) {
		t.Errorf("opening twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
