package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// newest is the layer that is kept whole, in schemas/228.tl. Every other is kept as what differs from its neighbour on
// the way to it: lines that begin with "-" leave, lines that begin with "+" come.
const newest = 228

// loadAll reads every layer below dir, in ascending order.
func loadAll(dir string) ([]*schema, error) {
	text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.tl", newest)))
	if err != nil {
		return nil, err
	}
	base, err := parseTL(string(text))
	if err != nil {
		return nil, err
	}
	base.layer = newest
	files, err := filepath.Glob(filepath.Join(dir, "*.diff"))
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, f := range files {
		n, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(f), ".diff"))
		if err != nil {
			return nil, fmt.Errorf("%s: the name is not a layer", f)
		}
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, func(a, b int) int { return cmp.Compare(distance(a), distance(b)) })
	all := []*schema{base}
	older, newer := base, base
	for _, n := range numbers {
		text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.diff", n)))
		if err != nil {
			return nil, err
		}
		from := older
		if n > newest {
			from = newer
		}
		s, err := patch(from, string(text))
		if err != nil {
			return nil, fmt.Errorf("%d.diff: %w", n, err)
		}
		s.layer = n
		if n > newest {
			newer = s
		} else {
			older = s
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *schema) int { return cmp.Compare(a.layer, b.layer) })
	return all, nil
}

func distance(layer int) int { return max(layer-newest, newest-layer) }

// patch returns from with the differences that text tells.
func patch(from *schema, text string) (*schema, error) {
	s := &schema{defs: map[string]*def{}}
	for n, d := range from.defs {
		s.defs[n] = d
	}
	method := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
		case line == "---functions---":
			method = true
		case line[0] == '-':
			if s.defs[line[1:]] == nil {
				return nil, fmt.Errorf("%s is not there to leave", line[1:])
			}
			delete(s.defs, line[1:])
		case line[0] == '+':
			d, err := parseDef(line[1:], method)
			if err != nil {
				return nil, err
			}
			s.defs[d.name] = d
		default:
			return nil, fmt.Errorf("unknown line %q", line)
		}
	}
	return s, nil
}

// differences is the text that makes to from from.
func differences(from, to *schema) string {
	var b strings.Builder
	for _, method := range []bool{false, true} {
		if method {
			b.WriteString("---functions---\n")
		}
		for _, d := range from.sorted() {
			if d.method == method && to.defs[d.name] == nil {
				b.WriteString("-" + d.name + "\n")
			}
		}
		for _, d := range to.sorted() {
			old := from.defs[d.name]
			if d.method == method && (old == nil || old.String() != d.String() || old.method != d.method) {
				b.WriteString("+" + d.String() + "\n")
			}
		}
	}
	return b.String()
}

// text is the whole schema as a file.
func (s *schema) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "// Layer %d of the API, as README.md in this folder tells.\n", s.layer)
	method := false
	for _, d := range s.sorted() {
		if d.method && !method {
			b.WriteString("\n---functions---\n")
			method = true
		}
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// saveAll writes every layer below dir.
func saveAll(dir string, all []*schema) error {
	slices.SortFunc(all, func(a, b *schema) int { return cmp.Compare(distance(a.layer), distance(b.layer)) })
	older, newer := all[0], all[0]
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.tl", newest)), []byte(all[0].text()), 0o644); err != nil {
		return err
	}
	for _, s := range all[1:] {
		from := &older
		if s.layer > newest {
			from = &newer
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.diff", s.layer)), []byte(differences(*from, s)), 0o644); err != nil {
			return err
		}
		*from = s
	}
	return nil
}
