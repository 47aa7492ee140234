package search

import (
	"fmt"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// cutBy makes the index of Ann's box as one that other rules made: every message has one word, "old".
func (w *world) cutBy(version int) {
	w.t.Helper()
	at := w.cursor(ann)
	step := store.SearchStep{From: at, To: at}
	step.To.Version = version
	for id := range lamplight.MessageID(20) {
		step.Put = append(step.Put, store.SearchMessage{ID: id + 1, Peer: peer(bob), From: peer(ann), Date: w.clock, Words: []string{"old"}})
	}
	err := w.db.Write(w.t.Context(), func(tx store.Tx) error {
		done, err := tx.StepSearch([]store.SearchStep{step})
		if err == nil && !done[0] {
			err = fmt.Errorf("the cursor was not at %+v", at)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestOlderRules has an index whose words were cut by an older version: the sweep after an upgrade, or whoever searches before
// it, makes it anew.
func TestOlderRules(t *testing.T) {
	for name, renew := range map[string]func(*world){
		"by a sweep":  func(w *world) { w.work(w.service(Limits{Step: 3}), true) },
		"by a search": func(w *world) { w.ask(Query{User: ann, Text: "x"}) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Limits{Step: 3}, boxes.Limits{})
			for i := range 20 {
				w.say(ann, bob, fmt.Sprintf("lamp %d", i))
			}
			w.ask(Query{User: ann, Text: "x"})
			w.cutBy(version - 1)
			if got := w.indexed(ann, "lamp"); len(got) != 0 {
				t.Fatalf("before: %v", got)
			}
			renew(w)
			if got := w.indexed(ann, "lamp"); len(got) != 20 {
				t.Errorf("%d of 20 have their words", len(got))
			}
			if got := w.indexed(ann, "old"); len(got) != 0 {
				t.Errorf("%v have old ones", got)
			}
			if at := w.cursor(ann); at.Version != version || at.Below != 0 {
				t.Errorf("cursor %+v", at)
			}
		})
	}
}

// TestNewerRules leaves an index alone that a node of a newer version made, and says so to who searches.
func TestNewerRules(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	for range 20 {
		w.say(ann, bob, "lamp")
	}
	w.ask(Query{User: ann, Text: "x"})
	w.cutBy(version + 1)
	before := w.cursor(ann)
	w.say(ann, bob, "lamp")
	w.work(w.service(Limits{}), true)
	if p := w.ask(Query{User: ann, Text: "lamp"}); !p.Inexact {
		t.Error("the answer says that it is all there is")
	}
	if got := w.indexed(ann, "old"); len(got) != 20 || w.cursor(ann) != before {
		t.Errorf("%d of 20 are as they were, cursor %+v", len(got), w.cursor(ann))
	}
	if at := w.cursor(bob); at.Version != version {
		t.Errorf("Bob's cursor %+v", at)
	}
	if got := w.indexed(bob, "lamp"); !slices.Contains(got, 21) {
		t.Errorf("Bob's index has %v", got)
	}
}
