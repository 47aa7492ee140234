package main

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A def is one constructor or method of a schema.
type def struct {
	id     uint32
	name   string // such as messages.sendMessage
	fields []field
	result string // the type it makes or, of a method, answers with
	method bool
}

// A field is one parameter of a def.
type field struct {
	name string
	typ  string // such as Vector<long>; "#" of a word of flags; "true" of a bare flag
	word string // name of the word of flags that says whether the field is there; empty if it always is
	bit  int
}

// A schema is one layer.
type schema struct {
	layer int
	defs  map[string]*def // by name, methods and constructors in one space
}

// core are the names that every layer has and that the conversion knows by itself.
var core = map[string]bool{
	"boolFalse": true, "boolTrue": true, "true": true, "vector": true, "int": true, "long": true, "double": true, "string": true,
	"bytes": true, "int128": true, "int256": true, "int53": true,
}

// foreign says which names of a published schema are not part of the API between client and server: what the packages
// add for old files and for connection setup, and what Telegram keeps for its own tests.
var foreign = regexp.MustCompile(`^(accessPointRule|ipPort|ipPortSecret|inputPeerPhotoFileLocationLegacy|` +
	`inputStickerSetThumbLegacy|inputPhotoLegacyFileLocationLegacy|help\.configSimple|test\..*|mtcute\..*|error|null|ping|pong|tls[A-Z]\w+|invokeWith\w+Prefix)$`)

var defLine = regexp.MustCompile(`^([\w.]+)#([0-9a-f]+)((?: \{X:Type\})?)((?: [\w]+:[^ ]+)*) = ([^;]+);$`)

// parseDef reads one line of a schema in TL.
func parseDef(line string, method bool) (*def, error) {
	m := defLine.FindStringSubmatch(line)
	if m == nil {
		return nil, fmt.Errorf("not a definition: %q", line)
	}
	id, err := strconv.ParseUint(m[2], 16, 32)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m[1], err)
	}
	d := &def{id: uint32(id), name: m[1], result: strings.TrimSpace(m[5]), method: method}
	for _, p := range strings.Fields(m[4]) {
		name, typ, _ := strings.Cut(p, ":")
		f := field{name: name, typ: typ}
		if word, rest, ok := strings.Cut(typ, "?"); ok {
			w, bit, _ := strings.Cut(word, ".")
			if f.bit, err = strconv.Atoi(bit); err != nil {
				return nil, fmt.Errorf("%s.%s: %w", d.name, name, err)
			}
			f.word, f.typ = w, rest
		}
		d.fields = append(d.fields, f)
	}
	return d, nil
}

// parseTL reads a whole schema in TL.
func parseTL(text string) (*schema, error) {
	s := &schema{defs: map[string]*def{}}
	method := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "---functions---":
			method = true
		case line == "---types---":
			method = false
		case line == "" || strings.HasPrefix(line, "//"):
		case strings.Contains(line, "= Vector t") || strings.Contains(line, " ? = ") || strings.HasPrefix(line, "int128 ") || strings.HasPrefix(line, "int256 ") || strings.Contains(line, "*["):
		default:
			line = strings.ReplaceAll(line, "; ", ";")
			d, err := parseDef(line, method)
			if err != nil {
				return nil, err
			}
			s.add(d)
		}
	}
	return s, nil
}

func (s *schema) add(d *def) {
	if !core[d.name] && !foreign.MatchString(d.name) {
		s.defs[d.name] = d
	}
}

// sorted returns the defs in the order that files keep: constructors by type and name, then methods by name.
func (s *schema) sorted() []*def {
	var all []*def
	for _, d := range s.defs {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *def) int {
		if a.method != b.method {
			if b.method {
				return -1
			}
			return 1
		}
		if !a.method {
			if c := cmp.Compare(a.result, b.result); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.name, b.name)
	})
	return all
}

// String returns the def as a line of TL, without its number if the line itself makes it.
func (d *def) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s#%x", d.name, d.id)
	if d.generic() {
		b.WriteString(" {X:Type}")
	}
	for _, f := range d.fields {
		b.WriteString(" " + f.String())
	}
	b.WriteString(" = " + d.result + ";")
	return b.String()
}

func (f field) String() string {
	if f.word != "" {
		return fmt.Sprintf("%s:%s.%d?%s", f.name, f.word, f.bit, f.typ)
	}
	return f.name + ":" + f.typ
}

func (d *def) generic() bool {
	return slices.ContainsFunc(d.fields, func(f field) bool { return f.typ == "!X" })
}

// number returns the constructor number that Telegram's rule gives the definition: the CRC-32 of its text, without
// flags that have no value, with bytes written as string.
//
// https://core.telegram.org/mtproto/TL#constructor-number
func (d *def) number() uint32 {
	var b strings.Builder
	b.WriteString(d.name)
	if d.generic() {
		b.WriteString(" X:Type")
	}
	for _, f := range d.fields {
		if f.typ == "true" {
			continue
		}
		b.WriteString(" " + f.String())
	}
	b.WriteString(" = " + d.result)
	text := strings.NewReplacer(":bytes", ":string", "?bytes", "?string").Replace(b.String())
	return crc32.ChecksumIEEE([]byte(strings.NewReplacer("<", " ", ">", "").Replace(text)))
}
