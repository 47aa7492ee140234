package contacts

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"lamplight"
	"lamplight/store"
)

func TestRules(t *testing.T) {
	stranger, contact := relation{viewer: bob}, relation{viewer: bob, contact: true}
	friend, bot := relation{viewer: bob, contact: true, close: true}, relation{viewer: bob, bot: true}
	named := []lamplight.UserID{bob}
	for _, tt := range []struct {
		name  string
		rules []Rule
		who   relation
		want  bool
	}{
		{"no rule lets nobody in", nil, friend, false},
		{"all", []Rule{{Kind: AllowAll}}, stranger, true},
		{"nobody", []Rule{{Kind: DenyAll}}, friend, false},
		{"contacts: a contact", []Rule{{Kind: AllowContacts}, {Kind: DenyAll}}, contact, true},
		{"contacts: a stranger", []Rule{{Kind: AllowContacts}, {Kind: DenyAll}}, stranger, false},
		{"all but contacts", []Rule{{Kind: DenyContacts}, {Kind: AllowAll}}, contact, false},
		{"all but contacts: a stranger", []Rule{{Kind: DenyContacts}, {Kind: AllowAll}}, stranger, true},
		{"close friends: a contact", []Rule{{Kind: AllowCloseFriends}}, contact, false},
		{"close friends: one", []Rule{{Kind: AllowCloseFriends}}, friend, true},
		{"bots", []Rule{{Kind: AllowBots}}, bot, true},
		{"no bots", []Rule{{Kind: DenyBots}, {Kind: AllowAll}}, bot, false},
		{"bots: a person", []Rule{{Kind: AllowBots}}, contact, false},
		{"the first that fits decides", []Rule{{Kind: DenyAll}, {Kind: AllowAll}}, stranger, false},
		{"one named is let in before all others are kept out", []Rule{{Kind: DenyAll}, {Kind: AllowUsers, Users: named}}, stranger, true},
		{"one named is kept out after all others were let in", []Rule{{Kind: AllowAll}, {Kind: DenyUsers, Users: named}}, contact, false},
		{"another one is named", []Rule{{Kind: DenyAll}, {Kind: AllowUsers, Users: []lamplight.UserID{cid}}}, contact, false},
		{"groups and premium fit nobody", []Rule{{Kind: AllowChats, Chats: []int64{1}}, {Kind: AllowPremium}}, contact, false},
	} {
		if got := allows(tt.rules, tt.who); got != tt.want {
			t.Errorf("%s: allows = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestPrivacyIsKeptAndTold(t *testing.T) {
	w := newWorld(t, Limits{RuleUsers: 2})
	heard := w.heard(t, ann)
	rules, err := w.Privacy(t.Context(), ann, PrivacyPhone)
	fails(t, "default", err, nil)
	same(t, "default", rules[0].Kind, AllowContacts)
	w.rule(t, ann, PrivacyPhone, Rule{Kind: AllowUsers, Users: []lamplight.UserID{bob}}, Rule{Kind: DenyAll})
	rules, err = w.Privacy(t.Context(), ann, PrivacyPhone)
	fails(t, "set", err, nil)
	same(t, "rules", len(rules), 2)
	same(t, "named", rules[0].Users[0], bob)
	e := heard()
	if len(e) != 1 || e[0].Kind != lamplight.EventPrivacy || e[0].Text != string(PrivacyPhone) || e[0].Origin != 1 {
		t.Errorf("told %+v", e)
	}
	err = w.SetPrivacy(t.Context(), ann, 1, PrivacyPhone, []Rule{{Kind: DenyUsers, Users: []lamplight.UserID{bob, cid, dan}}})
	fails(t, "too many named", err, ErrPrivacyTooLong)
	err = w.SetPrivacy(t.Context(), ann, 1, PrivacyPhone, make([]Rule, maxRules+1))
	fails(t, "too many rules", err, ErrPrivacyTooLong)

	fails(t, "set for all", w.SetGlobal(t.Context(), ann, Global{ContactsOnly: true, HideRead: true, KeepFolders: true}), nil)
	g, err := w.Global(t.Context(), ann)
	fails(t, "read for all", err, nil)
	same(t, "for all", g, Global{ContactsOnly: true, HideRead: true, KeepFolders: true})
	rules, _ = w.Privacy(t.Context(), ann, PrivacyPhone)
	same(t, "rules after it", len(rules), 2)

	w.write(t, func(tx store.Tx) error { return tx.PutSetting(bob, privacySetting, []byte("{")) })
	if _, err := w.Privacy(t.Context(), bob, PrivacyPhone); err == nil {
		t.Error("broken rules were taken for none: what a person hid would show")
	}
}

// FuzzRules: whatever the row holds, reading it ends with rules or an error, and no rules let nobody in.
func FuzzRules(f *testing.F) {
	f.Add([]byte(`{"keys":{"About":[{"kind":"allow all"}]}}`))
	f.Add([]byte(`{"contacts_only":true}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := readRules(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := readRules(again)
		if err != nil || allows(back.of(PrivacyAbout), relation{viewer: bob}) != allows(r.of(PrivacyAbout), relation{viewer: bob}) {
			t.Errorf("rules mean something else after they were kept: %v", err)
		}
	})
}

func TestLinksInForwards(t *testing.T) {
	w := newWorld(t, Limits{})
	w.rule(t, ann, PrivacyForwards, Rule{Kind: AllowContacts})
	w.rule(t, bob, PrivacyForwards, Rule{Kind: DenyAll})
	w.know(t, ann, cid) // cid is in ann's book
	w.know(t, dan, ann) // under a name of dan's own, which nobody else is to read
	authors := []lamplight.UserID{ann, bob, cid, lamplight.ServiceUser, 77}
	for _, tt := range []struct {
		by   lamplight.UserID
		want map[lamplight.UserID]lamplight.Text
	}{
		{ann, map[lamplight.UserID]lamplight.Text{bob: "Bob"}},
		{bob, map[lamplight.UserID]lamplight.Text{ann: "Ann Lee"}},
		{cid, map[lamplight.UserID]lamplight.Text{bob: "Bob"}},
		{dan, map[lamplight.UserID]lamplight.Text{ann: "Ann Lee", bob: "Bob"}},
	} {
		got, err := w.Unlinked(t.Context(), tt.by, authors)
		if err != nil || !maps.Equal(got, tt.want) {
			t.Errorf("forwarded by %d: names of %v, %v", tt.by, slices.Collect(maps.Keys(got)), err)
		}
	}
	w.change(t, bob, func(u *store.User) { u.Deleted, u.Phone = w.clock, "" })
	got, err := w.Unlinked(t.Context(), ann, []lamplight.UserID{bob})
	if err != nil || len(got) != 0 {
		t.Errorf("an account that is gone: %d names, %v", len(got), err)
	}
}

func TestReadTimes(t *testing.T) {
	w := newWorld(t, Limits{})
	hide := func(u lamplight.UserID, hidden bool) {
		t.Helper()
		fails(t, "set", w.SetGlobal(t.Context(), u, Global{HideRead: hidden}), nil)
	}
	fails(t, "default", w.MaySeeReadTime(t.Context(), ann, bob), nil)
	hide(bob, true)
	fails(t, "the reader hides them", w.MaySeeReadTime(t.Context(), ann, bob), ErrReadTimesHidden)
	fails(t, "who hides sees none", w.MaySeeReadTime(t.Context(), bob, ann), ErrHidesReadTimes)
	hide(bob, false)
	fails(t, "shown again", w.MaySeeReadTime(t.Context(), ann, bob), nil)
	fails(t, "block", w.Block(t.Context(), bob, 1, lamplight.UserPeer(ann)), nil)
	fails(t, "blocked", w.MaySeeReadTime(t.Context(), ann, bob), ErrReadTimesHidden)
}
