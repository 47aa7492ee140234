package updates

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/bus/local"
)

const (
	news lamplight.ChannelID = 77
	bob  lamplight.UserID    = 2002
)

// A town is the boxes of several accounts and channels in memory, and who is a member of what.
type town struct {
	mu      sync.Mutex
	heads   map[lamplight.BoxID]*boxes.Head
	events  map[lamplight.BoxID][]lamplight.Event
	notes   map[lamplight.BoxID][]lamplight.Event
	members map[lamplight.UserID][]lamplight.ChannelID
	public  map[lamplight.ChannelID]bool
	from    map[lamplight.UserID]lamplight.MessageID // the first message that somebody may see
	oldest  lamplight.PTS
	err     error
	slow    chan struct{} // ChannelsOf waits for it, unless it is nil
}

func newTown() *town {
	return &town{
		heads: map[lamplight.BoxID]*boxes.Head{}, events: map[lamplight.BoxID][]lamplight.Event{}, notes: map[lamplight.BoxID][]lamplight.Event{},
		members: map[lamplight.UserID][]lamplight.ChannelID{}, public: map[lamplight.ChannelID]bool{},
		from: map[lamplight.UserID]lamplight.MessageID{},
	}
}

func (w *town) Heads(_ context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]boxes.Head, len(ids))
	for i, id := range ids {
		if h := w.heads[id]; h != nil {
			out[i] = *h
		}
	}
	return out, w.err
}

func (w *town) Events(_ context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) ([]lamplight.Event, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if after < w.oldest {
		return nil, false, boxes.ErrTooOld
	}
	var out []lamplight.Event
	for _, e := range w.events[box] {
		if e.PTS > after {
			if len(out) == limit {
				return out, true, nil
			}
			out = append(out, e)
		}
	}
	return out, false, w.err
}

func (w *town) Notes(_ context.Context, box lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []lamplight.Event
	for _, e := range w.notes[box] {
		if e.Seq > after && !e.Date.Before(since) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, w.err
}

// add appends an event to a box and returns the hint that tells of it.
func (w *town) add(box lamplight.BoxID, e lamplight.Event) bus.Hint {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.heads[box]
	if h == nil {
		h = &boxes.Head{Box: box}
		w.heads[box] = h
	}
	e.Box = box
	if e.Date.IsZero() {
		e.Date = time.Now()
	}
	h.Date = e.Date
	if e.Kind.CarriesPTS() {
		e.Count = max(e.Count, 1)
		h.PTS += lamplight.PTS(e.Count)
		e.PTS = h.PTS
		w.events[box] = append(w.events[box], e)
	} else if e.Kind.Stored() {
		h.Seq++
		e.Seq = h.Seq
		w.notes[box] = append(w.notes[box], e)
	}
	return bus.Hint{Box: box, PTS: h.PTS, Seq: h.Seq, Events: []lamplight.Event{e}}
}

// post appends a message to a channel.
func (w *town) post(channel lamplight.ChannelID, from lamplight.UserID) bus.Hint {
	box := lamplight.ChannelBox(channel)
	w.mu.Lock()
	id := lamplight.MessageID(len(w.events[box]) + 1)
	w.mu.Unlock()
	m := &lamplight.Message{Box: box, ID: id, Peer: lamplight.ChannelPeer(channel), From: lamplight.UserPeer(from), Text: "x"}
	return w.add(box, lamplight.Event{Kind: lamplight.EventNewMessage, Message: m})
}

func (w *town) ChannelsOf(_ context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error) {
	w.mu.Lock()
	slow := w.slow
	w.mu.Unlock()
	if slow != nil {
		<-slow
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.members[user]), w.err
}

func (w *town) Access(_ context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := lamplight.Access{Viewer: viewer, Member: slices.Contains(w.members[viewer], peer.Channel()), From: w.from[viewer]}
	if !a.Member && !w.public[peer.Channel()] {
		return lamplight.Access{}, errPrivate
	}
	return a, nil
}

var errPrivate = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHANNEL_PRIVATE"}

// set makes somebody a member of channels, and returns the hint that tells them so.
func (w *town) set(user lamplight.UserID, channels ...lamplight.ChannelID) bus.Hint {
	w.mu.Lock()
	w.members[user] = channels
	w.mu.Unlock()
	return w.add(lamplight.AccountBox(user), lamplight.Event{Kind: lamplight.EventChat, Peer: lamplight.ChannelPeer(news)})
}

// A listener writes down what a session is told of channels: "77:3" is position 3 of channel 77.
type listener struct {
	mu   sync.Mutex
	list []string
	told []*lamplight.Told
}

func (l *listener) sink(events []lamplight.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range events {
		switch {
		case e.Kind == lamplight.EventTooLong:
			l.list = append(l.list, fmt.Sprintf("%d:long", e.Box.Channel()))
		case e.Kind == lamplight.EventTyping:
			l.list = append(l.list, fmt.Sprintf("%d:typing", e.Box.Channel()))
		case e.Kind == lamplight.EventChat:
			l.list = append(l.list, "chat")
		case e.Kind == lamplight.EventReadChannel:
			l.list = append(l.list, fmt.Sprintf("read@%d", e.PTS))
		default:
			l.list = append(l.list, fmt.Sprintf("%d:%d", e.Box.Channel(), e.PTS))
		}
		l.told = append(l.told, e.Told)
	}
}

func (l *listener) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := strings.Join(l.list, " ")
	l.list = nil
	return s
}

