package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lamplight"
	"lamplight/boxes"
)

// applied is told what an append did, before its caller is: the judge carries the act out as well, and holds the events
// against it.
func (w *world) applied(t *task, g boxes.Group, r boxes.Result, err error) {
	switch {
	case err != nil:
		w.note("append of %s: %v", t.name, err)
		return
	case notes(t, g):
		w.note("append of %s: %s", t.name, w.tell(r.Events))
		if t.act == nil || t.act.kind == actSendNow {
			w.dropped(g)
		}
		for _, e := range r.Events {
			u := w.person(lamplight.UserPeer(e.Box.User()))
			w.seqs[u] = max(w.seqs[u], e.Seq)
			if t.act != nil && u == t.act.u {
				t.act.seq = max(t.act.seq, e.Seq)
			}
		}
		return
	case unarchives(t, g):
		w.note("append of %s: %s", t.name, w.tell(r.Events))
		w.unarchived(g)
		for _, e := range r.Events {
			u := w.person(lamplight.UserPeer(e.Box.User()))
			w.seqs[u] = max(w.seqs[u], e.Seq)
		}
		return
	case r.Repeated && (t.act == nil || t.act.kind != actSend):
		w.note("append of %s: repeated", t.name)
		return
	case r.Repeated:
		w.note("append of act %d: repeated", t.act.n)
		if _, ok := w.model.sent[t.act.random]; !ok {
			w.fail("%v is taken for a repeat, and is none", t.act)
		}
		return
	}
	before := make([]int, w.users)
	for u := range before {
		before[u] = w.model.accounts[u].pts
	}
	a := t.act
	if a == nil {
		if a = w.serverAct(g); a == nil {
			w.fail("%s appends", t.name)
			return
		}
		if a.kind == actExpire {
			w.stats.Expired += len(a.due)
		}
	}
	a.now, a.latest = g.Now, w.clock.latest()
	a.applied++
	a.version++
	w.version++
	known := len(w.model.said)
	if err := w.model.commit(a); err != nil {
		w.fail("%v: %v", a, err)
	}
	for i := known; i < len(w.model.said); i++ {
		w.model.said[i].late = w.model.said[i].dies <= a.latest.Unix()
	}
	w.note("append of %s: %s", t.name, w.tell(r.Events))
	for _, e := range r.Events {
		u := w.person(lamplight.UserPeer(e.Box.User()))
		if w.seqs[u] = max(w.seqs[u], e.Seq); u == a.u {
			a.seq = max(a.seq, e.Seq)
		}
		if !e.Kind.CarriesPTS() {
			continue
		}
		if int(e.PTS)-int(e.Count) != before[u] || e.Count < 1 {
			w.fail("%v: %s is at %d, and goes on with %d by %d", a, name(u), before[u], e.PTS, e.Count)
		}
		before[u] = int(e.PTS)
		if e.Kind == lamplight.EventReadInbox && e.Unread != w.model.unread(u, w.person(e.Peer)) {
			w.fail("%v: %s is told of %d unread, and has %d", a, name(u), e.Unread, w.model.unread(u, w.person(e.Peer)))
		}
	}
	for u := range before {
		if before[u] != w.model.accounts[u].pts {
			w.fail("%v: %s is at %d, should be at %d", a, name(u), before[u], w.model.accounts[u].pts)
		}
	}
}

// notes reports whether a group only tells of what the store holds.
func notes(t *task, g boxes.Group) bool {
	if len(g.Ops) == 0 {
		return t.act != nil && (t.act.kind == actUnsched || t.act.kind == actSchedule)
	}
	return !slices.ContainsFunc(g.Ops, func(o boxes.Op) bool {
		n, ok := o.(boxes.Note)
		return !ok || n.Event.Kind != lamplight.EventBlocked && n.Event.Kind != lamplight.EventScheduled && n.Event.Kind != lamplight.EventUnscheduled
	})
}

// committed is told that the store holds what an act wrote to it.
func (w *world) committed(t *task, c change) {
	w.waitsChanged(t, c)
	if a := t.act; a != nil && a.kind == actBlock {
		a.version++
		w.version++
		w.note("commit of act %d", a.n)
		if err := w.model.commit(a); err != nil {
			w.fail("%v: %v", a, err)
		}
	}
}

