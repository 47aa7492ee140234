package contacts

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// seen is a person as a viewer sees them, and what stands between the two.
type seen struct {
	fallback  bool // the photo is the one for those who may not see the others
	person    lamplight.Person
	exists    bool
	lastSeen  time.Time // zero: never
	exact     bool      // the viewer may see the exact time
	byMe      bool      // it is the viewer's own rules that hide it
	blockedMe bool      // the person has blocked the viewer
	blocked   bool      // the viewer has blocked the person
	onlyBook  bool      // the person lets only contacts write first
	inBook    bool      // the viewer is in the person's address book
	close     bool      // as a close friend
	hidesRead bool      // the person lets nobody know when they read
	private   bool      // the person does not let the viewer bring them into groups and channels
	unlinked  bool      // the person does not let the viewer link to them when forwarding
	ownName   string    // as the person gives it, whatever the viewer's book says
	frozen    bool
	thaws     time.Time // when a freeze ends; zero: never
}

// Persons shows accounts as viewer may see them, in the order asked. Ids that nobody ever had are left out.
func (s *Service) Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error) {
	all, err := s.look(ctx, viewer, ids)
	if err != nil {
		return nil, fmt.Errorf("persons for %d: %w", viewer, err)
	}
	out := make([]lamplight.Person, 0, len(all))
	for _, v := range all {
		if v.exists {
			v.person.Presence = s.presenceOf(v)
			out = append(out, v.person)
		}
	}
	return out, nil
}

// look returns how viewer sees each of ids, from memory where that is fresh.
func (s *Service) look(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]seen, error) {
	out := make([]seen, len(ids))
	var missing []lamplight.UserID
	for i, id := range ids {
		v, ok := s.cache.get(pair{viewer, id})
		if !ok {
			missing = append(missing, id)
		}
		out[i] = v
	}
	if len(missing) == 0 {
		return out, nil
	}
	versions := make(map[lamplight.UserID]uint64, len(missing))
	for _, id := range missing {
		versions[id] = s.cache.version(pair{viewer, id})
	}
	var fresh map[lamplight.UserID]seen
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		fresh, err = s.read(tx, viewer, missing)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if v, ok := fresh[id]; ok {
			out[i] = v
			s.cache.put(pair{viewer, id}, v, versions[id])
		}
	}
	return out, nil
}

