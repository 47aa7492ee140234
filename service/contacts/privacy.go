package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// A PrivacyKey names what a privacy rule is about, by the name of its constructor without "privacyKey".
type PrivacyKey string

// The keys of https://core.telegram.org/type/PrivacyKey that are kept. Which of them have anything to protect yet is in
// docs/methods.md.
const (
	PrivacyLastSeen     PrivacyKey = "StatusTimestamp"
	PrivacyPhone        PrivacyKey = "PhoneNumber"
	PrivacyFoundByPhone PrivacyKey = "AddedByPhone"
	PrivacyInvite       PrivacyKey = "ChatInvite"
	PrivacyCall         PrivacyKey = "PhoneCall"
	PrivacyCallDirect   PrivacyKey = "PhoneP2P"
	PrivacyForwards     PrivacyKey = "Forwards"
	PrivacyPhoto        PrivacyKey = "ProfilePhoto"
	PrivacyVoice        PrivacyKey = "VoiceMessages"
	PrivacyAbout        PrivacyKey = "About"
	PrivacyBirthday     PrivacyKey = "Birthday"
	PrivacyGifts        PrivacyKey = "StarGiftsAutoSave"
	PrivacyUnpaid       PrivacyKey = "NoPaidMessages"
	PrivacyMusic        PrivacyKey = "SavedMusic"
)

// A RuleKind is one constructor of https://core.telegram.org/type/PrivacyRule.
type RuleKind string

// The kinds of rule.
const (
	AllowAll          RuleKind = "allow all"
	AllowContacts     RuleKind = "allow contacts"
	AllowCloseFriends RuleKind = "allow close friends"
	AllowUsers        RuleKind = "allow users"
	AllowChats        RuleKind = "allow chats"
	AllowPremium      RuleKind = "allow premium"
	AllowBots         RuleKind = "allow bots"
	DenyAll           RuleKind = "deny all"
	DenyContacts      RuleKind = "deny contacts"
	DenyUsers         RuleKind = "deny users"
	DenyChats         RuleKind = "deny chats"
	DenyBots          RuleKind = "deny bots"
)

// A Rule is one line of a list of which the first that fits decides.
type Rule struct {
	Kind  RuleKind           `json:"kind"`
	Users []lamplight.UserID `json:"users,omitempty"`
	Chats []int64            `json:"chats,omitempty"`
}

// Rules are what an account set for each key, and who may write to it.
type Rules struct {
	Keys map[PrivacyKey][]Rule `json:"keys,omitempty"`
	// ContactsOnly lets only contacts, and people one has written to, write first.
	ContactsOnly bool `json:"contacts_only,omitempty"`
	// HideRead keeps others from knowing when exactly one read their messages.
	HideRead bool `json:"hide_read,omitempty"`
	// KeepUnmuted leaves conversations in the archive when something new comes, muted or not.
	KeepUnmuted bool `json:"keep_unmuted,omitempty"`
	// KeepFolders leaves those there that a folder names.
	KeepFolders bool `json:"keep_folders,omitempty"`
}

// privacySetting is the name under which an account's Rules are kept.
const privacySetting = "privacy"

// defaults holds for keys that an account never set. Privacy is the default: last seen and phone number are for
// contacts.
func defaults(k PrivacyKey) []Rule {
	switch k {
	case PrivacyLastSeen, PrivacyPhone, PrivacyBirthday:
		return []Rule{{Kind: AllowContacts}}
	default:
		return []Rule{{Kind: AllowAll}}
	}
}

// of returns the rules for a key.
func (r Rules) of(k PrivacyKey) []Rule {
	if rules, ok := r.Keys[k]; ok {
		return rules
	}
	return defaults(k)
}

// A relation is what a viewer is to the owner of a rule.
type relation struct {
	viewer  lamplight.UserID
	contact bool // in the owner's address book
	close   bool // as a close friend
	bot     bool
}

