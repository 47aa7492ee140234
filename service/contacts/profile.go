package contacts

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// A Profile is what people say of themselves. A nil field stays as it is.
type Profile struct {
	FirstName, LastName, About *string
}

// SetProfile changes what an account says of itself, and tells those who know it.
func (s *Service) SetProfile(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, p Profile) error {
	if p.FirstName != nil && (strings.TrimSpace(*p.FirstName) == "" || utf8.RuneCountInString(*p.FirstName) > s.limits.NameRunes || !utf8.ValidString(*p.FirstName)) {
		return ErrFirstNameInvalid
	}
	if p.LastName != nil && (utf8.RuneCountInString(*p.LastName) > s.limits.NameRunes || !utf8.ValidString(*p.LastName)) {
		return ErrLastNameInvalid
	}
	if p.About != nil && (utf8.RuneCountInString(*p.About) > s.limits.AboutRunes || !utf8.ValidString(*p.About)) {
		return ErrAboutTooLong
	}
	changed := false
	err := s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		old := u
		for _, f := range []struct{ to, from *string }{{&u.FirstName, p.FirstName}, {&u.LastName, p.LastName}, {&u.About, p.About}} {
			if f.from != nil {
				*f.to = strings.TrimSpace(*f.from)
			}
		}
		if changed = u != old; !changed {
			return nil
		}
		return tx.UpdateUser(u)
	})
	if err != nil || !changed {
		return err
	}
	return s.tellChanged(ctx, user, origin)
}

// A Full is what the page of a person shows beyond Person.
type Full struct {
	About          string
	Blocked        bool // by the viewer
	Note           string
	ContactsOnly   bool // the person lets only contacts write first, and the viewer is none
	HidesReadTimes bool
	Settings       Bar
}

// A Bar is what the bar above a conversation offers.
type Bar struct {
	AddContact, BlockContact, ReportSpam, ShareContact bool
}

// Full returns the page of a person as viewer may see it.
func (s *Service) Full(ctx context.Context, viewer, id lamplight.UserID) (Full, error) {
	all, err := s.look(ctx, viewer, []lamplight.UserID{id})
	if err != nil {
		return Full{}, err
	}
	v := all[0]
	if !v.exists {
		return Full{}, lamplight.ErrUserInvalid
	}
	var f Full
	err = s.store.Read(ctx, func(tx store.Tx) error {
		f = Full{}
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		r, err := rules(tx, id)
		if err != nil {
			return err
		}
		rel := relation{viewer: viewer, contact: v.inBook}
		if id == viewer || allows(r.of(PrivacyAbout), rel) && !v.blockedMe {
			f.About = u.About
		}
		if f.Blocked, err = tx.Blocked(viewer, lamplight.UserPeer(id)); err != nil {
			return err
		}
		switch c, err := tx.Contact(viewer, id); {
		case err == nil:
			f.Note = c.Note
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		f.ContactsOnly = r.ContactsOnly && !v.inBook && id != viewer
		f.HidesReadTimes = r.HideRead
		return nil
	})
	f.Settings = bar(v, f.Blocked)
	return f, err
}

// PeerBar returns what the bar above the conversation with a person offers.
func (s *Service) PeerBar(ctx context.Context, viewer, id lamplight.UserID) (Bar, error) {
	f, err := s.Full(ctx, viewer, id)
	return f.Settings, err
}

func bar(v seen, blocked bool) Bar {
	if v.person.Self || v.person.Deleted || v.person.ID == lamplight.ServiceUser {
		return Bar{}
	}
	if v.person.Contact {
		return Bar{ShareContact: !v.person.Mutual && !blocked}
	}
	return Bar{AddContact: !blocked, BlockContact: !blocked, ReportSpam: true}
}
