package sim

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

// A device is one client of a person, written from what https://core.telegram.org/api/updates asks of clients: it keeps a
// copy of what it was shown, applies an update iff its pts follows its own, waits a moment where one does not, and then
// asks for the difference. After a connection it asks for the difference too. It knows the server by its answers alone.
type device struct {
	w       *world
	u, n    int
	session lamplight.SessionID

	mu    sync.Mutex
	inbox []item // what came over the connection and was not looked at yet

	epoch  int // counts connections; what belongs to an older one is lost
	online bool
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	detach func()

	// What it remembers. A restart forgets it all.
	known   bool // it has a state to go on from
	pts     int
	date    time.Time
	talks   []deviceTalk
	pins    [2][]int
	blocked []bool
	waits   map[int]wait // by the id that waits
	waitsAt int64        // the Seq up to which it was shown them together

	syncing   bool
	postponed []item // came while it asks for something
	ahead     []lamplight.Event
	aheadAt   time.Time
	pushed    lamplight.PTS // the last one pushed over this connection
	noted     int64         // the last Seq pushed over this connection
	seqs      map[about]int64
	askDiff   bool
	askPins   bool
	askTalks  []int
	asked     func() // asks again for what a cut connection did not bring

	unanswered []*act // messages whose fate it does not know
	start      int    // counts restarts: each begins a new session
	kept       []item // answers that the connection was cut off from; they come on the next one
	resyncs    int    // differences that were too long
}

// About is what an event without pts tells of.
type about struct {
	kind lamplight.EventKind
	peer lamplight.Peer
	id   int64
}

type deviceTalk struct {
	loaded          bool // else only what came since is here, and the rest is asked for
	messages        map[int]messageView
	readIn, readOut int
	mark            bool
	folder          int
	draft           string
	ttl             int
}

// An item is something that arrives at a device.
type item struct {
	epoch  int
	pushed bool
	events []lamplight.Event
	answer *act // the call that this answers
	err    error
	slice  *updates.Difference // an answer to getDifference
	anew   *snapshot           // all of it
	some   *snapshot           // some conversations, or the pins
	last   bool                // nothing more comes of what it asked for
}

// A snapshot is what a device reads of the box.
type snapshot struct {
	state   updates.State
	talks   map[int]deviceTalk
	pins    *[2][]int
	blocked []bool
	waits   map[int]wait
	seq     int64 // of the account, before the reading began
}

func (d *device) String() string { return fmt.Sprintf("%s%d", name(d.u), d.n) }

func (d *device) forget() {
	d.known, d.pts, d.date = false, 0, time.Time{}
	d.talks, d.pins, d.blocked = make([]deviceTalk, d.w.users), [2][]int{}, make([]bool, d.w.users)
	d.waits, d.waitsAt = map[int]wait{}, 0
	d.ahead, d.askDiff, d.askPins, d.askTalks = nil, false, false, nil
	for i := range d.talks {
		d.talks[i].messages = map[int]messageView{}
	}
	d.seqs = map[about]int64{}
}

// post puts something into the inbox, if it belongs to this connection.
func (d *device) post(i item) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i.epoch == d.epoch && d.online {
		d.inbox = append(d.inbox, i)
	}
}

// answer brings the answer to a call, on this connection of the session or on the next.
func (d *device) answer(i item) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i.epoch = d.epoch; d.online {
		d.inbox = append(d.inbox, i)
	} else {
		d.kept = append(d.kept, i)
	}
}

func (d *device) waiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.inbox)
}

// connect opens a connection. The first thing on it is to catch up.
func (d *device) connect() {
	d.mu.Lock()
	d.epoch++
	d.online, d.inbox = true, nil
	for _, i := range d.kept {
		i.epoch = d.epoch
		d.inbox = append(d.inbox, i)
	}
	d.kept = nil
	d.mu.Unlock()
	d.ctx, d.cancel = context.WithCancel(d.w.life.ctx)
	d.postponed, d.ahead, d.pushed, d.noted, d.syncing = nil, nil, 0, 0, false
	d.askDiff = true
}

