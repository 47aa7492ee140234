package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/service/messages"
	"lamplight/store"
)

// Options say what a run is made of. The seed decides everything else.
type Options struct {
	Seed  uint64
	Steps int
	Calm  bool // no crashes: what comes out does not depend on the driver
	plant Plant
}

// Stats count what happened in a run.
type Stats struct {
	Steps, Acts, Appends, Refused, Crashes, CutOff, Survived, Cuts, Restarts, Lost, TooLong, Resent, Clocks, Scheduled, Dropped, Expired, Unarchived int
}

// A mood is what a seed is inclined to: runs in which everything happens a little find less than runs that each
// overdo something.
type mood struct {
	hints    hintOdds
	acts     map[actKind]int // weights
	atOnce   int             // acts at once
	passing  int             // weights of what else happens
	cuts     int
	restarts int
	connects int
	crashes  int
	clocks   int
	sleepy   int // the device that is rarely there, -1 for none
}

func newMood(rng *rand.Rand, devices int, o Options) mood {
	pick := func(of ...int) int { return of[rng.IntN(len(of))] }
	m := mood{
		hints:  hintOdds{lost: pick(0, 0, 5, 30), late: pick(0, 10, 40), twice: pick(0, 5)},
		atOnce: pick(1, 2, 4), passing: pick(5, 20, 60), cuts: pick(0, 4, 12), restarts: pick(0, 1, 4), connects: pick(10, 40),
		crashes: pick(0, 2, 6), clocks: pick(0, 0, 4), sleepy: rng.IntN(2*devices) - devices,
		acts: map[actKind]int{actSend: 30},
	}
	for _, k := range []actKind{
		actEdit, actDelete, actRead, actMark, actDraft, actPin, actUnpinAll, actPinDialog, actReorder, actArchive, actClear,
		actForward, actBlock, actTimer, actSchedule, actUnsched, actSendNow,
	} {
		m.acts[k] = pick(0, 1, 4, 12)
	}
	if o.Calm {
		m.crashes = 0
	}
	if o.plant.NoCrash {
		m.crashes = 0
	}
	if o.plant.Odds != nil {
		m.hints = *o.plant.Odds
	}
	return m
}

// A place is where runs happen: what is made once, outside the bubble.
type place struct {
	store store.Store
	ids   []lamplight.UserID
	out   *outside
	disk  disk
	now   func() time.Time // in the bubble, and only there
}

// run lives one seed in the bubble of the caller. It returns the trace, what happened, and what was wrong.
func run(p place, o Options) (trace []string, stats Stats, failure error) {
	rng := rand.New(rand.NewPCG(o.Seed, 0x6c616d70))
	w := &world{
		Options: o, users: len(p.ids), ids: p.ids, disk: p.disk, store: p.store, out: p.out, clock: &clock{}, rng: rng,
		model: newModel(len(p.ids)), locks: map[string]int{}, untold: make([]bool, len(p.ids)), waitAs: map[waitID]string{}, seqs: make([]int64, len(p.ids)), nowIn: p.now,
	}
	for u := range w.users {
		for n := range 1 + rng.IntN(3) {
			d := &device{w: w, u: u, n: n + 1, session: lamplight.SessionID(u*10 + n + 1)}
			d.forget()
			w.devices = append(w.devices, d)
		}
	}
	w.mood = newMood(rng, len(w.devices), o)
	w.note("seed %d: %d people, %d devices, mood %+v", o.Seed, w.users, len(w.devices), w.mood)
	if err := w.start(); err != nil {
		return w.trace, w.stats, err
	}
	for w.stats.Steps < o.Steps && w.failure == nil {
		w.step()
	}
	if w.failure == nil {
		w.rest()
	}
	if err := w.stop(); err != nil {
		w.fail("the end: %v", err)
	}
	for _, d := range w.devices {
		w.stats.TooLong += d.resyncs
	}
	return w.trace, w.stats, w.failure
}

// A choice is something that may happen next.
type choice struct {
	weight int
	do     func()
}

