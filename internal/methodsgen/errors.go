package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// generated is the line that says where a page comes from.
const generated = "*Written by `go run ./internal/methodsgen` from the code; a test holds it to it.*"

// A symbol is an error that the source makes.
type symbol struct {
	name  string // as on the wire; _X stands for a number
	kind  string // name of the lamplight.Kind
	where string // file
}

// kinds are the kinds of error by their names in the source.
var kinds = map[string]lamplight.Kind{
	"Internal": lamplight.Internal, "Invalid": lamplight.Invalid, "Unauthorized": lamplight.Unauthorized,
	"Forbidden": lamplight.Forbidden, "NotFound": lamplight.NotFound, "NotAcceptable": lamplight.NotAcceptable,
	"Flood": lamplight.Flood, "Moved": lamplight.Moved, "Unavailable": lamplight.Unavailable,
}

// errorsPage writes docs/errors.md.
func errorsPage(root string) (string, error) {
	found, err := symbols(root)
	if err != nil {
		return "", err
	}
	type key struct{ name, kind string }
	files := map[key][]string{}
	for _, s := range found {
		k := key{s.name, s.kind}
		if !slices.Contains(files[k], s.where) {
			files[k] = append(files[k], s.where)
		}
	}
	var keys []key
	for k := range files {
		keys = append(keys, k)
		slices.Sort(files[k])
	}
	slices.SortFunc(keys, func(a, b key) int {
		return strings.Compare(a.name+" "+a.kind, b.name+" "+b.kind)
	})
	var b strings.Builder
	fmt.Fprintf(&b, "# Errors\n\n%s\n\n", generated)
	fmt.Fprintf(&b, "The %d errors that a client can be answered. X stands for a number: seconds to wait, a data centre, a part.\n",
		len(keys))
	b.WriteString("Whatever else goes wrong is a fault of ours and answered as 500 `INTERNAL_SERVER_ERROR`; the log has the cause.\n\n")
	b.WriteString("Of a 406 clients show nothing: where a person can do something about it, such as with `STORAGE_FULL` and `USER_STORAGE_FULL`, a\n" +
		"message from 777000 says what. 503 `STORAGE_CHECK_FAILED` is a full or failed disk, or a database that is away: it passes, clients try a\n" +
		"few times, and nothing was stored, or all of it; a repeat with the same random id is right in either case.\n\n")
	b.WriteString("| symbol | code | kind | made in |\n| --- | --- | --- | --- |\n")
	for _, k := range keys {
		var links []string
		for _, f := range files[k] {
			links = append(links, fmt.Sprintf("[%s](../%s)", f, f))
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", k.name, rpc.Status(kinds[k.kind]), k.kind, strings.Join(links, ", "))
	}
	return b.String(), nil
}

// symbols returns the errors that the source below root makes: the literals of lamplight.Error, and the calls of
// functions that make one of an argument.
func symbols(root string) ([]symbol, error) {
	packages := map[string]map[string]*ast.File{}
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			switch d.Name() {
			case "internal", "e2e", "bench", "sim", "web", "node_modules", "testdata":
				return fs.SkipDir
			}
			if strings.HasPrefix(d.Name(), ".") && rel != "." {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		if packages[dir] == nil {
			packages[dir] = map[string]*ast.File{}
		}
		packages[dir][rel] = f
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []symbol
	for _, files := range packages {
		s, err := inPackage(fset, files)
		if err != nil {
			return nil, err
		}
		all = append(all, s...)
	}
	return all, nil
}

// A maker is a function that makes an error of its arguments.
type maker struct {
	code, kind int    // index of the argument; -1 if it is fixed
	name       string // the kind, where fixed
	fixed      string // the code, where fixed
	arg        bool
}

// inPackage returns the errors that one package makes.
func inPackage(fset *token.FileSet, files map[string]*ast.File) ([]symbol, error) {
	var found []symbol
	makers := map[string]maker{}
	for path, f := range files {
		for _, d := range f.Decls {
			fn, _ := d.(*ast.FuncDecl)
			var bad error
			ast.Inspect(d, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok || !isError(f, lit) || len(lit.Elts) == 0 {
					return true
				}
				m, err := read(lit, fn)
				if err != nil {
					bad = fmt.Errorf("%s: %w", fset.Position(lit.Pos()), err)
					return false
				}
				if m.code < 0 && m.kind < 0 {
					found = append(found, symbol{wire(m.fixed, m.arg), m.name, path})
				} else {
					makers[fn.Name.Name] = m
				}
				return true
			})
			if bad != nil {
				return nil, bad
			}
		}
	}
	for path, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok {
				return true
			}
			m, ok := makers[name.Name]
			if !ok {
				return true
			}
			s := symbol{m.fixed, m.name, path}
			if m.code >= 0 && m.code < len(call.Args) {
				s.name, _ = text(call.Args[m.code])
			}
			if m.kind >= 0 && m.kind < len(call.Args) {
				s.kind = last(call.Args[m.kind])
			}
			if _, known := kinds[s.kind]; known && s.name != "" {
				s.name = wire(s.name, m.arg)
				found = append(found, s)
			}
			return true
		})
	}
	return found, nil
}

func wire(code string, arg bool) string {
	if arg {
		return code + "_X"
	}
	return code
}

// isError reports whether lit is a lamplight.Error, in its own package or elsewhere.
func isError(f *ast.File, lit *ast.CompositeLit) bool {
	switch t := lit.Type.(type) {
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		return ok && x.Name == "lamplight" && t.Sel.Name == "Error"
	case *ast.Ident:
		return t.Name == "Error" && f.Name.Name == "lamplight"
	default:
		return false
	}
}

// read takes an error's literal apart. fn is the function that it stands in, or nil.
func read(lit *ast.CompositeLit, fn *ast.FuncDecl) (maker, error) {
	m := maker{code: -1, kind: -1, name: "Internal"}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return m, fmt.Errorf("fields of an error are given by name")
		}
		switch last(kv.Key) {
		case "Kind":
			m.name = last(kv.Value)
			if _, known := kinds[m.name]; !known {
				if m.kind = parameter(fn, kv.Value); m.kind < 0 {
					return m, fmt.Errorf("the kind of the error cannot be read off the source")
				}
			}
		case "Code":
			if m.fixed, ok = text(kv.Value); !ok {
				if m.code = parameter(fn, kv.Value); m.code < 0 {
					return m, fmt.Errorf("the code of the error cannot be read off the source")
				}
			}
		case "HasArg":
			m.arg = true
		}
	}
	return m, nil
}

// parameter returns which parameter of fn the expression is, or -1.
func parameter(fn *ast.FuncDecl, e ast.Expr) int {
	id, ok := e.(*ast.Ident)
	if !ok || fn == nil {
		return -1
	}
	i := 0
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			if name.Name == id.Name {
				return i
			}
			i++
		}
	}
	return -1
}

// text returns the value of a string literal.
func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// last returns the last word of a name: Invalid of lamplight.Invalid.
func last(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	default:
		return ""
	}
}
