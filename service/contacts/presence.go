package contacts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// presences remembers until when people on this node are online, and when that was last written down.
type presences struct {
	mu     sync.Mutex
	online map[lamplight.UserID]time.Time
	saved  map[lamplight.UserID]time.Time
	full   int // how many may be in online before those who are no longer there are swept out
}

func newPresences() *presences {
	return &presences{online: map[lamplight.UserID]time.Time{}, saved: map[lamplight.UserID]time.Time{}}
}

// set says that somebody is online until then (zero: no longer). It reports whether others should be told, and whether
// the last-seen time should be written down.
func (p *presences) set(id lamplight.UserID, now, until time.Time, every time.Duration) (tell, save bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.online[id]
	wasOnline, isOnline := was.After(now), until.After(now)
	if isOnline {
		p.online[id] = until
		p.sweep(now)
	} else {
		delete(p.online, id)
	}
	save = wasOnline != isOnline || now.Sub(p.saved[id]) >= every
	if save {
		p.saved[id] = now
		if !isOnline {
			delete(p.saved, id)
		}
	}
	// Whoever was told "until then" needs to hear of it again before then has come.
	return wasOnline != isOnline || isOnline && was.Sub(now) < every, save
}

// leastSwept is below how many people nobody is swept out.
const leastSwept = 1024

// sweep forgets those whose time is over, once they may be half of all. p.mu is held.
func (p *presences) sweep(now time.Time) {
	if len(p.online) <= p.full {
		return
	}
	for id, until := range p.online {
		if !until.After(now) {
			delete(p.online, id)
			delete(p.saved, id)
		}
	}
	p.full = max(leastSwept, 2*len(p.online))
}

func (p *presences) until(id lamplight.UserID) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.online[id]
}

// drop forgets somebody.
func (p *presences) drop(id lamplight.UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.online, id)
	delete(p.saved, id)
}

// Days after which a vague presence becomes vaguer (https://core.telegram.org/constructor/userStatusRecently).
const (
	recently  = 3 * 24 * time.Hour
	lastWeek  = 7 * 24 * time.Hour
	lastMonth = 30 * 24 * time.Hour
)

// presenceOf returns how the viewer may see when a person was last here.
func (s *Service) presenceOf(v seen) lamplight.Presence {
	now := s.now()
	until := s.presence.until(v.person.ID)
	if v.person.Deleted || v.blockedMe && !v.person.Self {
		return lamplight.Presence{}
	}
	if v.exact {
		switch {
		case until.After(now):
			return lamplight.Presence{Kind: lamplight.PresenceOnline, At: until}
		case v.lastSeen.IsZero():
			return lamplight.Presence{}
		default:
			return lamplight.Presence{Kind: lamplight.PresenceOffline, At: v.lastSeen}
		}
	}
	last := v.lastSeen
	if until.After(now) {
		last = now
	}
	switch age := now.Sub(last); {
	case last.IsZero():
		return lamplight.Presence{}
	case age < recently:
		return lamplight.Presence{Kind: lamplight.PresenceRecently, ByMe: v.byMe}
	case age < lastWeek:
		return lamplight.Presence{Kind: lamplight.PresenceLastWeek, ByMe: v.byMe}
	case age < lastMonth:
		return lamplight.Presence{Kind: lamplight.PresenceLastMonth, ByMe: v.byMe}
	default:
		return lamplight.Presence{}
	}
}

// SetOnline notes that somebody is using a client now, or has put it away, and tells those who may know.
func (s *Service) SetOnline(ctx context.Context, id lamplight.UserID, online bool) error {
	now := s.now().Truncate(time.Second)
	until := time.Time{}
	if online {
		until = now.Add(s.limits.OnlineFor)
	}
	came := online && !s.presence.until(id).After(now)
	tell, save := s.presence.set(id, now, until, s.limits.Seen)
	if save {
		err := s.store.Write(ctx, func(tx store.Tx) error { return tx.SetLastSeen(id, now) })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("last seen of %d: %w", id, err)
		}
		s.cache.forget(id)
	}
	if !tell {
		return nil
	}
	err := s.tellPresence(ctx, id)
	if came && s.arrived != nil {
		s.arrived(ctx, id)
	}
	return err
}

