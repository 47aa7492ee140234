package layers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
)

// A node is a value that was read by its layer's schema.
type node struct {
	def    *def         // of an object
	fields map[int]node // of an object, by name: those that are there
	items  []node       // of a vector
	raw    []byte
	typ    int
}

// tree reads a value into nodes. The value is known to be well formed.
func (c checker) tree(b []byte, typ int) (node, []byte) {
	rest, err := c.value(b, typ)
	if err != nil {
		panic(err)
	}
	n := node{raw: b[:len(b)-len(rest)], typ: typ}
	switch ty := c.t.types[typ]; ty.kind {
	case kindVector:
		in := b[8:]
		for range binary.LittleEndian.Uint32(b[4:]) {
			var item node
			item, in = c.tree(in, ty.arg)
			n.items = append(n.items, item)
		}
	case kindObject:
		for _, i := range c.l.byName {
			if i >= 0 && c.t.defs[i].id == binary.LittleEndian.Uint32(b) {
				n.def = &c.t.defs[i]
			}
		}
		n.fields = map[int]node{}
		in := b[4:]
		var words []uint32
		for _, f := range n.def.fields {
			if f.bit != always && words[f.word]>>f.bit&1 == 0 {
				continue
			}
			if c.t.types[f.typ].kind == kindWord {
				words = append(words, binary.LittleEndian.Uint32(in))
			}
			n.fields[f.name], in = c.tree(in, f.typ)
		}
	}
	return n, rest
}

// kept says what of a is not in b although b's layer could say it.
func (c checker) kept(a, b node) error {
	switch {
	case a.def != nil && b.def != nil:
		if a.def.name != b.def.name {
			return nil // an other constructor stands in
		}
		for _, f := range b.def.fields {
			i := a.def.field(f.name)
			if i < 0 || a.def.fields[i].typ != f.typ || c.t.types[f.typ].kind == kindWord {
				continue
			}
			x, was := a.fields[f.name]
			y, is := b.fields[f.name]
			name := c.t.names[a.def.name] + "." + c.t.names[f.name]
			if was && !is && !c.droppable(x) && !sharesFlag(c.t, b.def, f) {
				return fmt.Errorf("%s is lost", name)
			}
			if is && !was && f.bit != always && !sharesFlag(c.t, b.def, f) {
				return fmt.Errorf("%s came from nowhere", name)
			}
			if was && is {
				if err := c.kept(x, y); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	case len(a.items) == len(b.items) && c.t.types[a.typ].kind == kindVector:
		for i := range a.items {
			if err := c.kept(a.items[i], b.items[i]); err != nil {
				return err
			}
		}
	case c.t.types[a.typ].kind != kindVector && c.t.types[a.typ].kind != kindObject && a.typ == b.typ:
		if !bytes.Equal(a.raw, b.raw) {
			return fmt.Errorf("%x became %x", a.raw, b.raw)
		}
	}
	return nil
}

// droppable reports whether a value holds an object, which the older layer may not be able to say.
func (c checker) droppable(n node) bool {
	return n.def != nil || len(n.items) > 0 && n.items[0].def != nil
}

func sharesFlag(t *table, d *def, f field) bool {
	n := 0
	for _, g := range d.fields {
		if g.word == f.word && g.bit == f.bit && f.bit != always {
			n++
		}
	}
	return n > 1
}

// What both layers have a word for is the same afterwards: fields keep their values wherever they stand and whichever
// flag says that they are there. The same holds on the way back.
func TestKeeps(t *testing.T) {
	tab := tables()
	top := checker{t: tab, l: tab.newest()}
	for _, l := range older() {
		from := newMaker(Newest, uint64(100+l))
		low := checker{t: tab, l: tab.layers[l]}
		down, up := downward(l), upward()
		for typ, ty := range tab.types {
			n, ok := down.pairOf[[2]int{typ, typ}]
			if ty.kind != kindObject || !ok || !lives(tab, tab.newest(), ty.arg) || !lives(tab, tab.layers[l], ty.arg) {
				continue
			}
			for depth := 2; depth < 5; depth += 2 {
				value := from.value(nil, typ, depth)
				x := run{c: down, ids: &tab.newest().byID, reader: reader{b: value}}
				if err := x.convert(&down.pairs[n], 0); err != nil {
					if err != errUnsayable {
						t.Errorf("layer %d: %s: %v", l, tab.typeName(typ), err)
					}
					continue
				}
				a, _ := top.tree(value, typ)
				b, _ := low.tree(x.out, typ)
				if err := top.kept(a, b); err != nil {
					t.Errorf("to layer %d: %v", l, err)
				}
				back := run{c: up, ids: &tab.layers[l].byID, reader: reader{b: x.out}}
				if err := back.convert(&up.pairs[up.pairOf[[2]int{typ, typ}]], 0); err != nil {
					if err != errUnsayable {
						t.Errorf("from layer %d: %s: %v", l, tab.typeName(typ), err)
					}
					continue
				}
				c, _ := top.tree(back.out, typ)
				if err := low.kept(b, c); err != nil {
					t.Errorf("from layer %d: %v", l, err)
				}
			}
		}
	}
}

// lives reports whether a layer has a type.
func lives(t *table, l *layer, typeName int) bool {
	for _, i := range t.ctors[typeName] {
		if l.byName[t.defs[i].name] == i {
			return true
		}
	}
	return false
}
