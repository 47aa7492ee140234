package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
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
	if p.FirstName != nil && (tidy(*p.FirstName) == "" || utf8.RuneCountInString(*p.FirstName) > s.limits.NameRunes || !utf8.ValidString(*p.FirstName)) {
		return ErrFirstNameInvalid
	}
	if p.LastName != nil && (utf8.RuneCountInString(*p.LastName) > s.limits.NameRunes || !utf8.ValidString(*p.LastName)) {
		return ErrLastNameInvalid
	}
	if p.About != nil && (utf8.RuneCountInString(*p.About) > s.limits.AboutRunes || !utf8.ValidString(*p.About)) {
		return ErrAboutTooLong
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		old := u
		for _, f := range []struct{ to, from *string }{{&u.FirstName, p.FirstName}, {&u.LastName, p.LastName}, {&u.About, p.About}} {
			if f.from != nil {
				*f.to = tidy(*f.from)
			}
		}
		if u == old {
			return nil
		}
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return s.oweKnown(tx, user, origin)
	})
	s.cache.forget(user)
	return err
}

// A Full is what the page of a person shows beyond Person.
type Full struct {
	About          string
	Blocked        bool // by the viewer
	Note           string
	ContactsOnly   bool // the person lets only contacts write first, and the viewer is none
	HidesReadTimes bool
	Settings       Bar
	Photo          *lamplight.Photo // nil: none that the viewer may see
	// PhotoIsFallback says that the photo is the one for those who may not see the others.
	PhotoIsFallback bool
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
	f := Full{Blocked: v.blocked, HidesReadTimes: v.hidesRead, Photo: v.person.Photo, PhotoIsFallback: v.fallback}
	if f.ContactsOnly, err = s.closedTo(ctx, viewer, v); err != nil {
		return Full{}, err
	}
	if id == lamplight.ServiceUser {
		return f, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		r, err := rules(tx, id)
		if err != nil {
			return err
		}
		rel := relation{viewer: viewer, contact: v.inBook, close: v.close}
		if id == viewer || allows(r.of(PrivacyAbout), rel) && !v.blockedMe {
			f.About = u.About
		}
		switch c, err := tx.Contact(viewer, id); {
		case err == nil:
			f.Note = c.Note
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		hidden, err := hiddenBars(tx, viewer)
		if err != nil {
			return err
		}
		if !slices.Contains(hidden, id) {
			f.Settings = bar(v)
		}
		return nil
	})
	return f, err
}

// PeerBar returns what the bar above the conversation with a person offers.
func (s *Service) PeerBar(ctx context.Context, viewer, id lamplight.UserID) (Bar, error) {
	f, err := s.Full(ctx, viewer, id)
	return f.Settings, err
}

func bar(v seen) Bar {
	if v.person.Self || v.person.Deleted {
		return Bar{}
	}
	if v.person.Contact {
		return Bar{ShareContact: !v.person.Mutual && !v.blocked}
	}
	return Bar{AddContact: !v.blocked, BlockContact: !v.blocked, ReportSpam: true}
}

// barSetting is the name under which an account's closed bars are kept.
const barSetting = "hidden bars"

func hiddenBars(tx store.Tx, owner lamplight.UserID) (out []lamplight.UserID, err error) {
	data, err := tx.Setting(owner, barSetting)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(data, &out)
}

// HideBar closes the bar above the conversation with a person for good, on all devices.
func (s *Service) HideBar(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		hidden, err := hiddenBars(tx, owner)
		if err != nil || slices.Contains(hidden, user) {
			return err
		}
		hidden = append(hidden, user)
		data, err := json.Marshal(hidden[max(0, len(hidden)-s.limits.HiddenBars):])
		if err != nil {
			return err
		}
		if err := tx.PutSetting(owner, barSetting, data); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, bookEvents([]lamplight.UserID{user})...)
	})
}

// tidy returns a text of one line without characters that do not show; "" if none does.
func tidy(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if strings.IndexFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) < 0 {
		return ""
	}
	return text
}