// allows reports whether rules let the viewer in. People named one by one are exceptions to everything else, whatever
// the order of the list; among the rest the first rule that fits decides, and nobody is let in if none does.
func allows(rules []Rule, r relation) bool {
	for _, rule := range rules {
		if rule.Kind == DenyUsers && slices.Contains(rule.Users, r.viewer) {
			return false
		}
		if rule.Kind == AllowUsers && slices.Contains(rule.Users, r.viewer) {
			return true
		}
	}
	for _, rule := range rules {
		switch rule.Kind {
		case AllowAll:
			return true
		case DenyAll:
			return false
		case AllowContacts:
			if r.contact {
				return true
			}
		case DenyContacts:
			if r.contact {
				return false
			}
		case AllowCloseFriends:
			if r.close {
				return true
			}
		case AllowBots:
			if r.bot {
				return true
			}
		case DenyBots:
			if r.bot {
				return false
			}
		case AllowUsers, DenyUsers:
			// decided above
		case AllowChats, DenyChats, AllowPremium:
			// there are no groups and no premium accounts yet, so they fit nobody
		}
	}
	return false
}

func readRules(data []byte) (Rules, error) {
	var r Rules
	if len(data) == 0 {
		return r, nil
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("privacy rules: %w", err)
	}
	return r, nil
}

// rules reads an account's rules.
func rules(tx store.Tx, owner lamplight.UserID) (Rules, error) {
	data, err := tx.Setting(owner, privacySetting)
	if errors.Is(err, store.ErrNotFound) {
		return Rules{}, nil
	}
	if err != nil {
		return Rules{}, err
	}
	return readRules(data)
}

// Privacy returns an account's rules for a key.
func (s *Service) Privacy(ctx context.Context, owner lamplight.UserID, k PrivacyKey) ([]Rule, error) {
	var out []Rule
	err := s.store.Read(ctx, func(tx store.Tx) error {
		r, err := rules(tx, owner)
		out = r.of(k)
		return err
	})
	return out, err
}

// maxRules is how many rules one key has at most: there are twelve kinds.
const maxRules = 16

// SetPrivacy sets an account's rules for a key and tells its other devices.
func (s *Service) SetPrivacy(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, k PrivacyKey, list []Rule) error {
	named := 0
	for _, r := range list {
		named += len(r.Users) + len(r.Chats)
	}
	if named > s.limits.RuleUsers || len(list) > maxRules {
		return ErrPrivacyTooLong
	}
	return s.changeRules(ctx, owner, func(tx store.Tx, r *Rules) error {
		if r.Keys == nil {
			r.Keys = map[PrivacyKey][]Rule{}
		}
		r.Keys[k] = list
		return s.owe(tx, owner, origin, privacyEvent(k))
	})
}

func privacyEvent(k PrivacyKey) lamplight.Event {
	return lamplight.Event{Kind: lamplight.EventPrivacy, Text: string(k)}
}

// Global is what an account sets for everybody together.
//
// https://core.telegram.org/constructor/globalPrivacySettings
type Global struct {
	ContactsOnly bool // only contacts, and people one has written to, may write first
	HideRead     bool // others do not learn when exactly one read their messages
	KeepUnmuted  bool // what is archived stays archived when something new comes, muted or not
	KeepFolders  bool // so does what is not muted, if a folder names it
}

// Global returns what an account set for everybody together.
func (s *Service) Global(ctx context.Context, owner lamplight.UserID) (g Global, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		r, err := rules(tx, owner)
		g = Global{r.ContactsOnly, r.HideRead, r.KeepUnmuted, r.KeepFolders}
		return err
	})
	return g, err
}

// SetGlobal sets what holds for everybody together.
func (s *Service) SetGlobal(ctx context.Context, owner lamplight.UserID, g Global) error {
	return s.changeRules(ctx, owner, func(_ store.Tx, r *Rules) error {
		r.ContactsOnly, r.HideRead, r.KeepUnmuted, r.KeepFolders = g.ContactsOnly, g.HideRead, g.KeepUnmuted, g.KeepFolders
		return nil
	})
}

func (s *Service) changeRules(ctx context.Context, owner lamplight.UserID, change func(store.Tx, *Rules) error) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		r, err := rules(tx, owner)
		if err != nil {
			return err
		}
		if err := change(tx, &r); err != nil {
			return err
		}
		data, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if len(data) > store.MaxSetting {
			return ErrPrivacyTooLong // every key may name many people, but not all of them at once
		}
		return tx.PutSetting(owner, privacySetting, data)
	})
	s.cache.forget(owner)
	return err
}