// A place is a service over a town, in synthetic time.
type channelScene struct {
	*Service
	*town
	bus bus.Bus
	t   *testing.T
}

func inTown(t *testing.T, limits Limits, f func(*channelScene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &channelScene{town: newTown(), bus: local.New(), t: t}
		s.Service = New(s.town, s.bus, s.town, time.Now, limits)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = s.Run(ctx) })
		f(s)
		stop()
		wg.Wait()
		if n := s.Watched(); n != 0 {
			t.Errorf("%d boxes are watched at the end", n)
		}
		_ = s.bus.Close()
	})
}

func (s *channelScene) tell(hs ...bus.Hint) {
	s.t.Helper()
	for _, h := range hs {
		if err := s.bus.Tell(s.t.Context(), h); err != nil {
			s.t.Fatal(err)
		}
	}
	synctest.Wait()
}

func (s *channelScene) attach(user lamplight.UserID, session lamplight.SessionID) (*listener, func()) {
	s.t.Helper()
	l := &listener{}
	detach, err := s.Attach(s.t.Context(), user, session, l.sink)
	if err != nil {
		s.t.Fatal(err)
	}
	return l, detach
}

func (s *channelScene) want(l *listener, want string) {
	s.t.Helper()
	if got := l.take(); got != want {
		s.t.Errorf("told %q, want %q", got, want)
	}
}

func TestMembersAreToldOfTheirChannels(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.set(ann, news)
		s.set(bob)
		a1, end1 := s.attach(ann, 11)
		a2, end2 := s.attach(ann, 12)
		b, end3 := s.attach(bob, 21)
		h := s.post(news, ann)
		h.Events[0].Origin = 11
		s.tell(h, s.post(news, bob))
		s.want(a1, "77:2") // its own post is in the answer to its call
		s.want(a2, "77:1 77:2")
		s.want(b, "")

		// Typing reaches others, and is not told to who types.
		typing := lamplight.Event{Kind: lamplight.EventTyping, Box: lamplight.ChannelBox(news), From: ann}
		s.tell(bus.Hint{Box: lamplight.ChannelBox(news), Events: []lamplight.Event{typing}})
		s.want(a1, "")
		typing.From = bob
		s.tell(bus.Hint{Box: lamplight.ChannelBox(news), Events: []lamplight.Event{typing}})
		s.want(a1, "77:typing")
		s.want(a2, "77:typing")

		// What waits to be looked at is told to nobody.
		held := lamplight.Event{Kind: lamplight.EventTyping, Box: lamplight.ChannelBox(news), Message: &lamplight.Message{Held: true}}
		s.tell(bus.Hint{Box: lamplight.ChannelBox(news), Events: []lamplight.Event{held}})
		s.want(a1, "")
		end1()
		end2()
		end3()
	})
}

func TestALostHintOfAChannelIsFound(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.set(ann, news)
		a, end := s.attach(ann, 11)
		s.post(news, bob) // nobody hears of it
		time.Sleep(6 * time.Second)
		synctest.Wait()
		s.want(a, "77:1")
		end()
	})
}

