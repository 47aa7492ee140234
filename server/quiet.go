package server

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// quietLook is how often the server looks whether it has become quiet.
	quietLook = 10 * time.Second
	// It is quiet if between two looks it allocates less than this part of what it may hold before the runtime collects.
	quietPart = 8
	// It is worth while to give memory back again once this part has been allocated since the last time.
	worthPart = 4
)

// giveBack returns memory to the system once the server has become quiet, until ctx ends. The runtime by itself keeps what
// a busy hour took, twice what is in use: with thousands of people connected and silent that is most of what they cost.
func giveBack(ctx context.Context) {
	t := time.NewTicker(quietLook)
	defer t.Stop()
	var q quiet
	for {
		select {
		case <-t.C:
			if q.look(allocated()) {
				debug.FreeOSMemory()
			}
		case <-ctx.Done():
			return
		}
	}
}

// quiet decides when memory is given back. Its numbers are bytes allocated since the start.
type quiet struct{ last, given uint64 }

// look takes the number of now and how many bytes the heap may hold, and reports whether to give memory back now.
func (q *quiet) look(now, goal uint64) bool {
	calm := now-q.last < goal/quietPart
	q.last = now
	if !calm || now-q.given < goal/worthPart {
		return false
	}
	q.given = now
	return true
}

// allocated returns how many bytes were allocated since the start, and how many the heap may hold before it is collected.
func allocated() (now, goal uint64) {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/goal:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}