// step lets one thing happen, once everything else has come to rest.
func (w *world) step() {
	synctest.Wait()
	w.stats.Steps++
	var all []choice
	add := func(weight int, do func()) {
		if weight > 0 {
			all = append(all, choice{weight, do})
		}
	}
	if ws := w.ready(); len(ws) > 0 {
		add(200, func() { w.let(ws[w.rng.IntN(len(ws))]) })
	}
	if n := len(w.life.hints.late); n > 0 {
		add(30, func() { w.hint(w.rng.IntN(n)) })
	}
	for i, d := range w.devices {
		switch {
		case !d.online:
			weight := w.mood.connects
			if i == w.mood.sleepy {
				weight = 1
			}
			add(weight, func() { w.note("%v connects", d); d.connect() })
			continue
		case d.waiting() > 0:
			add(40, d.step)
		}
		if d.restless() {
			add(60, d.ask)
		}
		cuts := w.mood.cuts
		if i == w.mood.sleepy {
			cuts += 10
		}
		add(cuts, func() { w.stats.Cuts++; w.note("%v is cut off", d); d.cut() })
		add(w.mood.restarts, func() { w.stats.Restarts++; w.note("%v restarts", d); d.restart() })
		if d.known && w.running < w.mood.atOnce {
			add(40, func() { w.act(d) })
			if len(d.unanswered) > 0 && !d.syncing {
				add(20, func() { w.again(d) })
			}
		}
	}
	add(w.mood.passing, func() {
		w.pass([]time.Duration{time.Millisecond, 30 * time.Millisecond, 600 * time.Millisecond, 3 * time.Second, 20 * time.Second}[w.rng.IntN(5)])
	})
	add(w.mood.clocks, w.wrongClock)
	add(w.mood.crashes, w.crash)
	w.choose(all)
}

func (w *world) choose(all []choice) {
	total := 0
	for _, c := range all {
		total += c.weight
	}
	at := w.rng.IntN(total)
	for _, c := range all {
		if at -= c.weight; at < 0 {
			c.do()
			return
		}
	}
}

func (w *world) let(x *waiter) {
	w.note("turn of %s", x.name)
	w.life.door.gates.let(x)
}

func (w *world) hint(i int) {
	h := w.life.hints.late[i]
	w.note("late hint of %s, pts %d seq %d", name(w.person(lamplight.UserPeer(h.Box.User()))), h.PTS, h.Seq)
	if err := w.life.hints.next(w.life.ctx, i); err != nil {
		w.fail("late hint: %v", err)
	}
}

// pass lets time pass, in the bubble and on the clock.
func (w *world) pass(d time.Duration) {
	w.note("%v pass", d)
	for d > 0 {
		some := min(d, time.Second)
		w.clock.pass(some)
		time.Sleep(some)
		d -= some
		w.serverReads()
	}
}

// serverReads lets the server read what it wants to for itself. No disk takes a second for that.
func (w *world) serverReads() {
	for {
		synctest.Wait()
		ws := w.ready()
		i := slices.IndexFunc(ws, func(x *waiter) bool { return x.task.act == nil && x.task.server })
		if i < 0 {
			return
		}
		w.let(ws[i])
	}
}

// wrongClock makes the machine's clock jump ahead, stand still, or go back. All of it stays within rememberKeys.
func (w *world) wrongClock() {
	w.stats.Clocks++
	switch w.rng.IntN(4) {
	case 0:
		w.clock.frozen = !w.clock.frozen
		w.note("the clock stands still: %v", w.clock.frozen)
	case 1:
		// A hint that is late by more than updates.Limits.Late was never found by a sweep; a jump would make it so.
		for len(w.life.hints.late) > 0 {
			w.hint(0)
		}
		w.pass(2 * updatesLimits().Sweep)
		d := time.Duration(1+w.rng.IntN(1800)) * time.Second
		w.clock.set(d)
		w.note("the clock jumps %v ahead", d)
	default:
		d := time.Duration(1+w.rng.IntN([]int{3, 90, 1800}[w.rng.IntN(3)])) * time.Second
		w.clock.set(-d)
		w.note("the clock is set back %v", d)
	}
}

