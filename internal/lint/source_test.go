package lint

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// onlyIn says which words belong to which rooms; comments do not count, tests do not count.
var onlyIn = []struct{ word, rooms, why string }{
	{`\btime\.Now\b`, `^(cmd|server|bench|e2e|internal/testenv)/`, "take now from the constructor"},
	{`\bos\.(Getenv|LookupEnv|Environ)\b`, `^(config|e2e|internal/testenv)/`, "read settings from config"},
	{`(?i)"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+TABLE)\s`, `^(store/sqlstore|boxes/postgres|internal/testenv)/`, "SQL stays in the stores"},
	{`(?i)` + "`" + `\s*(SELECT\s|INSERT\s+INTO|UPDATE\s|DELETE\s+FROM|CREATE\s+TABLE)`, `^(store/sqlstore|boxes/postgres|internal/testenv)/`, "SQL stays in the stores"},
	{`\bhttp\.(Get|Post|PostForm|Head|DefaultClient|Client\{)`, `^(outbound|edge/admin|e2e|bench|internal/testenv|server)/`, "outbound is the only HTTP client"},
	{`\bfunc init\(\)`, `^$`, "no init: constructors take what they need"},
}

func TestWords(t *testing.T) {
	walk(t, func(path string, src []byte) {
		code := withoutComments(src)
		for _, w := range onlyIn {
			if !regexp.MustCompile(w.rooms).MatchString(path) && regexp.MustCompile(w.word).Match(code) {
				t.Errorf("%s: %s does not belong here: %s", path, regexp.MustCompile(w.word).Find(code), w.why)
			}
		}
	})
}

// planFiles are the files of a handler package that hold no handler: the plan, by topics where it is long, and what reads a
// wire type that several handlers take.
var planFiles = regexp.MustCompile(`^(doc|(routes|unsupported)(_[a-z]+)?|input_[a-z_]+)\.go$`)

// TestMethodFiles checks that each file of a handler package declares the one handler it is named after.
func TestMethodFiles(t *testing.T) {
	walk(t, func(path string, src []byte) {
		dir, file := filepath.Split(path)
		if !regexp.MustCompile(`^edge/mtproto/api/[a-z]+/$`).MatchString(dir) || planFiles.MatchString(file) {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		var methods []string
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && isHandler(fn) {
				methods = append(methods, fn.Name.Name)
			}
		}
		want := camel(strings.TrimSuffix(file, ".go"))
		if len(methods) != 1 || !strings.EqualFold(methods[0], want) {
			t.Errorf("%s declares handlers %v, want [%s]", path, methods, want)
		}
	})
}

// isHandler reports whether fn is a method of *Handlers that takes a request: (ctx, rpc.Call, *tg.XRequest).
func isHandler(fn *ast.FuncDecl) bool {
	if fn.Recv == nil || len(fn.Recv.List) != 1 {
		return false
	}
	star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	if !ok || name.Name != "Handlers" {
		return false
	}
	params := 0
	for _, p := range fn.Type.Params.List {
		params += max(len(p.Names), 1)
	}
	if params != 3 {
		return false
	}
	last, ok := fn.Type.Params.List[len(fn.Type.Params.List)-1].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := last.X.(*ast.SelectorExpr)
	return ok && strings.HasSuffix(sel.Sel.Name, "Request")
}

// TestNothingMissingFromHandlers checks that a handler package has its plan in routes.go and its list of the rest.
func TestNothingMissingFromHandlers(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(root(t), "edge/mtproto/api/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "routes.go")); err != nil {
			t.Errorf("%s has no routes.go", filepath.Base(dir))
		}
	}
}

// maxLines is the most lines that a file written by hand may have before its room wants two doors.
const maxLines = 800

func TestFilesAreSmall(t *testing.T) {
	walk(t, func(path string, src []byte) {
		if n := bytes.Count(src, []byte("\n")); n > maxLines && !bytes.Contains(src[:min(len(src), 500)], []byte("DO NOT EDIT")) {
			t.Errorf("%s has %d lines, more than %d", path, n, maxLines)
		}
	})
}

// camel returns the method name for a file name: send_message is sendMessage.
func camel(s string) string {
	return regexp.MustCompile(`_[a-z0-9]`).ReplaceAllStringFunc(s, func(m string) string { return strings.ToUpper(m[1:]) })
}

// withoutComments returns the source with its comments left out.
func withoutComments(src []byte) []byte {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, nil, scanner.ScanComments)
	out := bytes.Clone(src)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		if tok == token.COMMENT {
			at := fset.Position(pos).Offset
			for i := at; i < at+len(lit) && i < len(out); i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
		}
	}
}

// walk calls f with each Go file of ours that is no test, by its path from the root.
func walk(t *testing.T, f func(path string, src []byte)) {
	t.Helper()
	err := filepath.WalkDir(root(t), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".venv" || d.Name() == ".git" || d.Name() == "out" || d.Name() == "data") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root(t), path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f(filepath.ToSlash(rel), src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
