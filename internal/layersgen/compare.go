package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// A finding is one difference between older layers and the newest that conversion by name alone does not see, or that
// loses something.
type finding struct {
	what   string
	layers []int
}

// A comparison gathers what the layers do differently from the newest, by heading.
type comparison map[string]map[string][]int

func (c comparison) add(heading, what string, layer int) {
	if c[heading] == nil {
		c[heading] = map[string][]int{}
	}
	if l := c[heading][what]; len(l) == 0 || l[len(l)-1] != layer {
		c[heading][what] = append(c[heading][what], layer)
	}
}

func (c comparison) sorted(heading string) []finding {
	var out []finding
	for what, layers := range c[heading] {
		out = append(out, finding{what, layers})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].what < out[j].what })
	return out
}

// The headings of a comparison.
const (
	goneMethods   = "Methods that layer 228 no longer has"
	goneCtors     = "Constructors in requests that layer 228 no longer has"
	newCtors      = "Constructors in answers that an older layer lacks"
	changedResult = "Methods whose result has another type"
	changedType   = "Fields whose type changed"
	goneParams    = "Parameters of methods that layer 228 no longer has"
	newParams     = "Parameters that layer 228 requires and older layers do not have"
	goneFields    = "Required fields of answers that layer 228 no longer has"
)

// compare walks every layer against the newest.
func compare(all []*schema) comparison {
	i := slices.IndexFunc(all, func(s *schema) bool { return s.layer == newest })
	top := all[i]
	up, down := reachable(all)
	c := comparison{}
	for _, s := range all {
		if s == top {
			continue
		}
		for _, d := range s.sorted() {
			t := top.defs[d.name]
			switch {
			case d.method && t == nil:
				c.add(goneMethods, d.name+" → "+d.result, s.layer)
			case t == nil && up[d.result]:
				c.add(goneCtors, d.result+": "+d.name, s.layer)
			case t != nil:
				compareFields(c, d, t, s.layer, up, down)
			}
		}
		for _, t := range top.sorted() {
			if !t.method && s.defs[t.name] == nil && down[t.result] && s.hasType(t.result) {
				c.add(newCtors, t.result+": "+t.name, s.layer)
			}
		}
	}
	return c
}

func compareFields(c comparison, d, t *def, layer int, up, down map[string]bool) {
	if d.result != t.result {
		c.add(changedResult, fmt.Sprintf("%s: %s, now %s", d.name, d.result, t.result), layer)
	}
	for _, f := range d.fields {
		g := t.field(f.name)
		switch {
		case f.typ == "#":
		case g == nil && d.method:
			c.add(goneParams, d.name+"("+f.bare()+")", layer)
		case g == nil && up[d.result]:
			c.add(goneParams, d.name+"{"+f.bare()+"}", layer)
		case g == nil && f.word == "" && down[d.result]:
			c.add(goneFields, d.name+"{"+f.bare()+"}", layer)
		case g != nil && f.typ != g.typ:
			c.add(changedType, fmt.Sprintf("%s.%s: %s, now %s", d.name, f.name, f.bare(), g.bare()), layer)
		}
	}
	for _, g := range t.fields {
		if g.word == "" && g.typ != "#" && d.field(g.name) == nil && (d.method || up[d.result]) {
			c.add(newParams, d.name+"("+g.name+": "+g.typ+")", layer)
		}
	}
}

func (f field) bare() string {
	if f.word != "" {
		return f.name + "?: " + f.typ
	}
	return f.name + ": " + f.typ
}

func (d *def) field(name string) *field {
	for i := range d.fields {
		if d.fields[i].name == name {
			return &d.fields[i]
		}
	}
	return nil
}

func (s *schema) hasType(name string) bool {
	for _, d := range s.defs {
		if !d.method && d.result == name {
			return true
		}
	}
	return false
}

// reachable says which types can stand in requests (up) and in answers (down).
func reachable(all []*schema) (up, down map[string]bool) {
	up, down = map[string]bool{}, map[string]bool{"Updates": true}
	byType := map[string][]*def{}
	for _, s := range all {
		for _, d := range s.defs {
			if d.method {
				for _, f := range d.fields {
					up[inner(f.typ)] = true
				}
				down[inner(d.result)] = true
			} else {
				byType[d.result] = append(byType[d.result], d)
			}
		}
	}
	for _, set := range []map[string]bool{up, down} {
		for grown := true; grown; {
			grown = false
			for t := range set {
				for _, d := range byType[t] {
					for _, f := range d.fields {
						if in := inner(f.typ); !set[in] {
							set[in], grown = true, true
						}
					}
				}
			}
		}
	}
	return up, down
}

// inner returns the type inside any vectors.
func inner(typ string) string {
	for {
		in, ok := strings.CutPrefix(strings.ToLower(typ[:min(7, len(typ))])+typ[min(7, len(typ)):], "vector<")
		if !ok {
			return typ
		}
		typ = strings.TrimSuffix(in, ">")
	}
}
