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

// follow has the account's box go with the boxes of the channels that its owner is a member of now. What it did not follow
// any more is told no more when it returns.
func (s *Service) follow(ctx context.Context, w *watcher) error {
	user := w.box.User()
	if s.memberships == nil || user == 0 {
		return nil
	}
	done, err := w.join(ctx)
	if err != nil {
		return err
	}
	defer done()
	w.mu.Lock()
	change := w.changes
	w.mu.Unlock()

	now, err := s.memberships.ChannelsOf(ctx, user)
	if err != nil {
		return fmt.Errorf("channels of %d: %w", user, err)
	}
	w.mu.Lock()
	var gone []*watcher
	known := make(map[lamplight.ChannelID]bool, len(now))
	if f := w.follows; f != nil {
		for _, c := range f.channels {
			if slices.Contains(now, c.box.Channel()) {
				known[c.box.Channel()] = true
			} else {
				gone = append(gone, c)
			}
		}
		f.channels = slices.DeleteFunc(f.channels, func(c *watcher) bool { return slices.Contains(gone, c) })
		for c := range f.guests {
			if slices.Contains(now, c.box.Channel()) { // a member now
				delete(f.guests, c)
				gone = append(gone, c)
			}
		}
	}
	w.mu.Unlock()
	for _, c := range gone {
		c.dismiss(w)
	}
	var fresh []lamplight.BoxID
	for _, id := range now {
		if !known[id] {
			fresh = append(fresh, lamplight.ChannelBox(id))
		}
	}
	if err := s.followAll(ctx, w, fresh); err != nil {
		return err
	}
	return s.settle(ctx, w, change)
}

