package search

import (
	"sync/atomic"

	"lamplight"
)

// markSlots is how many boxes can be marked at once.
const markSlots = 1 << 13

// markTries is how many places a box may have: those that follow each other from the one its number says.
const markTries = 8

// marks are the boxes that moved on, each once. Marking is a few reads of memory and one write: no lock, no queue, nobody
// woken but once. Where there is no place left the box is not marked, and missed says that a sweep has to find it.
type marks struct {
	slots  [markSlots]atomic.Int64 // box ids; 0: free
	full   atomic.Int64            // slots in use, roughly
	hints  atomic.Uint64           // calls of put since the start
	missed atomic.Bool
	wake   chan struct{} // holds one if there may be marks
}

func (m *marks) put(box lamplight.BoxID) {
	m.hints.Add(1)
	at := uint64(box) * 0x9e3779b97f4a7c15 >> (64 - 13)
	for i := range uint64(markTries) {
		slot := &m.slots[(at+i)%markSlots]
		for {
			old := slot.Load()
			if old == int64(box) {
				return // whoever takes it reads the box after that
			}
			if old != 0 {
				break
			}
			if slot.CompareAndSwap(0, int64(box)) {
				if m.full.Add(1) == 1 {
					m.poke()
				}
				return
			}
		}
	}
	if !m.missed.Swap(true) {
		m.poke()
	}
}

func (m *marks) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// take removes at most n marks, going on from where it stopped the last time, and returns their boxes.
func (m *marks) take(from *int, n int) (found []lamplight.BoxID) {
	for range markSlots {
		if len(found) == n || m.full.Load() <= 0 {
			break
		}
		slot := &m.slots[*from]
		*from = (*from + 1) % markSlots
		if slot.Load() == 0 {
			continue
		}
		if box := slot.Swap(0); box != 0 {
			m.full.Add(-1)
			found = append(found, lamplight.BoxID(box))
		}
	}
	return found
}

// waiting returns how many boxes are marked.
func (m *marks) waiting() int { return int(max(m.full.Load(), 0)) }
