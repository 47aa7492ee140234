package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"lamplight"
)

// A diary is a journal that remembers what it was told, or fails.
type diary struct {
	told []string
	err  error
}

func (d *diary) LogPin(_ context.Context, by lamplight.UserID, m lamplight.Message) error {
	d.told = append(d.told, fmt.Sprintf("%d pins %v %s", by, m.Pinned, string(m.Text)))
	return d.err
}

func (d *diary) LogEdit(_ context.Context, by lamplight.UserID, before, after lamplight.Message) error {
	d.told = append(d.told, fmt.Sprintf("%d makes of %s %s", by, string(before.Text), string(after.Text)))
	return d.err
}

func (d *diary) LogDelete(_ context.Context, by lamplight.UserID, ms []lamplight.Message) error {
	for _, m := range ms {
		d.told = append(d.told, fmt.Sprintf("%d deletes %s", by, string(m.Text)))
	}
	return d.err
}

// What is done to messages of a supergroup is kept as they were; what is private is not, and a journal that fails undoes
// nothing.
func TestJournal(t *testing.T) {
	for _, fails := range []error{nil, errors.New("disk on fire")} {
		w, _ := social(t)
		d := &diary{err: fails}
		w.journal = d
		m := w.post(t, asBob, inSuper, "one")
		_, err := w.Edit(t.Context(), Change{Caller: asBob, Peer: inSuper, ID: m.ID, Text: "two"})
		check(t, err, nil)
		_, err = w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: inSuper, ID: m.ID})
		check(t, err, nil)
		_, err = w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: inSuper, ID: m.ID, Unpin: true})
		check(t, err, nil)
		_, err = w.DeleteIn(t.Context(), asAnn, inSuper.Channel(), []lamplight.MessageID{m.ID})
		check(t, err, nil)
		w.post(t, asBob, inSuper, "three")
		_, err = w.DeleteOf(t.Context(), asAnn, inSuper.Channel(), bob)
		check(t, err, nil)
		private := w.post(t, asAnn, lamplight.UserPeer(bob), "secret")
		_, err = w.Edit(t.Context(), Change{Caller: asAnn, Peer: lamplight.UserPeer(bob), ID: private.ID, Text: "more of it"})
		check(t, err, nil)
		want := []string{
			fmt.Sprintf("%d makes of one two", bob), fmt.Sprintf("%d pins true two", ann), fmt.Sprintf("%d pins false two", ann),
			fmt.Sprintf("%d deletes two", ann), fmt.Sprintf("%d deletes three", ann),
		}
		if !slices.Equal(d.told, want) {
			t.Errorf("told %q, want %q", d.told, want)
		}
	}
}
