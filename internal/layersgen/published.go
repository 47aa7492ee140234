package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// readPublished reads a schema as one of the packages publishes it: TL text (gotd, Pyrogram), JSON (mtcute), TL inside
// JavaScript (GramJS) or a folder of Python classes (Telethon; base gives what the classes do not say).
func readPublished(path string, base *schema) (*schema, error) {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return readTelethon(path, base)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch filepath.Ext(path) {
	case ".json":
		return readMtcute(text)
	case ".js":
		_, tl, ok := strings.Cut(string(text), "`")
		tl, _, ok2 := strings.Cut(tl, "`")
		if !ok || !ok2 {
			return nil, fmt.Errorf("%s holds no template string", path)
		}
		return parseTL(tl)
	}
	return parseTL(string(text))
}

// readMtcute reads mtcute's api-schema.json. Its int53 is a long on the wire.
func readMtcute(text []byte) (*schema, error) {
	type modifiers struct {
		Predicate    string
		IsVector     bool
		IsBareVector bool
	}
	var file struct {
		L int
		E []struct {
			Kind, Name, Type string
			ID               uint32
			TypeModifiers    modifiers
			Generics         []any
			Arguments        []struct {
				Name, Type    string
				TypeModifiers modifiers
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	typ := func(t string, m modifiers) string {
		if t == "int53" {
			t = "long"
		}
		switch {
		case m.IsVector:
			t = "Vector<" + t + ">"
		case m.IsBareVector:
			t = "vector<" + t + ">"
		}
		return t
	}
	s := &schema{layer: file.L, defs: map[string]*def{}}
	for _, e := range file.E {
		d := &def{id: e.ID, name: e.Name, method: e.Kind == "method", result: typ(e.Type, e.TypeModifiers)}
		for _, a := range e.Arguments {
			f := field{name: a.Name, typ: typ(a.Type, a.TypeModifiers)}
			if p := a.TypeModifiers.Predicate; p != "" {
				word, bit, _ := strings.Cut(p, ".")
				n, err := strconv.Atoi(bit)
				if err != nil {
					return nil, fmt.Errorf("%s.%s: %w", e.Name, a.Name, err)
				}
				f.word, f.bit = word, n
			}
			if len(e.Generics) > 0 && a.Type == "X" {
				f.typ = "!X"
			}
			d.fields = append(d.fields, f)
		}
		s.add(d)
	}
	return s, nil
}

var (
	pyClass   = regexp.MustCompile(`(?ms)^class (\w+)\((TLObject|TLRequest)\):\n(.*?)(?:\n\n\n|\z)`)
	pyID      = regexp.MustCompile(`CONSTRUCTOR_ID = 0x([0-9a-f]+)`)
	pyResult  = regexp.MustCompile(`(?:Constructor for|:returns) ([\w.<>]+)`)
	pySub     = regexp.MustCompile(`SUBCLASS_OF_ID = (0x[0-9a-f]+)`)
	pyInit    = regexp.MustCompile(`def __init__\(self, (.*)\):`)
	pyParam   = regexp.MustCompile(`(?:^|, )(\w+): `)
	pyType    = regexp.MustCompile(`'Type(\w+)'|\b(bytes|str|int|bool|datetime|float)\b`)
	pyFlagged = regexp.MustCompile(`^        if (flags\d?) & (\d+):$`)
	pyTrue    = regexp.MustCompile(`^        _(\w+) = bool\((flags\d?) & (\d+)\)$`)
	pyWord    = regexp.MustCompile(`^        (flags\d?) = reader\.read_int\(\)$`)
	pyRead    = regexp.MustCompile(`^ +_(\w+) = (?:reader\.(\w+)\((\d*)\)|(\[\]))$`)
)

// readTelethon reads the classes that Telethon generates: the order, kinds and flags of a class's fields from what
// reads it, the types from its constructor. A number that base has is taken from there, but for the flags without
// value, which do not change the number. The rule for numbers proves every other one.
func readTelethon(dir string, base *schema) (*schema, error) {
	byID := map[uint32]*def{}
	types := map[string][]string{} // full names by the last part, which is all that the annotations keep
	learn := func(typ string) {
		last := strings.ToLower(typ[strings.LastIndex(typ, ".")+1:])
		if !slices.Contains(types[last], typ) {
			types[last] = append(types[last], typ)
		}
	}
	for _, d := range base.defs {
		byID[d.id] = d
		if !d.method {
			learn(d.result)
		}
	}
	s := &schema{defs: map[string]*def{}}
	subs := map[string]string{} // full names by SUBCLASS_OF_ID
	files, err := filepath.Glob(filepath.Join(dir, "types", "*.py"))
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, m := range pyClass.FindAllStringSubmatch(string(text), -1) {
			if t := pyResult.FindStringSubmatch(m[3]); t != nil {
				learn(t[1])
				subs[pySub.FindStringSubmatch(m[3])[1]] = t[1]
			}
		}
	}
	for _, room := range []string{"types", "functions"} {
		files, err := filepath.Glob(filepath.Join(dir, room, "*.py"))
		if err != nil {
			return nil, err
		}
		for _, path := range files {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			space := strings.TrimSuffix(filepath.Base(path), ".py") + "."
			if space == "__init__." {
				space = ""
			}
			for _, m := range pyClass.FindAllStringSubmatch(string(text), -1) {
				d, err := telethonDef(space, m[1], m[3], room == "functions", types)
				if err != nil {
					return nil, fmt.Errorf("%s%s: %w", space, m[1], err)
				}
				if d.result == "" {
					d.result = subs[pySub.FindStringSubmatch(m[3])[1]]
				}
				if old := byID[d.id]; old != nil {
					d = withBareFlags(old, d)
				}
				if d.number() == d.id { // the others are service messages, whose names Telethon changes
					s.add(d)
				}
			}
		}
	}
	return s, nil
}

// withBareFlags returns old's definition, unless d has other flags without value.
func withBareFlags(old, d *def) *def {
	bare := func(d *def) (list string) {
		for _, f := range d.fields {
			if f.typ == "true" {
				list += f.String() + " "
			}
		}
		return list
	}
	if bare(old) == bare(d) {
		return old
	}
	out := *old
	out.fields = nil
	i := 0
	for _, f := range d.fields { // the same fields in the same order, but for bare flags
		if f.typ == "true" {
			out.fields = append(out.fields, f)
			continue
		}
		for old.fields[i].typ == "true" {
			i++
		}
		out.fields = append(out.fields, old.fields[i])
		i++
	}
	return &out
}
