package server

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// heapLook is how often the server looks how much it allocates.
	heapLook = time.Second
	// calmLooks is how many looks in a row have to be calm for the server to be quiet.
	calmLooks = 10
	// calmBytes is what it may allocate in that time if less than that is in use: comparing the heads of the boxes of 2,000
	// people who say nothing takes half of it. Else it may allocate as much as is in use. It is no longer quiet at once if it
	// allocates that much between two looks, and very busy if it is hotTimes as much for hotLooks in a row.
	calmBytes = 8 << 20
	hotTimes  = 3
	hotLooks  = 4
	// It is worth while to give memory back again once this part of what is in use has been allocated since the last time.
	worthPart = 2
)

// Garbage that may gather before it is collected, in percent of what is in use. The runtime's own 100 is much for a server
// that is silent, where it is most of what people cost who are connected and say nothing. It is little for one that is very
// busy, which collects a small heap many times in a second. It is right for one to which many come at once: what they leave
// for long would otherwise lie scattered among the garbage, and hold on to the room of it.
const (
	quietPercent = 25
	usualPercent = 100
	hotPercent   = 400
	// hotGarbage is up to how many bytes of garbage hotPercent applies; with a larger heap it is the usual percentage.
	hotGarbage = 256 << 20
)

// mindHeap sets how much garbage there may be by how busy the server is, and returns memory to the system once it has
// become quiet, until ctx ends. An operator who set GOGC has it as they want it.
func mindHeap(ctx context.Context) {
	usual := debug.SetGCPercent(usualPercent)
	tune := usual == usualPercent
	if tune {
		defer debug.SetGCPercent(usualPercent)
	} else {
		debug.SetGCPercent(usual)
	}
	t := time.NewTicker(heapLook)
	defer t.Stop()
	var q quiet
	percent := usualPercent
	for {
		select {
		case <-t.C:
			now, live := allocated()
			give := q.look(now, live)
			if p := q.percent(live); tune && p != percent {
				debug.SetGCPercent(p)
				percent = p
			}
			if give {
				runtime.GC() // halves the stacks that are hardly in use, as does the one that comes with the next line
				debug.FreeOSMemory()
			}
		case <-ctx.Done():
			return
		}
	}
}

// quiet decides how busy the server is, and when memory is given back. Its numbers are bytes allocated since the start.
type quiet struct {
	is    bool   // quiet now
	hot   bool   // or very busy
	warm  int    // looks in a row that were so
	last  uint64 // at the last look
	began uint64 // when the looks began that are to be calm
	looks int    // since then
	given uint64 // when memory was given back
}

// look takes how much was allocated by now and how much of it is in use, and reports whether to give memory back now.
func (q *quiet) look(now, live uint64) bool {
	enough := max(live, calmBytes)
	since := now - q.last
	q.is = q.is && since < enough
	if q.warm++; since < hotTimes*enough {
		q.warm = 0
	}
	q.hot = q.warm >= hotLooks || q.hot && since >= enough
	q.last = now
	if q.looks++; q.looks < calmLooks {
		return false
	}
	q.is = now-q.began < enough
	q.began, q.looks = now, 0
	if !q.is || now-q.given < live/worthPart {
		return false
	}
	q.given = now
	return true
}

// percent returns how much garbage there may be, in percent of what is in use.
func (q *quiet) percent(live uint64) int {
	switch {
	case q.is:
		return quietPercent
	case q.hot:
		// In steps, since setting it stops the world for a moment.
		for p := hotPercent; p > usualPercent; p /= 2 {
			if live*uint64(p)/100 <= hotGarbage {
				return p
			}
		}
	}
	return usualPercent
}

// allocated returns how many bytes were allocated since the start, and how many were in use when they were last counted.
func allocated() (now, live uint64) {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}
