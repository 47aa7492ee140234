package sim

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// What happens at a time: messages that wait to be sent, and messages that go. The server does it for itself.

const (
	actExpire actKind = "messages go" // the server
	actDue    actKind = "what waited is sent"
)

// serverAct says what the server does for itself with a group; nil if nothing that is judged by it.
func (w *world) serverAct(g boxes.Group) *act {
	if len(g.Ops) == 0 {
		return nil
	}
	a := &act{u: -1, with: -1, now: g.Now}
	switch o := g.Ops[0].(type) {
	case boxes.Expire:
		a.kind = actExpire
		for _, op := range g.Ops {
			for _, e := range op.(boxes.Expire).Due {
				a.due = append(a.due, waitID{w.person(lamplight.UserPeer(e.Box.User())), int(e.ID)})
			}
		}
	case boxes.Append:
		a.kind, a.u, a.with, a.text = actDue, w.person(lamplight.UserPeer(o.Box.User())), w.person(o.Message.Peer), string(o.Message.Text)
		if o.Waited == 0 {
			return nil
		}
	default:
		return nil
	}
	return a
}

// expire removes what was to go.
func (m *model) expire(a *act) error {
	for _, x := range a.due {
		if k, _ := m.find(x.u, x.id); k != nil {
			if s := m.said[k.what]; s.dies == 0 || s.dies > a.now.Unix() {
				return fmt.Errorf("%d of %s goes at %d, is to go at %d", x.id, name(x.u), a.now.Unix()-epoch, s.dies-epoch)
			}
			m.remove(x.u, func(k kept) bool { return k.id == x.id })
		}
	}
	return nil
}

// sendWaiting says what waited.
func (m *model) sendWaiting(a *act) error {
	x, ok := m.waits[a.text]
	switch _, sent := m.sent[x.random]; {
	case !ok || x.u != a.u || x.with != a.with:
		return fmt.Errorf("%q does not wait", a.text)
	case sent:
		return fmt.Errorf("%q was sent before", a.text)
	case !x.taken:
		return fmt.Errorf("%q is sent before its time", a.text)
	}
	what := m.say(said{from: a.u, text: a.text, silent: x.silent, forward: -1, answers: -1})
	m.sent[x.random] = what
	m.deliver(a.now, a.u, a.with, what, 0, false)
	x.gone = true
	m.waits[a.text] = x
	return nil
}

// waitsChanged follows what the store holds of messages that wait.
func (w *world) waitsChanged(t *task, c change) {
	for _, r := range c.added {
		a := t.act
		if _, ok := w.model.waits[a.text]; ok {
			w.fail("%v waits twice", a)
		}
		w.model.waits[a.text] = wait{u: a.u, with: a.with, text: a.text, random: a.random, silent: a.silent, due: r.Due.Unix()}
		w.waitAs[waitID{a.u, int(r.ID)}] = a.text
		w.stats.Scheduled++
	}
	for _, r := range c.taken {
		x, ok := w.model.waits[w.waitAs[waitID{w.person(lamplight.UserPeer(r.Owner)), int(r.ID)}]]
		if !ok {
			w.fail("%d of %d is to be sent, and does not wait", r.ID, r.Owner)
			continue
		}
		if t.act == nil && !x.taken && x.due > w.clock.now().Unix() {
			w.fail("%v is to be sent before its time", x)
		}
		x.taken = true
		w.model.waits[x.text] = x
	}
	for _, r := range c.deleted {
		id := waitID{w.person(lamplight.UserPeer(r.Owner)), int(r.ID)}
		x, ok := w.model.waits[w.waitAs[id]]
		if !ok {
			continue // it is forgotten twice: who sent it was slow, and another one looked whether it was sent
		}
		_, sent := w.model.sent[x.random]
		if byOwner := t.act != nil && t.act.kind == actUnsched; !byOwner && !sent && !x.gone {
			w.fail("%v is lost", x)
		}
		delete(w.model.waits, x.text)
		delete(w.waitAs, id)
	}
}

