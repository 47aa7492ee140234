package polls

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/bus"
)

// told returns the boxes that were told of polls since it was asked last.
func (w *world) told() (boxes []lamplight.BoxID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range w.hints {
		for _, e := range h.Events {
			if e.Kind == lamplight.EventPoll && e.Seq == h.Seq && e.Seq > 0 {
				boxes = append(boxes, h.Box)
			}
		}
	}
	w.hints = nil
	slices.Sort(boxes)
	return boxes
}

func (w *world) steps(t *testing.T) time.Duration {
	t.Helper()
	for range 5 {
		wait, err := w.step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if wait > 0 {
			return wait
		}
	}
	t.Fatal("it does not come to an end")
	return 0
}

func TestThoseWhoLookAreTold(t *testing.T) {
	w := newWorld(t)
	id := w.ask(t, draft())
	media := w.shown[id]
	shownIn := []lamplight.BoxID{lamplight.ChannelBox(77), lamplight.AccountBox(ann)}
	for _, box := range shownIn {
		w.Heard(bus.Hint{Box: box, Events: []lamplight.Event{{
			Kind: lamplight.EventNewMessage, Box: box, Message: &lamplight.Message{ID: 1, Media: &media},
		}}})
	}
	w.Heard(bus.Hint{Box: 5, Events: []lamplight.Event{{Kind: lamplight.EventNewMessage, Message: &lamplight.Message{}}, {Kind: lamplight.EventDraft}}})
	w.steps(t)
	if got := w.told(); got != nil {
		t.Errorf("told %v of nothing", got)
	}

	// A vote is told at once, those that follow it once in a while.
	w.vote(t, asBob, id, "s")
	if got := w.told(); !slices.Equal(got, []lamplight.BoxID{lamplight.AccountBox(bob)}) {
		t.Errorf("told %v of their own vote, want bob's other devices", got)
	}
	w.steps(t)
	if got := w.told(); !slices.Equal(got, shownIn) {
		t.Errorf("told %v of a vote, want %v", got, shownIn)
	}
	w.vote(t, asBob, id, "h")
	w.vote(t, asCid, id, "h")
	w.told()
	if wait := w.steps(t); wait > w.limits.Every {
		t.Errorf("it waits for %v", wait)
	}
	if got := w.told(); got != nil {
		t.Errorf("told %v too soon", got)
	}
	w.clock = w.clock.Add(w.limits.Every)
	w.steps(t)
	if got := w.told(); !slices.Equal(got, shownIn) {
		t.Errorf("told %v of two votes, want %v", got, shownIn)
	}
	w.clock = w.clock.Add(w.limits.Every)
	w.steps(t)
	if got := w.told(); got != nil {
		t.Errorf("told %v of nothing new", got)
	}
	if len(w.due) != 0 {
		t.Errorf("%d polls are kept in memory for nothing", len(w.due))
	}

	// The end is told at once, however lately a vote was.
	w.vote(t, asCid, id, "s")
	w.steps(t)
	w.told()
	if _, err := w.Stop(t.Context(), asAnn, group, id); err != nil {
		t.Fatal(err)
	}
	w.steps(t)
	if got := w.told(); !slices.Equal(got, shownIn) {
		t.Errorf("told %v of the end, want %v", got, shownIn)
	}
}

func TestPollsCloseByThemselves(t *testing.T) {
	w := newWorld(t)
	d := draft()
	d.Period = 10 * time.Second
	id := w.ask(t, d)
	if err := w.db.Write(t.Context(), placed(w.shown[id].Poll, 7)); err != nil {
		t.Fatal(err)
	}
	if wait := w.steps(t); wait > 10*time.Second {
		t.Errorf("it waits for %v", wait)
	}
	w.clock = w.clock.Add(10 * time.Second)
	w.steps(t)
	if got := w.told(); !slices.Equal(got, []lamplight.BoxID{7}) {
		t.Errorf("told %v of the end", got)
	}
	p, err := w.Results(t.Context(), ann, group, id)
	if err != nil || !p.Closed || p.Version != 1 {
		t.Errorf("it is %+v, %v", p, err)
	}
	w.steps(t)
	if got := w.told(); got != nil {
		t.Errorf("told %v of the end again", got)
	}
}

// TestWhoIsGoneVotedNowhere erases an account.
func TestWhoIsGoneVotedNowhere(t *testing.T) {
	w := newWorld(t)
	id := w.ask(t, draft())
	if err := w.db.Write(t.Context(), placed(w.shown[id].Poll, 7)); err != nil {
		t.Fatal(err)
	}
	w.vote(t, asBob, id, "s")
	w.vote(t, asCid, id, "s")
	w.steps(t)
	w.told()
	for range 2 {
		if err := w.EraseUser(t.Context(), cid); err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.Results(t.Context(), bob, group, id)
	if err != nil || p.Voters != 1 || p.Answers[0].Votes != 1 {
		t.Errorf("it is %+v, %v", p, err)
	}
	w.clock = w.clock.Add(w.limits.Every)
	w.steps(t)
	if got := w.told(); !slices.Equal(got, []lamplight.BoxID{7}) {
		t.Errorf("told %v", got)
	}
}
