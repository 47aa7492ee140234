package sim

import (
	"testing"

	"lamplight/internal/testenv"
)

// TestDrivers plays the same seeds on both drivers: every turn, every event and every view at the end is the same.
func TestDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("PostgreSQL syncs to a real disk")
	}
	p := newPlace(t)
	url := testenv.Postgres(t)
	n := max(8, *seeds/50)
	for seed := *from; seed < *from+uint64(n); seed++ {
		o := Options{Seed: seed, Steps: *steps, Calm: true}
		one, _, failure := p.play(t, newMemory(), o)
		if failure != nil {
			t.Fatalf("seed %d on Pebble: %v\ntrace: %s", seed, failure, keep(t, o, one))
		}
		other, _, failure := p.play(t, &database{url: url, ids: people4}, o)
		if failure != nil {
			t.Fatalf("seed %d on PostgreSQL: %v\ntrace: %s", seed, failure, keep(t, o, other))
		}
		for i := range max(len(one), len(other)) {
			if i >= len(one) || i >= len(other) || one[i] != other[i] {
				t.Fatalf("seed %d goes apart at line %d of the trace:\n%s\n%s", seed, i+1, line(one, i), line(other, i))
			}
		}
	}
	t.Logf("%d seeds were the same on both", n)
}

// TestLivesOnPostgres has crashes of the server, too; the database stays.
func TestLivesOnPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("PostgreSQL syncs to a real disk")
	}
	p := newPlace(t)
	url := testenv.Postgres(t)
	n := max(8, *seeds/50)
	var all Stats
	for seed := *from + 100_000; seed < *from+100_000+uint64(n); seed++ {
		o := Options{Seed: seed, Steps: *steps}
		trace, stats, failure := p.play(t, &database{url: url, ids: people4}, o)
		all.add(stats)
		if failure != nil {
			t.Fatalf("seed %d: %v\ntrace: %s", seed, failure, keep(t, o, trace))
		}
	}
	t.Logf("%d seeds: %+v", n, all)
}

func line(trace []string, i int) string {
	if i >= len(trace) {
		return "(the end)"
	}
	return trace[i]
}

// TestAgain plays seeds twice: the second run is the first one again, or a failure could not be looked into.
func TestAgain(t *testing.T) {
	p := newPlace(t)
	n, same := 20, 0
	if testing.Short() {
		n = 3
	}
	for seed := *from; seed < *from+uint64(n); seed++ {
		o := Options{Seed: seed, Steps: *steps}
		one, _, _ := p.play(t, newMemory(), o) // whether it fails is for TestLives to say
		other, _, _ := p.play(t, newMemory(), o)
		i := 0
		for i < min(len(one), len(other)) && one[i] == other[i] {
			i++
		}
		if i == len(one) && i == len(other) {
			same++
		} else {
			t.Logf("seed %d goes apart at line %d:\n%s\n%s", seed, i+1, line(one, i), line(other, i))
		}
	}
	if same*10 < n*9 {
		t.Errorf("%d of %d seeds played out the same way twice", same, n)
	}
	t.Logf("%d of %d seeds played out the same way twice", same, n)
}
