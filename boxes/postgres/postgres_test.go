package postgres

import (
	"context"
	"testing"

	"lamplight/boxes"
	"lamplight/boxes/boxestest"
	"lamplight/internal/testenv"
)

func TestLog(t *testing.T) {
	boxestest.Run(t, func(t testing.TB) func(boxes.Limits) (boxes.Log, error) {
		url := testenv.Postgres(t)
		var last boxes.Log
		t.Cleanup(func() {
			if last != nil {
				_ = last.Close() // the test may have closed it
			}
		})
		return func(lim boxes.Limits) (boxes.Log, error) {
			log, err := Open(context.Background(), Options{URL: url, Limits: lim})
			last = log
			return log, err
		}
	})
}

func BenchmarkLog(b *testing.B) {
	boxestest.Bench(b, func(b testing.TB) func(boxes.Limits) (boxes.Log, error) {
		url := testenv.Postgres(b)
		return func(lim boxes.Limits) (boxes.Log, error) {
			log, err := Open(context.Background(), Options{URL: url, Limits: lim})
			if err != nil {
				return nil, err
			}
			b.Cleanup(func() {
				if err := log.Close(); err != nil {
					b.Error(err)
				}
			})
			return log, err
		}
	})
}
