package layers

import "strings"

// A converter turns values of one side into values of the other. Its tables are made once and never change, so that all
// sessions share them.
type converter struct {
	t  *table
	to *layer
	// exact says that nothing may be lost: of a request, what the newest layer cannot say is refused rather than
	// dropped.
	exact bool

	plans    [][]plan // by source definition; one for each type that it may become
	pairs    []pair
	pairOf   map[[2]int]int
	updates  int      // the pair of pushes; of no meaning upward
	pure     []bool   // by name of an object type: all its values are the same bytes on both sides
	empty    [][]byte // by name of an object type: its emptiest value, for required fields that the source lacks; nil if none
	standIn  [][]byte // the same, where it also says "something that you do not know"; nil if none
	replaced []bool   // the stand-in goes out even where the value could be left out

	peerToo   []bool // by name of an object type: an InputPeer may stand for it
	inputPeer int    // the type InputPeer
}

// A plan says how values of one definition become values of another.
type plan struct {
	to      *def
	typ     int  // name of the type that it makes; −1 of a method
	same    bool // copy it whole
	inOrder bool // ops can run while reading
	ops     []op
	steps   []step // by target field
	hand    handFunc
}

// A step says where a target field comes from.
type step struct {
	src    int  // source field; −1 if none
	pair   int  // how its value is converted; of no meaning for words and flags without value
	gate   int  // source field whose presence decides for all target fields of the same flag; −1 if there is none
	shared bool // other fields have the same flag: all are there or none
	flag   bool // a Bool on one side and a flag without value on the other, or such a flag on both
}

// An opCode is what an op does.
type opCode uint8

const (
	opCopy  opCode = iota // n bytes that are always there
	opWord                // reads a word of flags
	opOut                 // leaves place for a word of flags
	opSkip                // a source field that the target lacks
	opValue               // a target field
	opFlag                // a flag without value that moves to another bit
	opFlags               // flags without value that keep their bits
)

// An op is one step of a plan that runs while reading.
type op struct {
	code opCode
	n    int // opCopy: bytes; opSkip: source field; opValue, opFlag: target field
	// Of opFlags, the words of source and target, and the bits.
	from, to uint8
	mask     uint32
}

// A pairCode is how a value of one type becomes a value of another.
type pairCode uint8

const (
	pairNone pairCode = iota // there is no way
	pairFixed
	pairText
	pairBool
	pairObject
	pairVector
	pairQuery
	pairIntLong
	pairLongInt
	pairIntDouble
	pairDoubleInt
	pairWrap  // the target is a vector of it
	pairFirst // the target is the first element
	pairHand
)

// A pair is a conversion between two types.
type pair struct {
	code     pairCode
	src, dst int  // types
	n        int  // pairFixed: bytes; pairVector, pairWrap, pairFirst: the pair of the elements
	same     bool // the bytes are the same on both sides
	hand     pairFunc
}

// newConverter makes the tables of a direction: from any layer to the newest (exact), or from the newest to an older
// one.
func newConverter(t *table, to *layer, exact bool) *converter {
	c := &converter{t: t, to: to, exact: exact, pairOf: map[[2]int]int{}, plans: make([][]plan, len(t.defs))}
	c.findEmpty()
	c.findPeerToo()
	sources := c.sources()
	targets := make([][]target, len(t.defs))
	for _, i := range sources {
		targets[i] = c.targets(&t.defs[i])
	}
	c.findPure(sources, targets)
	for i := range t.types {
		c.pair(i, i) // hands convert to the same type
	}
	for _, i := range sources {
		for _, g := range targets[i] {
			c.plans[i] = append(c.plans[i], c.plan(&t.defs[i], g))
		}
	}
	return c
}

// sources lists the definitions that may be read.
func (c *converter) sources() []int {
	var all []int
	if c.exact {
		for i := range c.t.defs {
			all = append(all, i)
		}
		return all
	}
	for _, i := range c.t.newest().byName {
		if i >= 0 && !c.t.defs[i].method {
			all = append(all, i)
		}
	}
	return all
}

// A target is a definition that a source may become.
type target struct {
	def  *def
	from map[string]string // source field's name by the target's, where they differ
	hand handFunc
}