// Sees reports whether viewer may see exactly when somebody is online, and if so whether they are now.
func (s *Service) Sees(ctx context.Context, viewer, who lamplight.UserID) (exact, online bool, err error) {
	all, err := s.look(ctx, viewer, []lamplight.UserID{who})
	if err != nil {
		return false, false, fmt.Errorf("may %d see when %d is here: %w", viewer, who, err)
	}
	v := all[0]
	if !v.exists || v.person.Deleted || !v.exact {
		return false, false, nil
	}
	return true, s.presence.until(who).After(s.now()), nil
}

// tellPresence tells those who have somebody in their address book or talk with them, each as they may see it. It is
// never stored: whoever is not here now reads it when they come.
func (s *Service) tellPresence(ctx context.Context, id lamplight.UserID) error {
	watchers, err := s.watchers(ctx, id)
	if err != nil {
		return fmt.Errorf("who watches %d: %w", id, err)
	}
	var p lamplight.Presence
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		p = s.presenceOf(seen{person: lamplight.Person{ID: id, Deleted: !u.Deleted.IsZero()}, exists: true, lastSeen: u.LastSeen, exact: true})
		watchers, err = audience(tx, id, watchers)
		return err
	})
	if err != nil {
		return fmt.Errorf("who may see that %d is here: %w", id, err)
	}
	for _, w := range watchers {
		e := lamplight.Event{Kind: lamplight.EventPresence, Box: lamplight.AccountBox(w), Date: s.now(), From: id, Presence: &p}
		if err := s.bus.Tell(ctx, bus.Hint{Box: e.Box, Events: []lamplight.Event{e}}); err != nil {
			s.log.Debug("presence not told", "err", err)
		}
	}
	return nil
}

// audience returns which of watchers may see exactly when a person is here: the rules of both say so, and neither a
// block of the person. For the others presence is vague, and that does not change from minute to minute.
func audience(tx store.Tx, id lamplight.UserID, watchers []lamplight.UserID) ([]lamplight.UserID, error) {
	if len(watchers) == 0 {
		return nil, nil
	}
	peers := make([]lamplight.Peer, len(watchers))
	for i, w := range watchers {
		peers[i] = lamplight.UserPeer(w)
	}
	blocked, err := tx.BlockedAmong(id, peers)
	if err != nil {
		return nil, err
	}
	mine, err := tx.ContactsAmong(id, watchers)
	if err != nil {
		return nil, err
	}
	theirs, err := tx.OwnersAmong(id, watchers)
	if err != nil {
		return nil, err
	}
	settings, err := tx.SettingsNamed(privacySetting, append(slices.Clone(watchers), id))
	if err != nil {
		return nil, err
	}
	own, err := readRules(settings[id])
	if err != nil {
		return nil, err
	}
	toMe, toThem := map[lamplight.UserID]relation{}, map[lamplight.UserID]relation{}
	for _, c := range mine {
		toMe[c.User] = relation{contact: true, close: c.Close}
	}
	for _, c := range theirs {
		toThem[c.Owner] = relation{contact: true, close: c.Close}
	}
	var out []lamplight.UserID
	for i, w := range watchers {
		r, back := toMe[w], toThem[w]
		r.viewer, back.viewer = w, id
		if slices.Contains(blocked, peers[i]) || !allows(own.of(PrivacyLastSeen), r) {
			continue
		}
		rules, err := readRules(settings[w])
		if err != nil {
			return nil, fmt.Errorf("account %d: %w", w, err)
		}
		if allows(rules.of(PrivacyLastSeen), back) {
			out = append(out, w)
		}
	}
	return out, nil
}

// watchers returns who is told of somebody's presence: those who have them as a contact, and those of the latest
// conversations; at most Limits.Watchers.
func (s *Service) watchers(ctx context.Context, id lamplight.UserID) ([]lamplight.UserID, error) {
	var out []lamplight.UserID
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		out, err = tx.OwnersWith(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	known := map[lamplight.UserID]bool{id: true, lamplight.ServiceUser: true}
	for _, w := range out {
		known[w] = true
	}
	page, err := s.boxes.Dialogs(ctx, lamplight.AccountBox(id), boxes.DialogQuery{Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, d := range page.Dialogs {
		if u := d.Peer.User(); u != 0 && !known[u] {
			known[u] = true
			out = append(out, u)
		}
	}
	return out[:min(len(out), s.limits.Watchers)], nil
}
