package layers

import (
	"encoding/binary"
	"math"
)

// A run converts one value.
type run struct {
	c   *converter
	ids *idTable // constructors of the source layer; others are looked up among all if the conversion is exact
	reader
	out []byte

	method *def // the innermost method that was read
	newer  *def // and what became of it
	peers  bool // an InputPeer stood for something else (peerToo)
}

// lookup returns the definition of a constructor number.
func (x *run) lookup(id uint32) int {
	if i := x.ids.find(id); i >= 0 || !x.c.exact {
		return i
	}
	return x.c.t.any.find(id)
}

// object reads the number of an object and checks that it may stand where typeName is wanted.
func (x *run) object(typeName int) (int, error) {
	id, err := x.uint32()
	if err != nil {
		return 0, err
	}
	i := x.lookup(id)
	if i < 0 {
		return 0, errNumber
	}
	d := &x.c.t.defs[i]
	ty := x.c.t.types[d.result]
	if d.method || ty.kind != kindObject || ty.arg != typeName {
		if d.method || ty.kind != kindObject || !x.c.isPeerToo(typeName, ty.arg) {
			return 0, errNumber
		}
		x.peers = true
	}
	return i, nil
}

// convert converts the value at the reader.
func (x *run) convert(p *pair, depth int) error {
	if depth > MaxDepth {
		return errDeep
	}
	if len(x.out) > MaxBytes {
		return errBig
	}
	switch p.code {
	case pairNone:
		return errUnsayable
	case pairFixed:
		b, err := x.take(p.n)
		x.out = append(x.out, b...)
		return err
	case pairText:
		raw, _, err := x.text()
		x.out = append(x.out, raw...)
		return err
	case pairBool:
		b, err := x.bool()
		x.out = append(x.out, boolBytes(b)...)
		return err
	case pairObject:
		if p.same {
			return x.copy(p.src, depth)
		}
		return x.convertObject(p, depth)
	case pairVector:
		if p.same {
			return x.copy(p.src, depth)
		}
		return x.convertVector(p, depth)
	case pairQuery:
		return x.convertQuery(depth)
	case pairIntLong:
		n, err := x.uint32()
		x.out = appendUint64(x.out, uint64(int64(int32(n))))
		return err
	case pairLongInt:
		n, err := x.uint64()
		x.out = appendUint32(x.out, uint32(clamp(int64(n))))
		return err
	case pairIntDouble:
		n, err := x.uint32()
		x.out = appendUint64(x.out, math.Float64bits(float64(int32(n))))
		return err
	case pairDoubleInt:
		n, err := x.uint64()
		x.out = appendUint32(x.out, uint32(roundInt(math.Float64frombits(n))))
		return err
	case pairWrap:
		x.out = appendUint32(appendUint32(x.out, idVector), 1)
		return x.convert(&x.c.pairs[p.n], depth)
	case pairFirst:
		return x.convertFirst(p, depth)
	case pairHand:
		return p.hand(x, p, depth)
	}
	panic("layers: unknown pair")
}

// clamp returns n, or the nearest number that an int can hold.
func clamp(n int64) int32 { return int32(min(max(n, math.MinInt32), math.MaxInt32)) }

// roundInt returns the nearest int of f; 0 if f is no number.
func roundInt(f float64) int32 {
	if f != f {
		return 0
	}
	return int32(min(max(math.Round(f), math.MinInt32), math.MaxInt32))
}

func (x *run) bool() (bool, error) {
	id, err := x.uint32()
	switch {
	case err != nil:
		return false, err
	case id == idTrue:
		return true, nil
	case id == idFalse:
		return false, nil
	}
	return false, errBool
}

func boolBytes(b bool) []byte {
	if b {
		return trueBytes
	}
	return falseBytes
}

// copy copies a value that is the same on both sides.
func (x *run) copy(typ, depth int) error {
	start := x.pos
	if err := x.skip(typ, depth); err != nil {
		return err
	}
	x.out = append(x.out, x.b[start:x.pos]...)
	return nil
}

