package main

import (
	"math/big"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestShort runs every scenario for a moment on both kinds of boxes, so that the benchmark works when it is needed.
func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts servers")
	}
	binary := filepath.Join(t.TempDir(), "lamplight")
	if out, err := exec.Command("go", "build", "-o", binary, "lamplight/cmd/lamplight").CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	rows, err := run(t.Context(), options{
		server: binary, log: "warn", scenarios: []string{"private", "idle", "start", "crowd", "files", "opened"}, boxes: []string{"pebble", "postgres"},
		pairs: 4, warm: 100 * time.Millisecond, time: time.Second, sessions: 20, settle: 100 * time.Millisecond,
		members: 500, few: 20, listeners: 60, joined: 30, each: 50 * time.Millisecond, file: 12, parts: 4, messages: 8000, askers: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		want := map[string][]*float64{
			"private": {r.MessagesPerSecond, r.P50, r.P99, r.CPU}, "idle": {r.IdleMB, r.IdleAllMB}, "start": {r.StartMS},
			"files": {r.UploadMBs, r.AssembleMS, r.DownloadMBs},
		}[r.Scenario]
		for i, v := range want {
			if v == nil || *v <= 0 {
				t.Errorf("%s on %s: value %d is missing", r.Scenario, r.Boxes, i)
			}
		}
	}
	if len(rows) != 12 {
		t.Errorf("%d rows, want 12", len(rows))
	}
	for _, r := range rows {
		if r.Scenario == "opened" && (len(r.Costs) != 1 || r.Costs[0].N < leastOften) {
			t.Errorf("%s on %s: %+v", r.Scenario, r.Boxes, r.Costs)
		}
		if r.Scenario != "crowd" {
			continue
		}
		told := map[int]bool{} // by how many were online
		for _, k := range r.Costs {
			if k.N == 0 || k.P50 <= 0 {
				t.Errorf("%s on %s: %+v", r.Scenario, r.Boxes, k)
			}
			if k.Deliveries > 0 {
				told[k.Online] = true
			}
		}
		if !told[20] || !told[60] {
			t.Errorf("%s on %s: deliveries to %v online, want 20 and 60", r.Scenario, r.Boxes, told)
		}
	}
}

// TestBoxSeesFaults holds the check that a run rests on: what is lost or doubled is noticed.
func TestBoxSeesFaults(t *testing.T) {
	type event struct{ pts, count, id int }
	tests := []struct {
		name   string
		events []event
		wrong  bool
	}{
		{"in order", []event{{1, 1, 7}, {2, 1, 8}, {3, 1, 9}}, false},
		{"lost", []event{{1, 1, 7}, {3, 1, 9}}, true},
		{"doubled", []event{{1, 1, 7}, {1, 1, 7}}, true},
		{"doubled under another pts", []event{{1, 1, 7}, {2, 1, 7}}, true},
		{"an id left out", []event{{1, 1, 7}, {2, 1, 9}}, true},
		{"a pts that counts two", []event{{1, 1, 7}, {3, 2, 8}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b box
			wrong := slices.ContainsFunc(tt.events, func(e event) bool { return b.take(e.pts, e.count, e.id) != nil })
			if wrong != tt.wrong {
				t.Errorf("noticed a fault: %v, want %v", wrong, tt.wrong)
			}
		})
	}
}

func TestTextCarriesItsNumber(t *testing.T) {
	for _, n := range []int{1, 9, 10, 123_456, 9_999_999} {
		s := text(n)
		if got, err := numberOf(s); err != nil || got != n || len(s) != textSize {
			t.Errorf("text(%d) is %q: number %d, %v, %d bytes", n, s, got, err, len(s))
		}
	}
}

// TestAddressesDiffer gives each of ten thousand clients an address and a phone of its own.
func TestAddressesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for n := range 10_000 {
		for _, s := range []string{from(n), phone(n)} {
			if seen[s] {
				t.Fatalf("%s is given twice", s)
			}
			seen[s] = true
		}
	}
}

func TestFactor(t *testing.T) {
	for _, primes := range [][2]uint64{{3, 5}, {1_000_003, 1_000_033}, {2_147_483_629, 2_147_483_647}, {65_537, 4_294_967_291}} {
		pq := new(big.Int).Mul(new(big.Int).SetUint64(primes[0]), new(big.Int).SetUint64(primes[1]))
		p, q := factor(pq.Bytes())
		if p.Uint64() != primes[0] || q.Uint64() != primes[1] {
			t.Errorf("%v = %v · %v", pq, p, q)
		}
	}
}
