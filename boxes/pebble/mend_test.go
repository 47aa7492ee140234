package pebble

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
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

// quick is the pace of tests.
var quick = pace{
	first: time.Millisecond, last: 20 * time.Millisecond, steady: time.Second,
	readWait: 10 * time.Second, leaveWait: time.Second, look: 5 * time.Millisecond,
}

// eventually tries f until it is true.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain: " + what)
		}
	}
}

// lines is what was logged.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) count(s string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), s)
}

// reused lets writes to files fail that are used again, as errorfs by itself does not.
type reused struct{ vfs.FS }

func injecting(under vfs.FS, f func(errorfs.Op) error) vfs.FS {
	return reused{errorfs.Wrap(under, errorfs.InjectorFunc(f))}
}

func (r reused) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := r.FS.ReuseForWrite(from, to, c)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return r.OpenReadWrite(to, c)
}

// failing returns a file system over under on which writes of some kinds fail while on is set.
func failing(under vfs.FS, on *atomic.Bool, kinds ...errorfs.OpKind) vfs.FS {
	return injecting(under, func(op errorfs.Op) error {
		if !on.Load() || op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
			return nil
		}
		for _, k := range kinds {
			if k == op.Kind {
				return errors.New("no space left on device")
			}
		}
		if len(kinds) == 0 {
			return errors.New("no space left on device")
		}
		return nil
	})
}

// TestMend lets writes fail for a while, of each kind and of all: appends are refused with a passing fault, what was
// acknowledged can be read all the time, and once the disk is well the log takes appends again by itself.
func TestMend(t *testing.T) {
	for name, kinds := range map[string][]errorfs.OpKind{
		"all": nil, "write": {errorfs.OpFileWrite}, "create": {errorfs.OpCreate, errorfs.OpReuseForWrite},
		"sync": {errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo}, "remove": {errorfs.OpRemove},
	} {
		t.Run(name, func(t *testing.T) { testMend(t, kinds) })
	}
}

