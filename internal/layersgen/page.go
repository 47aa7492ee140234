package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// headings of the page, in order, with what holds for all that stands under them.
var headings = []struct{ title, rule string }{
	{goneMethods, "Each is mapped to a method of layer 228 or refused with `400 METHOD_INVALID`."},
	{goneCtors, "Each is mapped to a constructor of layer 228, or the request that holds it is refused with " +
		"`400 INPUT_CONSTRUCTOR_INVALID`."},
	{changedResult, "The answer of layer 228 is turned into the older type."},
	{changedType, "Values are turned into the other type."},
	{goneParams, "What a request says with them is said otherwise, or has no meaning any more."},
	{newParams, "Where nothing is said below, the field gets its emptiest value: 0, no text, an empty list, false, the constructor that says nothing."},
	{goneFields, "They are made of what layer 228 says instead."},
}

// A hand is what edge/mtproto/layers has written by hand, read from its source.
type hand struct {
	up   bool
	name string
	to   string
	has  string
	from []string
	why  string
}

// handWritten reads the changes and pairs from the source of edge/mtproto/layers, so that they are said once.
func handWritten(dir string) (changes, pairs []hand, err error) {
	for _, file := range []string{"changes.go", "pairs.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, file), nil, 0)
		if err != nil {
			return nil, nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			list, ok := v.Values[0].(*ast.CompositeLit)
			if !ok {
				return true
			}
			for _, e := range list.Elts {
				lit, ok := e.(*ast.CompositeLit)
				switch {
				case ok && v.Names[0].Name == "changes":
					changes = append(changes, readChange(lit))
				case ok && v.Names[0].Name == "handPairs":
					pairs = append(pairs, hand{name: text(lit.Elts[0]), to: text(lit.Elts[1]), why: text(lit.Elts[3])})
				}
			}
			return false
		})
	}
	return changes, pairs, nil
}

func readChange(lit *ast.CompositeLit) (h hand) {
	for _, e := range lit.Elts {
		kv := e.(*ast.KeyValueExpr)
		switch kv.Key.(*ast.Ident).Name {
		case "name":
			h.name = text(kv.Value)
		case "to":
			h.to = text(kv.Value)
		case "has":
			h.has = text(kv.Value)
		case "why":
			h.why = text(kv.Value)
		case "up":
			h.up = true
		case "from":
			if m, ok := kv.Value.(*ast.CompositeLit); ok {
				for _, f := range m.Elts {
					h.from = append(h.from, text(f.(*ast.KeyValueExpr).Value))
				}
			}
		}
	}
	return h
}

func text(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		s, _ := strconv.Unquote(l.Value)
		return s
	}
	return ""
}

// decided returns the sentence that says what happens with a finding; empty if nobody has decided.
func decided(heading, what string, changes, pairs []hand) string {
	if d := decisions[what]; d != "" {
		return d
	}
	name := what[:strings.IndexAny(what+":", ":({ ")]
	if heading == goneCtors {
		name = strings.TrimSpace(what[strings.Index(what, ":")+1:])
	}
	ctor := name
	if heading == changedType {
		ctor = name[:strings.LastIndex(name, ".")]
	}
	if d := decisions[name]; d != "" {
		return d
	}
	if heading == goneCtors {
		if d := decisions[what[:strings.Index(what, ":")]]; d != "" {
			return d
		}
	}
	if heading == changedResult || heading == changedType {
		if d := byPair(what, pairs); d != "" {
			return d
		}
	}
	for _, h := range changes {
		if h.name == ctor && (heading == changedType || h.up == (heading == goneMethods || heading == goneCtors || heading == goneParams || heading == newParams)) {
			if h.to != "" {
				return fmt.Sprintf("`%s`. %s", h.to, h.why)
			}
			return h.why
		}
	}
	if heading == changedResult {
		for _, h := range changes { // a constructor of the result has another name
			if strings.HasPrefix(strings.ToLower(h.to), strings.ToLower(resultOf(what))) {
				return h.why
			}
		}
	}
	return decisions[ctor]
}

// resultOf returns the older type of "method: Older, now Newer".
func resultOf(what string) string {
	_, types, _ := strings.Cut(what, ": ")
	older, _, _ := strings.Cut(types, ", now ")
	return older
}

