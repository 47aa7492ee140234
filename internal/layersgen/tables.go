package main

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// The kinds of type, as edge/mtproto/layers reads them.
var kinds = map[string]byte{
	"int": 0, "long": 1, "double": 2, "int128": 3, "int256": 4, "string": 5, "bytes": 6, "Bool": 7, "#": 8, "true": 9, "!X": 12, "X": 12,
}

const (
	kindObject = 10
	kindVector = 11
)

// A writer gathers the tables. Everything is a varint or a string with its length before it:
//
//	names   count, then each string
//	types   count, then each kind; of an object also its name, of a vector also its element's type
//	defs    count, then each number (4 bytes), name, result's type, 1 if it is a method, count of fields, and each
//	        field's name, type and place among the flags (0: always there; else word × 32 + bit + 1)
//	layers  count, then each layer's number, the layer it is told from (0: from nothing), the names that leave and the
//	        defs that come, each a count and a list
type writer struct {
	names   map[string]int
	types   map[string]int
	order   []string // of types
	defs    map[string]int
	defList []*def
	nameSeq []string
}

// encode makes the tables of all layers.
func encode(all []*schema) ([]byte, error) {
	w := &writer{names: map[string]int{}, types: map[string]int{}, defs: map[string]int{}}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b *schema) int {
		if d := distance(a.layer) - distance(b.layer); d != 0 {
			return d
		}
		return a.layer - b.layer
	})
	var layers []byte
	layers = binary.AppendUvarint(layers, uint64(len(sorted)))
	var older, newer *schema
	for _, s := range sorted {
		from := older
		if s.layer > newest {
			from = newer
		}
		if s.layer == newest {
			older, newer = s, s
		}
		var err error
		if layers, err = w.layer(layers, s, from); err != nil {
			return nil, fmt.Errorf("layer %d: %w", s.layer, err)
		}
		if s.layer > newest {
			newer = s
		} else {
			older = s
		}
	}
	defs := binary.AppendUvarint(nil, uint64(len(w.defList)))
	for _, d := range w.defList {
		var err error
		if defs, err = w.def(defs, d); err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	types := binary.AppendUvarint(nil, uint64(len(w.order)))
	for _, t := range w.order {
		k, ok := kinds[t]
		in, vector := strings.CutPrefix(t, "Vector<")
		switch {
		case ok:
			types = append(types, k)
		case vector:
			types = append(types, kindVector)
			types = binary.AppendUvarint(types, uint64(w.types[strings.TrimSuffix(in, ">")]))
		default:
			types = append(types, kindObject)
			types = binary.AppendUvarint(types, uint64(w.name(t)))
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(w.nameSeq)))
	for _, n := range w.nameSeq {
		out = binary.AppendUvarint(out, uint64(len(n)))
		out = append(out, n...)
	}
	out = append(out, types...)
	out = append(out, defs...)
	return append(out, layers...), nil
}

func (w *writer) layer(out []byte, s, from *schema) ([]byte, error) {
	out = binary.AppendUvarint(out, uint64(s.layer))
	var leave, come []int
	if from == nil {
		out = binary.AppendUvarint(out, 0)
		from = &schema{}
	} else {
		out = binary.AppendUvarint(out, uint64(from.layer))
	}
	for _, d := range from.sorted() {
		if s.defs[d.name] == nil {
			leave = append(leave, w.name(d.name))
		}
	}
	for _, d := range s.sorted() {
		if old := from.defs[d.name]; old != nil && old.String() == d.String() {
			continue
		}
		n, err := w.pool(d)
		if err != nil {
			return nil, err
		}
		come = append(come, n)
	}
	for _, list := range [][]int{leave, come} {
		out = binary.AppendUvarint(out, uint64(len(list)))
		for _, n := range list {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return out, nil
}

// pool returns the index of a definition, which all layers that have it share.
func (w *writer) pool(d *def) (int, error) {
	key := d.String()
	if n, ok := w.defs[key]; ok {
		return n, nil
	}
	n := len(w.defList)
	w.defs[key] = n
	w.defList = append(w.defList, d)
	w.name(d.name)
	if _, err := w.typ(d.result); err != nil {
		return 0, fmt.Errorf("%s: %w", d.name, err)
	}
	for _, f := range d.fields {
		w.name(f.name)
		if _, err := w.typ(f.typ); err != nil {
			return 0, fmt.Errorf("%s.%s: %w", d.name, f.name, err)
		}
	}
	return n, nil
}

func (w *writer) name(s string) int {
	n, ok := w.names[s]
	if !ok {
		n = len(w.nameSeq)
		w.names[s] = n
		w.nameSeq = append(w.nameSeq, s)
	}
	return n
}

func (w *writer) typ(t string) (int, error) {
	if t == "X" {
		t = "!X"
	}
	if n, ok := w.types[t]; ok {
		return n, nil
	}
	last := t[strings.LastIndex(t, ".")+1:]
	if in, ok := strings.CutPrefix(t, "Vector<"); ok {
		if _, err := w.typ(strings.TrimSuffix(in, ">")); err != nil {
			return 0, err
		}
	} else if _, ok := kinds[t]; !ok {
		if strings.ContainsAny(t, "<%") || last[0] < 'A' || last[0] > 'Z' {
			return 0, fmt.Errorf("the conversion knows no type like %q", t)
		}
		w.name(t)
	}
	n := len(w.order)
	w.types[t] = n
	w.order = append(w.order, t)
	return n, nil
}

func (w *writer) def(out []byte, d *def) ([]byte, error) {
	out = binary.LittleEndian.AppendUint32(out, d.id)
	method := uint64(0)
	if d.method {
		method = 1
	}
	result, err := w.typ(d.result)
	if err != nil {
		return nil, err
	}
	for _, n := range []uint64{uint64(w.name(d.name)), uint64(result), method, uint64(len(d.fields))} {
		out = binary.AppendUvarint(out, n)
	}
	words := map[string]int{}
	for _, f := range d.fields {
		if f.typ == "#" {
			words[f.name] = len(words)
		}
		place := 0
		if f.word != "" {
			word, ok := words[f.word]
			if !ok {
				return nil, fmt.Errorf("%s: no flags %q before it", f.name, f.word)
			}
			place = word*32 + f.bit + 1
		}
		typ, err := w.typ(f.typ)
		if err != nil {
			return nil, err
		}
		for _, n := range []int{w.name(f.name), typ, place} {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return out, nil
}
