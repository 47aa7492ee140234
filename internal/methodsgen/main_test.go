package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPagesAreNotStale(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		} else if string(got) != want {
			t.Errorf("%s is stale: go run ./internal/methodsgen", name)
		}
	}
}

// TestFilesThatPagesNameExist follows every link of the pages.
func TestFilesThatPagesNameExist(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range pages {
		for _, m := range regexp.MustCompile(`\]\((\.\./[^)]+)\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(root, "docs", m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if n := strings.Count(pages["docs/methods.md"], "\n| `"); n != 798 {
		t.Errorf("%d methods are listed, want 798", n)
	}
}

func TestErrorsAreReadOffTheSource(t *testing.T) {
	const source = `package x
import "lamplight"
var ErrA = &lamplight.Error{Kind: lamplight.Forbidden, Code: "A_FORBIDDEN"}
var ErrFault = &lamplight.Error{Code: "FAULT"}
func invalid(code string) *lamplight.Error { return &lamplight.Error{Kind: lamplight.Invalid, Code: code} }
func of(k lamplight.Kind, code string) error { return &lamplight.Error{Kind: k, Code: code} }
func wait(n int) error { return &lamplight.Error{Kind: lamplight.Flood, Code: "WAIT", Arg: n, HasArg: true} }
func f() error { return invalid("B_INVALID") }
func g() error { return of(lamplight.Moved, "GO") }
var blank lamplight.Error
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := inPackage(fset, map[string]*ast.File{"x.go": f})
	if err != nil {
		t.Fatal(err)
	}
	want := []symbol{
		{"A_FORBIDDEN", "Forbidden", "x.go"}, {"B_INVALID", "Invalid", "x.go"}, {"FAULT", "Internal", "x.go"},
		{"GO", "Moved", "x.go"}, {"WAIT_X", "Flood", "x.go"},
	}
	slices.SortFunc(got, func(a, b symbol) int { return strings.Compare(a.name, b.name) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestErrorsThatCannotBeReadAreRefused(t *testing.T) {
	for _, source := range []string{
		`package x; var s = "S"; var e = &lamplight.Error{Kind: lamplight.Invalid, Code: s}`,
		`package x; func f(a []string) error { return &lamplight.Error{Kind: lamplight.Invalid, Code: a[0]} }`,
		`package x; var e = lamplight.Error{lamplight.Invalid, "S"}`,
	} {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "x.go", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := inPackage(fset, map[string]*ast.File{"x.go": f}); err == nil {
			t.Errorf("passes: %s", source)
		}
	}
}