// cut ends the connection. What is on its way is lost.
func (d *device) cut() {
	d.mu.Lock()
	d.epoch++
	for _, i := range append(d.postponed, d.inbox...) {
		if i.answer != nil {
			d.kept = append(d.kept, i)
		}
	}
	d.online, d.inbox = false, nil
	d.mu.Unlock()
	d.cancel()
	if d.detach != nil {
		d.detach()
		d.detach = nil
	}
	if d.syncing {
		d.asked()
	}
	d.postponed, d.ahead, d.syncing = nil, nil, false
}

// restart ends the program and with it all that it remembers.
func (d *device) restart() {
	d.cut()
	d.forget()
	d.unanswered, d.kept = nil, nil
	d.start++
}

// restless reports whether the device wants to ask for something.
func (d *device) restless() bool {
	if !d.online || d.syncing {
		return false
	}
	if len(d.ahead) > 0 && d.w.bubble().Sub(d.aheadAt) >= gapPatience {
		d.askDiff = true
	}
	return d.askDiff || d.askPins || len(d.askTalks) > 0
}

// gapPatience is how long a device waits for the update that is missing.
const gapPatience = 500 * time.Millisecond

// ask begins to ask for what the device wants, in a goroutine of its own.
func (d *device) ask() {
	d.syncing, d.asked = true, func() {} // the difference is asked for anyway
	epoch := d.epoch
	t := &task{name: fmt.Sprintf("%v of %d", d, epoch)}
	ctx := withTask(d.ctx, t)
	attached := d.detach != nil
	var ask func(context.Context, int) error
	switch {
	case !d.known:
		ask = d.readAll
	case d.askDiff:
		pts, date := d.pts, d.date
		ask = func(ctx context.Context, epoch int) error { return d.catchUp(ctx, epoch, pts, date) }
	case len(d.askTalks) > 0:
		with := d.askTalks
		d.askTalks = nil
		ask = func(ctx context.Context, epoch int) error { return d.readSome(ctx, epoch, with) }
		d.asked = func() { d.askTalks = append(d.askTalks, with...) }
	default:
		d.askPins = false
		d.asked = func() { d.askPins = true }
		ask = d.readPins
	}
	if d.askDiff || !d.known {
		d.askDiff, d.ahead = false, nil
	}
	life := d.w.life
	life.wg.Go(func() {
		err := d.attached(ctx, life, epoch, attached)
		if err == nil {
			err = ask(ctx, epoch)
		}
		if err != nil && ctx.Err() == nil && err != errCrashed && !life.gone() {
			d.w.fail("%v asked and was told: %v", d, err)
		}
	})
}

// attached has the device told of what happens from now on.
func (d *device) attached(ctx context.Context, life *life, epoch int, already bool) error {
	if already {
		return nil
	}
	detach, err := life.updates.Attach(ctx, d.w.ids[d.u], d.session, func(events []lamplight.Event) {
		d.post(item{epoch: epoch, pushed: true, events: slices.Clone(d.w.plant.push(events))})
	})
	if err != nil {
		return err
	}
	d.mu.Lock()
	current := epoch == d.epoch
	if current {
		d.detach = detach
	}
	d.mu.Unlock()
	if !current {
		detach()
		return context.Canceled
	}
	return nil
}

// catchUp asks for the difference, slice after slice.
func (d *device) catchUp(ctx context.Context, epoch, pts int, date time.Time) error {
	for {
		diff, err := d.w.life.updates.Difference(ctx, d.w.ids[d.u], updates.Since{PTS: lamplight.PTS(pts), Date: date})
		if err != nil {
			return err
		}
		if diff.TooLong {
			d.post(item{epoch: epoch, slice: &diff})
			return d.readAll(ctx, epoch)
		}
		d.post(item{epoch: epoch, slice: &diff, last: !diff.More})
		if !diff.More {
			return nil
		}
		if int(diff.State.PTS) == pts {
			return fmt.Errorf("a slice of the difference after %d leads nowhere", pts)
		}
		pts, date = int(diff.State.PTS), diff.State.Date
	}
}