// tell writes events into one line.
func (w *world) tell(events []lamplight.Event) string {
	var parts []string
	for _, e := range events {
		s := fmt.Sprintf("%s kind %d pts %d by %d seq %d at %s",
			name(w.person(lamplight.UserPeer(e.Box.User()))), e.Kind, e.PTS, e.Count, e.Seq, clockOf(e.Date))
		if e.Message != nil {
			s += " message " + fmt.Sprint(e.Message.ID)
		}
		if len(e.IDs) > 0 {
			s += fmt.Sprint(" ids ", e.IDs)
		}
		if e.MaxID != 0 {
			s += fmt.Sprint(" up to ", e.MaxID)
		}
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}

// boxesHold checks that every box holds what the model says.
func (w *world) boxesHold(when string) []*view {
	views := make([]*view, w.users)
	waits := detail(0)
	if when == "at the end" {
		waits = withWaits
	}
	for u := range w.users {
		v, err := w.observe(u)
		if err != nil {
			w.fail("%s: %v", when, err)
			return nil
		}
		views[u] = v
		if d := differ("box", v.lines(withLists|waits), "model", w.model.view(u).lines(withLists|waits)); len(d) > 0 {
			w.fail("%s, account %s:\n\t%s", when, name(u), strings.Join(d, "\n\t"))
		}
	}
	return views
}

// devicesHold checks that every device shows what the boxes hold.
func (w *world) devicesHold(boxes []*view) {
	for _, d := range w.devices {
		v := d.view()
		box := *boxes[d.u]
		if w.untold[d.u] {
			box.waits, v.waits = nil, nil
		}
		// What is not listed, a device need not know: but it shows no messages that are gone.
		box.talks = slices.DeleteFunc(slices.Clone(box.talks), func(t talkView) bool { return !t.listed })
		// What one writes to oneself is read as it is written: of what is gone since, no device learns that it was read.
		for _, talks := range [][]talkView{box.talks, v.talks} {
			for i := range talks {
				if talks[i].with == d.u {
					talks[i].readIn, talks[i].readOut = 0, 0
				}
			}
		}
		v.talks = slices.DeleteFunc(v.talks, func(t talkView) bool {
			listed := slices.ContainsFunc(box.talks, func(b talkView) bool { return b.with == t.with })
			return !listed && len(t.messages) == 0
		})
		if diff := differ(d.String(), v.lines(withDates|withWaits), "box", box.lines(withDates|withWaits)); len(diff) > 0 {
			w.fail("at the end, %v does not show what the box holds:\n\t%s", d, strings.Join(diff, "\n\t"))
		}
	}
}

// eventsHold checks that what each box tells of itself has neither gap nor repeat, and leads to where it is.
func (w *world) eventsHold() {
	for u := range w.users {
		var all []lamplight.Event
		var err error
		w.out.do(func() {
			for from := lamplight.PTS(0); ; {
				var some []lamplight.Event
				var more bool
				some, more, err = w.life.log.Events(context.Background(), lamplight.AccountBox(w.ids[u]), from, 6)
				if err == boxes.ErrTooOld && len(all) == 0 {
					from++
					continue
				}
				all = append(all, some...)
				if err != nil || !more {
					return
				}
				from = all[len(all)-1].PTS
			}
		})
		if err != nil {
			w.fail("events of %s: %v", name(u), err)
			return
		}
		at := w.model.accounts[u].pts
		for _, e := range slices.Backward(all) {
			if int(e.PTS) != at {
				w.fail("events of %s: %d by %d where %d was to come", name(u), e.PTS, e.Count, at)
			}
			at -= int(e.Count)
		}
		w.note("events of %s: %s", name(u), w.tell(all))
	}
}

// recovered decides what became of the acts that a crash cut off: each of them happened wholly or not at all, in some
// order. Everything that was durable before is there.
func (w *world) recovered(cut []*act) {
	views := make([]*view, w.users)
	for u := range w.users {
		v, err := w.observe(u)
		if err != nil {
			w.fail("after a crash: %v", err)
			return
		}
		views[u] = v
	}
	for _, order := range orders(cut) {
		m := w.model.clone()
		fits := true
		for _, a := range order {
			fits = fits && m.commit(a) == nil
		}
		for u := range w.users {
			fits = fits && slices.Equal(views[u].lines(withLists), m.view(u).lines(withLists))
		}
		if fits {
			w.model = m
			w.version++
			for u := range m.accounts {
				for with := range m.accounts[u].talks {
					t := m.talk(u, with)
					t.news, t.came, t.left = false, 0, 0 // the next message does it
				}
			}
			w.note("of %d acts that were cut off, %d happened", len(cut), len(order))
			w.stats.Survived += len(order)
			return
		}
	}
	w.boxesHold(fmt.Sprintf("after a crash that cut off %d acts (%v)", len(cut), cut))
}

// orders returns every order of every part of a list, the empty one first.
func orders(list []*act) [][]*act {
	all := [][]*act{nil}
	for i := range list {
		rest := slices.Delete(slices.Clone(list), i, i+1)
		for _, o := range orders(rest) {
			all = append(all, append([]*act{list[i]}, o...))
		}
	}
	return all
}
