package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lamplight"
	"lamplight/boxes"
	"lamplight/internal/testenv"
)

const (
	ann lamplight.BoxID = 1001
	bob lamplight.BoxID = 1002
)

// message returns a group that appends one message to both boxes; backwards names the second box first.
func message(c lamplight.ContentID, backwards bool) boxes.Group {
	m := lamplight.Message{From: lamplight.UserPeer(ann.User()), Content: c}
	out, in := m, m
	out.Peer, out.Out, in.Peer = lamplight.UserPeer(bob.User()), true, lamplight.UserPeer(ann.User())
	ops := []boxes.Op{boxes.Append{Box: ann, Message: out}, boxes.Append{Box: bob, Message: in}}
	if backwards {
		ops[0], ops[1] = ops[1], ops[0]
	}
	return boxes.Group{Now: time.Unix(1_700_000_000, 0), Ops: ops}
}

func openNode(t *testing.T, url string) boxes.Log {
	t.Helper()
	log, err := Open(context.Background(), Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return log
}

// TestNodes has several nodes start on an empty database at once and append to the same boxes, in either order, with
// keys that two of them use: no pts comes twice, none is left out, and each key counts once.
func TestNodes(t *testing.T) {
	ctx := context.Background()
	url := testenv.Postgres(t)
	nodes := make([]boxes.Log, 3)
	var wg sync.WaitGroup
	for i := range nodes {
		wg.Go(func() {
			var err error
			if nodes[i], err = Open(ctx, Options{URL: url, Conns: 6}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	defer func() {
		for _, n := range nodes {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	}()
	const writers, each = 8, 15
	var mu sync.Mutex
	pts := map[lamplight.PTS]int{}
	for i, node := range nodes {
		for j := range writers {
			wg.Go(func() {
				for k := range each {
					c := lamplight.ContentID(1 + (i*writers+j)*each + k)
					g := message(c, (i+j)%2 == 0)
					g.Key, g.KeyBox = fmt.Sprint("shared by all nodes ", j*each+k), ann
					r, err := node.Apply(ctx, g)
					if err != nil {
						t.Error(err)
						return
					}
					if r.Repeated {
						continue
					}
					mu.Lock()
					for _, e := range r.Events {
						if e.Box == bob {
							pts[e.PTS]++
						}
					}
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	heads, err := nodes[0].Heads(ctx, ann, bob)
	if err != nil {
		t.Fatal(err)
	}
	if heads[0].PTS != writers*each || heads[1].PTS != writers*each || len(pts) != writers*each {
		t.Errorf("heads %+v and %d different pts, want %d", heads, len(pts), writers*each)
	}
	for p, n := range pts {
		if n != 1 {
			t.Errorf("pts %d was given %d times", p, n)
		}
	}
}

// TestNeighbours has groups that are wrong, that panic and whose callers are gone wait beside good ones: the good ones
// do not notice.
func TestNeighbours(t *testing.T) {
	log := openNode(t, testenv.Postgres(t))
	ctx := context.Background()
	if _, err := log.Apply(ctx, message(1, false)); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			c := lamplight.ContentID(100 + i)
			switch i % 4 {
			case 0:
				if _, err := log.Apply(ctx, message(1, false)); !errors.Is(err, boxes.ErrGroup) {
					t.Errorf("a content held already: %v", err)
				}
			case 1:
				g := message(c, false)
				g.Ops = append(g.Ops, boxes.Edit{Box: ann, Content: 1, Change: func(*lamplight.Message) { panic("a mistake of ours") }})
				if _, err := log.Apply(ctx, g); err == nil || !strings.Contains(err.Error(), "a mistake of ours") {
					t.Errorf("a change that panics: %v", err)
				}
			case 2:
				if _, err := log.Apply(gone, message(1, false)); err == nil {
					t.Error("a caller that is gone is answered")
				}
			default:
				if _, err := log.Apply(ctx, message(c, false)); err != nil {
					t.Errorf("a good group: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if heads, err := log.Heads(ctx, ann); err != nil || heads[0].PTS != 11 || heads[0].Top != 11 {
		t.Errorf("head %+v, %v; want the 11 good ones", heads, err)
	}
}

// TestLost ends every connection of the log: what is under way may fail, what comes then is carried out.
func TestLost(t *testing.T) {
	ctx := context.Background()
	url := testenv.Postgres(t)
	log := openNode(t, url)
	if _, err := log.Apply(ctx, message(1, false)); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	var last error
	for c := range lamplight.ContentID(10) {
		_, last = log.Apply(ctx, message(10+c, false))
	}
	if last != nil {
		t.Errorf("the log does not come back: %v", last)
	}
	heads, err := log.Heads(ctx, ann, bob)
	if err != nil || heads[0].PTS != heads[1].PTS {
		t.Errorf("heads %+v, %v", heads, err)
	}
}

// TestNewerTables refuses to start on tables of a version that this program does not know.
func TestNewerTables(t *testing.T) {
	ctx := context.Background()
	url := testenv.Postgres(t)
	log, err := Open(ctx, Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `INSERT INTO box_migrations (version, name) VALUES (999, 'of the future')`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, Options{URL: url}); err == nil || !strings.Contains(err.Error(), "version 999") {
		t.Errorf("open on newer tables: %v", err)
	}
}
