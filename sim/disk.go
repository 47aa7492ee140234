package sim

import (
	"context"
	"math/rand/v2"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/boxes/postgres"
)

// A disk is where the boxes of a run lie. It is used outside the bubble.
type disk interface {
	open(boxes.Limits) (boxes.Log, error)
	// crash carries out f, and lets the power fail at the nth write from now on, or after f. What was not synced then is
	// lost, but for parts of it. The disk is to be opened anew.
	crash(n int, rng *rand.Rand, f func())
}

// memory is a disk of Pebble's own kind: in memory, and able to lose what was not synced.
type memory struct {
	mem  *vfs.MemFS
	lazy bool // a plant: nothing is synced

	mu    sync.Mutex
	after int // writes until the power fails; 0: it does not
	rng   *rand.Rand
	left  *vfs.MemFS // what was left of it
}

func newMemory() *memory { return &memory{mem: vfs.NewCrashableMem()} }

func (d *memory) open(l boxes.Limits) (boxes.Log, error) {
	var fs vfs.FS = errorfs.Wrap(d.mem, errorfs.InjectorFunc(d.write))
	if d.lazy {
		fs = lazyFS{fs}
	}
	return pebble.Open(pebble.Options{Dir: "boxes", Limits: l, FS: fs, MemTableBytes: 64 << 10, CacheBytes: 1 << 20})
}

// write counts down to the cut.
func (d *memory) write(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.after > 0 {
		if d.after--; d.after == 0 {
			d.cut()
		}
	}
	return nil
}

func (d *memory) cut() {
	d.left = d.mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: d.rng.IntN(101), RNG: d.rng})
}

func (d *memory) crash(n int, rng *rand.Rand, f func()) {
	d.mu.Lock()
	d.after, d.rng, d.left = n, rng, nil
	d.mu.Unlock()
	f()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.after = 0; d.left == nil {
		d.cut()
	}
	d.mem = d.left
}

// A lazyFS says of files that they are synced, and lies.
type lazyFS struct{ vfs.FS }

func (fs lazyFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := fs.FS.Create(name, c)
	return lazyFile{f}, err
}

type lazyFile struct{ vfs.File }

func (lazyFile) Sync() error                { return nil }
func (lazyFile) SyncData() error            { return nil }
func (lazyFile) SyncTo(int64) (bool, error) { return true, nil }

// database is a PostgreSQL that stays while the server goes. What other runs left of the accounts and channels is erased
// first.
type database struct {
	url      string
	ids      []lamplight.UserID
	channels []lamplight.ChannelID
}

func (d *database) open(l boxes.Limits) (boxes.Log, error) {
	log, err := postgres.Open(context.Background(), postgres.Options{URL: d.url, Limits: l, Conns: 4})
	if err != nil {
		return nil, err
	}
	for _, id := range d.ids {
		if err := log.Erase(context.Background(), lamplight.AccountBox(id)); err != nil {
			return nil, err
		}
	}
	for _, id := range d.channels {
		if err := log.Erase(context.Background(), lamplight.ChannelBox(id)); err != nil {
			return nil, err
		}
	}
	d.ids, d.channels = nil, nil
	return log, nil
}

// crash lets all of f reach the database, or nothing: a transaction that was not committed is gone with its connection.
func (d *database) crash(n int, _ *rand.Rand, f func()) {
	if n%2 == 0 {
		f()
	}
}
