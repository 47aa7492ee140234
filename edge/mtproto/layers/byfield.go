package layers

import "encoding/binary"

// followByField runs a plan whose fields change their order, or that has a part written by hand: it first notes where
// every source field stands.
func (x *run) followByField(p *plan, d *def, depth int) error {
	h := hand{x: x, p: p, d: d, depth: depth, spans: make([]span, len(d.fields))}
	if err := h.note(); err != nil {
		return err
	}
	if p.hand != nil {
		h.set = make([]override, len(p.to.fields))
		if err := p.hand(&h); err != nil {
			return err
		}
	}
	if h.whole != nil {
		x.out = append(x.out, h.whole...)
		return nil
	}
	end := x.pos
	x.out = appendUint32(x.out, p.to.id)
	var out [maxWords]uint32
	var at [maxWords]int
	outs := 0
	for i := range p.to.fields {
		g := &p.to.fields[i]
		kind := x.c.t.types[g.typ].kind
		if kind == kindWord {
			at[outs] = len(x.out)
			outs++
			x.out = append(x.out, zeros[:4]...)
			continue
		}
		there, err := h.write(i, g, kind)
		if err != nil {
			return err
		}
		if there && g.bit != always {
			out[g.word] |= 1 << g.bit
		}
	}
	for i := range outs {
		binary.LittleEndian.PutUint32(x.out[at[i]:], out[i])
	}
	x.pos = end
	return nil
}

// A span is where a source field stands.
type span struct {
	start, end int
	there      bool
}

// An override is what a part written by hand says of a target field.
type override struct {
	said  bool
	there bool
	bytes []byte
}

// A hand is what a part written by hand works with: the source's fields by name, and the target's.
type hand struct {
	x     *run
	p     *plan
	d     *def
	depth int
	spans []span
	words [maxWords]uint32
	set   []override // by target field; nil if no hand is at work
	whole []byte     // the whole object, if the hand made it
}

// note finds the fields of the source.
func (h *hand) note() error {
	word := 0
	for i := range h.d.fields {
		f := &h.d.fields[i]
		if f.bit != always && h.words[f.word]>>f.bit&1 == 0 {
			continue
		}
		s := span{start: h.x.pos, there: true}
		if h.x.c.t.types[f.typ].kind == kindWord {
			w, err := h.x.uint32()
			if err != nil {
				return err
			}
			h.words[word] = w
			word++
		} else if err := h.x.skip(f.typ, h.depth+1); err != nil {
			return err
		}
		s.end = h.x.pos
		h.spans[i] = s
	}
	return nil
}

// write writes one target field, and reports whether it is there.
func (h *hand) write(i int, g *field, kind kind) (bool, error) {
	s := &h.p.steps[i]
	if h.set != nil && h.set[i].said {
		o := &h.set[i]
		h.x.out = append(h.x.out, o.bytes...)
		return o.there, nil
	}
	if s.flag {
		f := &h.d.fields[s.src]
		on := h.spans[s.src].there
		if on && h.x.c.t.types[f.typ].kind == kindBool {
			on = binary.LittleEndian.Uint32(h.x.b[h.spans[s.src].start:]) == idTrue
		}
		if kind == kindBool {
			h.x.out = append(h.x.out, boolBytes(on)...)
			return true, nil
		}
		return on, nil
	}
	if kind == kindTrue {
		return false, nil
	}
	if s.src >= 0 {
		h.x.pos = h.spans[s.src].start
	}
	return h.x.value(h.d, g, s, &h.words, h.depth)
}

// field returns where the source has a field; not there if it has none of that name.
func (h *hand) field(name string) (span, *field) {
	n, ok := h.x.c.t.name[name]
	if !ok {
		return span{}, nil
	}
	i := h.d.field(n)
	if i < 0 {
		return span{}, nil
	}
	return h.spans[i], &h.d.fields[i]
}

// has reports whether the source's field is there.
func (h *hand) has(name string) bool {
	s, _ := h.field(name)
	return s.there
}