// join waits until nobody else changes what the account follows, and keeps others from it until done is called.
func (w *watcher) join(ctx context.Context) (done func(), err error) {
	for {
		w.mu.Lock()
		busy := w.joining
		if busy == nil {
			mine := make(chan struct{})
			w.joining = mine
			w.mu.Unlock()
			return func() {
				w.mu.Lock()
				w.joining = nil
				w.mu.Unlock()
				close(mine)
			}, nil
		}
		w.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// followAll has the account follow channels that it did not follow.
func (s *Service) followAll(ctx context.Context, w *watcher, fresh []lamplight.BoxID) error {
	if len(fresh) == 0 {
		return nil
	}
	watchers, err := s.acquire(ctx, fresh...)
	if err != nil {
		return err
	}
	at := make([]lamplight.PTS, len(watchers))
	for i, c := range watchers {
		at[i] = c.admit(w)
	}
	w.mu.Lock()
	over := w.over
	var joined []int
	var from []doubt
	if !over {
		f := w.followsLocked()
		f.channels = slices.Grow(f.channels, len(watchers)) // exactly so many, as a rule: there may be 500 for each account
		f.channels = append(f.channels, watchers...)
		for i, c := range watchers {
			if d := f.of(c.box.Channel()); d != nil {
				joined, from = append(joined, i), append(from, *d)
			}
		}
	}
	w.mu.Unlock()
	if over { // its last session ended meanwhile
		for _, c := range watchers {
			c.dismiss(w)
		}
	}
	for n, i := range joined {
		if err := s.rejoin(ctx, w, watchers[i], at[i], from[n]); err != nil {
			return err
		}
	}
	return nil
}

// rejoin holds, for an account that joined a channel, what happened there from then on up to where it is told of it. Clients
// that never heard of the channel take what comes first for the beginning. From then on is what comes after the position that
// the channel's box had, or where that was not said, from a date on: boxes need not agree on the time.
func (s *Service) rejoin(ctx context.Context, w, c *watcher, at lamplight.PTS, then doubt) error {
	before := func(e *lamplight.Event) bool { return e.Date.Before(then.since) }
	if then.after > 0 {
		before = func(e *lamplight.Event) bool { return e.PTS <= then.after }
	}
	events, more, err := s.log.Events(ctx, c.box, max(at-lamplight.PTS(s.limits.Read), 0), s.limits.Read)
	if err != nil && !errors.Is(err, boxes.ErrTooOld) {
		return fmt.Errorf("events of box %d: %w", c.box, err)
	}
	access, refused := s.memberships.Access(ctx, w.box.User(), lamplight.ChannelPeer(c.box.Channel()))
	switch lamplight.KindOf(refused) {
	case lamplight.Internal, lamplight.Unavailable:
		if refused != nil {
			return fmt.Errorf("access of %d: %w", w.box.User(), refused)
		}
	default:
		return nil // thrown out since: the word of it is on its way
	}
	all := len(events) > 0 && !more && err == nil && !before(&events[0]) && events[0].PTS > lamplight.PTS(events[0].Count)
	events = slices.DeleteFunc(events, func(e lamplight.Event) bool {
		return e.PTS > at || before(&e) || held(e) || e.Message != nil && !access.Sees(e.Message.ID)
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.follows; f != nil {
		if d := f.of(c.box.Channel()); d != nil {
			d.held, d.over = append(events, d.held...), d.over || all || err != nil
		}
	}
	return nil
}

// settle ends the doubt about channels, if nothing changed since the given number of changes, and tells of those in which
// something happened meanwhile that they have to be read.
func (s *Service) settle(ctx context.Context, w *watcher, change uint32) error {
	w.mu.Lock()
	var guests []*watcher
	if f := w.follows; f != nil {
		for c := range f.guests {
			if f.of(c.box.Channel()) != nil {
				guests = append(guests, c)
			}
		}
	}
	w.mu.Unlock()
	var lost []*watcher
	for _, c := range guests {
		_, err := s.memberships.Access(ctx, w.box.User(), lamplight.ChannelPeer(c.box.Channel()))
		var e *lamplight.Error
		switch {
		case errors.As(err, &e) && e.Kind != lamplight.Internal && e.Kind != lamplight.Unavailable:
			lost = append(lost, c)
		case err != nil:
			return err
		}
	}
	w.mu.Lock()
	f := w.follows
	for _, c := range lost {
		delete(f.guests, c)
	}
	if w.changes == change {
		w.stale = false
		if f != nil {
			doubts := f.doubts
			f.doubts = nil
			for _, d := range doubts {
				w.tellHeld(f, d, s.now())
			}
			if len(f.channels)+len(f.guests) == 0 {
				w.follows = nil
			}
		}
	}
	w.mu.Unlock()
	for _, c := range lost {
		c.dismiss(w)
	}
	return nil
}

// tellHeld tells an account what was held back of a channel, if it may know of it. w.mu is held.
func (w *watcher) tellHeld(f *following, d doubt, now time.Time) {
	box := lamplight.ChannelBox(d.channel)
	member := slices.ContainsFunc(f.channels, func(c *watcher) bool { return c.box == box })
	if !member {
		guest := false
		for c := range f.guests {
			guest = guest || c.box == box
		}
		if !guest {
			return
		}
		d.over = d.over || len(d.held) > 0 // only some of the sessions visit it: they ask
	}
	switch {
	case d.over:
		w.deliver([]lamplight.Event{{Kind: lamplight.EventTooLong, Box: box, PTS: w.s.positionOf(box), Date: now}})
	case len(d.held) > 0:
		w.deliver(d.held)
	}
}

// admit has the channel's events told to an account, those after the position that it returns.
func (w *watcher) admit(account *watcher) lamplight.PTS {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.members = append(w.members, account)
	return w.pts
}

// dismiss ends that, once for each admit.
func (w *watcher) dismiss(account *watcher) {
	w.mu.Lock()
	if i := slices.Index(w.members, account); i >= 0 {
		last := len(w.members) - 1
		w.members[i] = w.members[last]
		w.members[last] = nil
		w.members = w.members[:last]
		if cap(w.members) > 64 && len(w.members) < cap(w.members)/4 {
			w.members = slices.Clone(w.members)
		}
	}
	w.mu.Unlock()
	w.s.release(w)
}

// doubtful notes what events of the account's own box say about channels, before anybody is told of them. w.mu is held.
func (w *watcher) doubtful(events []lamplight.Event) {
	for i := range events {
		e := &events[i]
		if e.Kind != lamplight.EventChat || e.Peer.Kind != lamplight.PeerChannel || w.s.memberships == nil {
			continue
		}
		w.suspectLocked(e.Peer.Channel(), e.Date, lamplight.PTS(e.Number))
	}
}

// suspectLocked has nothing told of a channel until it is known again what the account is in it. w.mu is held.
func (w *watcher) suspectLocked(channel lamplight.ChannelID, since time.Time, after lamplight.PTS) {
	f := w.followsLocked()
	if f.of(channel) == nil {
		f.doubts = append(f.doubts, doubt{channel: channel, since: since, after: after})
	}
	w.changes++
	w.stale = true
	w.s.enqueue(w)
}

// pass takes events of a channel for the sessions of an account that follows it. w is the account's.
func (w *watcher) pass(channel *watcher, events []lamplight.Event, typing bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.follows
	if f == nil {
		return
	}
	if len(f.doubts) > 0 {
		if d := f.of(channel.box.Channel()); d != nil {
			if len(d.held)+len(events) > w.s.limits.Pending {
				d.held, d.over = nil, true
			} else {
				d.held = append(d.held, events...)
			}
			return
		}
	}
	if typing {
		user := w.box.User()
		own := func(e lamplight.Event) bool { return e.Kind == lamplight.EventTyping && e.From == user }
		if slices.ContainsFunc(events, own) {
			events = slices.DeleteFunc(slices.Clone(events), own)
		}
	}
	visitors, guest := []visitor(nil), false
	if f.guests != nil {
		if visitors, guest = f.guests[channel]; guest && slices.ContainsFunc(events, concerns) {
			w.suspectLocked(channel.box.Channel(), w.s.now(), 0) // it may be public no more
		}
	}
	for _, a := range w.sinks {
		if guest && !slices.ContainsFunc(visitors, func(v visitor) bool { return v.session == a.session }) {
			continue
		}
		if list := others(events, a.session); len(list) > 0 {
			a.sink(list)
		}
	}
}

func concerns(e lamplight.Event) bool { return e.Kind == lamplight.EventChat }

// forget ends what an account follows, with its last session.
func (w *watcher) forget() {
	w.mu.Lock()
	w.over = true
	f := w.follows
	w.follows = nil
	w.mu.Unlock()
	if f == nil {
		return
	}
	for _, c := range f.channels {
		c.dismiss(w)
	}
	for c := range f.guests {
		c.dismiss(w)
	}
}
