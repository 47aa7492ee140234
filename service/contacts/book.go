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
	Note      string // with KeepNote: not looked at
	KeepNote  bool   // leave the note as it is
}

// An Imported is an entry that led to a person.
type Imported struct {
	ClientID int64
	User     lamplight.UserID
}

// Import puts phones into the address book. It returns those that somebody here has and may be found by, and keeps the
// others until somebody joins with them.
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
		for _, e := range entries {
			user, err := s.importOne(tx, owner, e)
			if err != nil {
				return err
			}
			if user != 0 {
				found = append(found, Imported{ClientID: e.ClientID, User: user})
			}
		}
		have, err := tx.CountContacts(owner)
		if err == nil && have > store.MaxContacts {
			err = ErrContactsTooMany
		}
		if err != nil {
			return err
		}
		return s.owe(tx, owner, origin, bookEvents(usersOf(found))...)
	})
	s.cache.forget(owner)
	if err != nil {
		return nil, err
	}
	return found, nil
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

// Length of phone numbers that can be somebody's, in digits.
const (
	minPhone = 5
	maxPhone = 20
)

// importOne files one entry and returns whom it led to, or 0.
func (s *Service) importOne(tx store.Tx, owner lamplight.UserID, e Entry) (lamplight.UserID, error) {
	c := store.Contact{Owner: owner, Phone: digits(e.Phone), Added: s.now()}
	if len(c.Phone) < minPhone || len(c.Phone) > maxPhone {
		return 0, nil // no phone: nothing to find, nothing to keep
	}
	if err := s.write(&c, e); err != nil {
		return 0, err
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
	if u.ID == owner {
		return u.ID, nil // one's own card in the phone's book: known, and no contact
	}
	old, err := tx.Contact(owner, u.ID)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	open, err := mayFindByPhone(tx, owner, u.ID)
	if err != nil {
		return 0, err
	}
	if !open && (!known || old.Phone != c.Phone) {
		return 0, tx.PutContact(c) // as if nobody here had it
	}
	if known {
		c.Close, c.Added = old.Close, old.Added
		if e.KeepNote {
			c.Note = old.Note
		}
	}
	c.User = u.ID
	if err := tx.DeleteSaved(owner, c.Phone); err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	return u.ID, tx.PutContact(c)
}

// write fills in what the owner writes on a card.
func (s *Service) write(c *store.Contact, e Entry) error {
	c.FirstName, c.LastName = s.cut(e.FirstName), s.cut(e.LastName)
	if e.KeepNote {
		return nil
	}
	if utf8.RuneCountInString(e.Note) > s.limits.NoteRunes || !utf8.ValidString(e.Note) {
		return ErrNoteTooLong
	}
	c.Note = strings.TrimSpace(e.Note)
	return nil
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

// Add puts a person one has met into the address book. share lets the person see one's phone number from now on. It
// returns what the caller's device is told.
func (s *Service) Add(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID, e Entry, share bool,
) ([]lamplight.Event, error) {
	if user == owner || user == lamplight.ServiceUser {
		return nil, ErrContactIDInvalid
	}
	c := store.Contact{Owner: owner, User: user, Phone: digits(e.Phone), Added: s.now()}
	if len(c.Phone) > maxPhone {
		c.Phone = ""
	}
	if err := s.write(&c, e); err != nil {
		return nil, err
	}
	if c.FirstName == "" {
		return nil, ErrContactNameEmpty
	}
	if c.Phone != "" {
		// Whether it is theirs shows in the answer: nobody is to try one number after the other.
		if err := s.countResolve(ctx, owner); err != nil {
			return nil, err
		}
	}
	events := bookEvents([]lamplight.UserID{user})
	err := s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(user)
		if errors.Is(err, store.ErrNotFound) || err == nil && !u.Deleted.IsZero() {
			return ErrContactIDInvalid
		}
		if err != nil {
			return err
		}
		entry := c
		switch old, err := tx.Contact(owner, user); {
		case err == nil:
			entry.Close, entry.Added = old.Close, old.Added
			if entry.Phone == "" {
				entry.Phone = old.Phone
			}
			if e.KeepNote {
				entry.Note = old.Note
			}
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		if err := tx.PutContact(entry); err != nil {
			return err
		}
		have, err := tx.CountContacts(owner)
		if err == nil && have > store.MaxContacts {
			err = ErrContactsTooMany
		}
		if err != nil {
			return err
		}
		return s.owe(tx, owner, origin, events...)
	})
	s.cache.forget(owner)
	if err != nil {
		return nil, err
	}
	if share {
		if err := s.share(ctx, owner, origin, user); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// SetNote changes the private note on a contact.
func (s *Service) SetNote(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID, note string,
) error {
	if utf8.RuneCountInString(note) > s.limits.NoteRunes || !utf8.ValidString(note) {
		return ErrNoteTooLong
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		c, err := tx.Contact(owner, user)
		if errors.Is(err, store.ErrNotFound) {
			return ErrContactIDInvalid
		}
		if err != nil {
			return err
		}
		c.Note = strings.TrimSpace(note)
		if err := tx.PutContact(c); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, userEvent(user))
	})
}

// share lets one person see the owner's phone number, whatever the rule says of others. The owner's other devices are told
// that, and of what goes with it.
func (s *Service) share(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, with lamplight.UserID, also ...lamplight.Event,
) error {
	return s.changeRules(ctx, owner, func(tx store.Tx, r *Rules) error {
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
		case slices.Contains(list[at].Users, with):
		case len(list[at].Users) >= s.limits.RuleUsers:
			return ErrPrivacyTooLong
		default:
			list[at].Users = append(slices.Clone(list[at].Users), with)
		}
		if r.Keys == nil {
			r.Keys = map[PrivacyKey][]Rule{}
		}
		r.Keys[PrivacyPhone] = list
		if err := s.owe(tx, owner, 0, privacyEvent(PrivacyPhone)); err != nil {
			return err
		}
		if err := s.owe(tx, with, 0, userEvent(owner)); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, also...)
	})
}

