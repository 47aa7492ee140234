package withdrawal

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// dying is a log whose node undoes a withdrawal just before a deletion, and dies just after it.
type dying struct {
	boxes.Log
	before func()
}

var errDied = errors.New("the node died")

func (d *dying) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if _, ok := g.Ops[0].(boxes.Delete); !ok || d.before == nil {
		return d.Log.Apply(ctx, g)
	}
	d.before()
	d.before = nil
	if _, err := d.Log.Apply(ctx, g); err != nil {
		return boxes.Result{}, err
	}
	return boxes.Result{}, errDied
}

// TestUndoBesideARemovalThatDies undoes, and puts back, between the moment when copies were kept and that when they are deleted;
// the node dies right after it deleted them. When the job is begun again nothing is lost.
func TestUndoBesideARemovalThatDies(t *testing.T) {
	w := newWorld(t)
	all := w.fill(t, 9)
	before := texts(t, w.seen, all)
	id, err := w.Withdraw(t.Context(), Order{Contents: []lamplight.ContentID{original}})
	if err != nil {
		t.Fatal(err)
	}
	log := &dying{Log: w.boxes, before: func() {
		if err := w.Undo(t.Context(), id); err != nil {
			t.Error(err)
		}
		if _, err := w.Restore(t.Context(), id); err != nil {
			t.Error(err)
		}
	}}
	w.Service.boxes = log
	if _, err := w.Remove(t.Context(), id); !errors.Is(err, errDied) {
		t.Fatalf("it did not die: %v", err)
	}
	if got := texts(t, w.seen, all); slices.Equal(got, before) {
		t.Error("nothing was deleted, so that nothing is tested")
	}
	for range 2 { // the job is begun again, and may be once more
		if _, err := w.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := texts(t, w.seen, all); !slices.Equal(got, before) {
		t.Errorf("after it: %q, want %q", got, before)
	}
}

// TestWhatIsWithdrawnLeadsNowhere: a text between two people goes on both sides, an answer quotes it no more, and nothing that
// holds it can be stored, not even by who had it at hand.
func TestWhatIsWithdrawnLeadsNowhere(t *testing.T) {
	w := newWorld(t)
	mine, his := lamplight.AccountBox(ann), lamplight.AccountBox(bob)
	from := lamplight.UserPeer(ann)
	put := func(log boxes.Log, ops ...boxes.Op) error {
		_, err := log.Apply(t.Context(), boxes.Group{Now: noon, Ops: ops})
		return err
	}
	m := lamplight.Message{Peer: lamplight.UserPeer(bob), From: from, Out: true, Content: 500, Text: "bad", Sent: noon}
	in := m
	in.Peer, in.Out = from, false
	answer := lamplight.Message{
		Peer: from, From: lamplight.UserPeer(bob), Out: true, Content: 501, Text: "why?", Sent: noon, Reply: &lamplight.Reply{Content: 500, Quote: "bad"},
	}
	// His box has another message before, so that the ids differ.
	if err := put(w.boxes,
		boxes.Append{Box: his, Message: lamplight.Message{Peer: from, From: from, Content: 499, Text: "before", Sent: noon}},
		boxes.Append{Box: mine, Message: m}, boxes.Append{Box: his, Message: in}, boxes.Append{Box: his, Message: answer},
	); err != nil {
		t.Fatal(err)
	}
	read := func() (found []string) {
		for _, box := range []lamplight.BoxID{mine, his} {
			ms, err := w.seen.Messages(t.Context(), box, []lamplight.MessageID{1, 2, 3})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range ms {
				found = append(found, string(m.Text))
				if m.Reply != nil {
					found = append(found, "«"+string(m.Reply.Quote)+"»")
				}
			}
		}
		return found
	}
	before := read()
	both := []boxes.Copy{{Box: mine, ID: 1}, {Box: his, ID: 2, Content: 500}}
	if at, err := w.bothSides(t.Context(), both[:1]); err != nil || !slices.Equal(at, both) {
		t.Errorf("both sides: %v, %v", at, err)
	}
	id, err := w.Withdraw(t.Context(), Order{Contents: []lamplight.ContentID{500}, At: []boxes.Copy{{Box: mine, ID: 1, Content: 500}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"before", "why?", "«»"}
	if got := read(); !slices.Equal(got, want) {
		t.Errorf("withdrawn: %q, want %q", got, want)
	}
	if n, err := w.Remove(t.Context(), id, boxes.Copy{Box: mine, ID: 1}, boxes.Copy{Box: his, ID: 2}); err != nil || n != 2 {
		t.Errorf("removed %d, %v", n, err)
	}
	at, err := w.bothSides(t.Context(), []boxes.Copy{{Box: his, ID: 1}})
	if err != nil || len(at) != 1 {
		t.Errorf("the other side of what she does not have: %v, %v", at, err)
	}
	again := lamplight.Message{Peer: from, From: from, Content: 502, Text: "bad", Sent: noon, Forward: &lamplight.Forward{From: from, Date: noon, Content: 500}}
	if err := put(w.seen, boxes.Append{Box: his, Message: again}); !errors.Is(err, boxes.ErrWithdrawn) {
		t.Errorf("forwarded by who had it at hand: %v", err)
	}
	answer.Content, answer.ID = 503, 0
	if err := put(w.seen, boxes.Append{Box: his, Message: answer}); err != nil {
		t.Fatal(err)
	}
	if ms, err := w.boxes.Messages(t.Context(), his, []lamplight.MessageID{4}); err != nil || len(ms) != 1 || ms[0].Reply.Quote != "" {
		t.Errorf("it is quoted: %+v, %v", ms, err)
	}
	if err := w.Undo(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Restore(t.Context(), id); err != nil || n != 2 {
		t.Errorf("put back %d, %v", n, err)
	}
	if got := read(); !slices.Equal(got, before) {
		t.Errorf("undone: %q, want %q", got, before)
	}
}