func TestJoiningAndLeavingAreLive(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		a, end := s.attach(ann, 11)
		s.tell(s.post(news, bob))
		s.want(a, "")
		time.Sleep(time.Second)
		s.tell(s.set(ann, news))
		s.want(a, "chat")
		s.tell(s.post(news, bob))
		s.want(a, "77:2")
		s.tell(s.set(ann))
		s.want(a, "chat")
		time.Sleep(time.Second)
		h := s.set(ann, news)
		s.tell(s.post(news, bob), h) // what was said since then and now
		s.want(a, "chat 77:3")

		// Between the ban and the moment that it is read, nothing is told.
		slow := make(chan struct{})
		s.town.mu.Lock()
		s.slow = slow
		s.town.mu.Unlock()
		s.tell(s.set(ann), s.post(news, bob))
		s.want(a, "chat")
		close(slow)
		synctest.Wait()
		s.tell(s.post(news, bob))
		s.want(a, "")
		if n := s.Watched(); n != 1 {
			t.Errorf("%d boxes are watched after a ban, want 1", n)
		}
		end()
	})
}

// TestWhoJoinsIsToldWhateverTheClocksSay has the first words after a join be said before it is read who is a member, by a clock
// that is behind the account's.
func TestWhoJoinsIsToldWhateverTheClocksSay(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		a, end := s.attach(ann, 11)
		s.tell(s.post(news, bob), s.post(news, bob))
		s.members[ann] = []lamplight.ChannelID{news}
		came := s.add(lamplight.AccountBox(ann), lamplight.Event{
			Kind: lamplight.EventChat, Peer: lamplight.ChannelPeer(news), Date: time.Now().Add(time.Hour), Number: 2,
		})
		s.tell(s.post(news, bob), came)
		s.want(a, "chat 77:3")
		s.tell(s.post(news, bob))
		s.want(a, "77:4")
		end()

		// The same where nobody here has heard of the channel's box before.
		b, end := s.attach(bob, 12)
		s.members[bob] = []lamplight.ChannelID{news}
		s.post(news, ann)
		s.tell(s.add(lamplight.AccountBox(bob), lamplight.Event{
			Kind: lamplight.EventChat, Peer: lamplight.ChannelPeer(news), Date: time.Now().Add(time.Hour), Number: 4,
		}))
		s.want(b, "chat 77:5")
		end()
	})
}

func TestWhatWasHeldBackIsToldThen(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.set(ann, news)
		a, end := s.attach(ann, 11)
		slow := make(chan struct{})
		s.town.mu.Lock()
		s.slow = slow
		s.town.mu.Unlock()
		s.tell(s.set(ann, news), s.post(news, bob)) // a right changed, and somebody writes
		s.want(a, "chat")
		close(slow)
		synctest.Wait()
		s.want(a, "77:1")
		s.tell(s.post(news, bob))
		s.want(a, "77:2")
		end()
	})
}

func TestTheStoreIsDownWhenAMembershipChanges(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.set(ann, news)
		a, end := s.attach(ann, 11)
		s.town.mu.Lock()
		s.err = errDown
		s.town.mu.Unlock()
		s.tell(s.set(ann), s.post(news, bob))
		s.want(a, "chat")
		s.town.mu.Lock()
		s.err = nil
		s.town.mu.Unlock()
		time.Sleep(6 * time.Second)
		synctest.Wait()
		s.tell(s.post(news, bob))
		s.want(a, "")
		end()
	})
}

