package pebble

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"lamplight/boxes"
	"lamplight/boxes/boxestest"
)

func TestLog(t *testing.T) {
	boxestest.Run(t, func(t testing.TB) func(boxes.Limits) (boxes.Log, error) {
		fs := vfs.NewMem()
		var last boxes.Log
		t.Cleanup(func() {
			if last != nil {
				_ = last.Close() // the test may have closed it
			}
		})
		return func(lim boxes.Limits) (boxes.Log, error) {
			s, err := open(Options{Dir: "boxes", Limits: lim}, fs, quick)
			last = s
			return s, err
		}
	})
}

func BenchmarkLog(b *testing.B) {
	boxestest.Bench(b, func(b testing.TB) func(boxes.Limits) (boxes.Log, error) {
		return func(lim boxes.Limits) (boxes.Log, error) {
			log, err := Open(Options{Dir: b.TempDir(), Limits: lim})
			b.Cleanup(func() {
				if err := log.Close(); err != nil {
					b.Error(err)
				}
			})
			return log, err
		}
	})
}
