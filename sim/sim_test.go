package sim

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

var (
	oneSeed = flag.Uint64("seed", 0, "play this seed alone")
	seeds   = flag.Int("seeds", 0, "how many seeds to play; 0: as many as the form of the test has")
	from    = flag.Uint64("from", 1, "the first seed")
	steps   = flag.Int("steps", 700, "how long a run is")
)

// people4 are who lives in every run.
var people4 = []lamplight.UserID{2_000_000_001, 2_000_000_002, 2_000_000_003, 2_000_000_004}

// newPlace makes what runs share.
func newPlace(t *testing.T) place {
	t.Helper()
	now := func() time.Time { return time.Unix(epoch, 0) }
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	out, end := newOutside()
	t.Cleanup(func() {
		end()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Write(t.Context(), func(tx store.Tx) error {
		for i, id := range people4 {
			u := store.User{ID: id, Phone: fmt.Sprint(49170+i, i), FirstName: name(i), Created: now(), TTLDays: 365}
			if err := tx.AddUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return place{store: db, out: out, now: time.Now}
}

// play lives one seed on a disk.
func (p place) play(t *testing.T, d disk, o Options) (trace []string, stats Stats, failure error) {
	p.disk = d
	p.ids = people4[:2+o.Seed%3]
	// Nobody has blocked anybody yet, and nothing waits.
	err := p.store.Write(t.Context(), func(tx store.Tx) error {
		for _, id := range people4 {
			if err := tx.DeleteScheduledOf(id); err != nil {
				return err
			}
			blocks, _, err := tx.BlocksOf(id, 0, 100)
			if err != nil {
				return err
			}
			for _, b := range blocks {
				if _, err := tx.DeleteBlock(id, b.Peer); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { trace, stats, failure = run(p, o) })
	return trace, stats, failure
}

// keep writes the trace of a failing seed into a file.
func keep(t *testing.T, o Options, trace []string) string {
	t.Helper()
	dir := filepath.Join("..", "out", "sim")
	path := filepath.Join(dir, fmt.Sprintf("seed-%d.trace", o.Seed))
	err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(path, []byte(strings.Join(trace, "\n")+"\n"), 0o644))
	if err != nil {
		t.Error(err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Error(err)
	}
	return abs
}

func TestLives(t *testing.T) {
	p := newPlace(t)
	first, n := *from, *seeds
	switch {
	case *oneSeed != 0:
		first, n = *oneSeed, 1
	case n == 0 && testing.Short():
		n = 25
	case n == 0:
		n = 250
	}
	var all Stats
	begin := time.Now()
	for seed := first; seed < first+uint64(n); seed++ {
		o := Options{Seed: seed, Steps: *steps}
		trace, stats, failure := p.play(t, newMemory(), o)
		all.add(stats)
		if failure != nil {
			t.Errorf("seed %d: %v\ntrace: %s\nagain: go test ./sim -run TestLives -seed=%d -steps=%d", seed, failure, keep(t, o, trace), seed, *steps)
			if *seeds == 0 {
				break
			}
		}
	}
	t.Logf("%d seeds in %v: %+v", n, time.Since(begin).Round(time.Millisecond), all)
}
