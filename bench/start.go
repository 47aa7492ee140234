package main

import (
	"context"
	"slices"
	"time"
)

// starts is how often the start is measured; the middle one counts.
const starts = 5

// start measures how long it takes from executing the program to the first answer to a client that has its key.
func start(ctx context.Context, o options, boxes, folder string) (row, error) {
	keys, err := makeKeys(ctx, o, boxes, folder, 1)
	if err != nil {
		return row{}, err
	}
	var took []time.Duration
	for range starts {
		s, err := serve(ctx, o, folder, boxes)
		if err != nil {
			return row{}, err
		}
		a, err := comeBack(ctx, s, 0, keys[0])
		took = append(took, time.Since(s.started))
		if err == nil {
			a.close()
		}
		if err := join(err, s.stop()); err != nil {
			return row{}, err
		}
	}
	slices.Sort(took)
	return row{StartMS: some(milliseconds(took[len(took)/2]))}, nil
}