// skip reads past a value of the source.
func (x *run) skip(typ, depth int) error {
	ty := &x.c.t.types[typ]
	switch ty.kind {
	case kindInt, kindLong, kindDouble, kindInt128, kindInt256, kindWord:
		_, err := x.take(ty.kind.size())
		return err
	case kindString, kindBytes:
		_, _, err := x.text()
		return err
	case kindBool:
		_, err := x.bool()
		return err
	case kindTrue:
		return nil
	case kindObject:
		i, err := x.object(ty.arg)
		if err != nil {
			return err
		}
		return x.skipFields(&x.c.t.defs[i], depth)
	case kindVector:
		n, err := x.count()
		if err != nil {
			return err
		}
		if size := x.c.t.types[ty.arg].kind.size(); size > 0 && x.c.t.types[ty.arg].kind != kindBool {
			_, err := x.take(n * size)
			return err
		}
		for range n {
			if err := x.skip(ty.arg, depth+1); err != nil {
				return err
			}
		}
		return nil
	case kindQuery:
		id, err := x.uint32()
		if err != nil {
			return err
		}
		if i := x.lookup(id); i >= 0 && x.c.t.defs[i].method {
			return x.skipFields(&x.c.t.defs[i], depth)
		}
		return errNumber
	}
	panic("layers: unknown kind")
}

