package pebble

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	pebbledb "github.com/cockroachdb/pebble/v2"

	"lamplight"
	"lamplight/boxes"
)

// keyHead is the size of what leads every key: the box and the kind of row.
const keyHead = 8 + 1

// appendKey appends the key of a row. Boxes sort as their ids do, negative ones first.
func appendKey(b []byte, box lamplight.BoxID, kind boxes.Kind, key string) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(box)^1<<63)
	return append(append(b, byte(kind)), key...)
}

// readKeyHead returns what leads a key.
func readKeyHead(key []byte) (lamplight.BoxID, boxes.Kind) {
	return lamplight.BoxID(binary.BigEndian.Uint64(key) ^ 1<<63), boxes.Kind(key[keyHead-1])
}

// boxBounds returns the range of keys of a box.
func boxBounds(box lamplight.BoxID) (from, to []byte) {
	from = binary.BigEndian.AppendUint64(nil, uint64(box)^1<<63)
	if box == math.MaxInt64 {
		return from, bytes.Repeat([]byte{0xff}, keyHead)
	}
	return from, binary.BigEndian.AppendUint64(nil, uint64(box+1)^1<<63)
}

// rows reads from a snapshot, or from the database while the boxes concerned are locked. It is used by one goroutine
// and closed.
type rows struct {
	r     pebbledb.Reader
	of    *engine
	probe *pebbledb.Iterator // for point reads; made by the first
}

// Get implements boxes.Rows.
//
// It seeks with an iterator of its own and not with Pebble's Get, because that does not ask the filters of the last
// level, where nearly everything lies: a send asks mostly for what does not exist.
func (r *rows) Get(_ context.Context, keys []boxes.Key) ([][]byte, error) {
	if r.probe == nil {
		probe, err := r.r.NewIter(&pebbledb.IterOptions{UseL6Filters: true})
		if err != nil {
			return nil, r.fault(fmt.Errorf("read boxes: %w", err))
		}
		r.probe = probe
	}
	values := make([][]byte, len(keys))
	var key []byte
	for i, k := range keys {
		key = appendKey(key[:0], k.Box, k.Kind, k.Key)
		if !r.probe.SeekPrefixGE(key) {
			if err := r.probe.Error(); err != nil {
				return nil, r.fault(fmt.Errorf("read box %d: %w", k.Box, err))
			}
			continue
		}
		if !bytes.Equal(r.probe.Key(), key) {
			continue
		}
		v, err := r.probe.ValueAndErr()
		if err != nil {
			return nil, r.fault(fmt.Errorf("read box %d: %w", k.Box, err))
		}
		values[i] = append([]byte{}, v...)
	}
	return values, nil
}

// fault makes a fault of reading from an engine that failed a passing one: such an engine takes for written what is not,
// and finds out when it reads it.
func (r *rows) fault(err error) error {
	if r.of.failure() != nil {
		return unavailable(err)
	}
	return err
}

func (r *rows) close() error {
	if r.probe == nil {
		return nil
	}
	return r.probe.Close()
}

// lockedRows reads rows of locked boxes, from their stripes' caches where they are there.
type lockedRows struct {
	*rows
	locked held
}

// Get implements boxes.Rows.
func (r lockedRows) Get(ctx context.Context, keys []boxes.Key) ([][]byte, error) {
	if len(keys) == 1 { // how plans ask for heads and dialogs
		if v, ok := r.locked.find(keys[0]); ok {
			return [][]byte{v}, nil
		}
	}
	return r.rows.Get(ctx, keys)
}

// Scan implements boxes.Rows.
func (r *rows) Scan(_ context.Context, q boxes.Range) ([]boxes.Row, error) {
	lower := appendKey(nil, q.Box, q.Kind, q.From)
	upper := appendKey(nil, q.Box, q.Kind, q.To)
	if q.To == "" {
		upper = appendKey(nil, q.Box, q.Kind+1, "")
	}
	if bytes.Compare(lower, upper) >= 0 {
		return nil, nil
	}
	it, err := r.r.NewIter(&pebbledb.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, r.fault(fmt.Errorf("scan box %d: %w", q.Box, err))
	}
	start, next := it.First, it.Next
	if q.Reverse {
		start, next = it.Last, it.Prev
	}
	var found []boxes.Row
	for ok := start(); ok && len(found) < q.Limit; ok = next() {
		v, err := it.ValueAndErr()
		if err != nil {
			return nil, r.fault(errors.Join(fmt.Errorf("scan box %d: %w", q.Box, err), it.Close()))
		}
		found = append(found, boxes.Row{Key: string(it.Key()[keyHead:]), Value: append([]byte{}, v...)})
	}
	if err := it.Close(); err != nil {
		return nil, r.fault(fmt.Errorf("scan box %d: %w", q.Box, err))
	}
	return found, nil
}