// targets lists what a definition may become: by its own name, and by the names that changes.go gives it.
func (c *converter) targets(d *def) []target {
	name := c.t.names[d.name]
	var out []target
	put := func(g target) {
		for i, o := range out {
			if o.def == g.def || !d.method && o.def.result == g.def.result {
				out[i] = g
				return
			}
		}
		out = append(out, g)
	}
	if i := c.to.byName[d.name]; i >= 0 && c.t.defs[i].method == d.method {
		put(target{def: &c.t.defs[i]})
	}
	for _, ch := range changes {
		if ch.name != name || ch.up != c.exact || !ch.applies(c.t, d) {
			continue
		}
		n, ok := c.t.name[ch.target()]
		if !ok || c.to.byName[n] < 0 {
			continue
		}
		to := &c.t.defs[c.to.byName[n]]
		if to.method == d.method && ch.fits(c.t, to) {
			put(target{def: to, from: ch.from, hand: ch.hand})
		}
	}
	return out
}

// findPure finds the types whose every value is the same on both sides: first all are taken to be, then those are taken
// out that have a changed constructor or hold a type that is out, until nothing changes.
func (c *converter) findPure(sources []int, targets [][]target) {
	t := c.t
	c.pure = make([]bool, len(t.names))
	for i := range c.pure {
		c.pure[i] = !c.peerToo[i]
	}
	for changed := true; changed; {
		changed = false
		for _, i := range sources {
			d := &t.defs[i]
			if d.method {
				continue
			}
			name := t.types[d.result].arg
			if !c.pure[name] {
				continue
			}
			same := len(targets[i]) == 1 && targets[i][0].def == d && targets[i][0].hand == nil && targets[i][0].from == nil
			for _, f := range d.fields {
				same = same && c.pureType(f.typ)
			}
			if !same {
				c.pure[name], changed = false, true
			}
		}
	}
}

func (c *converter) pureType(i int) bool {
	switch ty := c.t.types[i]; ty.kind {
	case kindObject:
		return c.pure[ty.arg]
	case kindVector:
		return c.pureType(ty.arg)
	case kindQuery:
		return false
	}
	return true
}

// plan makes the plan from d to a target.
func (c *converter) plan(d *def, g target) plan {
	t := c.t
	p := plan{to: g.def, typ: -1, hand: g.hand, steps: make([]step, len(g.def.fields))}
	if !d.method {
		p.typ = t.types[g.def.result].arg
		p.same = g.def == d && g.hand == nil && g.from == nil && c.pure[t.types[d.result].arg]
	}
	for i, f := range g.def.fields {
		p.steps[i] = c.step(d, f, g.from[t.names[f.name]])
	}
	for i := range p.steps {
		c.share(d, g.def, p.steps, i)
	}
	p.ops, p.inOrder = c.ops(d, g.def, p.steps)
	p.inOrder = p.inOrder && p.hand == nil
	return p
}

// step finds the source of one target field.
func (c *converter) step(d *def, f field, from string) step {
	t := c.t
	s := step{src: -1, gate: -1}
	if t.types[f.typ].kind == kindWord {
		return s
	}
	name := f.name
	if from != "" {
		n, ok := t.name[from]
		if !ok {
			return s
		}
		name = n
	}
	s.src = d.field(name)
	if s.src < 0 && from != "" {
		s.src = d.field(f.name)
	}
	if s.src < 0 {
		return s
	}
	g := d.fields[s.src]
	a, b := t.types[g.typ].kind, t.types[f.typ].kind
	switch {
	case a == kindWord:
		s.src = -1
	case a == kindTrue && b == kindTrue, a == kindTrue && b == kindBool, a == kindBool && b == kindTrue:
		s.flag = true
	case a == kindTrue || b == kindTrue:
		s.src = -1 // a value cannot be made of a flag
	default:
		s.pair = c.pair(g.typ, f.typ)
	}
	return s
}

// share settles fields that have one flag together. The first that has a source decides for all; a flag without value
// does not set the bit by itself.
func (c *converter) share(d, to *def, steps []step, i int) {
	f := to.fields[i]
	if f.bit == always {
		return
	}
	others, gate := 0, -1
	for j, g := range to.fields {
		if g.word != f.word || g.bit != f.bit || c.t.types[g.typ].kind == kindTrue {
			continue
		}
		others++
		if gate < 0 && steps[j].src >= 0 {
			gate = steps[j].src
		}
	}
	if c.t.types[f.typ].kind == kindTrue {
		if others > 0 {
			steps[i].src, steps[i].flag = -1, false
		}
		return
	}
	if others > 1 {
		steps[i].shared, steps[i].gate = true, gate
	}
}

