package layers

import (
	_ "embed"
	"encoding/binary"
	"math/bits"
	"sync"
)

// tablesBin is made by internal/layersgen, where its form is told.
//
//go:generate go run -C ../../.. ./internal/layersgen
//go:embed tables.bin
var tablesBin string

// A kind is the shape of a type.
type kind uint8

// The kinds, numbered as in tables.bin.
const (
	kindInt kind = iota
	kindLong
	kindDouble
	kindInt128
	kindInt256
	kindString
	kindBytes
	kindBool
	kindWord // the flags that say which fields are there
	kindTrue // a flag without value
	kindObject
	kindVector
	kindQuery // any method
)

// size returns the bytes that every value of the kind takes, and 0 if they differ.
func (k kind) size() int {
	switch k {
	case kindInt, kindWord, kindBool:
		return 4
	case kindLong, kindDouble:
		return 8
	case kindInt128:
		return 16
	case kindInt256:
		return 32
	case kindString, kindBytes, kindTrue, kindObject, kindVector, kindQuery:
		return 0
	}
	panic("layers: unknown kind")
}

// A typ is a type of the schemas.
type typ struct {
	kind kind
	arg  int // of an object its name; of a vector the type of its elements
}

// always is the bit of a field that is always there.
const always = 0xff

// maxWords is how many words of flags a constructor may have. The schemas have at most two.
const maxWords = 4

// A field is one field of a constructor.
type field struct {
	name int
	typ  int
	word uint8 // which word of flags says whether the field is there
	bit  uint8 // and which bit of it; always if none
}

// A def is one constructor or method. Layers that have the same one share it.
type def struct {
	id     uint32
	name   int
	result int // type
	method bool
	fields []field
	words  int
}

func (d *def) field(name int) int {
	for i := range d.fields {
		if d.fields[i].name == name {
			return i
		}
	}
	return -1
}

// A layer says which definitions are in force.
type layer struct {
	number int
	byName []int // by name; −1 if the layer has none of that name
	byID   idTable
}

// A table holds all the schemas.
type table struct {
	names  []string
	name   map[string]int
	types  []typ
	defs   []def
	layers map[int]*layer
	any    idTable // every definition of every layer, the newest first where two share a number
	ctors  [][]int // the constructors of a type, by its name
}

// idTable finds a definition by constructor number: open addressing, at most half full.
type idTable struct {
	shift uint8
	slots []idSlot
}

type idSlot struct {
	id  uint32
	def int32 // index + 1; 0 if the slot is free
}

func newIDTable(n int) idTable {
	size := max(bits.Len(uint(n))+1, 4)
	return idTable{shift: uint8(32 - size), slots: make([]idSlot, 1<<size)}
}

func (t *idTable) find(id uint32) int {
	for i := id * 0x9e3779b1 >> t.shift; ; i++ {
		s := t.slots[i&uint32(len(t.slots)-1)]
		if s.def == 0 {
			return -1
		}
		if s.id == id {
			return int(s.def) - 1
		}
	}
}

// put adds a definition unless the number is taken.
func (t *idTable) put(id uint32, def int) {
	for i := id * 0x9e3779b1 >> t.shift; ; i++ {
		s := &t.slots[i&uint32(len(t.slots)-1)]
		if s.def != 0 && s.id == id {
			return
		}
		if s.def == 0 {
			*s = idSlot{id, int32(def) + 1}
			return
		}
	}
}

// tables reads tablesBin once, when the first session that needs it comes. The file is our own: damage panics.
var tables = sync.OnceValue(func() *table { return readTables(tablesBin) })

func readTables(bin string) *table {
	r := tableReader(bin)
	t := &table{name: map[string]int{}, layers: map[int]*layer{}}
	t.names = make([]string, r.int())
	for i := range t.names {
		n := r.int()
		t.names[i], r = string(r[:n]), r[n:]
		t.name[t.names[i]] = i
	}
	t.types = make([]typ, r.int())
	for i := range t.types {
		t.types[i].kind, r = kind(r[0]), r[1:]
		if k := t.types[i].kind; k == kindObject || k == kindVector {
			t.types[i].arg = r.int()
		}
	}
	t.defs = make([]def, r.int())
	for i := range t.defs {
		t.defs[i] = r.def(t)
	}
	t.readLayers(&r)
	t.any = newIDTable(len(t.defs))
	t.ctors = make([][]int, len(t.names))
	for i := range t.defs { // the newest layer's come first
		d := &t.defs[i]
		t.any.put(d.id, i)
		if ty := t.types[d.result]; ty.kind == kindObject && !d.method {
			t.ctors[ty.arg] = append(t.ctors[ty.arg], i)
		}
	}
	return t
}

func (t *table) readLayers(r *tableReader) {
	for range r.int() {
		l := &layer{number: r.int(), byName: make([]int, len(t.names))}
		if from := t.layers[r.int()]; from != nil {
			copy(l.byName, from.byName)
		} else {
			for i := range l.byName {
				l.byName[i] = -1
			}
		}
		for range r.int() {
			l.byName[r.int()] = -1
		}
		for range r.int() {
			d := r.int()
			l.byName[t.defs[d].name] = d
		}
		l.byID = newIDTable(len(t.defs))
		for _, d := range l.byName {
			if d >= 0 {
				l.byID.put(t.defs[d].id, d)
			}
		}
		t.layers[l.number] = l
	}
}

// A tableReader reads varints off a string.
type tableReader string

func (r *tableReader) int() int {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := (*r)[0]
		*r = (*r)[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(n)
		}
	}
}

func (r *tableReader) def(t *table) def {
	d := def{id: binary.LittleEndian.Uint32([]byte((*r)[:4]))}
	*r = (*r)[4:]
	d.name, d.result, d.method = r.int(), r.int(), r.int() == 1
	d.fields = make([]field, r.int())
	for i := range d.fields {
		f := field{name: r.int(), typ: r.int(), bit: always}
		if place := r.int(); place > 0 {
			f.word, f.bit = uint8((place-1)/32), uint8((place-1)%32)
		}
		if t.types[f.typ].kind == kindWord {
			d.words++
		}
		d.fields[i] = f
	}
	if d.words > maxWords {
		panic("layers: too many words of flags in " + t.names[d.name])
	}
	return d
}

// newest returns the layer that handlers are written for.
func (t *table) newest() *layer { return t.layers[Newest] }

// ofType returns the definition that l gives a name, if it is of that type.
func (t *table) ofType(l *layer, name string, typeName int) *def {
	n, ok := t.name[name]
	if !ok || l.byName[n] < 0 {
		return nil
	}
	d := &t.defs[l.byName[n]]
	if ty := t.types[d.result]; d.method || ty.kind != kindObject || ty.arg != typeName {
		return nil
	}
	return d
}
