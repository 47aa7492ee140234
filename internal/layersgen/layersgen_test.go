package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../.."

// What is generated is what the schemas and the hand-written changes say now.
func TestNotStale(t *testing.T) {
	files, undecided, err := outputs(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: go run ./internal/layersgen", path)
		}
	}
	for _, what := range undecided {
		t.Errorf("nobody has decided what happens with %s: say it in decisions.go, or write a change by hand", what)
	}
}

// Every definition has the number that its text gives it, so none was misread.
func TestNumbers(t *testing.T) {
	all, err := loadAll(filepath.Join(root, schemas))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 17 {
		t.Fatalf("%d layers; want 17", len(all))
	}
	for _, s := range all {
		if len(s.defs) < 1500 {
			t.Errorf("layer %d has only %d definitions", s.layer, len(s.defs))
		}
		for _, d := range s.defs {
			if d.number() != d.id {
				t.Errorf("layer %d: the number of %v would be %x", s.layer, d, d.number())
			}
		}
	}
}

// Every decision is about a difference that is there.
func TestDecisionsAreNeeded(t *testing.T) {
	all, err := loadAll(filepath.Join(root, schemas))
	if err != nil {
		t.Fatal(err)
	}
	changes, pairs, err := handWritten(filepath.Join(root, layersDir))
	if err != nil {
		t.Fatal(err)
	}
	c := compare(all)
	for key, sentence := range decisions {
		used := false
		for _, h := range headings {
			for _, f := range c.sorted(h.title) {
				used = used || decided(h.title, f.what, changes, pairs) == sentence
			}
		}
		if !used {
			t.Errorf("%s: no difference needs this decision", key)
		}
	}
}

func TestParseDef(t *testing.T) {
	for _, line := range []string{
		"boolFalse#bc799737 = Bool;",
		"user#31774388 flags:# self:flags.10?true id:long photo:flags.5?UserProfilePhoto list:flags.1?Vector<long> = User;",
		"invokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X;",
		"contacts.getContactIDs#7adc669d hash:long = Vector<int>;",
	} {
		d, err := parseDef(line, false)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		} else if d.String() != line {
			t.Errorf("%s came back as %s", line, d)
		}
	}
	for _, line := range []string{"", "user = User;", "user#xyz = User;", "user#1 id:flags.x?long = User;"} {
		if d, err := parseDef(line, false); err == nil {
			t.Errorf("%q was read as %v", line, d)
		}
	}
}