func TestAVisitorIsToldForAWhile(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.public[news] = true
		a1, end1 := s.attach(ann, 11)
		a2, end2 := s.attach(ann, 12)
		s.tell(s.post(news, bob))
		d, err := s.ChannelDifference(s.t.Context(), ann, 11, news, ChannelSince{})
		if err != nil || len(d.Events) != 1 || d.PTS != 1 || d.Again != againVisitor {
			t.Fatalf("difference = %+v, %v", d, err)
		}
		s.tell(s.post(news, bob))
		s.want(a1, "77:2")
		s.want(a2, "")
		time.Sleep(2 * time.Minute)
		if _, err := s.ChannelDifference(s.t.Context(), ann, 11, news, ChannelSince{PTS: 2}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		s.tell(s.post(news, bob))
		s.want(a1, "77:3")
		time.Sleep(time.Minute)
		s.tell(s.post(news, bob))
		s.want(a1, "")
		if n := s.Watched(); n != 1 {
			t.Errorf("%d boxes are watched after a visit, want 1", n)
		}

		// A visit ends when the channel is public no more.
		if _, err := s.ChannelDifference(s.t.Context(), ann, 11, news, ChannelSince{PTS: 4}); err != nil {
			t.Fatal(err)
		}
		s.town.mu.Lock()
		s.public[news] = false
		s.town.mu.Unlock()
		s.tell(s.add(lamplight.ChannelBox(news), lamplight.Event{Kind: lamplight.EventChat, Peer: lamplight.ChannelPeer(news)}))
		s.tell(s.post(news, bob))
		s.want(a1, "chat")
		// Who becomes a member in the middle of a visit is told once.
		s.town.mu.Lock()
		s.public[news] = true
		s.town.mu.Unlock()
		if _, err := s.ChannelDifference(s.t.Context(), ann, 11, news, ChannelSince{PTS: 5}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s.tell(s.set(ann, news))
		s.tell(s.post(news, bob))
		s.want(a1, "chat 77:6")
		s.want(a2, "chat 77:6")
		end1()
		end2()
	})
}

func TestChannelDifference(t *testing.T) {
	w := newTown()
	w.set(ann, news)
	w.public[78] = true
	for range 30 {
		w.post(news, bob)
	}
	first := w.events[lamplight.ChannelBox(news)][0].Message
	w.add(lamplight.ChannelBox(news), lamplight.Event{Kind: lamplight.EventEditMessage, Message: first})
	limits := DefaultLimits()
	limits.ChannelBehind = 31
	tests := []struct {
		name    string
		user    lamplight.UserID
		channel lamplight.ChannelID
		since   ChannelSince
		from    lamplight.MessageID
		oldest  lamplight.PTS
		events  int
		pts     lamplight.PTS
		more    bool
		long    bool
		err     error
	}{
		{name: "empty", user: ann, channel: news, since: ChannelSince{PTS: 31}, pts: 31},
		{name: "all", user: ann, channel: news, since: ChannelSince{PTS: 20}, events: 11, pts: 31},
		{name: "a slice", user: ann, channel: news, since: ChannelSince{PTS: 1, Limit: 12}, events: 12, pts: 13, more: true},
		{name: "no slice is smaller than the least", user: ann, channel: news, since: ChannelSince{PTS: 1, Limit: 1}, events: 10, pts: 11, more: true},
		{name: "too long", user: ann, channel: news, since: ChannelSince{PTS: -1}, pts: 31, long: true},
		{name: "forgotten", user: ann, channel: news, since: ChannelSince{PTS: 3}, oldest: 4, pts: 31, long: true},
		{name: "ahead of the box", user: ann, channel: news, since: ChannelSince{PTS: 32}, pts: 31, long: true},
		{name: "ranges", user: ann, channel: news, since: ChannelSince{PTS: 20, Ranges: []IDRange{{25, 25}, {29, 40}}}, events: 4, pts: 31},
		{name: "no new ones", user: ann, channel: news, since: ChannelSince{PTS: 20, NoNew: true}, events: 1, pts: 31},
		{name: "hidden history", user: ann, channel: news, since: ChannelSince{PTS: 20}, from: 28, events: 3, pts: 31},
		{name: "a stranger", user: bob, channel: news, since: ChannelSince{PTS: 20}, err: errPrivate},
		{name: "an empty public channel", user: bob, channel: 78, since: ChannelSince{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.from[tt.user], w.oldest = tt.from, tt.oldest
			d, err := New(w, local.New(), w, time.Now, limits).ChannelDifference(t.Context(), tt.user, 1, tt.channel, tt.since)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if len(d.Events) != tt.events || d.PTS != tt.pts || d.More != tt.more || d.TooLong != tt.long {
				t.Errorf("%d events up to %d, more %v, too long %v", len(d.Events), d.PTS, d.More, d.TooLong)
			}
		})
	}
}

