package pebble

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// TestEraseLeavesNothingInTheTables looks for the words of an erased box where a thief of the disk would.
func TestEraseLeavesNothingInTheTables(t *testing.T) {
	dir := t.TempDir()
	const words, kept = "what was said and is erased", "what was said and is kept"
	log, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	say := func(box lamplight.BoxID, text lamplight.Text) boxes.Op {
		return boxes.Append{Box: box, Message: lamplight.Message{
			Peer: lamplight.UserPeer(3), From: lamplight.UserPeer(3), Content: 9, Sent: time.Unix(1, 0), Text: text,
		}}
	}
	_, err = log.Apply(t.Context(), boxes.Group{Now: time.Unix(1, 0), Ops: []boxes.Op{say(ann, words), say(bob, kept)}})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if log, err = Open(Options{Dir: dir}); err != nil { // which moves what was written into a table
		t.Fatal(err)
	}
	if err := log.Erase(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, path := range tables {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(words)) {
			t.Errorf("%s still has the text of an erased box", filepath.Base(path))
		}
		found = found || bytes.Contains(text, []byte(kept))
	}
	if !found {
		t.Error("no table has the text that was kept: the test looks in the wrong place")
	}
}