func testMend(t *testing.T, kinds []errorfs.OpKind) {
	ctx := context.Background()
	var full atomic.Bool
	var said lines
	s, err := open(Options{Dir: "boxes", MemTableBytes: 64 << 10, Log: slog.New(slog.NewTextHandler(&said, nil))},
		failing(vfs.NewCrashableMem(), &full, kinds...), quick)
	if err != nil {
		t.Fatal(err)
	}
	next, there := lamplight.ContentID(0), 0
	text := strings.Repeat("x", 1000)
	say := func() error {
		next++
		g := message(next, text)
		g.Key, g.KeyBox = "k"+string(rune(next)), ann
		_, err := s.Apply(ctx, g)
		if err == nil {
			there++
		}
		return err
	}
	for range 50 {
		if err := say(); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 3 {
		full.Store(true)
		// Some kinds of fault show only once a table is written.
		for i := 0; say() == nil; i++ {
			if i == 2000 {
				t.Fatal("the fault never shows")
			}
		}
		failed := next
		if err := say(); !errors.Is(err, lamplight.ErrStorage) || lamplight.KindOf(err) != lamplight.Unavailable {
			t.Errorf("round %d: appending to a broken log: %v, want a passing fault", round, err)
		}
		if err := s.Erase(ctx, 77); !errors.Is(err, lamplight.ErrStorage) {
			t.Errorf("round %d: erasing in a broken log: %v", round, err)
		}
		if err := s.Ready(ctx); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("round %d: ready: %v, want the cause", round, err)
		}
		for range 3 {
			got, err := s.Copies(ctx, bob, []lamplight.ContentID{1, 50, failed - 1})
			if err != nil || got[1] == 0 || got[50] == 0 || got[failed-1] == 0 {
				t.Errorf("round %d: reading from a broken log: %v, %v", round, got, err)
			}
		}
		full.Store(false)
		eventually(t, "the log is written again", func() bool { return s.Ready(ctx) == nil })
		// A client repeats what it has no answer to.
		g := message(failed, text)
		g.Key, g.KeyBox = "k"+string(rune(failed)), ann
		if _, err := s.Apply(ctx, g); err != nil {
			t.Fatalf("round %d: repeating what failed: %v", round, err)
		}
		there++
		if err := say(); err != nil {
			t.Fatalf("round %d: appending once the disk is well: %v", round, err)
		}
	}
	heads, err := s.Heads(ctx, ann, bob)
	if err != nil || int(heads[0].Top) != there || int(heads[1].Top) != there || int(heads[1].PTS) != there {
		t.Errorf("heads %+v, %v; want %d messages, each once", heads, err, there)
	}
	if n := said.count("boxes cannot be written:"); n != 3 {
		t.Errorf("three failures were logged %d times\n%s", n, said.buf.String())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestCloseWhileBroken closes a log that could not be mended: it says so, and what was acknowledged is there afterwards.
func TestCloseWhileBroken(t *testing.T) {
	ctx := context.Background()
	mem := vfs.NewCrashableMem()
	var full atomic.Bool
	s, err := open(Options{Dir: "boxes"}, failing(mem, &full), quick)
	if err != nil {
		t.Fatal(err)
	}
	for c := range lamplight.ContentID(50) {
		if _, err := s.Apply(ctx, message(c+1, "text")); err != nil {
			t.Fatal(err)
		}
	}
	full.Store(true)
	if _, err := s.Apply(ctx, message(1001, "text")); err == nil {
		t.Error("a group was acknowledged that could not be written")
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("closing says %v of the failure", err)
	}
	if _, err := s.Heads(ctx, ann); !errors.Is(err, boxes.ErrClosed) {
		t.Errorf("reading after the end: %v", err)
	}
	again, err := open(Options{Dir: "boxes"}, mem.CrashClone(vfs.CrashCloneCfg{}), quick)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := again.Heads(ctx, ann, bob)
	if err != nil || heads[0].Top != 50 || heads[1].Top != 50 {
		t.Errorf("heads after a restart %+v, %v; want 50 messages", heads, err)
	}
	if _, err := again.Apply(ctx, message(2000, "text")); err != nil {
		t.Errorf("appending after a restart: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// narrow is a file system that says how much room it has.
type narrow struct {
	vfs.FS
	free atomic.Uint64
}

func (n *narrow) GetDiskUsage(string) (vfs.DiskUsage, error) {
	return vfs.DiskUsage{AvailBytes: n.free.Load(), TotalBytes: 1 << 40}, nil
}

// TestLittleRoom takes the room away bit by bit: first nothing is added any more, then nothing is written at all, and all
// goes on once there is enough.
func TestLittleRoom(t *testing.T) {
	ctx := context.Background()
	fs := &narrow{FS: vfs.NewMem()}
	fs.free.Store(1 << 30)
	var said lines
	s, err := open(Options{Dir: "boxes", FreeBytes: 256 << 20, Log: slog.New(slog.NewTextHandler(&said, nil))}, fs, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	read := func(max lamplight.MessageID) error {
		_, err := s.Apply(ctx, boxes.Group{Now: time.Unix(1_700_000_000, 0), Ops: []boxes.Op{
			boxes.ReadInbox{Box: bob, Peer: lamplight.UserPeer(ann.User()), MaxID: max},
			boxes.Delete{Box: ann, IDs: []lamplight.MessageID{max}},
		}})
		return err
	}
	next := lamplight.ContentID(0)
	for i, step := range []struct {
		free        uint64
		low         bool
		add, remove bool
	}{
		{1 << 30, false, true, true}, {200 << 20, true, false, true}, {260 << 20, true, false, true},
		{63 << 20, true, false, false}, {64 << 20, true, false, true}, {300 << 20, false, true, true},
	} {
		fs.free.Store(step.free)
		eventually(t, "the store looks at the disk", func() bool {
			low := s.space.Load()
			return step.low == (low != nil) && (low == nil || low.free == int64(step.free))
		})
		next++
		_, err := s.Apply(ctx, message(next, "text"))
		if step.add != (err == nil) || err != nil && !errors.Is(err, lamplight.ErrStorage) {
			t.Errorf("step %d: appending: %v", i, err)
		}
		if err := read(lamplight.MessageID(i + 1)); step.remove != (err == nil) || err != nil && !errors.Is(err, lamplight.ErrStorage) {
			t.Errorf("step %d: deleting: %v", i, err)
		}
		if _, err := s.Heads(ctx, ann); err != nil {
			t.Errorf("step %d: reading: %v", i, err)
		}
		if err := s.Ready(ctx); step.low != (err != nil) || err != nil && !strings.Contains(err.Error(), "kept free") {
			t.Errorf("step %d: ready: %v", i, err)
		}
	}
	if n := said.count("nearly full"); n != 1 {
		t.Errorf("one shortage was logged %d times", n)
	}
}