// readAll reads the state and then everything, as a client does that knows nothing.
func (d *device) readAll(ctx context.Context, epoch int) error {
	l := d.w.life
	state, err := l.updates.State(ctx, d.w.ids[d.u])
	if err != nil {
		return err
	}
	// (Its turn to read comes again with the next call: nothing happens between these lines.)
	s := &snapshot{state: state, talks: map[int]deviceTalk{}, pins: new([2][]int), seq: d.w.seqs[d.u]}
	for folder := range s.pins {
		page, err := l.messages.PinnedDialogs(ctx, d.w.ids[d.u], folder)
		if err != nil {
			return err
		}
		list := page.Dialogs
		s.pins[folder] = d.w.peers(list)
		q := messages.DialogQuery{Folder: folder, ExcludePinned: true, Limit: dialogPage}
		for {
			page, err := l.messages.Dialogs(ctx, d.w.ids[d.u], q)
			if err != nil {
				return err
			}
			list = append(list, page.Dialogs...)
			if len(page.Dialogs) < dialogPage {
				break
			}
			after(&q, page)
		}
		for _, x := range list {
			if err := d.readTalk(ctx, s, x); err != nil {
				return err
			}
		}
	}
	if s.blocked, err = d.w.blocksOf(ctx, d.u); err != nil {
		return err
	}
	if s.waits, err = d.w.waitsOf(ctx, d.u); err != nil {
		return err
	}
	d.post(item{epoch: epoch, anew: s, last: true})
	return nil
}

// dialogPage and historyPage are how much a device reads at once.
const dialogPage, historyPage = 2, 5

func (d *device) readTalk(ctx context.Context, s *snapshot, x lamplight.Dialog) error {
	t := deviceTalk{
		loaded: true, messages: map[int]messageView{}, readIn: int(x.ReadInbox), readOut: int(x.ReadOutbox), mark: x.UnreadMark,
		folder: x.Folder, draft: draftView(x.Draft), ttl: x.TTL,
	}
	err := d.w.history(ctx, d.u, x.Peer, historyPage, func(m lamplight.Message) error {
		t.messages[int(m.ID)] = d.w.show(&m)
		return nil
	})
	s.talks[d.w.person(x.Peer)] = t
	return err
}

// readSome reads some conversations whole.
func (d *device) readSome(ctx context.Context, epoch int, with []int) error {
	var ps []lamplight.Peer
	for _, p := range with {
		ps = append(ps, d.w.peer(p))
	}
	seq := d.w.seqs[d.u]
	page, err := d.w.life.messages.PeerDialogs(ctx, d.w.ids[d.u], ps)
	if err != nil {
		return err
	}
	s := &snapshot{talks: map[int]deviceTalk{}, seq: seq}
	for _, x := range page.Dialogs {
		if err := d.readTalk(ctx, s, x); err != nil {
			return err
		}
	}
	d.post(item{epoch: epoch, some: s, last: true})
	return nil
}

func (d *device) readPins(ctx context.Context, epoch int) error {
	s := &snapshot{pins: new([2][]int)}
	for folder := range s.pins {
		page, err := d.w.life.messages.PinnedDialogs(ctx, d.w.ids[d.u], folder)
		if err != nil {
			return err
		}
		s.pins[folder] = d.w.peers(page.Dialogs)
	}
	d.post(item{epoch: epoch, some: s, last: true})
	return nil
}

// step looks at the next thing that arrived.
func (d *device) step() {
	d.mu.Lock()
	i := d.inbox[0]
	d.inbox = d.inbox[1:]
	d.mu.Unlock()
	d.take(i)
}

func (d *device) take(i item) {
	switch {
	case i.slice != nil:
		d.takeSlice(i.slice)
	case i.anew != nil:
		unanswered := d.unanswered
		d.forget()
		d.known, d.unanswered = true, unanswered
		d.pts, d.date = int(i.anew.state.PTS), i.anew.state.Date
		d.blocked, d.waits, d.waitsAt = i.anew.blocked, i.anew.waits, i.anew.seq
		d.takeSome(i.anew)
		d.w.note("%v begins anew at %d", d, d.pts)
	case i.some != nil:
		d.takeSome(i.some)
	case d.syncing || d.askDiff: // first what it missed, in its order
		d.postponed = append(d.postponed, i)
		return
	default:
		d.takeUpdates(i)
	}
	if i.last {
		d.syncing = false
		late := d.postponed
		d.postponed = nil
		for _, i := range late {
			d.takeUpdates(i)
		}
	}
}

