package layers

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// A maker makes random values of a layer from its schema alone, to hold the conversion to.
type maker struct {
	t   *table
	l   *layer
	rnd *rand.Rand
	c   *converter // for the emptiest values, which end what would never end
}

func newMaker(l int, seed uint64) *maker {
	t := tables()
	return &maker{t: t, l: t.layers[l], rnd: rand.New(rand.NewPCG(seed, 0)), c: &converter{t: t, to: t.layers[l]}}
}

// value makes a value of a type.
func (m *maker) value(b []byte, typ, depth int) []byte {
	switch ty := m.t.types[typ]; ty.kind {
	case kindInt, kindWord:
		return appendUint32(b, m.rnd.Uint32N(1000))
	case kindLong:
		return appendUint64(b, m.rnd.Uint64N(1<<40))
	case kindDouble:
		return append(b, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)
	case kindInt128:
		return append(b, zeros[:16]...)
	case kindInt256:
		return append(b, zeros[:32]...)
	case kindString, kindBytes:
		n := m.rnd.IntN(9)
		if m.rnd.IntN(50) == 0 {
			n = 250 + m.rnd.IntN(10)
		}
		return appendText(b, []byte(fmt.Sprintf("%0*d", n, 7))[:n])
	case kindBool:
		return append(b, boolBytes(m.rnd.IntN(2) == 0)...)
	case kindVector:
		n := m.rnd.IntN(3)
		if depth <= 0 {
			n = 0
		}
		b = appendUint32(appendUint32(b, idVector), uint32(n))
		for range n {
			b = m.value(b, ty.arg, depth-1)
		}
		return b
	case kindObject:
		return m.object(b, ty.arg, depth)
	case kindQuery:
		return m.method(b, "help.getNearestDc", depth)
	}
	panic("no value of the type")
}

func (m *maker) object(b []byte, typeName, depth int) []byte {
	var all []*def
	for _, i := range m.t.ctors[typeName] {
		if d := &m.t.defs[i]; m.l.byName[d.name] == i {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		panic("no constructor of " + m.t.names[typeName])
	}
	if depth <= 0 {
		if m.c.empty == nil {
			m.c.findEmpty()
		}
		return append(b, m.c.empty[typeName]...)
	}
	return m.fields(b, all[m.rnd.IntN(len(all))], depth)
}

func (m *maker) method(b []byte, name string, depth int) []byte {
	return m.fields(b, &m.t.defs[m.l.byName[m.t.name[name]]], depth)
}

// fields makes a value of one constructor. Flags are set at random; fields that share one are all there or none.
func (m *maker) fields(b []byte, d *def, depth int) []byte {
	b = appendUint32(b, d.id)
	var words [maxWords]uint32
	for _, f := range d.fields {
		if f.bit != always && m.rnd.IntN(3) == 0 {
			words[f.word] |= 1 << f.bit
		}
	}
	word := 0
	for _, f := range d.fields {
		kind := m.t.types[f.typ].kind
		switch {
		case kind == kindWord:
			b = appendUint32(b, words[word])
			word++
		case kind == kindTrue || f.bit != always && words[f.word]>>f.bit&1 == 0:
		default:
			b = m.value(b, f.typ, depth-1)
		}
	}
	return b
}

// A checker reads values strictly by one layer's schema. It shares nothing with the conversion but the tables.
type checker struct {
	t       *table
	l       *layer
	lenient bool // flags that the schema does not know may be set, as in what a client sent
}

// value returns what follows a value of the type, or what is wrong with it.
func (c checker) value(b []byte, typ int) ([]byte, error) {
	short := fmt.Errorf("%d bytes are too few for %s", len(b), c.t.typeName(typ))
	switch ty := c.t.types[typ]; ty.kind {
	case kindInt, kindWord, kindLong, kindDouble, kindInt128, kindInt256:
		n := map[kind]int{kindInt: 4, kindWord: 4, kindLong: 8, kindDouble: 8, kindInt128: 16, kindInt256: 32}[ty.kind]
		if len(b) < n {
			return nil, short
		}
		return b[n:], nil
	case kindBool:
		if len(b) < 4 {
			return nil, short
		}
		if id := binary.LittleEndian.Uint32(b); id != idTrue && id != idFalse {
			return nil, fmt.Errorf("%x is no Bool", id)
		}
		return b[4:], nil
	case kindString, kindBytes:
		if len(b) < 4 || b[0] == 255 {
			return nil, short
		}
		head, n := 1, int(b[0])
		if n == 254 {
			head, n = 4, int(b[1])+int(b[2])*256+int(b[3])*65536
		}
		for (head+n)%4 != 0 {
			n++
		}
		if head+n > len(b) {
			return nil, short
		}
		return b[head+n:], nil
	case kindVector:
		if len(b) < 8 || binary.LittleEndian.Uint32(b) != idVector {
			return nil, fmt.Errorf("no vector where %s stands", c.t.typeName(typ))
		}
		n := binary.LittleEndian.Uint32(b[4:])
		b = b[8:]
		for range n {
			var err error
			if b, err = c.value(b, ty.arg); err != nil {
				return nil, err
			}
		}
		return b, nil
	case kindObject, kindQuery:
		if len(b) < 4 {
			return nil, short
		}
		id := binary.LittleEndian.Uint32(b)
		for _, i := range c.l.byName {
			if i < 0 || c.t.defs[i].id != id {
				continue
			}
			d := &c.t.defs[i]
			if ty.kind == kindQuery != d.method || !d.method && d.result != typ {
				return nil, fmt.Errorf("%s stands where %s should", c.t.names[d.name], c.t.typeName(typ))
			}
			return c.fields(b[4:], d)
		}
		return nil, fmt.Errorf("layer %d has no %x, where %s should stand", c.l.number, id, c.t.typeName(typ))
	}
	return b, nil
}

func (c checker) fields(b []byte, d *def) ([]byte, error) {
	var words []uint32
	known := make([]uint32, maxWords)
	for _, f := range d.fields {
		if f.bit != always {
			known[f.word] |= 1 << f.bit
		}
	}
	for _, f := range d.fields {
		if f.bit != always && words[f.word]>>f.bit&1 == 0 {
			continue
		}
		if c.t.types[f.typ].kind == kindWord {
			if len(b) < 4 {
				return nil, fmt.Errorf("%s ends before its flags", c.t.names[d.name])
			}
			w := binary.LittleEndian.Uint32(b)
			if w&^known[len(words)] != 0 && !c.lenient {
				return nil, fmt.Errorf("%s has flags %b that it does not know", c.t.names[d.name], w&^known[len(words)])
			}
			words = append(words, w)
		}
		var err error
		if b, err = c.value(b, f.typ); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", c.t.names[d.name], c.t.names[f.name], err)
		}
	}
	return b, nil
}

// whole checks that b is one value and nothing else.
func (c checker) whole(b []byte, typ int) error {
	rest, err := c.value(b, typ)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes follow", len(rest))
	}
	return err
}

// query returns the type of any method.
func (t *table) query() int {
	for i, ty := range t.types {
		if ty.kind == kindQuery {
			return i
		}
	}
	panic("no query")
}