// skipFields reads past the fields of d.
func (x *run) skipFields(d *def, depth int) error {
	if depth > MaxDepth {
		return errDeep
	}
	var words [maxWords]uint32
	word := 0
	for i := range d.fields {
		f := &d.fields[i]
		if f.bit != always && words[f.word]>>f.bit&1 == 0 {
			continue
		}
		if x.c.t.types[f.typ].kind == kindWord {
			w, err := x.uint32()
			if err != nil {
				return err
			}
			words[word] = w
			word++
			continue
		}
		if err := x.skip(f.typ, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// convertObject converts a boxed object.
func (x *run) convertObject(p *pair, depth int) error {
	start, mark := x.pos, len(x.out)
	i, err := x.object(x.c.t.types[p.src].arg)
	if err != nil {
		return err
	}
	dst := x.c.t.types[p.dst].arg
	err = errUnsayable
	plans := x.c.plans[i]
	for j := range plans {
		if plans[j].typ == dst {
			err = x.follow(&plans[j], &x.c.t.defs[i], depth)
			break
		}
	}
	if err == errUnsayable && !x.c.exact && x.c.replaced[dst] {
		x.pos, x.out = start, append(x.out[:mark], x.c.standIn[dst]...)
		return x.skip(p.src, depth)
	}
	return err
}

// convertQuery converts a method's call.
func (x *run) convertQuery(depth int) error {
	id, err := x.uint32()
	if err != nil {
		return err
	}
	i := x.lookup(id)
	if i < 0 || !x.c.t.defs[i].method || len(x.c.plans[i]) == 0 {
		return ErrMethod
	}
	p := &x.c.plans[i][0]
	x.method, x.newer = &x.c.t.defs[i], p.to
	return x.follow(p, x.method, depth)
}

// convertVector converts a boxed vector element by element.
func (x *run) convertVector(p *pair, depth int) error {
	n, err := x.count()
	if err != nil {
		return err
	}
	x.out = appendUint32(x.out, idVector)
	at := len(x.out)
	x.out = appendUint32(x.out, 0)
	in := &x.c.pairs[p.n]
	kept := 0
	for range n {
		start, mark := x.pos, len(x.out)
		err := x.convert(in, depth+1)
		switch {
		case err == nil:
			kept++
		case err == errUnsayable && !x.c.exact:
			x.pos, x.out = start, x.out[:mark]
			if err := x.skip(in.src, depth+1); err != nil {
				return err
			}
		default:
			return err
		}
	}
	binary.LittleEndian.PutUint32(x.out[at:], uint32(kept))
	return nil
}

// convertFirst converts a vector to its first element; an exact conversion refuses more than one.
func (x *run) convertFirst(p *pair, depth int) error {
	start := x.pos
	n, err := x.count()
	if err != nil {
		return err
	}
	if n == 0 || n > 1 && x.c.exact {
		return errUnsayable
	}
	if err := x.convert(&x.c.pairs[p.n], depth+1); err != nil {
		return err
	}
	x.pos = start
	return x.skip(p.src, depth)
}

// follow runs a plan: the reader stands after the constructor number.
func (x *run) follow(p *plan, d *def, depth int) error {
	if depth > MaxDepth {
		return errDeep
	}
	if p.same {
		start := x.pos
		if err := x.skipFields(d, depth); err != nil {
			return err
		}
		x.out = append(appendUint32(x.out, p.to.id), x.b[start:x.pos]...)
		return nil
	}
	if !p.inOrder {
		return x.followByField(p, d, depth)
	}
	x.out = appendUint32(x.out, p.to.id)
	var in, out [maxWords]uint32
	var at [maxWords]int
	ins, outs := 0, 0
	for i := range p.ops {
		o := &p.ops[i]
		switch o.code {
		case opCopy:
			b, err := x.take(o.n)
			if err != nil {
				return err
			}
			x.out = append(x.out, b...)
		case opWord:
			w, err := x.uint32()
			if err != nil {
				return err
			}
			in[ins] = w
			ins++
		case opOut:
			at[outs] = len(x.out)
			outs++
			x.out = append(x.out, zeros[:4]...)
		case opSkip:
			f := &d.fields[o.n]
			if f.bit == always || in[f.word]>>f.bit&1 == 1 {
				if err := x.skip(f.typ, depth+1); err != nil {
					return err
				}
			}
		case opFlag:
			f, g := &d.fields[p.steps[o.n].src], &p.to.fields[o.n]
			out[g.word] |= in[f.word] >> f.bit & 1 << g.bit
		case opFlags:
			out[o.to] |= in[o.from] & o.mask
		case opValue:
			g, s := &p.to.fields[o.n], &p.steps[o.n]
			if s.src >= 0 && g.bit != always && !s.shared {
				if f := &d.fields[s.src]; f.bit != always && in[f.word]>>f.bit&1 == 0 {
					continue // most fields are not there
				}
			}
			there, err := x.value(d, g, s, &in, depth)
			if err != nil {
				return err
			}
			if there && g.bit != always {
				out[g.word] |= 1 << g.bit
			}
		}
	}
	for i := range outs {
		binary.LittleEndian.PutUint32(x.out[at[i]:], out[i])
	}
	return nil
}

// value writes one target field from the source field at the reader, and reports whether it is there.
func (x *run) value(d *def, g *field, s *step, in *[maxWords]uint32, depth int) (bool, error) {
	present := false
	if s.src >= 0 {
		f := &d.fields[s.src]
		present = f.bit == always || in[f.word]>>f.bit&1 == 1
	}
	wanted := present || g.bit == always
	if s.shared {
		wanted = false
		if s.gate >= 0 {
			f := &d.fields[s.gate]
			wanted = f.bit == always || in[f.word]>>f.bit&1 == 1
		}
	}
	switch {
	case !wanted && present:
		return false, x.skip(d.fields[s.src].typ, depth+1)
	case !wanted:
		return false, nil
	case !present:
		e, ok := x.c.emptyValue(g.typ)
		if !ok {
			return false, errUnsayable
		}
		x.out = append(x.out, e...)
		return true, nil
	}
	start, mark := x.pos, len(x.out)
	err := x.convert(&x.c.pairs[s.pair], depth+1)
	if err != errUnsayable || x.c.exact {
		return true, err
	}
	ty := &x.c.t.types[g.typ]
	if ty.kind == kindObject && x.c.standIn[ty.arg] != nil && (g.bit == always || s.shared) {
		x.pos, x.out = start, append(x.out[:mark], x.c.standIn[ty.arg]...)
		return true, x.skip(d.fields[s.src].typ, depth+1)
	}
	if g.bit == always || s.shared {
		return false, errUnsayable
	}
	x.pos, x.out = start, x.out[:mark]
	return false, x.skip(d.fields[s.src].typ, depth+1)
}
