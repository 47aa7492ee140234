package main

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
)

// telethonDef makes the definition that a class says. Where an annotation could mean types of two namespaces, the
// constructor number decides.
func telethonDef(space, class, body string, method bool, types map[string][]string) (*def, error) {
	d := &def{name: strings.TrimSuffix(class, "Request"), method: method}
	first := []rune(d.name)
	first[0] = unicode.ToLower(first[0])
	d.name = space + string(first)
	if foreign.MatchString(d.name) {
		return d, nil
	}
	m := pyID.FindStringSubmatch(body)
	if m == nil {
		return nil, fmt.Errorf("no number")
	}
	id, err := strconv.ParseUint(m[1], 16, 32)
	if err != nil {
		return nil, err
	}
	d.id = uint32(id)
	if m = pyResult.FindStringSubmatch(body); m != nil {
		d.result = m[1]
	}
	said := annotations(body)
	choices, err := telethonFields(d, body, said, types)
	if err != nil {
		return nil, err
	}
	settle(d, choices, 0)
	return d, nil
}

// annotations returns what the constructor says each parameter is.
func annotations(body string) map[string]string {
	said := map[string]string{}
	m := pyInit.FindStringSubmatch(body)
	if m == nil {
		return said
	}
	at := pyParam.FindAllStringSubmatchIndex(m[1], -1)
	for i, a := range at {
		end := len(m[1])
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		t := pyType.FindStringSubmatch(strings.TrimPrefix(m[1][a[1]:end], "Optional"))
		if t != nil {
			said[m[1][a[2]:a[3]]] = t[1] + t[2]
		}
	}
	return said
}

// telethonFields reads the fields in the order of from_reader into d, and returns the types that each could have.
func telethonFields(d *def, body string, said map[string]string, types map[string][]string) ([][]string, error) {
	var (
		choices   [][]string
		word      string
		bit       int
		vector    string // how the vector that is being read is written
		inVector  bool
		afterRead bool // the line before read an int for nothing: the number of a boxed vector
	)
	put := func(name, typ string, of ...string) {
		if strings.HasSuffix(name, "_") {
			name = strings.TrimSuffix(name, "_") // from is a keyword of Python
		}
		if name == "is_self" {
			name = "self" // and self is the receiver
		}
		d.fields = append(d.fields, field{name: name, typ: typ, word: word, bit: bit})
		choices = append(choices, of)
	}
	for line := range strings.Lines(body[max(strings.Index(body, "def from_reader"), 0):]) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "        ") && !strings.HasPrefix(line, "         ") && !strings.HasPrefix(line, "        for") {
			word, bit = "", 0 // a line of the outermost level: no flag guards it
		}
		if m := pyWord.FindStringSubmatch(line); m != nil {
			put(m[1], "#", "#")
		} else if m := pyTrue.FindStringSubmatch(line); m != nil {
			n, _ := strconv.ParseUint(m[3], 10, 32)
			word, bit = m[2], bits.TrailingZeros32(uint32(n))
			put(m[1], "true", "true")
			word, bit = "", 0
		} else if m := pyFlagged.FindStringSubmatch(line); m != nil {
			n, _ := strconv.ParseUint(m[2], 10, 32)
			word, bit = m[1], bits.TrailingZeros32(uint32(n))
		} else if m := pyRead.FindStringSubmatch(line); m != nil {
			switch {
			case m[4] == "[]":
				vector, inVector = "vector", true
				if afterRead {
					vector = "Vector"
				}
				put(m[1], vector, vector)
			case inVector && m[1] == "x":
				inVector = false
				f := &d.fields[len(d.fields)-1]
				of, err := pyTypes(m[2], said[f.name]+said[f.name+"_"], types)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", f.name, err)
				}
				for i := range of {
					of[i] = f.typ + "<" + of[i] + ">"
				}
				f.typ, choices[len(choices)-1] = of[0], of
			default:
				of, err := pyTypes(m[2]+m[3], said[m[1]], types)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", m[1], err)
				}
				put(m[1], of[0], of...)
			}
		}
		afterRead = strings.TrimSpace(line) == "reader.read_int()"
	}
	return choices, nil
}

// pyTypes returns the types that a reading call and an annotation can mean together.
func pyTypes(read, said string, types map[string][]string) ([]string, error) {
	switch read {
	case "read_int", "tgread_date":
		return []string{"int"}, nil
	case "read_long":
		return []string{"long"}, nil
	case "read_double":
		return []string{"double"}, nil
	case "tgread_bool":
		return []string{"Bool"}, nil
	case "tgread_string":
		return []string{"string"}, nil
	case "tgread_bytes":
		return []string{"bytes"}, nil
	case "read_large_int":
		return []string{"int128", "int256"}, nil
	case "tgread_object":
		if said == "X" {
			return []string{"!X"}, nil
		}
		of := types[strings.ToLower(said)]
		if len(of) == 0 {
			return nil, fmt.Errorf("no type %q", said)
		}
		return append([]string(nil), of...), nil
	}
	return nil, fmt.Errorf("how to read %q is not known", read)
}

// settle tries the types that fields may have until the number is right.
func settle(d *def, choices [][]string, i int) bool {
	if i == len(choices) {
		return d.number() == d.id
	}
	for _, c := range choices[i] {
		d.fields[i].typ = c
		if settle(d, choices, i+1) {
			return true
		}
	}
	return false
}
