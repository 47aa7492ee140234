package pebble

import (
	"fmt"
	"time"

	"lamplight/boxes"
)

// A shortage says that there is too little room on the disk.
type shortage struct{ free, want int64 }

func (s *shortage) Error() string {
	return fmt.Sprintf("the disk of the boxes has %d MiB left, of which the last %d MiB are kept free", s.free>>20, s.want>>20)
}

// room refuses a group that adds something while there is too little room. What takes away or marks needs next to none,
// and goes on until three quarters of what is kept free are used up as well.
func (s *store) room(g boxes.Group) error {
	low := s.space.Load()
	if low == nil || low.free >= low.want/4 && !grows(g) {
		return nil
	}
	return unavailable(low)
}

// grows reports whether a group adds something that stays.
func grows(g boxes.Group) bool {
	for _, op := range g.Ops {
		switch op.(type) {
		case boxes.Delete, boxes.Clear, boxes.Expire, boxes.ReadInbox, boxes.ReadOutbox, boxes.Pin,
			boxes.ReadChannel, boxes.MarkOutbox, boxes.SeeContents, boxes.Count:
		default:
			return true
		}
	}
	return false
}

// watch looks at how much room there is, again and again, until the store is closed.
func (s *store) watch() {
	tick := time.NewTicker(s.pace.look)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			s.look()
		}
	}
}

// look notes how much room there is. An eighth more than what is kept free has to be there before all goes on, so that
// a disk at the border does not say the one and the other in turn.
func (s *store) look() {
	u, err := s.fs.GetDiskUsage(s.o.Dir)
	if err != nil {
		s.log.Debug("how full the disk of the boxes is cannot be told", "err", err)
		return
	}
	free, want := int64(min(u.AvailBytes, 1<<62)), s.o.FreeBytes
	was := s.space.Load()
	switch {
	case free < want || was != nil && free < want+want/8:
		s.space.Store(&shortage{free, want})
		if was == nil {
			s.log.Error("the disk is nearly full: nothing more is stored, reading and deleting go on", "free", free, "limit", want)
		}
	case was != nil:
		s.space.Store(nil)
		s.log.Info("the disk has room again", "free", free)
	}
}