// ops lists what to do while reading, and reports whether that is possible: the fields that both sides have stand in
// the same order.
func (c *converter) ops(d, to *def, steps []step) ([]op, bool) {
	var ops []op
	next := 0
	used := make([]bool, len(d.fields))
	for _, s := range steps {
		if s.src >= 0 {
			used[s.src] = true
		}
	}
	upTo := func(n int) { // reads the source's fields before n
		for ; next < n; next++ {
			switch c.t.types[d.fields[next].typ].kind {
			case kindWord:
				ops = append(ops, op{code: opWord})
			case kindTrue:
			default:
				if !used[next] {
					ops = append(ops, op{code: opSkip, n: next})
				}
			}
		}
	}
	var flags []op
	for i, f := range to.fields {
		s := steps[i]
		kind := c.t.types[f.typ].kind
		switch {
		case kind == kindWord:
			ops = append(ops, op{code: opOut})
		case s.flag && c.t.types[d.fields[s.src].typ].kind == kindTrue && kind == kindTrue:
			flags = addFlag(flags, d.fields[s.src], f, i)
		case kind == kindTrue && s.src < 0:
		case s.flag:
			return nil, false
		default:
			if s.src >= 0 {
				if s.src < next {
					return nil, false
				}
				upTo(s.src)
				next = s.src + 1
			}
			if s.gate >= next && d.fields[s.gate].bit != always && s.src < 0 {
				return nil, false // what decides has not been read yet
			}
			if s.gate >= 0 && !c.wordRead(d, s.gate, next) {
				return nil, false
			}
			ops = c.addValue(ops, d, to, steps, i)
		}
	}
	upTo(len(d.fields))
	return append(ops, flags...), true
}

// addFlag adds a flag without value: to the others that keep their bits, if it does.
func addFlag(flags []op, f, g field, i int) []op {
	if f.bit != g.bit {
		return append(flags, op{code: opFlag, n: i})
	}
	for j := range flags {
		if o := &flags[j]; o.code == opFlags && o.from == f.word && o.to == g.word {
			o.mask |= 1 << g.bit
			return flags
		}
	}
	return append(flags, op{code: opFlags, from: f.word, to: g.word, mask: 1 << g.bit})
}

// wordRead reports whether the word of flags that field i needs stands before field next.
func (c *converter) wordRead(d *def, i, next int) bool {
	if d.fields[i].bit == always {
		return true
	}
	words := 0
	for _, f := range d.fields[:next] {
		if c.t.types[f.typ].kind == kindWord {
			words++
		}
	}
	return int(d.fields[i].word) < words
}

// addValue adds a target field, joined with the bytes before it if both are copied and always there.
func (c *converter) addValue(ops []op, d, to *def, steps []step, i int) []op {
	s, f := steps[i], to.fields[i]
	if s.src < 0 || f.bit != always || d.fields[s.src].bit != always || c.pairs[s.pair].code != pairFixed {
		if s.src < 0 && f.bit != always && !s.shared {
			return ops // it is never there
		}
		return append(ops, op{code: opValue, n: i})
	}
	n := c.pairs[s.pair].n
	if last := len(ops) - 1; last >= 0 && ops[last].code == opCopy {
		ops[last].n += n
		return ops
	}
	return append(ops, op{code: opCopy, n: n})
}

// pair returns the conversion between two types.
func (c *converter) pair(src, dst int) int {
	key := [2]int{src, dst}
	if n, ok := c.pairOf[key]; ok {
		return n
	}
	n := len(c.pairs)
	c.pairOf[key] = n
	c.pairs = append(c.pairs, pair{})
	p := c.makePair(src, dst)
	c.pairs[n] = p
	return n
}

func (c *converter) makePair(src, dst int) pair {
	p := pair{src: src, dst: dst}
	a, b := c.t.types[src], c.t.types[dst]
	if src == dst && c.pure != nil {
		p.same = c.pureType(src)
	}
	if src == dst && a.kind == kindObject && c.peerToo[a.arg] {
		p.code, p.hand = pairHand, fromPeer
		return p
	}
	if hand := c.handPair(src, dst); hand != nil {
		p.code, p.hand = pairHand, hand
		return p
	}
	switch {
	case a.kind == b.kind && a.kind == kindObject:
		p.code = pairObject
	case a.kind == b.kind && a.kind == kindVector:
		p.n = c.pair(a.arg, b.arg)
		if p.code = pairVector; c.pairs[p.n].code == pairNone {
			p.code = pairNone
		}
	case a.kind == kindQuery && b.kind == kindQuery:
		p.code = pairQuery
	case a.kind == kindBool && b.kind == kindBool:
		p.code = pairBool
	case (a.kind == kindString || a.kind == kindBytes) && (b.kind == kindString || b.kind == kindBytes):
		p.code = pairText
	case a.kind == b.kind && a.kind.size() > 0:
		p.code, p.n = pairFixed, a.kind.size()
	case a.kind == kindInt && b.kind == kindLong:
		p.code = pairIntLong
	case a.kind == kindLong && b.kind == kindInt:
		p.code = pairLongInt
	case a.kind == kindInt && b.kind == kindDouble:
		p.code = pairIntDouble
	case a.kind == kindDouble && b.kind == kindInt:
		p.code = pairDoubleInt
	case b.kind == kindVector && b.arg == src:
		p.code, p.n = pairWrap, c.pair(src, b.arg)
	case a.kind == kindVector && a.arg == dst:
		p.code, p.n = pairFirst, c.pair(a.arg, dst)
	}
	return p
}

