package updates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A State is what updates.getState tells.
type State struct {
	PTS lamplight.PTS
	// Date is when something last happened in the box. It is not the time of the day, because it is what a client asks
	// for the difference from: the clock may be set back, but what comes later in a box has no earlier date.
	Date   time.Time
	Unread int // conversations with something unread
}

// State returns where user's box is.
//
// https://core.telegram.org/method/updates.getState
func (s *Service) State(ctx context.Context, user lamplight.UserID) (State, error) {
	now := s.now()
	heads, err := s.log.Heads(ctx, lamplight.AccountBox(user))
	if err != nil {
		return State{}, fmt.Errorf("state of %d: %w", user, err)
	}
	state := State{PTS: heads[0].PTS, Date: heads[0].Date, Unread: heads[0].Unread}
	if state.Date.IsZero() {
		state.Date = now
	}
	return state, nil
}

// A Since says what a client already has.
type Since struct {
	PTS   lamplight.PTS
	Date  time.Time
	Limit int // events wanted at most in one answer; 0: Limits.Slice
	Total int // positions after which the client wants TooLong; 0: no wish
}

// A Difference is what a client missed.
type Difference struct {
	Events  []lamplight.Event // those that carry pts, oldest first
	Notes   []lamplight.Event // those that carry none, each once; empty while More
	State   State             // where the client is after it; the box's own unless More
	More    bool              // a slice: ask again from State
	TooLong bool              // too much to tell: read conversations anew and go on from State.PTS
}

// Difference returns what happened in user's box after since. A client that is ahead of the box, because the box was
// restored from an older backup, is told TooLong: it starts anew from where the box is.
//
// https://core.telegram.org/method/updates.getDifference
func (s *Service) Difference(ctx context.Context, user lamplight.UserID, since Since) (Difference, error) {
	state, err := s.State(ctx, user)
	if err != nil {
		return Difference{}, err
	}
	box := lamplight.AccountBox(user)
	d := Difference{State: state}
	total := s.limits.TotalSlice
	if since.Total > 0 {
		total = min(total, since.Total)
	}
	behind := int(state.PTS) - int(since.PTS)
	if behind < 0 || behind > total {
		d.TooLong = true
		return d, nil
	}
	if behind > 0 {
		limit := s.limits.Slice
		if since.Limit > 0 {
			limit = min(limit, since.Limit)
		}
		var more bool
		d.Events, more, err = s.log.Events(ctx, box, since.PTS, limit)
		switch {
		case errors.Is(err, boxes.ErrTooOld):
			d.TooLong = true
			return d, nil
		case err != nil:
			return Difference{}, fmt.Errorf("events of %d after %d: %w", user, since.PTS, err)
		}
		if n := len(d.Events); n > 0 {
			// More may have come since the head was read.
			d.State.PTS = max(d.Events[n-1].PTS, since.PTS)
		}
		if more {
			d.More = true
			d.State.Date = since.Date // the notes since then come with the last slice
			return d, nil
		}
	}
	changed, last, err := s.changedChannels(ctx, user, since.Date.Add(-s.limits.Late))
	if err != nil {
		return Difference{}, err
	}
	if last.After(state.Date) {
		state.Date, d.State.Date = last, last
	}
	var forgot bool
	if d.Notes, forgot, err = s.notes(ctx, box, s.notesFrom(since.Date, state.Date)); err != nil {
		return Difference{}, fmt.Errorf("notes of %d: %w", user, err)
	}
	// Who is a little ahead of the box was told of something that no box keeps, such as that somebody types, and misses none.
	ahead := since.Date.After(state.Date) && !since.Date.After(s.now().Add(s.limits.Late))
	if forgot && !ahead && s.begin(user, since, state) {
		return Difference{State: state, TooLong: true}, nil
	}
	for i := range d.Notes {
		switch e := &d.Notes[i]; {
		case e.Kind == lamplight.EventReadChannel:
			e.PTS = s.positionOf(lamplight.ChannelBox(e.Peer.Channel()))
		case borrows(e.Kind):
			e.PTS = d.State.PTS
		}
	}
	d.Notes = append(d.Notes, changed...)
	return d, nil
}

