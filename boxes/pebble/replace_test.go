package pebble

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"lamplight"
	"lamplight/boxes"
)

// reading breaks the disk of a log and waits until an engine is in place that reads alone.
func reading(t *testing.T, s *store, full *atomic.Bool) *engine {
	t.Helper()
	full.Store(true)
	if _, err := s.Apply(context.Background(), message(1<<40, "text")); !errors.Is(err, lamplight.ErrStorage) {
		t.Fatalf("appending to a broken disk: %v", err)
	}
	var e *engine
	eventually(t, "an engine reads alone", func() bool {
		e = s.now.Load()
		return e != nil && e.readOnly
	})
	return e
}

// TestReaderOfTheLastEngine has somebody read from an engine that was replaced meanwhile, and whose files the next one has
// removed: that is a passing fault, and no other.
func TestReaderOfTheLastEngine(t *testing.T) {
	ctx := context.Background()
	var full atomic.Bool
	p := quick
	p.leaveWait = time.Millisecond
	s, err := open(Options{Dir: "boxes", MemTableBytes: 64 << 10}, failing(vfs.NewMem(), &full), p)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("x", 1000)
	say := func(from, to lamplight.ContentID) {
		for c := from; c <= to; c++ {
			if _, err := s.Apply(ctx, message(c, text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	say(1, 300)
	reading(t, s, &full)
	rows, end, err := s.View(ctx, bob)
	if err != nil {
		t.Fatal(err)
	}
	files, err := s.fs.List("boxes")
	if err != nil {
		t.Fatal(err)
	}
	tables := slices.DeleteFunc(files, func(name string) bool { return filepath.Ext(name) != ".sst" })
	full.Store(false)
	eventually(t, "the log is written again", func() bool { return s.Ready(ctx) == nil })
	say(301, 600)
	from, _ := boxBounds(-1 << 63)
	_, to := boxBounds(1<<63 - 1)
	if err := s.now.Load().db.Compact(ctx, from, to, false); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the files of the last engine are removed", func() bool {
		now, err := s.fs.List("boxes")
		return err == nil && !slices.ContainsFunc(tables, func(name string) bool { return slices.Contains(now, name) })
	})
	found, err := rows.Scan(ctx, boxes.Range{Box: bob, Kind: boxes.KindMessage, Limit: 1000})
	if err == nil && len(found) < 300 || err != nil && !errors.Is(err, lamplight.ErrStorage) {
		t.Errorf("reading from an engine that was replaced: %d rows, %v", len(found), err)
	}
	end()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestFailureWhileReading has an engine fail that reads alone. The next one that writes is not taken for it, and keeps
// what it acknowledges.
func TestFailureWhileReading(t *testing.T) {
	ctx := context.Background()
	var full atomic.Bool
	mem := vfs.NewCrashableMem()
	s, err := open(Options{Dir: "boxes"}, failing(mem, &full), quick)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // another one takes its place each time
		e := reading(t, s, &full)
		e.down(errors.New("a block that cannot be read"))
	}
	full.Store(false)
	eventually(t, "the log is written again", func() bool { return s.Ready(ctx) == nil })
	e := s.now.Load()
	for c := range lamplight.ContentID(2000) {
		if _, err := s.Apply(ctx, message(c+1, "text")); err != nil {
			t.Fatal(err)
		}
	}
	if s.now.Load() != e {
		t.Error("a sound engine was replaced")
	}
	again, err := open(Options{Dir: "boxes"}, mem.CrashClone(vfs.CrashCloneCfg{}), quick)
	if err != nil {
		t.Fatal(err)
	}
	if heads, err := again.Heads(ctx, bob); err != nil || heads[0].Messages < 2000 {
		t.Errorf("heads after the power failed %+v, %v; want 2000 messages", heads, err)
	}
	for _, s := range []*store{s, again} {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestReplacedAcknowledgesNothing has an engine in use replaced: who waits for it gets an error, not an answer to a group
// that went nowhere.
func TestReplacedAcknowledgesNothing(t *testing.T) {
	ctx := context.Background()
	s, err := open(Options{Dir: "boxes"}, vfs.NewMem(), quick)
	if err != nil {
		t.Fatal(err)
	}
	e := s.take()
	if !e.enter() {
		t.Fatal("the engine cannot be used")
	}
	closed := s.end(e)
	if _, err := e.apply(ctx, s.Limits, message(1, "text")); err == nil {
		t.Error("a group was acknowledged that went nowhere")
	}
	if _, err := e.view([]lamplight.BoxID{ann}); !errors.Is(err, errFailed) {
		t.Errorf("a view of it: %v", err)
	}
	e.leave()
	<-closed
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestOpenOnAFailingDisk has the disk fail from each write on that opening makes, or that is made right after. The log does
// not open, or it mends itself.
func TestOpenOnAFailingDisk(t *testing.T) {
	ctx := context.Background()
	mem := vfs.NewCrashableMem()
	first, err := open(Options{Dir: "boxes"}, mem, quick)
	if err != nil {
		t.Fatal(err)
	}
	for c := range lamplight.ContentID(100) {
		if _, err := first.Apply(ctx, message(c+1, "text")); err != nil {
			t.Fatal(err)
		}
	}
	opened := 0
	for from := int64(1); opened < 5; from++ {
		var n atomic.Int64
		var well atomic.Bool
		fs := injecting(mem.CrashClone(vfs.CrashCloneCfg{}), func(op errorfs.Op) error {
			if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && n.Add(1) >= from && !well.Load() {
				return fmt.Errorf("write %d: no space left on device", from)
			}
			return nil
		})
		s, err := open(Options{Dir: "boxes"}, fs, quick)
		if err != nil {
			continue
		}
		opened++
		_, _ = s.Apply(ctx, message(1001, "text")) // which may fail
		if heads, err := s.Heads(ctx, bob); err != nil || heads[0].Messages < 100 {
			t.Errorf("from write %d on: heads %+v, %v", from, heads, err)
		}
		well.Store(true)
		eventually(t, "the log is written again", func() bool { return s.Ready(ctx) == nil })
		if _, err := s.Apply(ctx, message(1002, "text")); err != nil {
			t.Errorf("from write %d on: %v", from, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("from write %d on: %v", from, err)
		}
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
}

// TestBornFailed puts an engine in place that failed before it got there.
func TestBornFailed(t *testing.T) {
	ctx := context.Background()
	s, err := open(Options{Dir: "boxes"}, vfs.NewMem(), quick)
	if err != nil {
		t.Fatal(err)
	}
	e := s.take()
	e.down(errors.New("it failed in the meantime"))
	s.put(e)
	eventually(t, "another one takes its place", func() bool { return s.Ready(ctx) == nil && s.now.Load() != nil })
	if _, err := s.Apply(ctx, message(1, "text")); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
