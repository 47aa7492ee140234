package contacts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// An Entry is what an owner writes into the address book.
type Entry struct {
	ClientID  int64 // chosen by the client, to find the answer by
	Phone     string
	FirstName string
	LastName  string
	Note      string
}

// An Imported is an entry that led to a person.
type Imported struct {
	ClientID int64
	User     lamplight.UserID
}

// Import puts phones into the address book. It returns those that somebody here has and may be found by, and keeps the others
// until somebody joins with them.
func (s *Service) Import(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, entries []Entry) ([]Imported, error) {
	if len(entries) > s.limits.ImportAtOnce {
		return nil, lamplight.ErrLimitInvalid
	}
	if err := s.countUp(ctx, "imports", owner, len(entries), s.limits.Imports, s.limits.ImportTime); err != nil {
		return nil, err
	}
	var found []Imported
	err := s.store.Write(ctx, func(tx store.Tx) error {
		found = nil
		have, err := tx.CountContacts(owner)
		if err != nil {
			return err
		}
		if have+len(entries) > store.MaxContacts {
			return ErrContactsTooMany
		}
		for _, e := range entries {
			user, err := s.importOne(tx, owner, e)
			if err != nil {
				return err
			}
			if user != 0 {
				found = append(found, Imported{ClientID: e.ClientID, User: user})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, s.tellBook(ctx, owner, origin, usersOf(found)...)
}

func usersOf(found []Imported) []lamplight.UserID {
	var out []lamplight.UserID
	for _, f := range found {
		if !slices.Contains(out, f.User) {
			out = append(out, f.User)
		}
	}
	return out
}

// importOne files one entry and returns whom it led to, or 0.
func (s *Service) importOne(tx store.Tx, owner lamplight.UserID, e Entry) (lamplight.UserID, error) {
	c := store.Contact{Owner: owner, Phone: digits(e.Phone), Added: s.now()}
	c.FirstName, c.LastName, c.Note = s.cut(e.FirstName), s.cut(e.LastName), e.Note
	if len(c.Phone) < 5 || len(c.Phone) > 20 {
		return 0, nil // no phone: nothing to find, nothing to keep
	}
	if c.FirstName == "" && c.LastName == "" {
		c.FirstName = "+" + c.Phone
	}
	u, err := tx.UserByPhone(c.Phone)
	if errors.Is(err, store.ErrNotFound) {
		return 0, tx.PutContact(c)
	}
	if err != nil {
		return 0, err
	}
	open, err := mayFindByPhone(tx, owner, u.ID)
	if err != nil {
		return 0, err
	}
	if !open && u.ID != owner {
		return 0, tx.PutContact(c) // as if nobody here had it
	}
	c.User = u.ID
	if old, err := tx.Contact(owner, u.ID); err == nil {
		c.Close, c.Added = old.Close, old.Added
	}
	return u.ID, tx.PutContact(c)
}

// mayFindByPhone reports whether viewer may find a person by their phone.
func mayFindByPhone(tx store.Tx, viewer, owner lamplight.UserID) (bool, error) {
	r, err := rules(tx, owner)
	if err != nil {
		return false, err
	}
	rel := relation{viewer: viewer}
	switch c, err := tx.Contact(owner, viewer); {
	case err == nil:
		rel.contact, rel.close = true, c.Close
	case !errors.Is(err, store.ErrNotFound):
		return false, err
	}
	return allows(r.of(PrivacyFoundByPhone), rel), nil
}

// Add puts a person one has met into the address book. share lets the person see one's phone number from now on.
func (s *Service) Add(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID, e Entry, share bool) error {
	if user == owner || user == lamplight.ServiceUser {
		return ErrContactIDInvalid
	}
	c := store.Contact{Owner: owner, User: user, Phone: digits(e.Phone), FirstName: s.cut(e.FirstName), LastName: s.cut(e.LastName), Note: e.Note, Added: s.now()}
	if c.FirstName == "" {
		return ErrContactNameEmpty
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(user)
		if errors.Is(err, store.ErrNotFound) || err == nil && !u.Deleted.IsZero() {
			return ErrContactIDInvalid
		}
		if err != nil {
			return err
		}
		have, err := tx.CountContacts(owner)
		if err != nil {
			return err
		}
		if have >= store.MaxContacts {
			return ErrContactsTooMany
		}
		entry := c
		if old, err := tx.Contact(owner, user); err == nil {
			entry.Close, entry.Added = old.Close, old.Added
			if entry.Phone == "" {
				entry.Phone = old.Phone
			}
		}
		return tx.PutContact(entry)
	})
	if err != nil {
		return err
	}
	if share {
		if err := s.share(ctx, owner, user); err != nil {
			return err
		}
	}
	return s.tellBook(ctx, owner, origin, user)
}

// share lets one person see the owner's phone number, whatever the rule says of others.
func (s *Service) share(ctx context.Context, owner, with lamplight.UserID) error {
	return s.changeRules(ctx, owner, func(r *Rules) {
		list := slices.Clone(r.of(PrivacyPhone))
		for i, rule := range list {
			if rule.Kind == DenyUsers {
				list[i].Users = slices.DeleteFunc(slices.Clone(rule.Users), func(u lamplight.UserID) bool { return u == with })
			}
		}
		at := slices.IndexFunc(list, func(rule Rule) bool { return rule.Kind == AllowUsers })
		switch {
		case at < 0:
			list = append([]Rule{{Kind: AllowUsers, Users: []lamplight.UserID{with}}}, list...)
		case !slices.Contains(list[at].Users, with) && len(list[at].Users) < s.limits.RuleUsers:
			list[at].Users = append(slices.Clone(list[at].Users), with)
		}
		if r.Keys == nil {
			r.Keys = map[PrivacyKey][]Rule{}
		}
		r.Keys[PrivacyPhone] = list
	})
}

// Accept shares one's phone number with somebody who added one (contacts.acceptContact).
func (s *Service) Accept(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID) error {
	if err := s.share(ctx, owner, user); err != nil {
		return err
	}
	return s.tellBook(ctx, owner, origin, user)
}

// Remove takes people out of the address book. Those who are not in it stay out.
func (s *Service) Remove(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users []lamplight.UserID) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		for _, u := range users {
			if err := tx.DeleteContact(owner, u); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.tellBook(ctx, owner, origin, users...)
}

// RemovePhones takes phones out of the address book, whether somebody here has them or not.
func (s *Service) RemovePhones(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, phones []string) error {
	if len(phones) > s.limits.ImportAtOnce {
		return lamplight.ErrLimitInvalid
	}
	var gone []lamplight.UserID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		gone = nil
		book, err := tx.ContactsOf(owner)
		if err != nil {
			return err
		}
		for _, phone := range phones {
			phone = digits(phone)
			for _, c := range book {
				if c.Phone == phone && phone != "" {
					gone = append(gone, c.User)
					if err := tx.DeleteContact(owner, c.User); err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
				}
			}
			if err := tx.DeleteSaved(owner, phone); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.tellBook(ctx, owner, origin, gone...)
}

// Book returns the people in the address book, by id, and how many phones in it nobody here has.
func (s *Service) Book(ctx context.Context, owner lamplight.UserID) (people []store.Contact, saved int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		waiting, err := tx.SavedOf(owner)
		if err != nil {
			return err
		}
		saved = len(waiting)
		people, err = tx.ContactsOf(owner)
		return err
	})
	return people, saved, err
}

// Saved returns the phones in the address book that nobody here has.
func (s *Service) Saved(ctx context.Context, owner lamplight.UserID) (out []store.Contact, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		out, err = tx.SavedOf(owner)
		return err
	})
	return out, err
}

