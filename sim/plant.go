package sim

import (
	"context"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/service/messages"
)

// A Plant is a bug that is put into a run on purpose, to show that it is found. The zero value is none.
type Plant struct {
	Name    string
	NoSweep bool // heads are never compared
	NoCrash bool // the run has no crashes, so that nothing else can find it
	// What goes through a seam, and comes out wrong. nil: as it is.
	Hint   func(bus.Hint) bus.Hint
	Push   func([]lamplight.Event) []lamplight.Event
	Events func([]lamplight.Event) []lamplight.Event
	Apply  func(context.Context, boxes.Log, boxes.Group) (boxes.Result, error)
	Policy func(messages.Policy) messages.Policy
	Odds   *hintOdds
}

func (p Plant) hint(h bus.Hint) bus.Hint {
	if p.Hint == nil {
		return h
	}
	return p.Hint(h)
}

func (p Plant) push(es []lamplight.Event) []lamplight.Event {
	if p.Push == nil {
		return es
	}
	return p.Push(es)
}

func (p Plant) events(es []lamplight.Event) []lamplight.Event {
	if p.Events == nil {
		return es
	}
	return p.Events(es)
}

func (p Plant) apply(ctx context.Context, l boxes.Log, g boxes.Group) (boxes.Result, error) {
	if p.Apply == nil {
		return l.Apply(ctx, g)
	}
	return p.Apply(ctx, l, g)
}

func (p Plant) policy(real messages.Policy) messages.Policy {
	if p.Policy == nil {
		return real
	}
	return p.Policy(real)
}
