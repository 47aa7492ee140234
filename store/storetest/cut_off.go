package storetest

import (
	"context"

	"lamplight/store"
)

// CutOff is a store of a process that can end between a commit and the jobs that follow it. It is not safe for concurrent use.
type CutOff struct {
	store.Store
	Cut  bool // from now on, jobs are left in Left and not queued
	Left []store.Job
}

// Write implements store.Store.
func (c *CutOff) Write(ctx context.Context, f func(store.Tx) error) error {
	if !c.Cut {
		return c.Store.Write(ctx, f)
	}
	var jobs []store.Job
	err := c.Store.Write(ctx, func(tx store.Tx) error {
		jobs = nil
		return f(leaving{tx, &jobs})
	})
	if err == nil {
		c.Left = append(c.Left, jobs...)
	}
	return err
}

// Resume queues the jobs that were left, as the process that comes next finds them. Called again, they run twice.
func (c *CutOff) Resume(ctx context.Context) error {
	return c.Store.Write(ctx, func(tx store.Tx) error {
		for _, j := range c.Left {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return nil
	})
}

type leaving struct {
	store.Tx
	jobs *[]store.Job
}

// Enqueue implements store.Tx.
func (l leaving) Enqueue(j store.Job) error {
	*l.jobs = append(*l.jobs, j)
	return nil
}
