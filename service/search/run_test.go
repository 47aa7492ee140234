package search

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// A memory is a log of one message in each box, and an index that knows how far it got, on a clock of the test.
type memory struct {
	store.Tx   // what is not below is not called
	sync.Mutex // of what follows: the test's but while time passes
	heads      map[lamplight.BoxID]boxes.Head
	cursors    map[lamplight.BoxID]store.SearchCursor
	indexed    map[lamplight.BoxID]time.Time // when last
	broken     error
	writes     int
	reads      func() // optional: happens when a box is read
}

func newMemory() *memory {
	return &memory{
		heads: map[lamplight.BoxID]boxes.Head{}, cursors: map[lamplight.BoxID]store.SearchCursor{}, indexed: map[lamplight.BoxID]time.Time{},
	}
}

// said appends to a box.
func (m *memory) said(box lamplight.BoxID) {
	h := m.heads[box]
	m.heads[box] = boxes.Head{Box: box, PTS: h.PTS + 1, Top: 1, Date: time.Now()}
}

func (m *memory) Heads(_ context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	m.Lock()
	defer m.Unlock()
	var out []boxes.Head
	for _, id := range ids {
		out = append(out, m.heads[id])
	}
	return out, nil
}

func (m *memory) Boxes(_ context.Context, after lamplight.BoxID, limit int) (out []boxes.Head, _ error) {
	m.Lock()
	defer m.Unlock()
	for _, h := range m.heads {
		if h.Box > after {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b boxes.Head) int { return int(a.Box - b.Box) })
	return out[:min(limit, len(out))], nil
}

func (m *memory) Events(_ context.Context, box lamplight.BoxID, after lamplight.PTS, _ int) ([]lamplight.Event, bool, error) {
	m.Lock()
	defer m.Unlock()
	if m.reads != nil {
		m.reads()
	}
	return []lamplight.Event{{
		Kind: lamplight.EventEditMessage, Box: box, PTS: m.heads[box].PTS, Message: &lamplight.Message{Box: box, ID: 1, Text: "lamp"},
	}}, false, nil
}

func (m *memory) Messages(_ context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	return []lamplight.Message{{Box: box, ID: 1, Text: "lamp"}}, nil
}

func (m *memory) Dialog(context.Context, lamplight.BoxID, ...lamplight.Peer) ([]lamplight.Dialog, error) {
	return nil, nil
}

func (m *memory) Read(_ context.Context, f func(store.Tx) error) error {
	m.Lock()
	defer m.Unlock()
	return f(m)
}

func (m *memory) Write(_ context.Context, f func(store.Tx) error) error {
	m.Lock()
	defer m.Unlock()
	m.writes++
	if m.broken != nil {
		return m.broken
	}
	return f(m)
}

func (m *memory) SearchCursor(box lamplight.BoxID) (store.SearchCursor, error) {
	c, ok := m.cursors[box]
	if !ok {
		return c, store.ErrNotFound
	}
	return c, nil
}

func (m *memory) SearchCursors(after lamplight.BoxID, limit int) (out []store.SearchCursor, _ error) {
	for _, c := range m.cursors {
		if c.Box > after {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b store.SearchCursor) int { return int(a.Box - b.Box) })
	return out[:min(limit, len(out))], nil
}

func (m *memory) StepSearch(steps []store.SearchStep) (done []bool, _ error) {
	for _, s := range steps {
		if m.cursors[s.To.Box] != s.From {
			done = append(done, false)
			continue
		}
		m.cursors[s.To.Box], m.indexed[s.To.Box] = s.To, time.Now()
		done = append(done, true)
	}
	return done, nil
}

func (m *memory) SearchTop(lamplight.BoxID) (lamplight.MessageID, error) { return 1, nil }

func (m *memory) DropSearch(box lamplight.BoxID, _ int) (bool, error) {
	delete(m.cursors, box)
	return true, nil
}

// behind returns the boxes that the index does not have as they are.
func (m *memory) behind() (found []lamplight.BoxID) {
	for box, h := range m.heads {
		if m.cursors[box].PTS != h.PTS {
			found = append(found, box)
		}
	}
	for box := range m.cursors {
		if _, ok := m.heads[box]; !ok {
			found = append(found, box)
		}
	}
	return found
}

// running runs a worker over a memory, on the clock of a bubble.
func running(t *testing.T, f func(m *memory, s *Service)) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for box := range lamplight.BoxID(1200) { // more than a page of a sweep
			m.said(box + 1)
		}
		s := New(Options{Boxes: m, Store: m, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		m.Lock()
		f(m, s)
		m.Unlock()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
}

// pass lets time pass, and then everything rest.
func (m *memory) pass(d time.Duration) {
	m.Unlock()
	time.Sleep(d)
	synctest.Wait()
	m.Lock()
}

func TestRunSweepsAtTheStart(t *testing.T) {
	running(t, func(m *memory, _ *Service) {
		m.pass(time.Second)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%d boxes are behind a second after the start", len(got))
		}
	})
}

