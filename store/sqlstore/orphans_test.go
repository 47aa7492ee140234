package sqlstore_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"lamplight/store"
)

// TestJobsOfTheLastProcess leaves a job between its commit and its run, as a crash does: the next process runs it at once,
// and not when the last one would have been given up. One that is for later stays for later.
func TestJobsOfTheLastProcess(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	s := open(t, url)
	cut := make(chan struct{})
	s.Jobs().Handle("test", func(ctx context.Context, _ json.RawMessage) error {
		close(cut)
		<-ctx.Done() // the process ends here
		return ctx.Err()
	})
	enqueue := func(j store.Job) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.Enqueue(j) })
	}
	if err := enqueue(store.Job{Kind: "test", Args: "later", At: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	go enqueue(store.Job{Kind: "test", Args: "now", Wait: true}) // until its time is up
	<-cut

	next := open(t, url)
	ran := make(chan string, 2)
	next.Jobs().Handle("test", func(_ context.Context, raw json.RawMessage) error {
		ran <- string(raw)
		return nil
	})
	if err := next.Jobs().Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case what := <-ran:
		if what != `"now"` {
			t.Errorf("ran %s", what)
		}
	case <-time.After(20 * time.Second):
		t.Error("the job that was cut off does not run")
	}
	if err := next.Jobs().Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if len(ran) > 0 {
		t.Errorf("ran %s too", <-ran)
	}
}
