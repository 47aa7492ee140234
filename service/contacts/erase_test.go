package contacts

import (
	"context"
	"errors"
	"testing"

	"lamplight"
	"lamplight/store"
)

// dying is a store of a process that ends as soon as a write is done.
type dying struct{ store.Store }

func (d dying) Write(ctx context.Context, f func(store.Tx) error) error {
	return errors.Join(d.Store.Write(ctx, f), errors.New("the end"))
}

// TestEraseIsFinishedAfterACrash has the erasure end in the middle: the second run leaves nobody untold.
func TestEraseIsFinishedAfterACrash(t *testing.T) {
	w := newWorld(t, Limits{})
	w.know(t, bob, ann)
	heard := w.heard(t, bob)
	real := w.Service.store
	w.Service.store = dying{real}
	if err := w.EraseUser(t.Context(), ann); err == nil {
		t.Fatal("the process lives on")
	}
	w.Service.store = real
	fails(t, "second run", w.EraseUser(t.Context(), ann), nil)
	if got := kinds(heard()); len(got) == 0 || got[len(got)-1] != lamplight.EventUser {
		t.Errorf("told %v", got)
	}
	people, _ := w.book(t, bob)
	list(t, "in the other's book", people)
}
