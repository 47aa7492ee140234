package updates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/bus"
	"lamplight/bus/local"
)

const (
	ann = lamplight.UserID(1001)
	box = lamplight.BoxID(ann)
)

var (
	peer    = lamplight.UserPeer(2002)
	errDown = errors.New("down")
)

// A memory is a box in memory: what the service reads, without the disk, so that time can be synthetic.
type memory struct {
	mu     sync.Mutex
	head   boxes.Head
	events []lamplight.Event
	notes  []lamplight.Event
	oldest lamplight.PTS // events up to here are forgotten
	forgot bool          // so are notes
	err    error
	reads  int
}

func (m *memory) Heads(_ context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]boxes.Head, len(ids))
	for i, id := range ids {
		if id == box {
			out[i] = m.head
		}
	}
	return out, m.err
}

func (m *memory) Events(_ context.Context, _ lamplight.BoxID, after lamplight.PTS, limit int) ([]lamplight.Event, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if after < m.oldest {
		return nil, false, boxes.ErrTooOld
	}
	var out []lamplight.Event
	for _, e := range m.events {
		if e.PTS > after {
			if len(out) == limit {
				return out, true, m.err
			}
			out = append(out, e)
		}
	}
	return out, false, m.err
}

func (m *memory) Notes(_ context.Context, _ lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []lamplight.Event
	for _, e := range m.notes {
		if e.Seq > after && !e.Date.Before(since) && len(out) < limit {
			out = append(out, e)
		}
	}
	if m.forgot && after == 0 {
		return out, boxes.ErrTooOld
	}
	return out, m.err
}

// add appends an event to the box and returns the hint that tells of it.
func (m *memory) add(e lamplight.Event) bus.Hint {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.Box = box
	if e.Kind.CarriesPTS() {
		e.Count = max(e.Count, 1)
		m.head.PTS += lamplight.PTS(e.Count)
		e.PTS = m.head.PTS
		m.events = append(m.events, e)
	} else {
		m.head.Seq++
		e.Seq = m.head.Seq
		m.notes = append(m.notes, e)
	}
	return bus.Hint{Box: box, PTS: e.PTS, Seq: e.Seq, Events: []lamplight.Event{e}}
}

func message(origin lamplight.SessionID) lamplight.Event {
	return lamplight.Event{Kind: lamplight.EventReadOutbox, Peer: peer, Origin: origin}
}

func note(kind lamplight.EventKind) lamplight.Event { return lamplight.Event{Kind: kind, Peer: peer} }

// A recorder remembers what a session is told, as "pts" and "/seq".
type recorder struct {
	mu   sync.Mutex
	list []string
}

func (r *recorder) sink(events []lamplight.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(events) == 0 {
		r.list = append(r.list, "ask")
	}
	for _, e := range events {
		switch {
		case !e.Kind.Stored():
			r.list = append(r.list, "passing")
		case e.Kind.CarriesPTS():
			r.list = append(r.list, fmt.Sprint(e.PTS))
		default:
			r.list = append(r.list, fmt.Sprintf("/%d", e.Seq))
		}
	}
}

func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := strings.Join(r.list, " ")
	r.list = nil
	return s
}

// A scene is a service with one box and one session that watches it, in synthetic time.
type scene struct {
	*Service
	log *memory
	bus bus.Bus
	rec *recorder
	// detach ends the session's watch.
	detach func()
}