// byPair finds the pair of types that a finding names.
func byPair(what string, pairs []hand) string {
	_, types, _ := strings.Cut(what, ": ")
	older, newer, _ := strings.Cut(types, ", now ")
	if strings.Contains(older, ": ") { // a field: its name stands before each type
		_, older, _ = strings.Cut(older, ": ")
		_, newer, _ = strings.Cut(newer, ": ")
	}
	inside := func(t string) string { return strings.TrimSuffix(strings.TrimPrefix(t, "Vector<"), ">") }
	for _, h := range pairs {
		if h.name == newer && h.to == older || h.name == older && h.to == newer ||
			h.name == inside(newer) && h.to == inside(older) {
			return h.why
		}
	}
	return ""
}

// page makes docs/layers.md.
func page(all []*schema, changes, pairs []hand) (string, []string) {
	c := compare(all)
	var b strings.Builder
	var undecided []string
	var numbers []string
	for _, s := range all {
		numbers = append(numbers, strconv.Itoa(s.layer))
	}
	fmt.Fprintf(&b, `# Layers of the API

<!-- Code generated by internal/layersgen. DO NOT EDIT. -->

Handlers are written once, for layer %d. Sessions that speak another layer are converted: %s.
A layer between two of these is read as the nearest one, counted by a metric, and unsupported.

Conversion goes by the names of constructors and fields. What is made is always valid in the target layer:

- a field keeps its value wherever it stands in either layer, and whichever flag says that it is there;
- fields that the target lacks are left out; required fields that the source lacks get their emptiest value;
- in answers, what the target has no word for is dropped from lists, left out where it is optional, and replaced by a constructor
  that says so where there is one (`+"`messageMediaUnsupported`, `messageActionEmpty`, `pageBlockUnsupported`"+`, …); an update that
  cannot be said is left out, and its counters reach the client with the next one or with the difference;
- in requests nothing is dropped: what layer %d has no word for is refused with `+"`400 INPUT_CONSTRUCTOR_INVALID`"+`;
- an answer that cannot be said at all is an error of ours, never bytes that the client cannot read.

What names cannot tell follows: every difference of these kinds between any layer and %d, the layers it is in (first to last), and what
is done. The sentences stand beside the code in `+"`edge/mtproto/layers/changes.go` and `pairs.go`"+`, and in
`+"`internal/layersgen/decisions.go`"+`; a difference without one fails a test.
`, newest, strings.Join(numbers, ", "), newest, newest)
	for _, h := range headings {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| difference | layers | what is done |\n| --- | --- | --- |\n", h.title, h.rule)
		for _, f := range c.sorted(h.title) {
			d := decided(h.title, f.what, changes, pairs)
			if d == "" {
				undecided = append(undecided, h.title+": "+f.what)
			}
			layers := strconv.Itoa(f.layers[0])
			if last := f.layers[len(f.layers)-1]; last != f.layers[0] {
				layers += "–" + strconv.Itoa(last)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.what, layers, d)
		}
	}
	b.WriteString("\n## Everything that is written by hand\n\n| what | way | sentence |\n| --- | --- | --- |\n")
	for _, h := range changes {
		way, name := "answers", "`"+h.name+"`"
		if h.up {
			way = "requests"
		}
		if h.to != "" {
			name += " → `" + h.to + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, way, h.why)
	}
	for _, h := range pairs {
		fmt.Fprintf(&b, "| `%s` → `%s` | both | %s |\n", h.name, h.to, h.why)
	}
	b.WriteString("\n## " + newCtors + "\n\nBy type, with the first and last layer that lacks them; the rules above say what becomes of them.\n\n| type | constructors |\n| --- | --- |\n")
	writeNewCtors(&b, c.sorted(newCtors))
	return b.String(), undecided
}

func writeNewCtors(b *strings.Builder, list []finding) {
	byType := map[string][]string{}
	var types []string
	for _, f := range list {
		typ, name, _ := strings.Cut(f.what, ": ")
		if byType[typ] == nil {
			types = append(types, typ)
		}
		byType[typ] = append(byType[typ], fmt.Sprintf("%s (%d–%d)", name, f.layers[0], f.layers[len(f.layers)-1]))
	}
	slices.Sort(types)
	for _, t := range types {
		fmt.Fprintf(b, "| `%s` | %s |\n", t, strings.Join(byType[t], ", "))
	}
}
