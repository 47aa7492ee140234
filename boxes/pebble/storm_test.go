package pebble

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"lamplight"
	"lamplight/boxes"
)

var (
	stormSeed  = flag.Uint64("seed", 0, "run TestStorm with this seed alone")
	stormSeeds = flag.Int("seeds", 0, "run TestStorm with so many seeds; 0: 10, or 60 without -short")
)

// TestStorm has several people talk at once over a disk that fails and a machine that loses its power at moments that a
// seed chooses. A model of each conversation, which shares nothing with the planner, says what must be there: what was
// acknowledged, once; what was not, wholly or not at all. Whoever watches the boxes meanwhile never sees what is gone
// later, and every index and counter agrees with what it stands for.
//
// The acts and faults of a seed are always the same; which of those that run at once comes first is not. So a failure
// leaves its whole trace in a file.
func TestStorm(t *testing.T) {
	if *stormSeed != 0 {
		storm(t, *stormSeed)
		return
	}
	n := *stormSeeds
	if n == 0 {
		if n = 60; testing.Short() {
			n = 10
		}
	}
	for seed := range uint64(n) {
		if storm(t, seed+1); t.Failed() {
			return
		}
	}
}

// A weather is one run.
type weather struct {
	t    testing.TB
	seed uint64
	rng  *rand.Rand
	disk *disk
	s    *store

	talks []*talk
	crowd *square
	ids   []lamplight.BoxID

	acked atomic.Int64
	stop  atomic.Bool

	mu    sync.Mutex
	epoch int // goes up when the power is cut: what is acknowledged after that is nobody's promise
	seen  map[lamplight.BoxID]map[lamplight.PTS]string
	last  map[lamplight.BoxID]lamplight.PTS
	trace []string
	wrong []string
}

func (w *weather) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trace = append(w.trace, fmt.Sprintf(format, args...))
}

func (w *weather) fail(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	w.trace, w.wrong = append(w.trace, "WRONG: "+line), append(w.wrong, line)
}

func (w *weather) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.wrong) > 0
}

func storm(t *testing.T, seed uint64) {
	t.Helper()
	w := &weather{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), disk: &disk{mem: vfs.NewCrashableMem()},
		seen: map[lamplight.BoxID]map[lamplight.PTS]string{}, last: map[lamplight.BoxID]lamplight.PTS{},
	}
	const people = 4
	for a := range lamplight.UserID(people) {
		id := lamplight.AccountBox(a + 1)
		w.ids, w.seen[id] = append(w.ids, id), map[lamplight.PTS]string{}
		for b := a + 1; b < people; b++ {
			n := len(w.talks)
			w.talks = append(w.talks, &talk{n: n, who: [2]lamplight.UserID{a + 1, b + 1}, rng: rand.New(rand.NewPCG(seed, uint64(n)+2))})
		}
	}
	w.crowd = &square{channel: 5, people: people, rng: rand.New(rand.NewPCG(seed, 1000)), posts: map[lamplight.ContentID]bool{}}
	w.ids, w.seen[w.crowd.box()] = append(w.ids, w.crowd.box()), map[lamplight.PTS]string{}
	w.open()
	for range 3 + w.rng.IntN(3) {
		if w.failed() {
			break
		}
		w.weather()
	}
	if !w.failed() {
		if err := w.s.Close(); err != nil {
			w.fail("close: %v", err)
		}
	}
	if !w.failed() {
		return
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("lamplight-storm-%d.txt", seed))
	if err := os.WriteFile(path, []byte(strings.Join(w.trace, "\n")+"\n"), 0o600); err != nil {
		t.Error(err)
	}
	t.Errorf("seed %d: %s\nthe trace is in %s; run it again with -run TestStorm -seed=%d", seed, strings.Join(w.wrong, "\n"), path, seed)
}

func (w *weather) open() {
	s, err := open(Options{Dir: "boxes", MemTableBytes: 64 << 10}, w.disk.fs(), quick)
	if err != nil {
		w.t.Fatalf("seed %d: open: %v", w.seed, err)
	}
	w.s = s
}