// raw returns the bytes of a source field; nil if it is not there.
func (h *hand) raw(name string) []byte {
	s, _ := h.field(name)
	if !s.there {
		return nil
	}
	return h.x.b[s.start:s.end]
}

// int returns an int or a long of the source; 0 if it is not there.
func (h *hand) int(name string) int64 {
	b := h.raw(name)
	switch len(b) {
	case 4:
		return int64(int32(binary.LittleEndian.Uint32(b)))
	case 8:
		return int64(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// ctor returns the name of the constructor that an object of the source has; "" if it is not there.
func (h *hand) ctor(name string) string {
	if b := h.raw(name); len(b) >= 4 {
		if i := h.x.lookup(binary.LittleEndian.Uint32(b)); i >= 0 {
			return h.x.c.t.names[h.x.c.t.defs[i].name]
		}
	}
	return ""
}

// as converts a source field to a type of the target. It is nil if the field is not there.
func (h *hand) as(name, typ string) ([]byte, error) {
	s, f := h.field(name)
	if !s.there {
		return nil, nil
	}
	for i := range h.x.c.t.types {
		if h.x.c.t.typeName(i) == typ {
			return h.convert(s.start, f.typ, i)
		}
	}
	return nil, errUnsayable
}

// convert converts the value of the source that starts at pos. The pairs that hands need are made with the converter,
// for its tables are shared and cannot grow afterwards.
func (h *hand) convert(pos, src, dst int) ([]byte, error) {
	n, ok := h.x.c.pairOf[[2]int{src, dst}]
	if !ok {
		return nil, errUnsayable
	}
	return h.converted(pos, &h.x.c.pairs[n])
}

func (h *hand) converted(pos int, p *pair) ([]byte, error) {
	keep, out := h.x.pos, h.x.out
	h.x.pos, h.x.out = pos, nil
	err := h.x.convert(p, h.depth+1)
	made := h.x.out
	h.x.pos, h.x.out = keep, out
	return made, err
}

// put says what a target field holds; nil bytes leave it out. A name that the target lacks is passed over.
func (h *hand) put(name string, bytes []byte) {
	if i := h.targetField(name); i >= 0 {
		h.set[i] = override{said: true, there: bytes != nil, bytes: bytes}
	}
}

// flag sets a flag without value.
func (h *hand) flag(name string, on bool) {
	if i := h.targetField(name); i >= 0 {
		h.set[i] = override{said: true, there: on}
	}
}

func (h *hand) targetField(name string) int {
	n, ok := h.x.c.t.name[name]
	if !ok {
		return -1
	}
	return h.p.to.field(n)
}

// A part is a field of an object that is made by hand.
type part struct {
	name  string
	bytes []byte // nil: left out
}

// make makes an object of the target layer. What parts do not name gets its emptiest value.
func (x *run) make(ctor string, parts ...part) ([]byte, error) {
	n, ok := x.c.t.name[ctor]
	if !ok || x.c.to.byName[n] < 0 {
		return nil, errUnsayable
	}
	d := &x.c.t.defs[x.c.to.byName[n]]
	b := appendUint32(nil, d.id)
	var at [maxWords]int
	words := 0
	for i := range d.fields {
		f := &d.fields[i]
		if x.c.t.types[f.typ].kind == kindWord {
			at[words] = len(b)
			words++
			b = append(b, zeros[:4]...)
			continue
		}
		var v []byte
		for _, p := range parts {
			if p.name == x.c.t.names[f.name] {
				v = p.bytes
			}
		}
		if v == nil && f.bit == always {
			e, ok := x.c.emptyValue(f.typ)
			if !ok {
				return nil, errUnsayable
			}
			v = e
		}
		if v != nil && f.bit != always {
			w := b[at[f.word]:]
			binary.LittleEndian.PutUint32(w, binary.LittleEndian.Uint32(w)|1<<f.bit)
		}
		b = append(b, v...)
	}
	return b, nil
}