func (d *device) takeSome(s *snapshot) {
	for with, t := range s.talks {
		d.talks[with] = t
		for _, k := range []lamplight.EventKind{lamplight.EventDialogUnread, lamplight.EventDraft, lamplight.EventDialogFolder, lamplight.EventTTL} {
			d.seen(about{k, d.w.peer(with), 0}, s.seq)
		}
	}
	for with := range s.blocked {
		d.seen(about{lamplight.EventBlocked, d.w.peer(with), 0}, s.seq)
	}
	if s.pins == nil {
		return
	}
	d.pins = *s.pins
	for _, with := range slices.Concat(d.pins[0], d.pins[1]) {
		d.talk(d.w.peer(with)) // one that was not shown before came with the list
	}
}

// takeSlice applies an answer to getDifference. Its events begin where the device is, and follow each other.
func (d *device) takeSlice(s *updates.Difference) {
	if s.TooLong {
		d.resyncs++
		d.w.note("%v is at %d: too long ago", d, d.pts)
		return
	}
	d.w.note("%v is at %d, %s: %d events, %d notes, then %d, %s, more %v",
		d, d.pts, clockOf(d.date), len(s.Events), len(s.Notes), s.State.PTS, clockOf(s.State.Date), s.More)
	for _, e := range s.Events {
		if int(e.PTS)-int(e.Count) != d.pts {
			d.w.fail("%v is at %d, and the difference goes on with %d by %d", d, d.pts, e.PTS, e.Count)
			return
		}
		d.apply(&e)
	}
	if int(s.State.PTS) != d.pts {
		d.w.fail("%v is at %d after a difference that leads to %d", d, d.pts, s.State.PTS)
	}
	for _, e := range s.Notes {
		d.applyNote(&e)
	}
	d.date = s.State.Date
}

// takeUpdates takes what was pushed, or answers a call.
func (d *device) takeUpdates(i item) {
	if i.answer != nil {
		d.unanswered = slices.DeleteFunc(d.unanswered, func(a *act) bool { return a.random == i.answer.random })
	}
	if i.pushed && len(i.events) == 0 {
		d.askDiff = true
		return
	}
	for _, e := range i.events {
		if i.pushed && e.Kind.CarriesPTS() {
			if e.PTS <= d.pushed {
				d.w.fail("%v is pushed pts %d after %d", d, e.PTS, d.pushed)
			}
			d.pushed = e.PTS
		}
		if !e.Kind.Stored() {
			continue
		}
		if !e.Kind.CarriesPTS() {
			if i.pushed {
				if e.Seq <= d.noted {
					d.w.fail("%v is pushed seq %d after %d", d, e.Seq, d.noted)
				}
				d.noted = e.Seq
			}
			d.applyNote(&e)
			d.later(e.Date)
			continue
		}
		if len(d.ahead) == 0 {
			d.aheadAt = d.w.bubble()
		}
		d.ahead = append(d.ahead, e)
	}
	d.drain()
}

// clockOf writes a time as the trace has it.
func clockOf(t time.Time) string { return fmt.Sprint(t.Unix()-epoch, "s") }

// later moves the date on, as clients do with what is pushed.
func (d *device) later(date time.Time) {
	if date.After(d.date) {
		d.date = date
	}
}

// drain applies what follows, and forgets what was applied before.
func (d *device) drain() {
	for moved := true; moved; {
		moved = false
		d.ahead = slices.DeleteFunc(d.ahead, func(e lamplight.Event) bool {
			switch {
			case int(e.PTS) <= d.pts:
				return true
			case int(e.PTS)-int(e.Count) == d.pts:
				d.apply(&e)
				d.later(e.Date)
				moved = true
				return true
			}
			return false
		})
	}
}

// talk returns a conversation; one that was not loaded is asked for.
func (d *device) talk(p lamplight.Peer) *deviceTalk {
	with := d.w.person(p)
	if !d.talks[with].loaded && !slices.Contains(d.askTalks, with) {
		d.askTalks = append(d.askTalks, with)
	}
	return &d.talks[with]
}

