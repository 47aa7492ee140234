package sim

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A door stands before the boxes: whoever calls waits for their turn, and the call itself is made outside the bubble.
type door struct {
	boxes.Log
	gates *gates
	out   *outside
	plant Plant
	// looked is told that an act has read what it decides on; applied what an append did, before its caller learns it.
	looked  func(*act, string)
	applied func(*task, boxes.Group, boxes.Result, error)
}

// through makes one call.
func through[T any](d *door, ctx context.Context, what string, box lamplight.BoxID, f func(context.Context) (T, error)) (v T, err error) {
	if err := d.gates.wait(ctx, what, box, nil); err != nil {
		return v, err
	}
	d.out.do(func() { v, err = f(plain(ctx)) })
	if t := taskOf(ctx); t != nil && t.act != nil {
		d.looked(t.act, what)
	}
	return v, err
}

// plain is a context that goroutines outside the bubble may wait for.
func plain(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// Apply implements boxes.Log. The append is durable, or was refused, before anything else happens.
func (d *door) Apply(ctx context.Context, g boxes.Group) (r boxes.Result, err error) {
	what := "apply"
	if len(g.Ops) > 0 {
		what = fmt.Sprintf("apply %T", g.Ops[0]) // the server does two things for itself at once
	}
	if err := d.gates.wait(ctx, what, 0, &g); err != nil {
		return r, err
	}
	d.out.do(func() { r, err = d.plant.apply(plain(ctx), d.Log, g) })
	if t := taskOf(ctx); t != nil {
		d.applied(t, g, r, err)
	}
	if err := d.gates.wait(ctx, "answer", 0, nil); err != nil {
		return boxes.Result{}, err
	}
	return r, err
}

// Heads implements boxes.Log, as do the others below.
func (d *door) Heads(ctx context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error) {
	box := lamplight.BoxID(0)
	if len(ids) == 1 {
		box = ids[0]
	}
	return through(d, ctx, "heads", box, func(ctx context.Context) ([]boxes.Head, error) { return d.Log.Heads(ctx, ids...) })
}

func (d *door) Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	return through(d, ctx, "messages", box, func(ctx context.Context) ([]lamplight.Message, error) {
		return d.Log.Messages(ctx, box, ids)
	})
}

func (d *door) Copies(
	ctx context.Context, box lamplight.BoxID, contents []lamplight.ContentID,
) (map[lamplight.ContentID]lamplight.MessageID, error) {
	return through(d, ctx, "copies", box, func(ctx context.Context) (map[lamplight.ContentID]lamplight.MessageID, error) {
		return d.Log.Copies(ctx, box, contents)
	})
}

func (d *door) History(ctx context.Context, box lamplight.BoxID, q boxes.HistoryQuery) (boxes.Page, error) {
	return through(d, ctx, "history", box, func(ctx context.Context) (boxes.Page, error) { return d.Log.History(ctx, box, q) })
}

func (d *door) Dialogs(ctx context.Context, box lamplight.BoxID, q boxes.DialogQuery) (boxes.DialogPage, error) {
	return through(d, ctx, "dialogs", box, func(ctx context.Context) (boxes.DialogPage, error) { return d.Log.Dialogs(ctx, box, q) })
}

func (d *door) Dialog(ctx context.Context, box lamplight.BoxID, peers ...lamplight.Peer) ([]lamplight.Dialog, error) {
	return through(d, ctx, "dialog", box, func(ctx context.Context) ([]lamplight.Dialog, error) {
		return d.Log.Dialog(ctx, box, peers...)
	})
}

func (d *door) ReadTime(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, id lamplight.MessageID) (time.Time, error) {
	return through(d, ctx, "read time", box, func(ctx context.Context) (time.Time, error) {
		return d.Log.ReadTime(ctx, box, peer, id)
	})
}

func (d *door) Events(ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) ([]lamplight.Event, bool, error) {
	type found struct {
		events []lamplight.Event
		more   bool
	}
	f, err := through(d, ctx, "events", box, func(ctx context.Context) (f found, err error) {
		f.events, f.more, err = d.Log.Events(ctx, box, after, limit)
		f.events = d.plant.events(f.events)
		return f, err
	})
	return f.events, f.more, err
}

func (d *door) Expired(ctx context.Context, after boxes.Expiry, by time.Time, limit int) ([]boxes.Expiry, error) {
	return through(d, ctx, "expired", 0, func(ctx context.Context) ([]boxes.Expiry, error) { return d.Log.Expired(ctx, after, by, limit) })
}

func (d *door) Notes(ctx context.Context, box lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error) {
	return through(d, ctx, "notes", box, func(ctx context.Context) ([]lamplight.Event, error) {
		return d.Log.Notes(ctx, box, after, since, limit)
	})
}