// dropped is told that the server tells that messages wait no longer, and were not sent.
func (w *world) dropped(g boxes.Group) {
	for _, o := range g.Ops {
		n, ok := o.(boxes.Note)
		if !ok || n.Event.Kind != lamplight.EventUnscheduled {
			continue
		}
		id := waitID{w.person(lamplight.UserPeer(n.Box.User())), int(n.Event.Number)}
		x := w.model.waits[w.waitAs[id]]
		if !x.taken {
			w.fail("%v is dropped before its time", x)
		}
		x.gone = true
		w.model.waits[x.text] = x
		w.stats.Dropped++
	}
}

// unarchived is told that conversations left the archive by themselves.
func (w *world) unarchived(g boxes.Group) {
	for _, o := range g.Ops {
		s := o.(boxes.SetDialog)
		u, with := w.person(lamplight.UserPeer(s.Box.User())), w.person(s.Peer)
		t := w.model.talk(u, with)
		if t.left++; t.left > t.came {
			w.fail("%s: the conversation with %s leaves the archive, and nothing came", name(u), name(with))
		}
		if t.folder == 1 {
			w.model.unpin(u, with)
		}
		t.folder, t.news = 0, false
		w.stats.Unarchived++
	}
	w.version++
}

// unarchives reports whether a group takes conversations out of the archive by itself.
func unarchives(t *task, g boxes.Group) bool {
	if len(g.Ops) == 0 {
		return false
	}
	s, ok := g.Ops[0].(boxes.SetDialog)
	return ok && s.Event.Kind == lamplight.EventDialogFolder && (t.act == nil || t.act.kind != actArchive)
}

// held reports whether a goroutine has to wait for an act that orders the list it changes: what such an act decides on, it
// has read before.
func (w *world) held(x *waiter) bool {
	if x.group == nil || !unarchives(x.task, *x.group) {
		return false
	}
	return slices.ContainsFunc(x.group.Ops, func(o boxes.Op) bool {
		return w.locks["list of "+name(w.person(lamplight.UserPeer(o.In().User())))] != 0
	})
}

// ready returns who waits for their turn and may have it.
func (w *world) ready() []*waiter { return slices.DeleteFunc(w.life.door.gates.waiting(), w.held) }

// timesHold checks that nothing is late.
func (w *world) timesHold() {
	now := w.clock.now().Unix() - 4
	for u := range w.users {
		for with := range w.users {
			t := w.model.talk(u, with)
			for _, k := range t.copies {
				if s := w.model.said[k.what]; s.dies != 0 && s.dies < now && !s.late {
					w.fail("%d of %s was to go at %d", k.id, name(u), s.dies-epoch)
				}
			}
			if t.news && t.folder == 1 {
				w.fail("%s: the conversation with %s is in the archive, and something came", name(u), name(with))
			}
		}
	}
	if w.overdue() {
		w.fail("not sent: %v", w.model.waits)
	}
}

// overdue reports whether something waits that was to be sent before.
func (w *world) overdue() bool {
	now := w.clock.now().Unix() - 4
	for _, x := range w.model.waits {
		if !x.gone && (x.due < now || x.taken) {
			return true
		}
	}
	return false
}

// waitsOf reads what somebody scheduled.
func (w *world) waitsOf(ctx context.Context, u int) (map[int]wait, error) {
	out := map[int]wait{}
	for with := range w.users {
		list, err := w.life.messages.Scheduled(ctx, w.ids[u], w.peer(with))
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			out[int(m.ID)] = w.waiting(u, &m)
		}
	}
	return out, nil
}

func (w *world) waiting(u int, m *lamplight.Message) wait {
	return wait{u: u, with: w.person(m.Peer), text: string(m.Text), due: m.Sent.Unix()}
}
