package pebble

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"lamplight"
	"lamplight/boxes"
)

// TestDamagedFile damages what lies in a file: who asks for it gets an error, and everybody else goes on with the same
// engine.
func TestDamagedFile(t *testing.T) {
	ctx := context.Background()
	fs := vfs.NewMem()
	s, err := open(Options{Dir: "boxes"}, fs, quick)
	if err != nil {
		t.Fatal(err)
	}
	for c := range lamplight.ContentID(300) {
		if _, err := s.Apply(ctx, message(c+1, strings.Repeat("x", 1000))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.now.Load().db.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := fs.List("boxes")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if filepath.Ext(name) != ".sst" {
			continue
		}
		f, err := fs.OpenReadWrite(filepath.Join("boxes", name), vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 64), 500); err != nil { // the first block: ann's
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if s, err = open(Options{Dir: "boxes"}, fs, quick); err != nil {
		t.Fatal(err)
	}
	e := s.now.Load()
	for range 3 {
		rows, end, err := s.View(ctx, ann)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rows.Scan(ctx, boxes.Range{Box: ann, Kind: boxes.KindMessage, Limit: 1000}); err == nil {
			t.Error("damage was read as if it were sound")
		}
		end()
	}
	if err := s.Ready(ctx); err != nil || s.now.Load() != e {
		t.Errorf("a damaged file ends the engine: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