// changedChannels tells of the channels of user in which something happened since then, and when something last did in any
// of them. What happened is asked for channel by channel. A client's date may be that of what came later elsewhere: the
// caller asks from a while before it, and the client passes over what it has.
//
// https://core.telegram.org/api/updates#recovering-gaps
func (s *Service) changedChannels(
	ctx context.Context, user lamplight.UserID, since time.Time,
) (changed []lamplight.Event, last time.Time, err error) {
	if s.memberships == nil {
		return nil, time.Time{}, nil
	}
	channels, err := s.memberships.ChannelsOf(ctx, user)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("channels of %d: %w", user, err)
	}
	if len(channels) == 0 {
		return nil, time.Time{}, nil
	}
	ids := make([]lamplight.BoxID, len(channels))
	for i, c := range channels {
		ids[i] = lamplight.ChannelBox(c)
	}
	heads, err := s.log.Heads(ctx, ids...)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("channels of %d: %w", user, err)
	}
	for i, h := range heads {
		if h.Date.After(last) {
			last = h.Date
		}
		if h.PTS > 0 && !h.Date.Before(since) {
			changed = append(changed, lamplight.Event{Kind: lamplight.EventTooLong, Box: ids[i], PTS: h.PTS, Date: h.Date})
		}
	}
	return changed, last, nil
}

// notesFrom returns from when on a client is told of events without pts, one that names the date since where the box is
// at last. Such an event may come to a client late, after later ones of another kind that moved its date on: hence
// Limits.Late. A client that is ahead of the box had its date from a clock that was wrong: it is told everything.
func (s *Service) notesFrom(since, last time.Time) time.Time {
	if since.IsZero() || since.After(last) {
		return time.Time{}
	}
	return since.Add(-s.limits.Late)
}

// notes returns the events without pts since then, and whether some of these were forgotten. What they tell of is read anew
// by whoever learns of them, so of several that tell of the same thing only the last is kept.
func (s *Service) notes(ctx context.Context, box lamplight.BoxID, since time.Time) (out []lamplight.Event, forgot bool, err error) {
	type about struct {
		kind   lamplight.EventKind
		peer   lamplight.Peer
		text   string
		number int64
		id     lamplight.MessageID
	}
	at := map[about]int{}
	after := int64(0)
	for read := 0; read < s.limits.Notes; {
		list, err := s.log.Notes(ctx, box, after, since, min(s.limits.Read, s.limits.Notes-read))
		if errors.Is(err, boxes.ErrTooOld) {
			forgot = true
		} else if err != nil {
			return nil, false, err
		}
		for _, e := range list {
			k := about{kind: e.Kind, peer: e.Peer, text: e.Text}
			if numbered(e.Kind) {
				k.number = e.Number
			}
			switch {
			case e.Kind == lamplight.EventReadContents:
				k.number = e.Seq // each tells of others
			case len(e.IDs) == 1:
				k.id = e.IDs[0]
			}
			if i, ok := at[k]; ok {
				out[i].Kind = 0
			}
			at[k] = len(out)
			out = append(out, e)
			after = e.Seq
		}
		read += len(list)
		if len(list) < s.limits.Read {
			break
		}
	}
	return slices.DeleteFunc(out, func(e lamplight.Event) bool { return e.Kind == 0 }), forgot, nil
}

// numbered reports whether the Number of an event says what it is about, rather than what that is now.
func numbered(k lamplight.EventKind) bool {
	switch k {
	case lamplight.EventNewSession, lamplight.EventDialogsReorder, lamplight.EventFolder, lamplight.EventScheduled,
		lamplight.EventUnscheduled, lamplight.EventReadChannel, lamplight.EventReadChannelOutbox, lamplight.EventTopicPinned,
		lamplight.EventStickers:
		return true
	}
	return false
}
