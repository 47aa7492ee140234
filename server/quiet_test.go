package server

import "testing"

func TestQuietAfterBusy(t *testing.T) {
	const mb = 1 << 20
	looks := []struct {
		allocated uint64
		want      bool
	}{
		{20 * mb, false},      // it starts
		{20*mb + 100, true},   // and is quiet
		{21*mb + 50, false},   // it stays quiet: little is worth giving back
		{100 * mb, false},     // busy
		{180 * mb, false},     // still
		{180*mb + 500, true},  // quiet again
		{180*mb + 900, false}, // once is enough
	}
	var q quiet
	for i, l := range looks {
		if got := q.look(l.allocated, 16*mb); got != l.want {
			t.Errorf("look %d at %d bytes: %v, want %v", i, l.allocated, got, l.want)
		}
	}
}