// weather lets all talk, has something go wrong meanwhile, and judges what is there afterwards.
func (w *weather) weather() {
	epoch := w.epoch
	w.stop.Store(false)
	var wg sync.WaitGroup
	for _, k := range w.talks {
		wg.Go(func() { w.talk(k, epoch) })
	}
	wg.Go(func() { w.square(w.crowd, epoch) })
	for _, id := range w.ids {
		wg.Go(func() { w.watch(id, epoch) })
	}
	w.more(10 + w.rng.IntN(60))
	if w.rng.IntN(3) > 0 {
		w.disk.break_(w.rng, w.note)
		w.more(10 + w.rng.IntN(60))
	}
	if w.rng.IntN(2) == 0 {
		w.cut()
		w.stop.Store(true)
		_ = w.s.Close() // of a machine that has no power: what it says is of no interest
		wg.Wait()
		w.open()
	} else {
		w.stop.Store(true)
		wg.Wait()
		w.disk.mend()
		for end := time.Now().Add(20 * time.Second); w.s.Ready(context.Background()) != nil; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				w.fail("the log does not mend itself: %v", w.s.Ready(context.Background()))
				return
			}
		}
	}
	w.judge()
}

// more waits until so many groups more are acknowledged.
func (w *weather) more(n int) {
	want := w.acked.Load() + int64(n)
	for end := time.Now().Add(20 * time.Second); w.acked.Load() < want && !w.failed(); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(end) {
			w.fail("nothing is acknowledged any more: %v", w.s.Ready(context.Background()))
		}
	}
}

// cut takes the power: what was synced stays, of the rest some at random.
func (w *weather) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	percent := w.rng.IntN(5) * 25
	w.disk.mem = w.disk.mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: w.rng})
	w.disk.mend()
	w.epoch++
	w.trace = append(w.trace, fmt.Sprintf("the power is cut; %d %% of what was not synced stays", percent))
}

// talk carries out groups of a conversation, one after the other, and repeats what it has no answer to.
func (w *weather) talk(k *talk, epoch int) {
	ctx := context.Background()
	for !w.stop.Load() && !w.failed() {
		if k.pending == nil {
			k.pending = k.draw()
		}
		g := k.pending.group
		r, err := w.s.Apply(ctx, g)
		w.mu.Lock()
		if w.epoch != epoch {
			w.mu.Unlock()
			return
		}
		w.trace = append(w.trace, fmt.Sprintf("talk %d: %s: %v, repeated %v", k.n, k.pending.what, err, r.Repeated))
		if err == nil {
			k.settle(true)
			k.learn(r)
			w.acked.Add(1)
		}
		w.mu.Unlock()
		switch {
		case err == nil:
		case errors.Is(err, boxes.ErrClosed):
			return
		case !errors.Is(err, lamplight.ErrStorage):
			w.fail("talk %d: %s: %v is no passing fault", k.n, k.pending.what, err)
			return
		default:
			k.pending.tries++
			time.Sleep(200 * time.Microsecond)
		}
	}
}

// watch reads the events of a box as they come, as a client's connection does.
func (w *weather) watch(id lamplight.BoxID, epoch int) {
	ctx := context.Background()
	for !w.stop.Load() {
		w.mu.Lock()
		last := w.last[id]
		w.mu.Unlock()
		events, _, err := w.s.Events(ctx, id, last, 50)
		if errors.Is(err, boxes.ErrClosed) {
			return
		}
		if err != nil && !errors.Is(err, lamplight.ErrStorage) {
			w.fail("reading events of box %d: %v", id, err)
			return
		}
		// While the log only reads, it may show what a power cut takes away (see mend).
		if w.s.Ready(ctx) != nil || len(events) == 0 {
			time.Sleep(300 * time.Microsecond)
			continue
		}
		w.mu.Lock()
		if w.epoch != epoch {
			w.mu.Unlock()
			return
		}
		for _, e := range events {
			w.seen[id][e.PTS], w.last[id] = shown(e), e.PTS
		}
		w.mu.Unlock()
	}
}

// shown is what stays the same of an event whatever happens to the message that it tells of.
func shown(e lamplight.Event) string {
	ids := e.IDs
	if e.Message != nil {
		ids = []lamplight.MessageID{e.Message.ID}
	}
	return fmt.Sprint(e.PTS-lamplight.PTS(e.Count), e.PTS, ids, e.MaxID, e.Date.Unix())
}