// ForgetSaved removes from the address book the phones that nobody here has.
func (s *Service) ForgetSaved(ctx context.Context, owner lamplight.UserID) error {
	return s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteSavedOf(owner) })
}

// SetCloseFriends makes exactly these contacts close friends.
func (s *Service) SetCloseFriends(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users []lamplight.UserID) error {
	var changed []lamplight.UserID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		changed = nil
		book, err := tx.ContactsOf(owner)
		if err != nil {
			return err
		}
		for _, c := range book {
			if isClose := slices.Contains(users, c.User); isClose != c.Close {
				c.Close = isClose
				changed = append(changed, c.User)
				if err := tx.PutContact(c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.tellBook(ctx, owner, origin, changed...)
}

// ResolvePhone returns who has a phone and may be found by it.
func (s *Service) ResolvePhone(ctx context.Context, viewer lamplight.UserID, phone string) (lamplight.UserID, error) {
	if err := s.countResolve(ctx, viewer); err != nil {
		return 0, err
	}
	var found lamplight.UserID
	err := s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.UserByPhone(digits(phone))
		if err != nil {
			return err
		}
		open, err := mayFindByPhone(tx, viewer, u.ID)
		if err != nil {
			return err
		}
		if !open && u.ID != viewer {
			return store.ErrNotFound
		}
		found = u.ID
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return 0, ErrPhoneNotOccupied
	}
	return found, err
}

// Joined turns the phone of a new account, where others have it in their address books, into the person. It returns whose
// address books those are.
func (s *Service) Joined(ctx context.Context, user lamplight.UserID, phone string) ([]lamplight.UserID, error) {
	var owners []lamplight.UserID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		owners = nil
		waiting, err := tx.SavedWith(digits(phone))
		if err != nil {
			return err
		}
		for _, c := range waiting {
			if err := tx.DeleteSaved(c.Owner, c.Phone); err != nil {
				return err
			}
			c.User = user
			if err := tx.PutContact(c); err != nil {
				return err
			}
			owners = append(owners, c.Owner)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, owner := range owners {
		if err := s.tellBook(ctx, owner, 0, user); err != nil {
			return nil, err
		}
	}
	return owners, nil
}

// tellBook has the owner's other devices read these people anew.
func (s *Service) tellBook(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users ...lamplight.UserID) error {
	s.cache.forget(owner)
	if len(users) > 100 {
		return s.note(ctx, owner, origin, lamplight.Event{Kind: lamplight.EventContactsReset})
	}
	var events []lamplight.Event
	for _, u := range users {
		s.cache.forget(u)
		events = append(events, lamplight.Event{Kind: lamplight.EventPeerSettings, Peer: lamplight.UserPeer(u)})
	}
	if len(events) == 0 {
		return nil
	}
	return s.note(ctx, owner, origin, events...)
}

// digits returns the digits of a phone number.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// cut shortens a name to Limits.NameRunes, without white space at its ends.
func (s *Service) cut(name string) string {
	name = strings.TrimSpace(strings.ToValidUTF8(name, ""))
	if utf8.RuneCountInString(name) <= s.limits.NameRunes {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:s.limits.NameRunes]))
}
