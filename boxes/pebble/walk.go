package pebble

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	pebbledb "github.com/cockroachdb/pebble/v2"

	"lamplight"
	"lamplight/boxes"
)

// headRows goes from box to box: the head is the first row of each.
func (s *store) headRows(ctx context.Context, after lamplight.BoxID, limit int) ([]boxes.HeadRow, error) {
	if after == math.MaxInt64 {
		return nil, nil
	}
	for {
		e, err := s.enter(ctx)
		if err != nil {
			return nil, err
		}
		found, err := e.headRows(after, limit)
		e.leave()
		if !errors.Is(err, errFailed) {
			return found, err
		}
	}
}

func (e *engine) headRows(after lamplight.BoxID, limit int) (found []boxes.HeadRow, err error) {
	snap, err := e.view(nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	var ids []lamplight.BoxID
	found, ids, err = walk(snap, after, limit)
	if err == nil && e.locks.waiting(ids) { // as view does it
		err = e.sync()
	}
	if e.failure() != nil {
		err = errFailed
	}
	return found, err
}

func walk(snap *pebbledb.Snapshot, after lamplight.BoxID, limit int) (found []boxes.HeadRow, ids []lamplight.BoxID, err error) {
	it, err := snap.NewIter(nil)
	if err != nil {
		return nil, nil, fmt.Errorf("walk the boxes: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	key := appendKey(nil, after+1, 0, "")
	for ok := it.SeekGE(key); ok && len(found) < limit; ok = it.SeekGE(key) {
		box, kind := readKeyHead(it.Key())
		if kind == boxes.KindHead {
			v, err := it.ValueAndErr()
			if err != nil {
				return nil, nil, fmt.Errorf("walk the boxes: %w", err)
			}
			ids, found = append(ids, box), append(found, boxes.HeadRow{Box: box, Value: slices.Clone(v)})
		}
		if box == math.MaxInt64 {
			break
		}
		key = appendKey(key[:0], box+1, 0, "")
	}
	return found, ids, nil
}