// crash takes the server away in the middle of what it does, and starts it again.
func (w *world) crash() {
	w.stats.Crashes++
	var cut []*act
	var groups []boxes.Group
	for _, x := range w.life.door.gates.waiting() {
		if a := w.cutAct(x); a != nil && len(cut) < 3 && w.rng.IntN(3) > 0 {
			cut, groups = append(cut, a), append(groups, *x.group)
		}
		if a := x.task.act; a != nil && x.group != nil && (a.kind == actSchedule || a.kind == actUnsched) {
			w.untold[a.u] = true
		}
	}
	w.note("the power fails while %d groups are on their way", len(groups))
	w.stats.CutOff += len(cut)
	n := w.rng.IntN(2 + 3*len(groups))
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	w.out.do(func() {
		w.disk.crash(n, rng, func() {
			var wg sync.WaitGroup
			for _, g := range groups {
				wg.Go(func() { _, _ = w.plant.apply(context.Background(), w.life.log, g) }) // nobody learns of it
			}
			wg.Wait()
		})
	})
	if err := w.stop(); err != nil {
		w.fail("the end of a life: %v", err)
		return
	}
	w.locks, w.running = map[string]int{}, 0
	for _, d := range w.devices {
		d.kept = nil // answers that were not delivered are gone with the server
	}
	if err := w.start(); err != nil {
		w.fail("after a crash: %v", err)
		return
	}
	synctest.Wait() // what is due is taken at once, before anybody looks
	w.recovered(cut)
}

// cutAct returns the act that a goroutine is about to append; nil if it appends nothing that is judged by itself.
func (w *world) cutAct(x *waiter) *act {
	switch {
	case x.group == nil || len(x.group.Ops) == 0 || notes(x.task, *x.group) || unarchives(x.task, *x.group):
		return nil
	case x.task.act == nil:
		return w.serverAct(*x.group)
	}
	if o, ok := x.group.Ops[0].(boxes.Append); ok && o.Message.Content == 0 {
		return nil // it asks whether something was sent before
	}
	x.task.act.now, x.task.act.latest = x.group.Now, w.clock.latest()
	return x.task.act
}

// rest ends the faults and lets everything come to an end: then everybody must agree.
func (w *world) rest() {
	w.note("rest")
	w.life.hints.odds = hintOdds{}
	w.clock.frozen = false
	const quiet = 12 * time.Second // two sweeps and more
	last := w.bubble()
	for range 200_000 {
		synctest.Wait()
		if w.failure != nil {
			return
		}
		ws := w.ready()
		moved := false
		switch {
		case len(ws) > 0:
			w.let(ws[0])
			moved = !ws[0].task.server || ws[0].group != nil || w.busy()
		case len(w.life.hints.late) > 0:
			w.hint(0)
			moved = true
		default:
			moved = w.serve()
		}
		if moved {
			last = w.bubble()
			continue
		}
		if len(ws) > 0 {
			continue
		}
		// What was being sent when the power failed is looked at a while later, by a clock that may have been set back.
		if idle := w.bubble().Sub(last); idle > quiet && (!w.overdue() || idle > time.Hour) {
			w.judge()
			return
		}
		w.pass(time.Second)
	}
	w.fail("it never comes to rest")
}

// busy reports whether acts are under way.
func (w *world) busy() bool { return w.running > 0 }

// serve lets one device do what it wants to; false if none wants anything.
func (w *world) serve() bool {
	for _, d := range w.devices {
		switch {
		case !d.online:
			w.note("%v connects", d)
			d.connect()
		case d.waiting() > 0:
			d.step()
		case d.restless():
			d.ask()
		case d.known && !d.syncing && len(d.unanswered) > 0 && w.running == 0:
			w.again(d)
		default:
			continue
		}
		return true
	}
	return false
}

func (w *world) judge() {
	views := w.boxesHold("at the end")
	if views == nil || w.failure != nil {
		return
	}
	w.devicesHold(views)
	w.timesHold()
	w.eventsHold()
	for u, v := range views {
		for _, l := range v.lines(withLists) {
			w.note("at the end %s: %s", name(u), l)
		}
	}
	w.stats.Lost += w.life.hints.lost
}

// act lets somebody do something on a device.
func (w *world) act(d *device) {
	if a := w.draw(d); a != nil {
		w.begin(a)
	}
}