// judge holds everything that is there against the models and against itself. Nobody writes.
func (w *weather) judge() {
	ctx := context.Background()
	for _, k := range w.talks {
		if err := w.judgeTalk(k); err != nil {
			w.fail("talk %d: %v", k.n, err)
		}
	}
	if err := w.judgeSquare(w.crowd); err != nil {
		w.fail("the square: %v", err)
	}
	rows, end, err := w.s.View(ctx, w.ids...)
	if err != nil {
		w.fail("view: %v", err)
		return
	}
	defer end()
	for _, id := range w.ids {
		if err := boxes.Check(ctx, rows, id); err != nil {
			w.fail("%v", err)
		}
		now := map[lamplight.PTS]string{}
		var at lamplight.PTS
		for more := true; more; {
			var events []lamplight.Event
			if events, more, err = w.s.Events(ctx, id, at, 500); err != nil {
				w.fail("events of box %d: %v", id, err)
				return
			}
			for _, e := range events {
				if e.PTS != at+lamplight.PTS(e.Count) {
					w.fail("box %d: after %d comes %d, which counts %d", id, at, e.PTS, e.Count)
				}
				at, now[e.PTS] = e.PTS, shown(e)
			}
		}
		for pts, was := range w.seen[id] {
			if now[pts] != was {
				w.fail("box %d: who watched saw %q at %d; now it is %q", id, was, pts, now[pts])
			}
		}
	}
	for _, check := range []func(context.Context, boxes.Rows, []lamplight.BoxID) error{boxes.CheckExpiring, boxes.CheckCopies} {
		if err := check(ctx, rows, w.ids); err != nil {
			w.fail("%v", err)
		}
	}
}

// judgeTalk holds a conversation against its model. A group without an answer may be there or not, but in both boxes alike;
// once that is seen, the model knows, and a client would not ask again in one of three cases.
func (w *weather) judgeTalk(k *talk) error {
	if k.pending == nil {
		return w.compare(k, k.now)
	}
	before := w.compare(k, k.now)
	after := w.compare(k, k.pending.after)
	if before != nil && after != nil {
		return fmt.Errorf("neither without %q: %w, nor with it: %w", k.pending.what, before, after)
	}
	if before != nil && k.rng.IntN(3) == 0 {
		k.settle(true)
		return w.compare(k, k.now) // which finds the ids
	}
	if after != nil && k.rng.IntN(3) == 0 {
		k.settle(false)
	}
	return nil
}

// A disk is a file system that loses its power and fails.
type disk struct {
	mem      *vfs.MemFS
	n        atomic.Int64 // writes so far
	from, to atomic.Int64 // which of them fail
	kind     atomic.Int64 // which kind alone; 0: all
	err      atomic.Pointer[error]
}

func (d *disk) fs() vfs.FS {
	return injecting(d.mem, func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
			return nil
		}
		n := d.n.Add(1)
		if n < d.from.Load() || n >= d.to.Load() || d.kind.Load() != 0 && d.kind.Load() != int64(op.Kind) {
			return nil
		}
		return fmt.Errorf("%s: %w", op.Path, *d.err.Load())
	})
}

// break_ has some writes fail, soon and for a while.
func (d *disk) break_(rng *rand.Rand, note func(string, ...any)) {
	err := error(syscall.ENOSPC)
	if rng.IntN(2) == 0 {
		err = syscall.EIO
	}
	kinds := []errorfs.OpKind{0, 0, errorfs.OpFileWrite, errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpCreate, errorfs.OpRemove, errorfs.OpReuseForWrite}
	kind := kinds[rng.IntN(len(kinds))]
	from := int64(1 + rng.IntN(60))
	many := int64(1 + rng.IntN(60))
	d.err.Store(&err)
	d.kind.Store(int64(kind))
	at := d.n.Load()
	d.from.Store(at + from)
	d.to.Store(at + from + many)
	note("writes %d to %d fail with %v, kind %v (0: all)", at+from, at+from+many, err, kind)
}

func (d *disk) mend() { d.to.Store(0) }

// A talk is the conversation of two people, and what must be there of it.
type talk struct {
	n       int
	who     [2]lamplight.UserID
	rng     *rand.Rand
	keys    int
	now     state
	pending *pending
}

// A pending is a group without an answer.
type pending struct {
	what  string
	group boxes.Group
	after state
	tries int
}

// settle ends the wait for an answer: the group was carried out, or it never will be.
func (k *talk) settle(done bool) {
	if done {
		k.now = k.pending.after
	}
	k.pending = nil
}

