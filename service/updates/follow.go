package updates

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
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
	for _, c := range watchers {
		c.admit(w)
	}
	w.mu.Lock()
	over := w.over
	if !over {
		f := w.followsLocked()
		f.channels = slices.Grow(f.channels, len(watchers)) // exactly so many, as a rule: there may be 500 for each account
		f.channels = append(f.channels, watchers...)
		for _, c := range watchers {
			// What was said between their joining and now, they were not told.
			if id := c.box.Channel(); slices.Contains(f.doubt, id) && !slices.Contains(f.missed, id) {
				f.missed = append(f.missed, id)
			}
		}
	}
	w.mu.Unlock()
	if over { // its last session ended meanwhile
		for _, c := range watchers {
			c.dismiss(w)
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
			if slices.Contains(f.doubt, c.box.Channel()) {
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
			for _, id := range f.missed {
				box := lamplight.ChannelBox(id)
				told := slices.ContainsFunc(f.channels, func(c *watcher) bool { return c.box == box })
				for c := range f.guests {
					told = told || c.box == box
				}
				if told {
					w.deliver([]lamplight.Event{{Kind: lamplight.EventTooLong, Box: box, PTS: s.positionOf(box), Date: s.now()}})
				}
			}
			f.doubt, f.missed = nil, nil
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

// admit has the channel's events told to an account.
func (w *watcher) admit(account *watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.members = append(w.members, account)
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
		w.suspectLocked(e.Peer.Channel())
	}
}

// suspectLocked has nothing told of a channel until it is known again what the account is in it. w.mu is held.
func (w *watcher) suspectLocked(channel lamplight.ChannelID) {
	f := w.followsLocked()
	if !slices.Contains(f.doubt, channel) {
		f.doubt = append(f.doubt, channel)
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
	if len(f.doubt) > 0 {
		if id := channel.box.Channel(); slices.Contains(f.doubt, id) {
			if !slices.Contains(f.missed, id) {
				f.missed = append(f.missed, id)
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
			w.suspectLocked(channel.box.Channel()) // it may be public no more
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