// apply applies an event that moves the pts on.
func (d *device) apply(e *lamplight.Event) {
	d.pts = int(e.PTS)
	switch e.Kind {
	case lamplight.EventNewMessage, lamplight.EventEditMessage:
		t := d.talk(e.Message.Peer)
		t.messages[int(e.Message.ID)] = d.w.show(e.Message)
		if d.w.person(e.Message.Peer) == d.u && e.Kind == lamplight.EventNewMessage { // what one writes to oneself is read
			t.readIn, t.readOut = max(t.readIn, int(e.Message.ID)), max(t.readOut, int(e.Message.ID))
		}
	case lamplight.EventDeleteMessages:
		for i := range d.talks {
			for _, id := range e.IDs {
				delete(d.talks[i].messages, int(id))
			}
		}
	case lamplight.EventReadInbox:
		t := d.talk(e.Peer)
		t.readIn = max(t.readIn, int(e.MaxID))
	case lamplight.EventReadOutbox:
		t := d.talk(e.Peer)
		t.readOut = max(t.readOut, int(e.MaxID))
	case lamplight.EventPinMessages:
		t := d.talk(e.Peer)
		for _, id := range e.IDs {
			if m, ok := t.messages[int(id)]; ok {
				m.pinned = e.Flag
				t.messages[int(id)] = m
			}
		}
	default:
		d.w.fail("%v does not know event %d with pts %d", d, e.Kind, e.PTS)
	}
}

// applyNote applies an event without pts. It may come twice. What is pushed comes in its order, but the answer to a call
// of this device may come after what was pushed since; a client cannot tell, as Seq is not on the wire (README.md), and
// this one can, so that everything else can be held against the box.
func (d *device) applyNote(e *lamplight.Event) {
	k := about{e.Kind, e.Peer, 0}
	if e.Kind == lamplight.EventScheduled || e.Kind == lamplight.EventUnscheduled {
		if k = (about{lamplight.EventScheduled, e.Peer, e.Number}); e.Seq <= d.waitsAt {
			return
		}
	}
	if !d.seen(k, e.Seq) {
		return
	}
	switch e.Kind {
	case lamplight.EventDialogUnread:
		d.talk(e.Peer).mark = e.Flag
	case lamplight.EventDraft:
		d.talk(e.Peer).draft = draftView(e.Draft)
	case lamplight.EventDialogFolder:
		d.talk(e.Peer).folder = int(e.Number)
		d.askPins = true
	case lamplight.EventDialogPinned, lamplight.EventDialogsReorder:
		d.askPins = true // clients read the list anew
	case lamplight.EventBlocked:
		d.blocked[d.w.person(e.Peer)] = e.Flag
	case lamplight.EventTTL:
		d.talk(e.Peer).ttl = int(e.Number)
	case lamplight.EventScheduled:
		d.scheduled(e)
	case lamplight.EventUnscheduled:
		delete(d.waits, int(e.Number))
	}
}

// scheduled shows a message that waits to be sent. What is not in the event is read as it is now, as edge/mtproto does it.
func (d *device) scheduled(e *lamplight.Event) {
	m := e.Message
	if m == nil {
		list, err := d.w.life.messages.Scheduled(context.Background(), d.w.ids[d.u], e.Peer, lamplight.MessageID(e.Number))
		if err != nil {
			d.w.fail("%v is told of what waits: %v", d, err)
		}
		if len(list) == 0 {
			delete(d.waits, int(e.Number))
			return
		}
		m = &list[0]
	}
	d.waits[int(m.ID)] = d.w.waiting(d.u, m)
}

// seen notes that the device knows of something up to a Seq; false if it knew of what came later.
func (d *device) seen(k about, seq int64) bool {
	if seq < d.seqs[k] {
		return false
	}
	d.seqs[k] = seq
	return true
}

func draftView(d *lamplight.Draft) string {
	if d == nil {
		return ""
	}
	return draftOf(string(d.Text), int(d.ReplyTo))
}

// view returns what the device shows.
func (d *device) view() *view {
	v := &view{pts: d.pts, pins: d.pins, blocked: d.blocked}
	for _, x := range d.waits {
		v.waits = append(v.waits, x.String())
	}
	slices.Sort(v.waits)
	for with, t := range d.talks {
		tv := talkView{
			with: with, readIn: t.readIn, readOut: t.readOut, mark: t.mark, folder: t.folder, draft: t.draft,
			ttl: t.ttl,
		}
		for _, m := range t.messages {
			tv.messages = append(tv.messages, m)
			if m.from != d.u && m.id > t.readIn {
				tv.unread++
			}
		}
		slices.SortFunc(tv.messages, func(a, b messageView) int { return a.id - b.id })
		v.talks = append(v.talks, tv)
	}
	return v
}

// ids returns what the device has of a conversation, oldest first.
func (d *device) ids(with int) []int {
	var out []int
	for id := range d.talks[with].messages {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