// learn takes the ids that the boxes gave to what was sent.
func (k *talk) learn(r boxes.Result) {
	for _, e := range r.Events {
		if e.Kind != lamplight.EventNewMessage || e.Message == nil {
			continue
		}
		for i := range k.now.said {
			for side := range 2 {
				if k.now.said[i].content == e.Message.Content && e.Box == k.box(side) {
					k.now.said[i].id[side] = e.Message.ID
					if k.now.sides[side].readNew == e.Message.Content {
						k.now.sides[side].read, k.now.sides[side].readNew = e.Message.ID, 0
					}
				}
			}
		}
	}
}

func (k *talk) box(side int) lamplight.BoxID { return lamplight.AccountBox(k.who[side]) }
func (k *talk) peer(side int) lamplight.Peer { return lamplight.UserPeer(k.who[1-side]) }

// A state is what a conversation holds on both sides.
type state struct {
	said  []said
	sides [2]aside
}

type said struct {
	content lamplight.ContentID
	from    int
	text    string
	id      [2]lamplight.MessageID
	there   [2]bool
	pinned  [2]bool
}

type aside struct {
	read    lamplight.MessageID
	readNew lamplight.ContentID // read up to this one, whose id is not known yet
	mark    bool
	draft   string
}

func (s state) clone() state {
	s.said = slices.Clone(s.said)
	return s
}

// draw makes the next group of one or two acts, with what it does to the model.
func (k *talk) draw() *pending {
	k.keys++
	p := &pending{after: k.now.clone()}
	p.group = boxes.Group{Key: fmt.Sprintf("%d.%d", k.n, k.keys), KeyBox: k.box(k.rng.IntN(2)), Now: time.Unix(1_700_000_000+int64(k.keys), 0)}
	for range 1 + k.rng.IntN(2) {
		k.act(p)
	}
	p.what = p.group.Key + p.what
	return p
}

// any returns one of what was said that has its ids, nil if nothing was.
func (k *talk) any(s *state) *said {
	if len(s.said) == 0 {
		return nil
	}
	if x := &s.said[k.rng.IntN(len(s.said))]; x.id[0] != 0 {
		return x
	}
	return nil
}

func (k *talk) act(p *pending) {
	s, side := &p.after, k.rng.IntN(2)
	me := &s.sides[side]
	op := func(what string, ops ...boxes.Op) {
		p.what += " " + what
		p.group.Ops = append(p.group.Ops, ops...)
	}
	x := k.any(s)
	kind := k.rng.IntN(12)
	if x == nil && kind >= 5 && kind < 10 {
		kind = 0
	}
	switch kind {
	default:
		k.say(p, side)
	case 5:
		text := k.text()
		for i := range 2 {
			if x.there[i] {
				x.text = text
			}
		}
		change := func(m *lamplight.Message) { m.Text = lamplight.Text(text) }
		op(fmt.Sprintf("edit %d", x.content), boxes.Edit{Box: k.box(0), Content: x.content, Change: change}, boxes.Edit{Box: k.box(1), Content: x.content, Change: change})
		if x.there[0] != x.there[1] {
			x.text = text // of the one that is there
		}
	case 6:
		x.there[side], x.pinned[side] = false, false
		ops := []boxes.Op{boxes.Delete{Box: k.box(side), IDs: []lamplight.MessageID{x.id[side]}}}
		if k.rng.IntN(2) == 0 {
			x.there, x.pinned = [2]bool{}, [2]bool{}
			ops = append(ops, boxes.Delete{Box: k.box(1 - side), Contents: []lamplight.ContentID{x.content}})
		}
		op(fmt.Sprintf("delete %d in %d of 2", x.content, len(ops)), ops...)
	case 7:
		left := slices.ContainsFunc(s.said, func(y said) bool { return y.there[side] })
		if left && me.readNew == 0 {
			me.read = max(me.read, x.id[side])
		}
		me.mark = false
		op(fmt.Sprintf("read to %d", x.id[side]), boxes.ReadInbox{Box: k.box(side), Peer: k.peer(side), MaxID: x.id[side]})
	case 8, 9:
		pinned := k.rng.IntN(2) == 0
		for i := range 2 {
			x.pinned[i] = x.there[i] && pinned
		}
		cs := []lamplight.ContentID{x.content}
		op(fmt.Sprintf("pin %d %v", x.content, pinned), boxes.Pin{Box: k.box(0), Peer: k.peer(0), Contents: cs, Pinned: pinned},
			boxes.Pin{Box: k.box(1), Peer: k.peer(1), Contents: cs, Pinned: pinned})
	case 10:
		if k.rng.IntN(4) > 0 { // not too often
			k.say(p, side)
			return
		}
		for i := range s.said {
			s.said[i].there[side], s.said[i].pinned[side] = false, false
		}
		me.mark = false
		op(fmt.Sprintf("clear side %d", side), boxes.Clear{Box: k.box(side), Peer: k.peer(side), Limit: 2000})
	case 11:
		me.mark, me.draft = k.rng.IntN(2) == 0, k.text()
		mark, draft := me.mark, lamplight.Text(me.draft)
		op(fmt.Sprintf("draft on side %d", side), boxes.SetDialog{
			Box: k.box(side), Peer: k.peer(side), Event: lamplight.Event{Kind: lamplight.EventDraft, Peer: k.peer(side)},
			Change: func(d *lamplight.Dialog) { d.UnreadMark, d.Draft = mark, &lamplight.Draft{Text: draft} },
		})
	}
}

