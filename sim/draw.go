package sim

import (
	"fmt"
	"slices"
	"time"
)

// draw draws something that can be done on a device, from what the device shows; nil if nothing comes to mind.
func (w *world) draw(d *device) *act {
	var all []choice
	var kind actKind
	for _, k := range []actKind{ // in a fixed order: that of a map is not
		actSend, actEdit, actDelete, actRead, actMark, actDraft, actPin, actUnpinAll, actPinDialog, actReorder, actArchive, actClear,
		actForward, actBlock, actTimer, actSchedule, actUnsched, actSendNow,
	} {
		if weight := w.mood.acts[k]; weight > 0 {
			all = append(all, choice{weight, func() { kind = k }})
		}
	}
	w.choose(all)
	a := &act{kind: kind, dev: d, u: d.u, with: w.rng.IntN(w.users), born: w.clock.ns.Load()}
	half := func() bool { return w.rng.IntN(2) == 0 }
	ids := d.ids(a.with)
	some := func() int {
		if len(ids) == 0 {
			return 0
		}
		return ids[len(ids)-1-min(w.rng.IntN(len(ids)), w.rng.IntN(len(ids)))] // late ones rather
	}
	several := func() []int {
		var out []int
		for range 1 + w.rng.IntN(4) {
			if id := some(); id != 0 && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return out
	}
	switch kind {
	case actSend:
		a.text, a.random, a.silent, a.drop = w.word("m"), w.rng.Int64()|1, w.rng.IntN(4) == 0, half()
		if w.rng.IntN(3) == 0 {
			a.reply = some()
		}
	case actEdit:
		if a.id, a.text = some(), w.word("e"); a.id == 0 {
			return nil
		}
	case actDelete:
		if a.ids, a.revoke = several(), half(); len(a.ids) == 0 {
			return nil
		}
	case actRead:
		if half() {
			a.id = some()
		}
	case actMark:
		a.on = w.rng.IntN(3) > 0
	case actDraft:
		if w.rng.IntN(3) > 0 {
			a.text = w.word("d")
			if w.rng.IntN(3) == 0 {
				a.reply = some()
			}
		}
	case actPin:
		if a.id, a.on, a.silent, a.oneSide = some(), w.rng.IntN(3) > 0, half(), half(); a.id == 0 {
			return nil
		}
	case actUnpinAll:
	case actPinDialog:
		a.on = w.rng.IntN(3) > 0
	case actReorder:
		a.folder = w.rng.IntN(2)
		a.order = w.rng.Perm(w.users)[:1+w.rng.IntN(w.users)]
	case actArchive:
		a.folder = w.rng.IntN(2)
	case actClear:
		a.keep, a.revoke = half(), half()
		if half() {
			a.id = some()
		}
	case actForward:
		if a.ids = several(); len(a.ids) == 0 {
			return nil
		}
		for range a.ids {
			a.randoms = append(a.randoms, w.rng.Int64()|1)
		}
		a.to, a.drop, a.silent = w.rng.IntN(w.users), half(), w.rng.IntN(4) == 0
	case actBlock:
		if a.on = w.rng.IntN(3) == 0; a.with == a.u {
			return nil
		}
	}
	switch kind {
	case actTimer:
		if w.rng.IntN(4) > 0 {
			a.seconds = int(timers[w.rng.IntN(len(timers))] / time.Second)
		}
	case actSchedule:
		a.text, a.random, a.silent = w.word("s"), w.rng.Int64()|1, w.rng.IntN(4) == 0
		a.at = w.clock.now().Truncate(time.Second).Add(time.Duration(1+w.rng.IntN([]int{8, 40}[w.rng.IntN(2)])) * time.Second)
	case actUnsched, actSendNow:
		var waits []int
		for id := range d.waits {
			waits = append(waits, id)
		}
		if len(waits) == 0 {
			return nil
		}
		slices.Sort(waits)
		a.id = waits[w.rng.IntN(len(waits))]
		a.with, a.text = d.waits[a.id].with, d.waits[a.id].text
	}
	if !w.lock(a) {
		return nil
	}
	if a.kind == actSend || a.kind == actSchedule {
		d.unanswered = append(d.unanswered, a)
	}
	return a
}

// word makes a text that nobody said before.
func (w *world) word(begin string) string { return fmt.Sprintf("%s%d", begin, w.acts+1) }

// pair names the conversation of two people.
func pair(u, with int) string { return name(min(u, with)) + name(max(u, with)) }

// lock keeps apart what two acts at once would make the judge's work guessing: acts that decide on more than one thing
// that they read. All others mix as they like.
func (w *world) lock(a *act) bool {
	a.locks, a.shared = nil, []string{pair(a.u, a.with)}
	switch a.kind {
	case actPin, actUnpinAll, actClear, actBlock:
		a.locks, a.shared = a.shared, nil
	case actForward:
		if p := pair(a.u, a.to); p != a.shared[0] {
			a.shared = append(a.shared, p)
		}
	}
	switch a.kind {
	case actPinDialog, actReorder, actArchive, actClear:
		a.locks = append(a.locks, "list of "+name(a.u))
		if a.kind == actClear && a.with != a.u {
			a.locks = append(a.locks, "list of "+name(a.with))
		}
	}
	for _, l := range a.locks {
		if w.locks[l] != 0 {
			return false
		}
	}
	for _, l := range a.shared {
		if w.locks[l] < 0 {
			return false
		}
	}
	for _, l := range a.locks {
		w.locks[l] = -1
	}
	for _, l := range a.shared {
		w.locks[l]++
	}
	return true
}

func (w *world) unlock(a *act) {
	for _, l := range a.locks {
		w.locks[l] = 0
	}
	for _, l := range a.shared {
		w.locks[l]--
	}
}