// typeName returns a type as the schema writes it.
func (t *table) typeName(i int) string {
	switch ty := t.types[i]; ty.kind {
	case kindObject:
		return t.names[ty.arg]
	case kindVector:
		return "Vector<" + t.typeName(ty.arg) + ">"
	case kindInt:
		return "int"
	case kindLong:
		return "long"
	case kindString:
		return "string"
	case kindBytes:
		return "bytes"
	case kindBool:
		return "Bool"
	case kindDouble:
		return "double"
	}
	return "?"
}

// findEmpty finds the emptiest value of every type of the target layer: the constructor with the fewest bytes, where a
// name that says "empty" goes before. Types that hold one another are settled by going over them until nothing changes.
func (c *converter) findEmpty() {
	t := c.t
	c.empty = make([][]byte, len(t.names))
	c.standIn = make([][]byte, len(t.names))
	c.replaced = make([]bool, len(t.names))
	best := make([]int, len(t.names))
	for changed := true; changed; {
		changed = false
		for _, i := range c.to.byName {
			if i < 0 || t.defs[i].method {
				continue
			}
			d := &t.defs[i]
			v, ok := c.emptyOf(d)
			name := t.types[d.result].arg
			score := len(v) + 1
			if !sayEmpty(t.names[d.name]) {
				score += 1000
			}
			if ok && (best[name] == 0 || score < best[name] || score == best[name] && string(v) < string(c.empty[name])) {
				c.empty[name], best[name], changed = v, score, true
			}
		}
	}
	for typeName, ctor := range emptiest {
		if name, v := c.emptyByName(typeName, ctor); v != nil {
			c.empty[name] = v
		}
	}
	for typeName, ctor := range standIns {
		if name, v := c.emptyByName(typeName, ctor); v != nil {
			c.empty[name], c.standIn[name], c.replaced[name] = v, v, true
		}
	}
	for name, score := range best {
		if c.standIn[name] == nil && score > 0 && score < 1000 {
			c.standIn[name] = c.empty[name]
		}
	}
}

// emptyByName returns the emptiest value of a constructor, and its type's name; nil if the target layer has no such
// one.
func (c *converter) emptyByName(typeName, ctor string) (name int, v []byte) {
	name, ok := c.t.name[typeName]
	if !ok {
		return 0, nil
	}
	d := c.t.ofType(c.to, ctor, name)
	if d == nil {
		return 0, nil
	}
	if v, ok = c.emptyOf(d); !ok {
		return 0, nil
	}
	return name, v
}

// sayEmpty reports whether a constructor's name says that there is nothing, or nothing known.
func sayEmpty(name string) bool {
	return strings.HasSuffix(name, "Empty") || strings.HasSuffix(name, "Unsupported") || strings.HasSuffix(name, "Unknown")
}

// emptyOf returns the emptiest value of one constructor, and false while the type of a field has none yet.
func (c *converter) emptyOf(d *def) ([]byte, bool) {
	v := appendUint32(nil, d.id)
	for _, f := range d.fields {
		if f.bit != always {
			continue
		}
		e, ok := c.emptyValue(f.typ)
		if !ok {
			return nil, false
		}
		v = append(v, e...)
	}
	return v, true
}

var zeros [32]byte

// emptyValue returns the emptiest value of any type.
func (c *converter) emptyValue(i int) ([]byte, bool) {
	switch ty := c.t.types[i]; ty.kind {
	case kindInt, kindWord:
		return zeros[:4], true
	case kindLong, kindDouble:
		return zeros[:8], true
	case kindInt128:
		return zeros[:16], true
	case kindInt256:
		return zeros[:32], true
	case kindString, kindBytes:
		return zeros[:4], true
	case kindBool:
		return falseBytes, true
	case kindVector:
		return emptyVector, true
	case kindObject:
		return c.empty[ty.arg], c.empty[ty.arg] != nil
	case kindTrue, kindQuery:
		return nil, false
	}
	panic("layers: unknown kind")
}

var (
	falseBytes  = appendUint32(nil, idFalse)
	trueBytes   = appendUint32(nil, idTrue)
	emptyVector = appendUint32(appendUint32(nil, idVector), 0)
)