// say sends a message from one side.
func (k *talk) say(p *pending, side int) {
	content := lamplight.ContentID(1_000_000*(k.n+1) + len(p.after.said) + 1)
	x := said{content: content, from: side, text: k.text(), there: [2]bool{true, true}}
	p.after.said = append(p.after.said, x)
	m := lamplight.Message{From: lamplight.UserPeer(k.who[side]), Content: content, Text: lamplight.Text(x.text)}
	out, in := m, m
	out.Peer, out.Out, in.Peer = k.peer(side), true, k.peer(1-side)
	read := k.rng.IntN(2) == 0
	if read {
		me := &p.after.sides[side]
		me.readNew, me.mark, me.draft = content, false, ""
	}
	p.what += fmt.Sprintf(" say %d", content)
	p.group.Ops = append(p.group.Ops, boxes.Append{Box: k.box(side), Message: out, ReadInbox: read, ClearDraft: read}, boxes.Append{Box: k.box(1 - side), Message: in})
}

func (k *talk) text() string {
	return strings.Repeat("word ", 1+k.rng.IntN(60)) + fmt.Sprint(k.rng.IntN(1000))
}

// compare holds both sides of a conversation against a state, which learns the ids that it does not know.
func (w *weather) compare(k *talk, s state) error {
	ctx := context.Background()
	for side := range 2 {
		page, err := w.s.History(ctx, k.box(side), boxes.HistoryQuery{Peer: k.peer(side), Limit: 1000})
		if err != nil {
			return err
		}
		found := map[lamplight.ContentID]lamplight.Message{}
		for _, m := range page.Messages {
			if _, twice := found[m.Content]; twice {
				return fmt.Errorf("side %d has %d twice", side, m.Content)
			}
			found[m.Content] = m
		}
		me := &s.sides[side]
		for i := range s.said {
			x := &s.said[i]
			m, ok := found[x.content]
			if ok != x.there[side] {
				return fmt.Errorf("side %d: %d is there: %v, want %v", side, x.content, ok, x.there[side])
			}
			if !ok {
				continue
			}
			if x.id[side] == 0 {
				x.id[side] = m.ID
			}
			if me.readNew == x.content {
				me.read, me.readNew = m.ID, 0
			}
			if string(m.Text) != x.text || m.ID != x.id[side] || m.Pinned != x.pinned[side] || m.Out != (x.from == side) {
				return fmt.Errorf("side %d: %d is message %d, pinned %v, of %d bytes; want %d, %v, %d",
					side, x.content, m.ID, m.Pinned, len(m.Text), x.id[side], x.pinned[side], len(x.text))
			}
			delete(found, x.content)
		}
		if len(found) > 0 {
			return fmt.Errorf("side %d has %d messages that nobody sent", side, len(found))
		}
		unread := 0
		for _, x := range s.said {
			if x.there[side] && x.from != side && x.id[side] > me.read {
				unread++
			}
		}
		ds, err := w.s.Dialog(ctx, k.box(side), k.peer(side))
		if err != nil {
			return err
		}
		draft := ""
		if ds[0].Draft != nil {
			draft = string(ds[0].Draft.Text)
		}
		if ds[0].Unread != unread || ds[0].UnreadMark != me.mark || draft != me.draft {
			return fmt.Errorf("side %d: unread %d, marked %v, a draft of %d bytes; want %d, %v, %d",
				side, ds[0].Unread, ds[0].UnreadMark, len(draft), unread, me.mark, len(me.draft))
		}
	}
	if k.pending == nil {
		k.now = s
	}
	return nil
}
