package boxes

import (
	"context"
	"time"

	"lamplight"
)

// A key is remembered under the period in which it was used, a period being Limits.RememberKeys long. Looking in this
// period and the one before finds every key that is young enough, and what lies in earlier ones can go. The time is the
// box's (dateIn): where the clock was set back, a key of the period after this one would not be found.

func periodOf(lim Limits, now time.Time) uint32 {
	return uint32(max(1, now.Unix()/max(1, int64(lim.RememberKeys/time.Second))))
}

// repeated reports whether the group's key, or that of one of its messages, was used before; if so, the result is the
// first one's.
func (p *planner) repeated(ctx context.Context) (bool, error) {
	was, err := p.used(ctx, p.g.KeyBox, p.g.Key)
	if err != nil {
		return false, err
	}
	if was != nil {
		p.result = Result{Repeated: true, Remaining: was.Remaining}
		p.result.Events, err = p.eventsAt(ctx, was.Events)
		return true, err
	}
	var known []string
	var refs []eventRef
	for _, op := range p.g.Ops {
		a, ok := op.(Append)
		if !ok || a.Key == "" {
			continue
		}
		if was, err = p.used(ctx, a.Box, a.Key); err != nil {
			return false, err
		}
		if was == nil {
			continue
		}
		known = append(known, a.Key)
		for _, ref := range was.Events {
			if ref.Box == a.Box { // what was sent with a key of its group has events of others too
				refs = append(refs, ref)
			}
		}
	}
	if len(known) == 0 {
		return false, nil
	}
	p.result = Result{Repeated: true, Known: known}
	p.result.Events, err = p.eventsAt(ctx, refs)
	return true, err
}

// used returns what is remembered of a key, nil if it was not used or there is none.
func (p *planner) used(ctx context.Context, box lamplight.BoxID, key string) (*keyRow, error) {
	if key == "" {
		return nil, nil
	}
	h, err := p.head(ctx, box)
	if err != nil {
		return nil, err
	}
	// A node whose clock is ahead may have begun the next period already.
	now := p.dateIn(h)
	period := periodOf(p.lim, now)
	for at := periodOf(p.lim, now.Add(clockSlack)); at >= period-1; at-- {
		if h.OldestKeys == 0 || at < h.OldestKeys {
			break // the box remembers none of that period
		}
		v, err := get(ctx, p.rows, Key{box, KindKey, periodKey(at, key)})
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		var was keyRow
		err = decode(v, &was)
		return &was, err
	}
	return nil, nil
}

// eventsAt returns the events at the given positions; those that were forgotten meanwhile are left out.
func (p *planner) eventsAt(ctx context.Context, refs []eventRef) ([]lamplight.Event, error) {
	keys := make([]Key, len(refs))
	for i, r := range refs {
		keys[i] = Key{r.Box, KindEvent, ptsKey(r.PTS)}
		if r.PTS == 0 {
			keys[i] = Key{r.Box, KindNote, seqKey(r.Seq)}
		}
	}
	values, err := p.rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	var events []lamplight.Event
	for i, v := range values {
		if v == nil {
			continue
		}
		e, err := decodeEvent(v)
		if err != nil {
			return nil, err
		}
		e.Box, e.PTS, e.Seq = refs[i].Box, refs[i].PTS, refs[i].Seq
		events = append(events, e)
	}
	return events, fillEvents(ctx, p.rows, events)
}

// remember keeps a key with where its events are, and forgets some that are too old.
func (p *planner) remember(ctx context.Context, box lamplight.BoxID, key string, events []lamplight.Event) error {
	if key == "" {
		return nil
	}
	row := keyRow{Remaining: p.result.Remaining, Events: make([]eventRef, len(events))}
	for i, e := range events {
		row.Events[i] = eventRef{Box: e.Box, PTS: e.PTS, Seq: e.Seq}
	}
	v, err := encode(&row)
	if err != nil {
		return err
	}
	h, err := p.head(ctx, box)
	if err != nil {
		return err
	}
	period := periodOf(p.lim, p.dateIn(h))
	p.rows.Put(Key{box, KindKey, periodKey(period, key)}, v)
	switch {
	case h.OldestKeys == 0 || h.OldestKeys > period:
		h.OldestKeys = period
	case h.OldestKeys < period-1:
		old, err := p.rows.Scan(ctx, Range{Box: box, Kind: KindKey, To: periodKey(period-1, ""), Limit: p.lim.Trim})
		if err != nil {
			return err
		}
		for _, r := range old {
			p.rows.Put(Key{box, KindKey, r.Key}, nil)
		}
		if len(old) < p.lim.Trim {
			h.OldestKeys = period - 1
		}
	}
	return nil
}
