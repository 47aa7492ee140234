package lamplight

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestToldIsMadeOnce has many ask for the forms of one event at once.
func TestToldIsMadeOnce(t *testing.T) {
	var told Told
	var made atomic.Int32
	var wg sync.WaitGroup
	failed := errors.New("cannot be said")
	for i := range 100 {
		wg.Go(func() {
			b, err := told.Form(i%2, func() ([]byte, error) {
				made.Add(1)
				if i%2 == 1 {
					return nil, failed
				}
				return []byte("said"), nil
			})
			if i%2 == 0 && (string(b) != "said" || err != nil) || i%2 == 1 && err != failed {
				t.Errorf("form %d: %q, %v", i%2, b, err)
			}
		})
	}
	wg.Wait()
	if n := made.Load(); n != 2 {
		t.Errorf("made %d times, want once for each form", n)
	}
}