// inScene runs f while the service runs.
func inScene(t *testing.T, f func(*testing.T, *scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &scene{log: &memory{}, bus: local.New(), rec: &recorder{}}
		s.log.add(message(0)) // so that the box does not begin at 0
		s.log.add(note(lamplight.EventDraft))
		s.Service = New(s.log, s.bus, nil, time.Now, Limits{})
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = s.Run(ctx) })
		var err error
		if s.detach, err = s.Attach(ctx, ann, 11, s.rec.sink); err != nil {
			t.Fatal(err)
		}
		f(t, s)
		s.detach()
		stop()
		wg.Wait()
		if n := s.Watched(); n != 0 {
			t.Errorf("%d boxes are watched at the end", n)
		}
		if err := s.bus.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (s *scene) tell(t *testing.T, hs ...bus.Hint) {
	t.Helper()
	for _, h := range hs {
		if err := s.bus.Tell(t.Context(), h); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Wait()
}

func (s *scene) want(t *testing.T, want string) {
	t.Helper()
	if got := s.rec.take(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestDelivery(t *testing.T) {
	tests := []struct {
		name string
		play func(*testing.T, *scene)
	}{
		{"in order, at once, without reading", func(t *testing.T, s *scene) {
			s.tell(t, s.log.add(message(0)), s.log.add(message(0)), s.log.add(note(lamplight.EventBlocked)))
			s.want(t, "2 3 /2")
			if s.log.reads != 0 {
				t.Errorf("the box was read %d times", s.log.reads)
			}
		}},
		{"what is not stored passes", func(t *testing.T, s *scene) {
			s.tell(t, bus.Hint{Box: box, Events: []lamplight.Event{{Kind: lamplight.EventTyping}}})
			s.want(t, "passing")
		}},
		{"not to the session that caused it", func(t *testing.T, s *scene) {
			s.tell(t, s.log.add(message(11)), s.log.add(message(12)))
			s.want(t, "3")
		}},
		{"a hint out of order waits for the one before", func(t *testing.T, s *scene) {
			a, b, c := s.log.add(message(0)), s.log.add(message(0)), s.log.add(message(0))
			s.tell(t, c, b)
			s.want(t, "")
			s.tell(t, a)
			s.want(t, "2 3 4")
			time.Sleep(time.Second)
			synctest.Wait()
			if s.log.reads != 0 {
				t.Errorf("the box was read %d times", s.log.reads)
			}
		}},
		{"a lost hint is read after a moment", func(t *testing.T, s *scene) {
			s.log.add(message(0))
			s.tell(t, s.log.add(message(0)))
			s.want(t, "")
			time.Sleep(DefaultLimits().GapWait)
			synctest.Wait()
			s.want(t, "2 3")
		}},
		{"a hint without events is read at once", func(t *testing.T, s *scene) {
			h := s.log.add(message(0))
			h.Events = nil
			s.tell(t, h)
			s.want(t, "2")
		}},
		{"a hint told twice is delivered once", func(t *testing.T, s *scene) {
			h := s.log.add(message(0))
			s.tell(t, h, h)
			s.want(t, "2")
		}},
		{"lost hints are found by the sweep", func(t *testing.T, s *scene) {
			s.log.add(message(0))
			s.log.add(message(0))
			s.log.add(note(lamplight.EventBlocked))
			time.Sleep(DefaultLimits().Sweep)
			synctest.Wait()
			s.want(t, "2 3 /2")
		}},
		{"a long gap is read in portions", func(t *testing.T, s *scene) {
			var want []string
			for i := range 250 {
				s.log.add(message(0))
				want = append(want, fmt.Sprint(i+2))
			}
			s.tell(t, s.log.add(message(0)))
			time.Sleep(DefaultLimits().GapWait)
			synctest.Wait()
			s.want(t, strings.Join(append(want, "252"), " "))
		}},
		{"a deletion counts its messages", func(t *testing.T, s *scene) {
			e := lamplight.Event{Kind: lamplight.EventDeleteMessages, IDs: make([]lamplight.MessageID, 3), Count: 3}
			s.tell(t, s.log.add(e), s.log.add(message(0)))
			s.want(t, "4 5")
		}},
		{"more than may wait is read", func(t *testing.T, s *scene) {
			s.limits.Pending = 2
			first := s.log.add(message(0))
			for range 5 {
				s.tell(t, s.log.add(message(0)))
			}
			s.tell(t, first)
			time.Sleep(DefaultLimits().GapWait)
			synctest.Wait()
			if got := s.rec.take(); got != "2 3 4 5 6 7" {
				t.Errorf("told %q", got)
			}
		}},
		{"what was forgotten cannot be told", func(t *testing.T, s *scene) {
			s.log.add(message(0))
			h := s.log.add(message(0))
			s.log.oldest = h.PTS
			h.Events = nil
			s.tell(t, h)
			s.want(t, "ask")
			s.tell(t, s.log.add(message(0)))
			s.want(t, "4")
		}},
		{"a fault is mended by the sweep", func(t *testing.T, s *scene) {
			h := s.log.add(message(0))
			h.Events = nil
			s.log.err = errDown
			s.tell(t, h)
			s.want(t, "")
			s.log.mu.Lock()
			s.log.err = nil
			s.log.mu.Unlock()
			time.Sleep(DefaultLimits().Sweep)
			synctest.Wait()
			s.want(t, "2")
		}},
		{"a move to a folder names the pts that the client is at", func(t *testing.T, s *scene) {
			var got lamplight.PTS
			detach, err := s.Attach(t.Context(), ann, 12, func(es []lamplight.Event) {
				for _, e := range es {
					if e.Kind == lamplight.EventDialogFolder {
						got = e.PTS
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			defer detach()
			s.tell(t, s.log.add(message(0)), s.log.add(note(lamplight.EventDialogFolder)))
			if got != 2 {
				t.Errorf("pts %d, want 2", got)
			}
		}},
		{"nothing after detach, and the second session stays", func(t *testing.T, s *scene) {
			other := &recorder{}
			detach, err := s.Attach(t.Context(), ann, 12, other.sink)
			if err != nil {
				t.Fatal(err)
			}
			s.tell(t, s.log.add(message(12)))
			s.want(t, "2")
			s.detach()
			s.detach() // a second time does no harm
			s.tell(t, s.log.add(message(0)))
			s.want(t, "")
			if got := other.take(); got != "3" {
				t.Errorf("the other one is told %q", got)
			}
			detach()
			if s.Watched() != 0 {
				t.Error("the box is still watched")
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { inScene(t, tt.play) })
	}
}

func TestAttachFailsWhileTheBoxCannotBeRead(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.detach()
		s.log.err = errDown
		if _, err := s.Attach(t.Context(), ann, 11, s.rec.sink); !errors.Is(err, errDown) {
			t.Errorf("error = %v", err)
		}
		if s.Watched() != 0 {
			t.Error("the box is watched")
		}
		s.log.err = nil
		detach, err := s.Attach(t.Context(), ann, 11, s.rec.sink)
		if err != nil {
			t.Fatal(err)
		}
		s.tell(t, s.log.add(message(0)))
		s.want(t, "2")
		detach()
	})
}

// TestNothingIsLostOrTwice has many writers tell their hints as they come, some of them lost, while sessions come and
// go.
func TestNothingIsLostOrTwice(t *testing.T) {
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	b := local.New()
	limits := DefaultLimits()
	limits.Sweep, limits.GapWait = 20*time.Millisecond, time.Millisecond
	s := New(log, b, nil, time.Now, limits)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = s.Run(ctx) })
	defer running.Wait()
	defer stop()

	const writers, each = 8, 40
	var mu sync.Mutex
	var got []lamplight.PTS
	done := make(chan struct{})
	detach, err := s.Attach(ctx, ann, 0, func(es []lamplight.Event) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range es {
			got = append(got, e.PTS)
		}
		if len(got) == writers*each {
			close(done)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				r, err := log.Apply(ctx, boxes.Group{Now: time.Now(), Ops: []boxes.Op{boxes.Append{Box: box, Message: lamplight.Message{
					Peer: peer, From: peer, Content: lamplight.ContentID(1 + w*each + i), Text: "hi",
				}}}})
				if err != nil {
					t.Error(err)
					return
				}
				if (w+i)%7 == 0 {
					continue // this hint is lost
				}
				e := r.Events[0]
				if err := b.Tell(ctx, bus.Hint{Box: box, PTS: e.PTS, Events: r.Events}); err != nil {
					t.Error(err)
				}
				other, err := s.Attach(ctx, ann, 1, func([]lamplight.Event) {})
				if err != nil {
					t.Error(err)
					return
				}
				other()
			}
		})
	}
	wg.Wait()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("not everything was told")
	}
	detach()
	mu.Lock()
	defer mu.Unlock()
	for i, pts := range got {
		if pts != lamplight.PTS(i+1) {
			t.Fatalf("event %d has pts %d: %v", i, pts, got)
		}
	}
}

func TestDifference(t *testing.T) {
	base := time.Unix(1_800_000_000, 0)
	m := &memory{}
	for i := range 250 {
		e := message(0)
		e.Date = base.Add(time.Duration(i) * time.Second)
		m.add(e)
	}
	for i, kind := range []lamplight.EventKind{
		lamplight.EventDraft, lamplight.EventBlocked, lamplight.EventDraft, lamplight.EventDialogFolder,
	} {
		e := note(kind)
		e.Date = base.Add(time.Duration(i) * time.Minute)
		m.add(e)
	}
	now := base.Add(time.Hour)
	tests := []struct {
		name    string
		since   Since
		oldest  lamplight.PTS
		forgot  bool   // notes
		events  string // the first and the last
		notes   string
		pts     lamplight.PTS
		date    time.Time
		more    bool
		tooLong bool
	}{
		{name: "nothing", since: Since{PTS: 250, Date: now}, pts: 250, date: now},
		{name: "the last ones", since: Since{PTS: 248, Date: now}, events: "249-250", pts: 250, date: now},
		{name: "notes since a date, the last of each", since: Since{PTS: 250, Date: base}, notes: "2 3 4", pts: 250, date: now},
		{name: "notes from the same second, and a minute before", since: Since{PTS: 250, Date: base.Add(3 * time.Minute)}, notes: "3 4", pts: 250, date: now},
		{name: "a date that the box has not come to", since: Since{PTS: 250, Date: now.Add(time.Hour)}, notes: "2 3 4", pts: 250, date: now},
		{name: "notes that were forgotten", since: Since{PTS: 250, Date: base}, forgot: true, pts: 250, date: now, tooLong: true},
		{name: "notes that were forgotten, of a client that something fleeting told the time", since: Since{PTS: 250, Date: now.Add(2 * time.Second)}, forgot: true, notes: "2 3 4", pts: 250, date: now},
		{name: "notes that were forgotten, of a client from another time", since: Since{PTS: 250, Date: now.Add(time.Hour)}, forgot: true, pts: 250, date: now, tooLong: true},
		{name: "a slice brings no notes and keeps the date", since: Since{PTS: 10, Date: base}, events: "11-110", pts: 110, date: base, more: true},
		{name: "a smaller slice", since: Since{PTS: 10, Date: base, Limit: 7}, events: "11-17", pts: 17, date: base, more: true},
		{name: "no greater one", since: Since{PTS: 10, Date: base, Limit: 7000}, events: "11-110", pts: 110, date: base, more: true},
		{name: "the last slice", since: Since{PTS: 200, Date: base}, events: "201-250", notes: "2 3 4", pts: 250, date: now},
		{name: "from the beginning", since: Since{PTS: 0, Date: base}, events: "1-100", pts: 100, date: base, more: true},
		{name: "more than the client wants", since: Since{PTS: 100, Date: base, Total: 149}, pts: 250, date: now, tooLong: true},
		{name: "as much as the client wants", since: Since{PTS: 100, Date: base, Total: 150}, events: "101-200", pts: 200, date: base, more: true},
		{name: "more than the server gives", since: Since{PTS: 10, Date: base}, oldest: 11, pts: 250, date: now, tooLong: true},
		{name: "ahead of the box", since: Since{PTS: 251, Date: base}, pts: 250, date: now, tooLong: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m.oldest, m.forgot = tt.oldest, tt.forgot
			d, err := New(m, local.New(), nil, func() time.Time { return now }, Limits{}).Difference(t.Context(), ann, tt.since)
			if err != nil {
				t.Fatal(err)
			}
			events := ""
			if n := len(d.Events); n > 0 {
				events = fmt.Sprintf("%d-%d", d.Events[0].PTS, d.Events[n-1].PTS)
			}
			var notes []string
			for _, e := range d.Notes {
				notes = append(notes, fmt.Sprint(e.Seq))
				if e.Kind == lamplight.EventDialogFolder && e.PTS != d.State.PTS {
					t.Errorf("the move names pts %d, want %d", e.PTS, d.State.PTS)
				}
			}
			if events != tt.events || strings.Join(notes, " ") != tt.notes {
				t.Errorf("events %q, notes %v", events, notes)
			}
			if d.State.PTS != tt.pts || !d.State.Date.Equal(tt.date) || d.More != tt.more || d.TooLong != tt.tooLong {
				t.Errorf("state %+v, more %v, too long %v", d.State, d.More, d.TooLong)
			}
		})
	}
	m.err = errDown
	if _, err := New(m, local.New(), nil, time.Now, Limits{}).Difference(t.Context(), ann, Since{PTS: 1}); !errors.Is(err, errDown) {
		t.Errorf("error = %v", err)
	}
}

// TestBeginAnew follows a client whose notes were forgotten as clients go on: from the pts of the answer and with the date
// that they have.
func TestBeginAnew(t *testing.T) {
	base := time.Unix(1_800_000_000, 0)
	m := &memory{forgot: true}
	for range 5 {
		e := message(0)
		e.Date = base
		m.add(e)
	}
	e := note(lamplight.EventDraft)
	e.Date = base.Add(time.Hour)
	m.add(e)
	s := New(m, local.New(), nil, func() time.Time { return base.Add(2 * time.Hour) }, Limits{})
	at := Since{PTS: 3, Date: base}
	for round := range 2 { // a client that comes with so old a date again has missed them again
		d, err := s.Difference(t.Context(), ann, at)
		if err != nil || !d.TooLong || d.State.PTS != 5+lamplight.PTS(round) {
			t.Fatalf("round %d: %+v, %v", round, d, err)
		}
		at.PTS = d.State.PTS
		m.add(message(0)) // something happens meanwhile
		d, err = s.Difference(t.Context(), ann, at)
		if err != nil || d.TooLong || len(d.Events) != 1 || len(d.Notes) != 1 {
			t.Fatalf("round %d, going on: %+v, %v", round, d, err)
		}
	}
}

func TestSlicesAddUpToTheWhole(t *testing.T) {
	m := &memory{}
	for range 333 {
		m.add(message(0))
	}
	s := New(m, local.New(), nil, time.Now, Limits{})
	at := Since{PTS: 0, Date: time.Unix(1, 0)}
	var got []lamplight.PTS
	for steps := 0; ; steps++ {
		d, err := s.Difference(t.Context(), ann, at)
		if err != nil || steps > 10 {
			t.Fatalf("step %d: %v", steps, err)
		}
		for _, e := range d.Events {
			got = append(got, e.PTS)
		}
		at.PTS, at.Date = d.State.PTS, d.State.Date
		if !d.More {
			break
		}
	}
	if len(got) != 333 || !slices.IsSorted(got) || got[332] != 333 {
		t.Errorf("%d events: %v", len(got), got)
	}
}

func BenchmarkHint(b *testing.B) {
	m := &memory{}
	bs := local.New()
	s := New(m, bs, nil, time.Now, Limits{})
	n := 0
	detach, err := s.Attach(b.Context(), ann, 11, func(es []lamplight.Event) { n += len(es) })
	if err != nil {
		b.Fatal(err)
	}
	defer detach()
	e := message(0)
	e.Count = 1
	b.ReportAllocs()
	for b.Loop() {
		e.PTS++
		if err := bs.Tell(b.Context(), bus.Hint{Box: box, PTS: e.PTS, Events: []lamplight.Event{e}}); err != nil {
			b.Fatal(err)
		}
	}
	if n != int(e.PTS) {
		b.Errorf("%d of %d delivered", n, e.PTS)
	}
}

// A slow log shows its heads once the caller gives up, or is let go.
type slow struct {
	*memory
	open chan struct{}
}

func (l slow) Heads(ctx context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	select {
	case <-l.open:
		return l.memory.Heads(ctx, ids...)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestWhoComesFirstGivesUp has two devices come at once, and the one that looks into the box for both give up.
func TestWhoComesFirstGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := slow{&memory{}, make(chan struct{})}
		s := New(log, local.New(), nil, time.Now, Limits{})
		ctx, giveUp := context.WithCancel(t.Context())
		var first, second error
		go func() { _, first = s.Attach(ctx, ann, 1, func([]lamplight.Event) {}) }()
		synctest.Wait()
		var detach func()
		go func() { detach, second = s.Attach(t.Context(), ann, 2, func([]lamplight.Event) {}) }()
		synctest.Wait()
		giveUp()
		synctest.Wait()
		close(log.open)
		synctest.Wait()
		if !errors.Is(first, context.Canceled) || second != nil {
			t.Fatalf("first %v, second %v", first, second)
		}
		if s.Watched() != 1 {
			t.Errorf("%d boxes watched", s.Watched())
		}
		detach()
		if s.Watched() != 0 {
			t.Errorf("%d boxes watched in the end", s.Watched())
		}
	})
}

// TestNotesOfWhatIsNumbered: of what has a number of its own, the last of each number is told.
func TestNotesOfWhatIsNumbered(t *testing.T) {
	for _, kind := range []lamplight.EventKind{
		lamplight.EventScheduled, lamplight.EventUnscheduled, lamplight.EventFolder, lamplight.EventNewSession, lamplight.EventDialogsReorder,
	} {
		m := &memory{}
		for _, number := range []int64{7, 8, 7} {
			e := note(kind)
			e.Number = number
			m.add(e)
		}
		d, err := New(m, local.New(), nil, time.Now, Limits{}).Difference(t.Context(), ann, Since{})
		if err != nil || len(d.Notes) != 2 || d.Notes[0].Number != 8 || d.Notes[1].Number != 7 {
			t.Errorf("of kind %d: %+v, %v", kind, d.Notes, err)
		}
	}
}