func TestADifferenceNamesTheChannelsThatMovedOn(t *testing.T) {
	w := newTown()
	w.set(ann, news, 78)
	day := time.Unix(1_800_000_000, 0)
	w.add(lamplight.AccountBox(ann), lamplight.Event{Kind: lamplight.EventReadOutbox, Date: day})
	w.add(lamplight.ChannelBox(news), lamplight.Event{Kind: lamplight.EventDeleteMessages, Date: day.Add(time.Hour)})
	w.add(lamplight.ChannelBox(78), lamplight.Event{Kind: lamplight.EventDeleteMessages, Date: day})
	s := New(w, local.New(), w, func() time.Time { return day.Add(2 * time.Hour) }, Limits{})
	d, err := s.Difference(t.Context(), ann, Since{PTS: 1, Date: day.Add(2 * time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	var moved []lamplight.BoxID
	for _, e := range d.Notes {
		if e.Kind == lamplight.EventTooLong {
			moved = append(moved, e.Box)
		}
	}
	if !slices.Equal(moved, []lamplight.BoxID{lamplight.ChannelBox(news)}) || !d.State.Date.Equal(day.Add(time.Hour)) {
		t.Errorf("moved on: %v, at %v", moved, d.State.Date)
	}
}

func TestManyShareWhatIsWritten(t *testing.T) {
	limits := DefaultLimits()
	limits.Many = 3
	inTown(t, limits, func(s *channelScene) {
		var all []*listener
		for u := lamplight.UserID(1); u <= 3; u++ {
			s.set(u, news)
			l, end := s.attach(u, 1)
			defer end()
			all = append(all, l)
			s.tell(s.post(news, 9))
		}
		first := all[0].told
		if first[0] != nil || first[1] != nil || first[2] == nil {
			t.Errorf("shared: %v", first)
		}
		if all[1].told[1] != first[2] || all[2].told[0] != first[2] {
			t.Error("those who are told the same do not share it")
		}
	})
}

func TestAReadMarkSaysWhereTheChannelIs(t *testing.T) {
	inTown(t, Limits{}, func(s *channelScene) {
		s.set(ann, news)
		s.post(news, bob)
		a, end := s.attach(ann, 11)
		s.tell(s.post(news, bob))
		s.tell(s.add(lamplight.AccountBox(ann), lamplight.Event{Kind: lamplight.EventReadChannel, Peer: lamplight.ChannelPeer(news)}))
		s.want(a, "77:2 read@2")
		end()
	})
}

// TestMemoryOfManyChannels measures what a session costs for each channel of its account.
func TestMemoryOfManyChannels(t *testing.T) {
	if testing.Short() {
		t.Skip("measures memory")
	}
	const accounts, channels = 1000, 500
	w := newTown()
	var joined []lamplight.ChannelID
	for c := range channels {
		joined = append(joined, lamplight.ChannelID(c+1))
	}
	s := New(w, local.New(), w, time.Now, Limits{})
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	attach := func(from int) []func() {
		var ends []func()
		for u := range accounts {
			end, err := s.Attach(t.Context(), lamplight.UserID(from+u), 1, func([]lamplight.Event) {})
			if err != nil {
				t.Fatal(err)
			}
			ends = append(ends, end)
		}
		return ends
	}
	for u := range accounts {
		w.members[lamplight.UserID(10_000+u)] = joined
	}
	start := heap()
	none := attach(1)
	alone := heap()
	all := attach(10_000)
	with := heap()
	perSession := (alone - start) / accounts
	perPair := float64(with-alone-(alone-start)) / (accounts * channels)
	t.Logf("%d bytes a session in no channel; %.1f bytes for each of its channels", perSession, perPair)
	if perPair > 32 {
		t.Errorf("%.1f bytes for each channel of a session, want 32 at most", perPair)
	}
	began := time.Now()
	for _, end := range slices.Concat(none, all) {
		end()
	}
	t.Logf("all end within %v", time.Since(began))
}

// BenchmarkPost is a post in a channel with 1,000 accounts online, up to their sessions' queues.
func BenchmarkPost(b *testing.B) {
	w := newTown()
	bs := local.New()
	s := New(w, bs, w, time.Now, Limits{})
	n := 0
	for u := range lamplight.UserID(1000) {
		w.members[u+1] = []lamplight.ChannelID{news}
		if _, err := s.Attach(b.Context(), u+1, 1, func(e []lamplight.Event) { n += len(e) }); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if err := bs.Tell(b.Context(), w.post(news, 5)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "deliveries/s")
}