// again sends a message again whose answer was lost, as clients do.
func (w *world) again(d *device) {
	old := d.unanswered[0]
	if old.epoch == d.epoch {
		d.unanswered = append(d.unanswered[1:], old) // its answer may yet come
		if old = d.unanswered[0]; old.epoch == d.epoch {
			return
		}
	}
	if gone := w.clock.ns.Load() - old.born; gone > int64(rememberKeys*3/4) || gone < -int64(rememberKeys*3/4) {
		d.unanswered = slices.DeleteFunc(d.unanswered, func(a *act) bool { return a == old })
		return // the server need not know it any more
	}
	a := *old
	a.seen, a.applied, a.seq, a.locks = seen{}, 0, 0, nil
	if !w.lock(&a) {
		return
	}
	d.unanswered[slices.Index(d.unanswered, old)] = &a
	w.stats.Resent++
	w.begin(&a)
}

// begin makes the call of an act, in a goroutine of its own.
func (w *world) begin(a *act) {
	w.acts++
	a.n, a.epoch = w.acts, a.dev.epoch
	a.want, a.version = w.model.foresee(a), w.version
	w.stats.Acts++
	w.running++
	a.start = a.dev.start
	w.note("%v, want %q", a, a.want)
	life := w.life
	ctx := withTask(context.WithoutCancel(life.ctx), &task{name: fmt.Sprintf("act %06d", a.n), act: a})
	life.wg.Go(func() {
		events, err := w.call(ctx, life, a)
		if life.gone() {
			return
		}
		w.finish(a, events, err)
	})
}

// finish takes the answer to an act.
func (w *world) finish(a *act, events []lamplight.Event, err error) {
	w.running--
	w.unlock(a)
	got, known := symbol(err)
	w.note("act %d answers %q", a.n, got)
	switch {
	case !known:
		w.fail("%v: %v", a, err)
	case w.version == a.version && a.want != anyError && got != a.want:
		w.fail("%v: answers %q, want %q", a, got, a.want)
	case got != "":
		w.stats.Refused++
	}
	w.stats.Appends += a.applied
	if a.start != a.dev.start {
		// Nobody is there to take the answer. The new session is told to ask, as edge/mtproto/session does it.
		a.dev.post(item{epoch: a.dev.epoch, pushed: true})
		return
	}
	a.dev.answer(item{events: events, answer: a, err: err})
}