// read reads from the store how viewer sees each of ids.
func (s *Service) read(tx store.Tx, viewer lamplight.UserID, ids []lamplight.UserID) (map[lamplight.UserID]seen, error) {
	users, err := tx.UsersByID(ids)
	if err != nil {
		return nil, err
	}
	peers := make([]lamplight.Peer, len(ids))
	for i, id := range ids {
		peers[i] = lamplight.UserPeer(id)
	}
	names, err := tx.UsernamesOf(peers)
	if err != nil {
		return nil, err
	}
	mine, err := tx.ContactsAmong(viewer, ids)
	if err != nil {
		return nil, err
	}
	theirs, err := tx.OwnersAmong(viewer, ids)
	if err != nil {
		return nil, err
	}
	blockers, err := tx.BlockersAmong(lamplight.UserPeer(viewer), ids)
	if err != nil {
		return nil, err
	}
	blocked, err := tx.BlockedAmong(viewer, peers)
	if err != nil {
		return nil, err
	}
	settings, err := tx.SettingsNamed(privacySetting, append(slices.Clone(ids), viewer))
	if err != nil {
		return nil, err
	}
	photos, err := tx.PhotosShown(ids)
	if err != nil {
		return nil, err
	}
	own, err := readRules(settings[viewer])
	if err != nil {
		return nil, err
	}

	out := make(map[lamplight.UserID]seen, len(ids))
	for _, id := range ids {
		out[id] = seen{}
		if id == lamplight.ServiceUser {
			out[id] = s.service()
		}
	}
	for _, u := range users {
		v := seen{exists: true, lastSeen: u.LastSeen, frozen: !u.Frozen.IsZero(), thaws: u.FrozenUntil}
		v.person = lamplight.Person{
			ID: u.ID, Self: u.ID == viewer, FirstName: u.FirstName, LastName: u.LastName, Deleted: !u.Deleted.IsZero(),
		}
		if v.person.Deleted {
			v.person.FirstName, v.person.LastName = "", ""
		}
		out[u.ID] = v
	}
	for _, n := range names {
		if v := out[n.Peer.User()]; v.exists && !v.person.Deleted { // its name goes a moment later
			v.person.Username = n.Name
			out[n.Peer.User()] = v
		}
	}
	relations := map[lamplight.UserID]relation{}
	for _, c := range theirs {
		relations[c.Owner] = relation{viewer: viewer, contact: true, close: c.Close}
	}
	bookPhones := map[lamplight.UserID]string{}
	for _, c := range mine {
		if v := out[c.User]; v.exists && !v.person.Deleted {
			v.person.Contact, v.person.CloseFriend = true, c.Close
			if c.FirstName != "" || c.LastName != "" {
				v.person.FirstName, v.person.LastName = c.FirstName, c.LastName
			}
			bookPhones[c.User] = c.Phone
			out[c.User] = v
		}
	}
	for _, u := range users {
		v := out[u.ID]
		r, known := relations[u.ID]
		r.viewer = viewer
		theirRules, err := readRules(settings[u.ID])
		if err != nil {
			return nil, fmt.Errorf("account %d: %w", u.ID, err)
		}
		v.inBook, v.close, v.person.Mutual = known, r.close, known && v.person.Contact
		v.onlyBook, v.hidesRead = theirRules.ContactsOnly, theirRules.HideRead
		if !v.person.Self && !v.person.Deleted {
			v.ownName = strings.TrimSpace(u.FirstName + " " + u.LastName)
			v.unlinked = !allows(theirRules.of(PrivacyForwards), r)
			v.private = !allows(theirRules.of(PrivacyInvite), r)
		}
		v.blocked = slices.Contains(blocked, lamplight.UserPeer(u.ID))
		v.blockedMe = slices.Contains(blockers, u.ID)
		if !v.person.Deleted {
			mayPhoto := v.person.Self || allows(theirRules.of(PrivacyPhoto), r) && !v.blockedMe
			v.person.Photo, v.fallback = photoOf(photos, u.ID, mayPhoto)
		}
		switch {
		case v.person.Self:
			v.person.Phone, v.exact = u.Phone, true
			v.person.Contact, v.person.Mutual = true, true // clients expect it of oneself
		case v.person.Deleted:
		default:
			// A number in the viewer's book shows only where the person may be found by it: else whoever guesses would
			// learn.
			byBook := bookPhones[u.ID] == u.Phone && allows(theirRules.of(PrivacyFoundByPhone), r)
			if !v.blockedMe && (byBook || allows(theirRules.of(PrivacyPhone), r)) {
				v.person.Phone = u.Phone
			}
			v.exact = allows(theirRules.of(PrivacyLastSeen), r) && !v.blockedMe
			// Who hides from somebody does not see them either (https://core.telegram.org/api/privacy).
			if v.exact && !allows(own.of(PrivacyLastSeen), relation{viewer: u.ID, contact: v.person.Contact, close: v.person.CloseFriend}) {
				v.exact, v.byMe = false, true
			}
		}
		out[u.ID] = v
	}
	return out, nil
}

// service is the account that codes and notices come from. It has no row, and looks the same to everybody.
func (s *Service) service() seen {
	return seen{exists: true, person: lamplight.Person{
		ID: lamplight.ServiceUser, FirstName: s.name, Verified: true, Support: true, Phone: strconv.Itoa(int(lamplight.ServiceUser)),
	}}
}

// frozenAt reports whether the person is frozen at t.
func (v seen) frozenAt(t time.Time) bool { return v.frozen && (v.thaws.IsZero() || v.thaws.After(t)) }
