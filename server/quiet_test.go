package server

import "testing"

func TestQuietAfterBusy(t *testing.T) {
	const mb = 1 << 20
	const live = 16 * mb
	var q quiet
	var allocated uint64
	for _, step := range []struct {
		name    string
		looks   int
		each    uint64 // bytes allocated between two looks
		gives   int    // times that memory is given back
		percent int    // of garbage, in the end
	}{
		{"many come as it starts", 5, 20 * mb, 0, usualPercent},
		{"and it has not been quiet for long", 5, 100, 0, usualPercent},
		{"it is quiet", 10, 100, 1, quietPercent},
		{"and stays so: little is worth giving back", 100, mb / 100, 0, quietPercent},
		{"something goes on", 100, mb / 4, 2, quietPercent},
		{"many come at once", 1, 20 * mb, 0, usualPercent},
		{"very busy", 4, 50 * mb, 0, hotPercent},
		{"still", 30, 20 * mb, 0, hotPercent},
		{"for a moment not", 4, 100, 0, usualPercent},
		{"very busy", 11, 50 * mb, 0, hotPercent},
		{"quiet again", 20, 100, 1, quietPercent},
		{"once is enough", 50, 100, 0, quietPercent},
		{"a little to do, all the time", 20, 2 * mb, 0, usualPercent},
	} {
		gives := 0
		for range step.looks {
			allocated += step.each
			if q.look(allocated, live) {
				gives++
			}
		}
		if got := q.percent(live); gives != step.gives || got != step.percent {
			t.Errorf("%s: memory is given back %d times, want %d; %d %% of garbage, want %d", step.name, gives, step.gives, got, step.percent)
		}
	}
}

func TestBusyLargeHeap(t *testing.T) {
	const gb = 1 << 30
	q := quiet{hot: true}
	for live, want := range map[uint64]int{0: 400, gb / 16: 400, gb / 8: 200, gb / 4: 100, 4 * gb: 100} {
		if got := q.percent(live); got != want {
			t.Errorf("%d bytes in use: %d %% of garbage, want %d", live, got, want)
		}
	}
}
