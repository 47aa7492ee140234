package render

import (
	"context"
	"fmt"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// User writes a person for the caller.
func (r *Renderer) User(c rpc.Call, p lamplight.Person) (tg.UserClass, error) {
	u := &tg.User{
		ID:            int64(p.ID),
		Min:           c.Many, // for many at once: what only one of them sees is left out
		AccessHash:    r.hashes.Of(c.User, lamplight.UserPeer(p.ID)),
		Self:          p.Self,
		Contact:       p.Contact,
		MutualContact: p.Mutual,
		CloseFriend:   p.CloseFriend,
		Deleted:       p.Deleted,
		Bot:           p.Bot,
		Verified:      p.Verified,
		Scam:          p.Scam,
		Fake:          p.Fake,
		Support:       p.Support,
	}
	if p.Deleted {
		return u, nil // nothing else is left to show, whatever a driver of People forgot to blank
	}
	status, err := Status(p.Presence)
	if err != nil {
		return nil, fmt.Errorf("render user %d: %w", p.ID, err)
	}
	if p.Photo != nil {
		u.SetPhoto(r.profilePhoto(c, p.Photo))
	}
	u.FirstName, u.LastName, u.Phone = p.FirstName, p.LastName, p.Phone
	if p.Bot {
		u.BotInfoVersion = 1
	} else {
		u.Status = status
	}
	// One name goes the short way; with several, all of them go in the list, the editable one first.
	if len(p.Usernames) == 0 {
		u.Username = p.Username
	} else {
		u.Usernames = usernames(p)
	}
	for _, x := range p.Restricted {
		u.Restricted = true
		u.RestrictionReason = append(u.RestrictionReason, tg.RestrictionReason{Platform: x.Platform, Reason: x.Reason, Text: x.Text})
	}
	return u, nil
}

// usernames writes all names of a person: the first one can be edited.
func usernames(p lamplight.Person) []tg.Username {
	var names []tg.Username
	if p.Username != "" {
		names = append(names, tg.Username{Username: p.Username, Active: true, Editable: true})
	}
	for _, n := range p.Usernames {
		names = append(names, tg.Username{Username: n, Active: true})
	}
	return names
}

// Users reads the persons with the given ids and writes them for the caller; repeated ids are written once, unknown
// ones left out.
func (r *Renderer) Users(ctx context.Context, c rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error) {
	var set userSet
	set.add(ids...)
	users, _, err := r.users(ctx, c, set)
	return users, err
}

// serviceAccount is who login codes and notices come from. Nobody signed up for it, so People may not know it;
// clients know it by its number.
var serviceAccount = lamplight.Person{ID: lamplight.ServiceUser, FirstName: "Lamplight", Verified: true, Support: true}

func isService(p lamplight.Person) bool { return p.ID == lamplight.ServiceUser }

// users is Users, with the persons themselves.
func (r *Renderer) users(ctx context.Context, c rpc.Call, ids userSet) ([]tg.UserClass, []lamplight.Person, error) {
	if len(ids) == 0 {
		return []tg.UserClass{}, nil, nil
	}
	persons, err := r.people.Persons(ctx, viewer(c), ids)
	if err != nil {
		return nil, nil, fmt.Errorf("people for %d: %w", c.User, err)
	}
	if slices.Contains(ids, lamplight.ServiceUser) && !slices.ContainsFunc(persons, isService) {
		persons = append(persons, serviceAccount)
	}
	users := make([]tg.UserClass, len(persons))
	for i, p := range persons {
		if users[i], err = r.User(c, p); err != nil {
			return nil, nil, err
		}
	}
	return users, persons, nil
}

// Status writes when somebody was last seen.
func Status(p lamplight.Presence) (tg.UserStatusClass, error) {
	switch p.Kind {
	case lamplight.PresenceNone:
		return &tg.UserStatusEmpty{}, nil
	case lamplight.PresenceOnline:
		return &tg.UserStatusOnline{Expires: Date(p.At)}, nil
	case lamplight.PresenceOffline:
		return &tg.UserStatusOffline{WasOnline: Date(p.At)}, nil
	case lamplight.PresenceRecently:
		return &tg.UserStatusRecently{ByMe: p.ByMe}, nil
	case lamplight.PresenceLastWeek:
		return &tg.UserStatusLastWeek{ByMe: p.ByMe}, nil
	case lamplight.PresenceLastMonth:
		return &tg.UserStatusLastMonth{ByMe: p.ByMe}, nil
	default:
		return nil, fmt.Errorf("render: presence of unknown kind %d", p.Kind)
	}
}

// A userSet is the people that an answer names, each once, in the order of their first mention. It stays small, so a
// slice is the quickest set.
type userSet []lamplight.UserID

func (s *userSet) add(ids ...lamplight.UserID) {
	for _, id := range ids {
		if id > 0 && !slices.Contains(*s, id) {
			*s = append(*s, id)
		}
	}
}

// addMessage adds everybody whom a message names, so that the receiver can show it.
func (s *userSet) addMessage(m lamplight.Message) {
	s.add(m.From.User(), m.Peer.User(), m.Via)
	if m.Forward != nil {
		s.add(m.Forward.From.User(), m.Forward.SavedPeer.User(), m.Forward.SavedFrom.User())
	}
	s.addEntities(m.Entities)
	if m.Reply != nil {
		s.addEntities(m.Reply.QuoteEntities)
		if m.Reply.From != nil {
			s.add(m.Reply.From.From.User())
		}
	}
	if m.Action != nil {
		s.add(m.Action.User)
		s.add(m.Action.Users...)
	}
	if m.Media != nil && m.Media.Contact != nil {
		s.add(m.Media.Contact.User)
	}
	if m.Media != nil && m.Media.Asked != nil {
		s.add(m.Media.Asked.Recent...)
	}
	if m.Reactions != nil {
		for _, x := range m.Reactions.Recent {
			s.add(x.Peer.User())
		}
	}
	if m.Comments != 0 {
		for _, p := range m.Repliers {
			s.add(p.User())
		}
	}
}

func (s *userSet) addEntities(es []lamplight.Entity) {
	for _, e := range es {
		s.add(e.User)
	}
}