// call calls the services.
func (w *world) call(ctx context.Context, l *life, a *act) (events []lamplight.Event, err error) {
	c := messages.Caller{User: w.ids[a.u], Origin: a.dev.session}
	peer := w.peer(a.with)
	id := lamplight.MessageID(a.id)
	var ids []lamplight.MessageID
	for _, id := range a.ids {
		ids = append(ids, lamplight.MessageID(id))
	}
	var r messages.Result
	switch a.kind {
	case actSend:
		d := messages.Draft{
			Caller: c, To: peer, Text: lamplight.Text(a.text), Random: a.random, Silent: a.silent, ClearDraft: a.drop,
		}
		if a.reply != 0 {
			d.Reply = &lamplight.Reply{ID: lamplight.MessageID(a.reply)}
		}
		var sent messages.Sent
		sent, err = l.messages.Send(ctx, d)
		r = sent.Result
		if err == nil {
			err = w.sentIs(a, sent.Message)
		}
	case actEdit:
		r, err = l.messages.Edit(ctx, messages.Change{Caller: c, Peer: peer, ID: id, Text: lamplight.Text(a.text)})
	case actDelete:
		r, err = l.messages.Delete(ctx, c, ids, a.revoke)
	case actRead:
		r, err = l.messages.ReadHistory(ctx, c, peer, id)
	case actMark:
		r, err = l.messages.MarkUnread(ctx, c, peer, a.on)
	case actDraft:
		r, err = l.messages.SaveDraft(ctx, c, peer, lamplight.Draft{Text: lamplight.Text(a.text), ReplyTo: lamplight.MessageID(a.reply)})
	case actPin:
		r, err = l.messages.PinMessage(ctx, messages.Pinning{
			Caller: c, Peer: peer, ID: id, Unpin: !a.on, Silent: a.silent, OneSide: a.oneSide,
		})
	case actUnpinAll:
		return portions(func() (messages.Result, error) { return l.messages.UnpinAll(ctx, c, peer) })
	case actPinDialog:
		r, err = l.messages.Pin(ctx, c, peer, a.on)
	case actReorder:
		var order []lamplight.Peer
		for _, p := range a.order {
			order = append(order, w.peer(p))
		}
		r, err = l.messages.ReorderPinned(ctx, c, a.folder, order, false)
	case actArchive:
		r, err = l.messages.MoveToFolder(ctx, c, []messages.Move{{Peer: peer, Folder: a.folder}})
	case actClear:
		return portions(func() (messages.Result, error) {
			return l.messages.DeleteHistory(ctx, messages.Clearing{Caller: c, Peer: peer, MaxID: id, Keep: a.keep, Revoke: a.revoke})
		})
	case actForward:
		r, err = l.messages.Forward(ctx, messages.Forwarding{
			Caller: c, From: peer, IDs: ids, Randoms: a.randoms, To: w.peer(a.to), Silent: a.silent, DropAuthor: a.drop,
		})
	case actTimer:
		r, err = l.messages.SetTimer(ctx, c, peer, a.seconds)
	case actSchedule:
		var sent messages.Sent
		sent, err = l.messages.Send(ctx, messages.Draft{
			Caller: c, To: peer, Text: lamplight.Text(a.text), Random: a.random, Silent: a.silent, At: a.at,
		})
		r = sent.Result
		r.Events = slices.DeleteFunc(r.Events, func(e lamplight.Event) bool {
			return e.Kind == lamplight.EventScheduled && e.Seq == 0 // what waited before: nothing new
		})
	case actUnsched:
		r, err = l.messages.DeleteScheduled(ctx, c, peer, []lamplight.MessageID{id})
	case actSendNow:
		r, err = l.messages.SendScheduled(ctx, c, peer, []lamplight.MessageID{id})
	case actBlock:
		if a.on {
			err = l.contacts.Block(ctx, c.User, c.Origin, peer)
		} else {
			err = l.contacts.Unblock(ctx, c.User, c.Origin, peer)
		}
		// The answer is a mere yes: the device knows what it asked for.
		return []lamplight.Event{{Kind: lamplight.EventBlocked, Peer: peer, Flag: a.on, Seq: a.seq}}, err
	default:
		panic("sim: nobody can " + string(a.kind))
	}
	return r.Events, err
}

// portions calls until nothing remains.
func portions(f func() (messages.Result, error)) (events []lamplight.Event, err error) {
	for {
		r, err := f()
		events = append(events, r.Events...)
		if err != nil || r.Remaining == 0 {
			return events, err
		}
	}
}

var errOther = errors.New("sim: the answer names another message")

// sentIs checks that an answer names the message that was sent with the random id.
func (w *world) sentIs(a *act, m lamplight.Message) error {
	what, ok := w.model.sent[a.random]
	if !ok {
		return fmt.Errorf("%w: none was sent", errOther)
	}
	if k := w.model.talk(a.u, a.with).copyOf(what); k != nil && k.id != int(m.ID) {
		return fmt.Errorf("%w: %d, not %d", errOther, m.ID, k.id)
	}
	return nil
}

func (s *Stats) add(o Stats) {
	s.Steps, s.Acts, s.Appends, s.Refused = s.Steps+o.Steps, s.Acts+o.Acts, s.Appends+o.Appends, s.Refused+o.Refused
	s.Crashes, s.CutOff, s.Survived = s.Crashes+o.Crashes, s.CutOff+o.CutOff, s.Survived+o.Survived
	s.Cuts, s.Restarts, s.Lost, s.TooLong = s.Cuts+o.Cuts, s.Restarts+o.Restarts, s.Lost+o.Lost, s.TooLong+o.TooLong
	s.Resent, s.Clocks = s.Resent+o.Resent, s.Clocks+o.Clocks
	s.Scheduled, s.Dropped, s.Expired, s.Unarchived = s.Scheduled+o.Scheduled, s.Dropped+o.Dropped, s.Expired+o.Expired, s.Unarchived+o.Unarchived
}
