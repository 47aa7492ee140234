package updates

import (
	"context"
	"slices"

	"lamplight"
)

// visit has a session that reads a public channel without being a member told of it for a while (Limits.Visit). Who has no
// session here is told nothing.
//
// https://core.telegram.org/api/updates#subscribing-to-updates-of-channels-supergroups
func (s *Service) visit(ctx context.Context, user lamplight.UserID, session lamplight.SessionID, channel lamplight.ChannelID) error {
	s.mu.Lock()
	w := s.watched[lamplight.AccountBox(user)]
	s.mu.Unlock()
	if w == nil || session == 0 {
		return nil
	}
	until := s.now().Add(s.limits.Visit).Unix()
	done, err := w.join(ctx)
	if err != nil {
		return err
	}
	defer done()
	w.mu.Lock()
	var at *watcher
	if f := w.follows; f != nil {
		for _, c := range f.channels {
			if c.box.Channel() == channel {
				w.mu.Unlock()
				return nil // a member since
			}
		}
		for c := range f.guests {
			if c.box.Channel() == channel {
				at = c
			}
		}
		if at == nil && len(f.guests) >= s.limits.Visits {
			w.mu.Unlock()
			return nil // they ask again when the time that they were told is over
		}
	}
	if at != nil {
		list := slices.DeleteFunc(slices.Clone(w.follows.guests[at]), func(v visitor) bool { return v.session == session })
		w.follows.guests[at] = append(list, visitor{session, until})
		w.mu.Unlock()
		return nil
	}
	w.mu.Unlock()
	watchers, err := s.acquire(ctx, lamplight.ChannelBox(channel))
	if err != nil {
		return err
	}
	c := watchers[0]
	c.admit(w)
	w.mu.Lock()
	over := w.over
	if !over {
		f := w.followsLocked()
		if f.guests == nil {
			f.guests = map[*watcher][]visitor{}
		}
		f.guests[c] = []visitor{{session, until}}
		s.mu.Lock()
		s.visited[w] = struct{}{}
		s.mu.Unlock()
	}
	w.mu.Unlock()
	if over {
		c.dismiss(w)
	}
	return nil
}

// part ends visits whose time is over.
func (s *Service) part() {
	s.mu.Lock()
	accounts := make([]*watcher, 0, len(s.visited))
	for w := range s.visited {
		accounts = append(accounts, w)
	}
	s.mu.Unlock()
	now := s.now().Unix()
	for _, w := range accounts {
		var gone []*watcher
		w.mu.Lock()
		if f := w.follows; f != nil {
			for c, list := range f.guests {
				list = slices.DeleteFunc(list, func(v visitor) bool { return v.until <= now })
				if f.guests[c] = list; len(list) == 0 {
					delete(f.guests, c)
					gone = append(gone, c)
				}
			}
		}
		left := w.follows != nil && len(w.follows.guests) > 0
		w.mu.Unlock()
		if !left {
			s.mu.Lock()
			delete(s.visited, w)
			s.mu.Unlock()
		}
		for _, c := range gone {
			c.dismiss(w)
		}
	}
}
