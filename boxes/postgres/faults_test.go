package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lamplight"
	"lamplight/boxes"
	"lamplight/internal/testenv"
)

// keyed returns a group as message does, with a key that makes a repeat harmless.
func keyed(c lamplight.ContentID) boxes.Group {
	g := message(c, c%2 == 0)
	g.Key, g.KeyBox = fmt.Sprint(c), ann
	return g
}

// TestKilledDatabase kills PostgreSQL while many append, again and again. Who gets an error repeats the group with its key,
// as clients do: in the end each is there once, in both boxes, whether the commit that was cut off had come through or not.
func TestKilledDatabase(t *testing.T) {
	ctx := context.Background()
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	db := testenv.CrashingPostgres(t)
	url, err := db.Database()
	if err != nil {
		t.Fatal(err)
	}
	log := openNode(t, url)
	var next, acked, faults atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for !stop.Load() {
				g := keyed(lamplight.ContentID(next.Add(1)))
				for {
					_, err := log.Apply(ctx, g)
					if err == nil {
						acked.Add(1)
						break
					}
					if !errors.Is(err, lamplight.ErrStorage) {
						t.Errorf("an error that is no passing fault: %v", err)
						return
					}
					faults.Add(1)
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	more := func(n int64) {
		t.Helper()
		for want, end := acked.Load()+n, time.Now().Add(60*time.Second); acked.Load() < want; time.Sleep(time.Millisecond) {
			if t.Failed() || time.Now().After(end) {
				stop.Store(true)
				t.Fatalf("%d groups acknowledged, waiting for %d", acked.Load(), want)
			}
		}
	}
	for range rounds {
		more(200)
		if err := db.Kill(); err != nil {
			t.Fatal(err)
		}
		// The first of these finds the connections broken that it takes for sound.
		for range 10 {
			if _, err := log.Boxes(ctx, -1<<63, 10); !errors.Is(err, lamplight.ErrStorage) {
				t.Errorf("walking without a database: %v, want a passing fault", err)
			}
		}
		if err := log.Ready(ctx); err == nil {
			t.Error("ready without a database")
		}
		if _, err := log.Heads(ctx, ann); !errors.Is(err, lamplight.ErrStorage) {
			t.Errorf("reading without a database: %v, want a passing fault", err)
		}
		if err := db.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	more(200)
	stop.Store(true)
	wg.Wait()
	if faults.Load() == 0 {
		t.Error("nobody noticed that the database was killed")
	}
	n := int(acked.Load())
	heads, err := log.Heads(ctx, ann, bob)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heads {
		if int(h.PTS) != n || int(h.Top) != n || int(h.Messages) != n {
			t.Errorf("%d groups were acknowledged, each once; the head is %+v", n, h)
		}
	}
	t.Logf("%d groups, %d errors, %d kills", n, faults.Load(), rounds)
}

// TestFullDatabase has PostgreSQL refuse rows as it does on a full disk.
func TestFullDatabase(t *testing.T) {
	ctx := context.Background()
	url := testenv.Postgres(t)
	log := openNode(t, url)
	if _, err := log.Apply(ctx, keyed(1)); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	run := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: no space left on device' USING ERRCODE = '53100'; END $$`)
	for range 3 {
		run(`CREATE TRIGGER no_room BEFORE INSERT ON box_events FOR EACH ROW EXECUTE FUNCTION no_room()`)
		var wg sync.WaitGroup
		for c := range lamplight.ContentID(10) {
			wg.Go(func() {
				if _, err := log.Apply(ctx, keyed(c+2)); !errors.Is(err, lamplight.ErrStorage) {
					t.Errorf("appending to a full database: %v, want a passing fault", err)
				}
			})
		}
		wg.Wait()
		if p, err := log.History(ctx, bob, boxes.HistoryQuery{Peer: lamplight.UserPeer(ann.User()), Limit: 10}); err != nil || len(p.Messages) == 0 {
			t.Errorf("reading from a full database: %v, %v", p, err)
		}
		run(`DROP TRIGGER no_room ON box_events`)
	}
	for c := range lamplight.ContentID(10) {
		if _, err := log.Apply(ctx, keyed(c+2)); err != nil {
			t.Error(err)
		}
	}
	heads, err := log.Heads(ctx, ann, bob)
	if err != nil || heads[0].PTS != 11 || heads[1].PTS != 11 || heads[0].Messages != 11 {
		t.Errorf("heads %+v, %v; want 11 messages in each", heads, err)
	}
}
