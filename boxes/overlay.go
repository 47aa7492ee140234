package boxes

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lamplight"
)

// An Overlay is Rows with writes laid over them that are not in the engine yet. It is not safe for concurrent use.
type Overlay struct {
	base   Rows
	writes map[Key][]byte            // nil: removed
	of     map[lamplight.BoxID][]Key // the keys of writes by box, so that a scan looks at one box alone
	known  map[Key][]byte            // rows of base that were fetched ahead
}

// NewOverlay returns an overlay without writes.
func NewOverlay(base Rows) *Overlay {
	return &Overlay{base: base, writes: map[Key][]byte{}, of: map[lamplight.BoxID][]Key{}}
}

// Know takes over rows of the base that were read already. Rows that others may change must be locked.
func (o *Overlay) Know(keys []Key, values [][]byte) {
	if o.known == nil {
		o.known = make(map[Key][]byte, len(keys))
	}
	for i, k := range keys {
		o.known[k] = values[i]
	}
}

// Expect says that the base has no row of that key.
func (o *Overlay) Expect(k Key) {
	if o.known == nil {
		o.known = map[Key][]byte{}
	}
	o.known[k] = nil
}

// Put lays a write over the rows; a nil value removes the row.
func (o *Overlay) Put(k Key, value []byte) {
	if _, ok := o.writes[k]; !ok {
		o.of[k.Box] = append(o.of[k.Box], k)
	}
	o.writes[k] = value
}

// Merge lays the writes of a plan over the rows.
func (o *Overlay) Merge(writes []Write) {
	for _, w := range writes {
		o.Put(w.Key, w.Value)
	}
}

// Writes returns what was laid over the rows, in the order of the keys.
func (o *Overlay) Writes() []Write {
	ws := make([]Write, 0, len(o.writes))
	for k, v := range o.writes {
		ws = append(ws, Write{Key: k, Value: v})
	}
	slices.SortFunc(ws, func(a, b Write) int {
		return cmp.Or(cmp.Compare(a.Box, b.Box), cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Key.Key, b.Key.Key))
	})
	return ws
}

// Get implements Rows.
func (o *Overlay) Get(ctx context.Context, keys []Key) ([][]byte, error) {
	values := make([][]byte, len(keys))
	var ask []Key
	var at []int
	for i, k := range keys {
		if v, ok := o.writes[k]; ok {
			values[i] = v
		} else if v, ok := o.known[k]; ok {
			values[i] = v
		} else {
			ask, at = append(ask, k), append(at, i)
		}
	}
	if len(ask) == 0 {
		return values, nil
	}
	found, err := o.base.Get(ctx, ask)
	if err != nil {
		return nil, err
	}
	for i, v := range found {
		values[at[i]] = v
	}
	return values, nil
}

// Scan implements Rows.
func (o *Overlay) Scan(ctx context.Context, r Range) ([]Row, error) {
	found, err := o.Scans(ctx, []Range{r})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Scans reads several ranges, in one go where the base can.
func (o *Overlay) Scans(ctx context.Context, ranges []Range) ([][]Row, error) {
	over := make([][]Row, len(ranges))
	wide := make([]Range, len(ranges))
	for i, r := range ranges {
		removed := 0
		for _, k := range o.of[r.Box] {
			if k.Kind == r.Kind && k.Key >= r.From && (r.To == "" || k.Key < r.To) {
				v := o.writes[k]
				over[i] = append(over[i], Row{k.Key, v})
				if v == nil {
					removed++
				}
			}
		}
		wide[i] = r
		wide[i].Limit += removed
	}
	found, err := scans(ctx, o.base, wide)
	if err != nil {
		return nil, err
	}
	for i, r := range ranges {
		if len(over[i]) > 0 {
			found[i] = laid(found[i], over[i], r)
		}
	}
	return found, nil
}

// laid returns the first rows of a range, of those of the base and those laid over them.
func laid(base, over []Row, r Range) []Row {
	order := func(a, b Row) int {
		if r.Reverse {
			return strings.Compare(b.Key, a.Key)
		}
		return strings.Compare(a.Key, b.Key)
	}
	slices.SortFunc(over, order)
	rows := make([]Row, 0, min(r.Limit, len(base)+len(over)))
	for len(rows) < r.Limit && (len(base) > 0 || len(over) > 0) {
		var next Row
		switch {
		case len(over) == 0:
			next, base = base[0], base[1:]
		case len(base) > 0 && order(base[0], over[0]) < 0:
			next, base = base[0], base[1:]
		default:
			if len(base) > 0 && base[0].Key == over[0].Key {
				base = base[1:]
			}
			next, over = over[0], over[1:]
		}
		if next.Value != nil {
			rows = append(rows, next)
		}
	}
	return rows
}

// far reports whether each read of the base is a way, which several share better.
func (o *Overlay) far() bool {
	if under, ok := o.base.(*Overlay); ok {
		return under.far()
	}
	_, ok := o.base.(scanner)
	return ok
}