func TestRunFollowsWhatItIsTold(t *testing.T) {
	running(t, func(m *memory, s *Service) {
		m.pass(10 * time.Second)
		said := time.Now()
		m.said(7)
		s.Moved(7)
		m.said(8) // nobody tells
		m.pass(time.Second)
		if at := m.indexed[7].Sub(said); at < 200*time.Millisecond || at > 300*time.Millisecond {
			t.Errorf("indexed %v after it was said", at)
		}
		if got := m.behind(); !slices.Equal(got, []lamplight.BoxID{8}) {
			t.Errorf("%v are behind, want 8 alone", got)
		}
		writes := m.writes
		m.pass(50 * time.Minute)
		if m.writes != writes {
			t.Errorf("%d transactions while nothing happened", m.writes-writes)
		}
		delete(m.heads, 9) // erased behind its back
		m.pass(10 * time.Minute)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%v are behind after an hour", got)
		}
		if _, ok := m.cursors[9]; ok {
			t.Error("an erased box is in the index")
		}
	})
}

// TestRunSweepsSoonAfterTooMuch tells of more boxes than can be remembered.
func TestRunSweepsSoonAfterTooMuch(t *testing.T) {
	running(t, func(m *memory, s *Service) {
		m.pass(time.Minute)
		m.said(8)
		for box := range lamplight.BoxID(3 * markSlots) {
			s.Moved(100_000 + box)
		}
		m.pass(40 * time.Second)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%v are behind", got)
		}
	})
}

// TestRunSweepsUnderLoad has boxes that move on as often as they are read: the worker never runs out of them, and finds all the
// same what nobody told it of.
func TestRunSweepsUnderLoad(t *testing.T) {
	running(t, func(m *memory, s *Service) {
		m.pass(time.Minute)
		ended := false
		m.reads = func() {
			for box := range lamplight.BoxID(3) {
				if !ended {
					m.said(box + 1)
					s.Moved(box + 1)
				}
			}
		}
		m.said(1)
		s.Moved(1)
		m.said(1100) // nobody tells
		s.marks.missed.Store(true)
		m.pass(40 * time.Second)
		if m.cursors[1100].PTS != m.heads[1100].PTS {
			t.Error("what nobody told of is behind")
		}
		ended = true
		m.pass(time.Minute)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%v are behind", got)
		}
	})
}

// TestRunGoesOnAfterFaults has a store that fails for a while.
func TestRunGoesOnAfterFaults(t *testing.T) {
	running(t, func(m *memory, s *Service) {
		m.pass(time.Minute)
		m.broken = errors.New("no room")
		for box := range lamplight.BoxID(20) {
			m.said(box + 1)
			s.Moved(box + 1)
		}
		m.pass(10 * time.Minute)
		if len(m.behind()) != 20 {
			t.Errorf("%d are behind, want 20", len(m.behind()))
		}
		m.broken = nil
		m.pass(time.Minute)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%v are behind once there is room again", got)
		}
	})
}

// TestRunSparesAFullStore has a store without room: it is asked once in a while, not once for each box.
func TestRunSparesAFullStore(t *testing.T) {
	running(t, func(m *memory, s *Service) {
		m.pass(time.Minute)
		m.broken, m.writes = lamplight.ErrStorage.Because(errors.New("disk full")), 0
		for box := range lamplight.BoxID(20) {
			m.said(box + 1)
			s.Moved(box + 1)
		}
		m.pass(time.Second)
		if m.writes != 1 {
			t.Errorf("asked %d times", m.writes)
		}
		m.broken = nil
		m.pass(time.Minute)
		if got := m.behind(); len(got) != 0 {
			t.Errorf("%v are behind once there is room again", got)
		}
	})
}

// TestBoxesInTurn has many boxes that are indexed anew, which takes long: boxes that move on have their turn among them, each
// once, until too many wait.
func TestBoxesInTurn(t *testing.T) {
	for _, tt := range []struct{ behind, moved int }{
		{0, 100}, {50, 78}, {300, 32}, {mostAgain - 1, 32}, {mostAgain, 0},
	} {
		m := newMemory()
		s := New(Options{Boxes: m, Store: m, Now: time.Now})
		w := &worker{s: s, swept: time.Now()}
		for box := range tt.behind {
			w.again = append(w.again, lamplight.BoxID(box+1))
		}
		for box := range 100 {
			s.Moved(lamplight.BoxID(10_000 + box))
		}
		found, err := w.boxes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		moved := 0
		for _, box := range found {
			if box >= 10_000 {
				moved++
			}
		}
		if moved != tt.moved || len(found) > batchBoxes || len(found)-moved+len(w.again) != tt.behind {
			t.Errorf("%d behind: %d that moved among %d, want %d; %d are left", tt.behind, moved, len(found), tt.moved, len(w.again))
		}
	}
	s := New(Options{Now: time.Now})
	w := &worker{s: s, swept: time.Now()}
	for box := range lamplight.BoxID(200) {
		w.again = append(w.again, box+1)
		s.Moved(box + 1)
	}
	if found, err := w.boxes(t.Context()); err != nil || len(found)+len(w.again) != 200 {
		t.Errorf("%d and %d of 200 boxes: %v", len(found), len(w.again), err)
	}
}