// userEvent has somebody's devices read a person anew.
func userEvent(user lamplight.UserID) lamplight.Event {
	return lamplight.Event{Kind: lamplight.EventUser, Peer: lamplight.UserPeer(user)}
}

// Accept shares one's phone number with a contact (contacts.acceptContact). It returns what the caller's device is
// told.
func (s *Service) Accept(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID,
) ([]lamplight.Event, error) {
	seen, err := s.look(ctx, owner, []lamplight.UserID{user})
	if err != nil {
		return nil, err
	}
	if !seen[0].person.Contact || user == owner {
		return nil, ErrContactIDInvalid
	}
	events := bookEvents([]lamplight.UserID{user})
	return events, s.share(ctx, owner, origin, user, events...)
}

// Remove takes people out of the address book. Those who are not in it stay out. It returns what the caller's device is
// told.
func (s *Service) Remove(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users []lamplight.UserID,
) ([]lamplight.Event, error) {
	events := bookEvents(users)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		for _, u := range users {
			if err := tx.DeleteContact(owner, u); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return s.owe(tx, owner, origin, events...)
	})
	s.cache.forget(owner)
	if err != nil {
		return nil, err
	}
	return events, nil
}

// RemovePhones takes phones out of the address book, whether somebody here has them or not.
func (s *Service) RemovePhones(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, phones []string) error {
	if len(phones) > s.limits.ImportAtOnce {
		return lamplight.ErrLimitInvalid
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		var gone []lamplight.UserID
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
		return s.owe(tx, owner, origin, bookEvents(gone)...)
	})
	s.cache.forget(owner)
	return err
}

// A Card is an entry as it is kept.
type Card = store.Contact

// Book returns the people in the address book, by id, and how many phones in it nobody here has.
func (s *Service) Book(ctx context.Context, owner lamplight.UserID) (people []lamplight.UserID, saved int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		waiting, err := tx.SavedOf(owner)
		if err != nil {
			return err
		}
		cards, err := tx.ContactsOf(owner)
		saved, people = len(waiting), make([]lamplight.UserID, len(cards))
		for i, c := range cards {
			people[i] = c.User
		}
		return err
	})
	return people, saved, err
}

// Saved returns the phones in the address book that nobody here has.
func (s *Service) Saved(ctx context.Context, owner lamplight.UserID) (out []Card, err error) {
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
	err := s.store.Write(ctx, func(tx store.Tx) error {
		var changed []lamplight.UserID
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
		return s.owe(tx, owner, origin, bookEvents(changed)...)
	})
	s.cache.forget(owner)
	return err
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

// bookEvents have the devices of the owner of an address book read these people anew.
func bookEvents(users []lamplight.UserID) []lamplight.Event {
	events := make([]lamplight.Event, 0, len(users))
	for _, u := range users {
		events = append(events, lamplight.Event{Kind: lamplight.EventPeerSettings, Peer: lamplight.UserPeer(u)})
	}
	if len(events) > manyContacts {
		events = []lamplight.Event{{Kind: lamplight.EventContactsReset}}
	}
	return events
}

// manyContacts is after how many changed contacts devices read the whole book anew.
const manyContacts = 100

// digits returns the digits of a phone number.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// cut tidies a name and shortens it to Limits.NameRunes.
func (s *Service) cut(name string) string {
	name = tidy(strings.ToValidUTF8(name, ""))
	if utf8.RuneCountInString(name) <= s.limits.NameRunes {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:s.limits.NameRunes]))
}
