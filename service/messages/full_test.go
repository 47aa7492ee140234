package messages

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
)

// TestFullBox fills a box: its owner and whoever writes to them are refused with an error each, nothing is stored, and a
// notice says once what to do.
func TestFullBox(t *testing.T) {
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir(), Limits: boxes.Limits{Quota: 4700}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{log: log, clock: time.Unix(1_800_000_000, 0)}
	w.Service = New(Options{
		Boxes: log, Bus: w, Policy: w, Screen: w, Authors: w, Names: w, Readers: w, Now: func() time.Time { return w.clock },
	})
	long := strings.Repeat("x", 3000)
	first := w.say(t, asAnn, ann, long) // ann's box alone
	send := func(c Caller, to lamplight.Peer) error {
		w.random++
		_, err := w.Send(t.Context(), Draft{Caller: c, To: to, Text: lamplight.Text(long), Random: w.random})
		return err
	}
	refused := func(what string, err error, symbol string) {
		t.Helper()
		var e *lamplight.Error
		if !errors.As(err, &e) || e.Kind != lamplight.NotAcceptable || e.Symbol() != symbol {
			t.Errorf("%s: %v, want %s", what, err, symbol)
		}
	}
	for range 2 {
		refused("one's own box is full", send(asAnn, toBob), "STORAGE_FULL")
		refused("the other's box is full", send(asBob, toAnn), "USER_STORAGE_FULL")
	}
	_, err = w.Edit(t.Context(), Change{Caller: asAnn, Peer: toAnn, ID: first.ID, Text: lamplight.Text(long + long[:1096])})
	refused("a longer text", err, "STORAGE_FULL")
	_, err = w.Forward(t.Context(), Forwarding{Caller: asAnn, From: toAnn, IDs: []lamplight.MessageID{first.ID}, Randoms: []int64{99}, To: toBob})
	refused("forwarding", err, "STORAGE_FULL")
	if got := w.texts(t, bob, ann); got != "" {
		t.Errorf("bob got %q", got)
	}
	if got := w.texts(t, ann, lamplight.ServiceUser); strings.Count(got, "storage is full") != 1 || !strings.Contains(got, "4.59 kB") {
		t.Errorf("ann was told %q, want one notice with the quota", got)
	}
	if got := w.texts(t, bob, lamplight.ServiceUser); strings.Count(got, "was not sent") != 1 {
		t.Errorf("bob was told %q, want one notice", got)
	}
	w.clock = w.clock.Add(24 * time.Hour)
	refused("the next day", send(asAnn, toBob), "STORAGE_FULL")
	if got := w.texts(t, ann, lamplight.ServiceUser); strings.Count(got, "storage is full") != 2 {
		t.Errorf("the next day ann was told %q", got)
	}

	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toAnn, ID: first.ID, Text: "short"}); err != nil {
		t.Errorf("a shorter text: %v", err)
	}
	if err := send(asBob, toAnn); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}
