package boxes

import (
	"slices"
	"testing"
	"time"
)

// TestExpiryKeys: keys give back what they were made of, and sort by time first.
func TestExpiryKeys(t *testing.T) {
	at := time.Unix(1_800_000_000, 0).UTC()
	in := []Expiry{ // in the order of their keys
		{Box: 5, ID: 9, At: time.Unix(-1, 0).UTC()},
		{Box: -1_000_000_000_001, ID: 1, At: at},
		{Box: 5, ID: 1, At: at},
		{Box: 5, ID: 1<<31 - 1, At: at},
		{Box: 6, ID: 1, At: at},
		{Box: 1, ID: 1, At: at.Add(time.Second)},
	}
	var keys []string
	for _, e := range in {
		k := expiryKey(e)
		keys = append(keys, k)
		if back, err := readExpiry(k); err != nil || back != e {
			t.Errorf("%+v came back as %+v, %v", e, back, err)
		}
	}
	if !slices.IsSorted(keys) {
		t.Error("the keys are out of order")
	}
	if _, err := readExpiry("short"); err == nil {
		t.Error("a key that is none was read")
	}
}
