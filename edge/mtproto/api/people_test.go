package api

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/boxes/pebble"
	"lamplight/bus/local"
	"lamplight/edge/mtproto/api/account"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
	"lamplight/service/contacts"
	"lamplight/service/messages"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const ann, bob, cid = lamplight.UserID(2_000_000_001), lamplight.UserID(2_000_000_002), lamplight.UserID(2_000_000_003)

// people are three accounts that call methods, over real stores.
type people struct {
	t      *testing.T
	router *rpc.Router
	hashes *resolve.Hashes
	*contacts.Service
	now time.Time
}

// nothing is what the methods of people ask of messages, devices and exports.
type nothing struct{}

func (nothing) LastPinned(context.Context, lamplight.UserID, lamplight.Peer) (lamplight.MessageID, error) {
	return 42, nil
}

func (nothing) About(context.Context, lamplight.UserID, lamplight.Peer) (messages.About, error) {
	return messages.About{Scheduled: true, TTL: 86400}, nil
}

func (nothing) Scheduled(context.Context, lamplight.UserID, lamplight.Peer, ...lamplight.MessageID) ([]lamplight.Message, error) {
	return nil, nil
}

func (nothing) Messages(context.Context, lamplight.UserID, []lamplight.MessageID) ([]lamplight.Message, error) {
	return nil, nil
}

func (nothing) Device(context.Context, lamplight.UserID, lamplight.SessionID) (accounts.Device, error) {
	return accounts.Device{}, accounts.ErrHashInvalid
}

func (nothing) CheckTakeout(_ context.Context, _ accounts.Caller, id int64) (accounts.Takeout, error) {
	if id == 0 {
		return accounts.Takeout{}, accounts.ErrTakeoutInvalid
	}
	return accounts.Takeout{Contacts: id == 1}, nil
}

func newPeople(t *testing.T) *people {
	t.Helper()
	p := &people{t: t, now: time.Unix(1_800_000_000, 0).UTC()}
	now := func() time.Time { return p.now }
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{
		Key: make([]byte, sqlstore.KeySize), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	b := local.New()
	t.Cleanup(func() {
		if err := errors.Join(b.Close(), log.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	err = db.Write(t.Context(), func(tx store.Tx) error {
		return errors.Join(
			tx.AddUser(store.User{ID: ann, Phone: "491701", FirstName: "Ann", Created: p.now, LastSeen: p.now, TTLDays: 365}),
			tx.AddUser(store.User{ID: bob, Phone: "491702", FirstName: "Bob", Created: p.now, LastSeen: p.now, TTLDays: 365}),
			tx.AddUser(store.User{ID: cid, Phone: "491703", FirstName: "Cid", Created: p.now, LastSeen: p.now, TTLDays: 365}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Service = contacts.New(contacts.Options{Store: db, Boxes: log, Bus: b, Now: now})
	if p.hashes, err = resolve.NewHashes(bytes.Repeat([]byte{5}, resolve.SecretSize)); err != nil {
		t.Fatal(err)
	}
	settings := account.Settings{Contacts: p.Service, Accounts: nothing{}, Messages: nothing{}}
	resolver := resolve.New(p.hashes, p.Service, nothing{}, nil)
	renderer := render.New(p.hashes, p.Service, nil, settings, 2)
	var n Namespaces
	n.Account.Contacts, n.Account.Resolve, n.Account.Render, n.Account.Now = p.Service, resolver, renderer, now
	n.Contacts.Contacts, n.Contacts.Takeouts, n.Contacts.Resolve = p.Service, nothing{}, resolver
	n.Contacts.Render, n.Contacts.Now = renderer, now
	n.Users.Contacts, n.Users.Settings, n.Users.Resolve, n.Users.Render = p.Service, settings, resolver, renderer
	n.Users.Messages = nothing{}
	n.Messages.Folders = p.Service
	n.Messages.Bars, n.Messages.Resolve, n.Messages.Render, n.Messages.Now = p.Service, resolver, renderer, now
	p.router = rpc.NewRouter(n.Routes()...)
	return p
}

// call sends a request as somebody and returns the answer as bytes.
func (p *people) call(c rpc.Call, req bin.Encoder) ([]byte, error) {
	p.t.Helper()
	var in, out bin.Buffer
	if err := req.Encode(&in); err != nil {
		p.t.Fatal(err)
	}
	res, err := p.router.Serve(p.t.Context(), c, in.Raw())
	if err != nil {
		return nil, err
	}
	if err := res.Encode(&out); err != nil {
		p.t.Fatalf("%T: the answer %T cannot be written: %v", req, res, err)
	}
	return out.Raw(), nil
}

// as sends a request as somebody and reads the answer into res.
func as[T bin.Decoder](p *people, who lamplight.UserID, req bin.Encoder, res T) T {
	p.t.Helper()
	out, err := p.call(rpc.Call{User: who, Session: lamplight.SessionID(who)}, req)
	if err != nil {
		p.t.Fatalf("%T: %v", req, err)
	}
	b := bin.Buffer{Buf: out}
	if err := res.Decode(&b); err != nil || b.Len() > 0 {
		p.t.Fatalf("%T: the answer does not decode as %T: %v, %d bytes left", req, res, err, b.Len())
	}
	return res
}

func (p *people) refuses(who lamplight.UserID, req bin.Encoder, want string) {
	p.t.Helper()
	_, err := p.call(rpc.Call{User: who}, req)
	if _, symbol := rpc.Wire(err); err == nil || symbol != want {
		p.t.Errorf("%T is answered %v, want %s", req, err, want)
	}
}

func (p *people) ok(who lamplight.UserID, req bin.Encoder) {
	p.t.Helper()
	if v, is := as(p, who, req, &tg.BoolBox{}).Bool.(*tg.BoolTrue); !is {
		p.t.Errorf("%T is answered %v", req, v)
	}
}

func (p *people) input(viewer, id lamplight.UserID) *tg.InputUser {
	return &tg.InputUser{UserID: int64(id), AccessHash: p.hashes.Of(viewer, lamplight.UserPeer(id))}
}

func (p *people) peer(viewer, id lamplight.UserID) *tg.InputPeerUser {
	u := p.input(viewer, id)
	return &tg.InputPeerUser{UserID: u.UserID, AccessHash: u.AccessHash}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %+v, want %+v", what, got, want)
	}
}

func TestWhoAmI(t *testing.T) {
	p := newPeople(t)
	self := &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}
	_, err := p.call(rpc.Call{}, self)
	code, symbol := rpc.Wire(err)
	equal(t, "before sign-in", symbol, "AUTH_KEY_UNREGISTERED")
	equal(t, "before sign-in", code, 401)
	me := as(p, ann, self, &tg.UserClassVector{}).Elems[0].(*tg.User)
	equal(t, "self", me.Self && me.Phone == "491701", true)
	p.refuses(ann, &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUser{UserID: int64(bob)}}}, "USER_ID_INVALID")
	p.refuses(ann, &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{p.input(cid, bob)}}, "USER_ID_INVALID")
}

func TestTwoPeopleFindEachOther(t *testing.T) {
	p := newPeople(t)
	p.ok(bob, &tg.AccountCheckUsernameRequest{Username: "bobby"})
	u := as(p, bob, &tg.AccountUpdateUsernameRequest{Username: "bobby"}, &tg.UserBox{}).User.(*tg.User)
	equal(t, "own name", u.Username, "bobby")
	if _, free := as(p, ann, &tg.AccountCheckUsernameRequest{Username: "BOBBY"}, &tg.BoolBox{}).Bool.(*tg.BoolTrue); free {
		t.Error("a name that is taken is free")
	}
	p.refuses(ann, &tg.AccountUpdateUsernameRequest{Username: "bobby"}, "USERNAME_OCCUPIED")
	p.refuses(ann, &tg.ContactsResolveUsernameRequest{Username: "nobody"}, "USERNAME_NOT_OCCUPIED")

	found := as(p, ann, &tg.ContactsResolveUsernameRequest{Username: "bobby"}, &tg.ContactsResolvedPeer{})
	equal[tg.PeerClass](t, "peer", found.Peer, &tg.PeerUser{UserID: int64(bob)})
	equal(t, "access hash", found.Users[0].(*tg.User).AccessHash, p.input(ann, bob).AccessHash)
	found = as(p, ann, &tg.ContactsResolvePhoneRequest{Phone: "+491703"}, &tg.ContactsResolvedPeer{})
	equal[tg.PeerClass](t, "by phone", found.Peer, &tg.PeerUser{UserID: int64(cid)})
	p.refuses(ann, &tg.ContactsResolvePhoneRequest{Phone: "+4999"}, "PHONE_NOT_OCCUPIED")

	all := as(p, ann, &tg.ContactsSearchRequest{Q: "bobb", Limit: 10}, &tg.ContactsFound{})
	equal(t, "strangers found", all.Results, []tg.PeerClass{&tg.PeerUser{UserID: int64(bob)}})
	equal(t, "with the person", len(all.Users), 1)
	equal(t, "channels found", len(as(p, ann, &tg.ContactsSearchRequest{Q: "bobb", Broadcasts: true}, &tg.ContactsFound{}).Results), 0)
	p.refuses(ann, &tg.ContactsSearchRequest{Q: " "}, "SEARCH_QUERY_EMPTY")

	link := as(p, bob, &tg.ContactsExportContactTokenRequest{}, &tg.ExportedContactToken{})
	token := link.URL[len("tg://contact?token="):]
	u = as(p, ann, &tg.ContactsImportContactTokenRequest{Token: token}, &tg.UserBox{}).User.(*tg.User)
	equal(t, "by link", u.ID, int64(bob))
	p.refuses(ann, &tg.ContactsImportContactTokenRequest{Token: "x"}, "IMPORT_TOKEN_INVALID")
}

func TestAddressBook(t *testing.T) {
	p := newPeople(t)
	in := as(p, ann, &tg.ContactsImportContactsRequest{Contacts: []tg.InputPhoneContact{
		{ClientID: 5, Phone: "491702", FirstName: "Robert"}, {ClientID: 6, Phone: "499999", FirstName: "Later"},
	}}, &tg.ContactsImportedContacts{})
	equal(t, "imported", in.Imported, []tg.ImportedContact{{UserID: int64(bob), ClientID: 5}})
	equal(t, "person", in.Users[0].(*tg.User).FirstName, "Robert")

	upd := as(p, ann, &tg.ContactsAddContactRequest{ID: p.input(ann, cid), FirstName: "C"}, &tg.UpdatesBox{}).Updates.(*tg.Updates)
	if s, ok := upd.Updates[0].(*tg.UpdatePeerSettings); !ok || s.Settings.AddContact || !upd.Users[0].(*tg.User).Contact {
		t.Errorf("added: %+v", upd)
	}
	p.refuses(ann, &tg.ContactsAddContactRequest{ID: p.input(ann, cid)}, "CONTACT_NAME_EMPTY")
	p.refuses(ann, &tg.ContactsAddContactRequest{ID: &tg.InputUserSelf{}, FirstName: "A"}, "CONTACT_ID_INVALID")

	book := as(p, ann, &tg.ContactsGetContactsRequest{}, &tg.ContactsContactsBox{}).Contacts.(*tg.ContactsContacts)
	equal(t, "contacts", book.Contacts, []tg.Contact{{UserID: int64(bob)}, {UserID: int64(cid)}})
	equal(t, "saved", book.SavedCount, 1)
	for what, ids := range map[string][]int64{"": {int64(bob), int64(cid)}, "with oneself": {int64(ann), int64(bob), int64(cid)}} {
		h := referenceHash(append([]int64{1}, ids...))
		a := as(p, ann, &tg.ContactsGetContactsRequest{Hash: h}, &tg.ContactsContactsBox{}).Contacts
		if _, same := a.(*tg.ContactsContactsNotModified); !same {
			t.Errorf("with the hash %s of what is known: %T", what, a)
		}
	}
	a := as(p, ann, &tg.ContactsGetContactsRequest{Hash: 1}, &tg.ContactsContactsBox{}).Contacts
	if _, all := a.(*tg.ContactsContacts); !all {
		t.Errorf("with an old hash: %T", a)
	}
	equal(t, "statuses", len(as(p, ann, &tg.ContactsGetStatusesRequest{}, &tg.ContactStatusVector{}).Elems), 2)

	p.ok(ann, &tg.ContactsUpdateContactNoteRequest{ID: p.input(ann, bob), Note: tg.TextWithEntities{Text: "met in Rome"}})
	full := as(p, ann, &tg.UsersGetFullUserRequest{ID: p.input(ann, bob)}, &tg.UsersUserFull{})
	equal(t, "note", full.FullUser.Note.Text, "met in Rome")
	p.ok(ann, &tg.ContactsEditCloseFriendsRequest{ID: []int64{int64(bob), 77}})
	users := as(p, ann, &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{p.input(ann, bob), p.input(ann, cid)}}, &tg.UserClassVector{})
	equal(t, "close friend", users.Elems[0].(*tg.User).CloseFriend && !users.Elems[1].(*tg.User).CloseFriend, true)

	p.refuses(ann, &tg.ContactsGetSavedRequest{}, "TAKEOUT_REQUIRED")
	out, err := p.call(rpc.Call{User: ann, Takeout: 1}, &tg.ContactsGetSavedRequest{})
	var saved tg.SavedPhoneContactVector
	if err != nil || saved.Decode(&bin.Buffer{Buf: out}) != nil || len(saved.Elems) != 1 || saved.Elems[0].Phone != "499999" {
		t.Errorf("saved: %+v, %v", saved, err)
	}
	if _, err := p.call(rpc.Call{User: ann, Takeout: 2}, &tg.ContactsGetSavedRequest{}); !errors.Is(err, accounts.ErrTakeoutRequired) {
		t.Errorf("an export without contacts: %v", err)
	}
	p.ok(ann, &tg.ContactsResetSavedRequest{})
	as(p, ann, &tg.ContactsAcceptContactRequest{ID: p.input(ann, bob)}, &tg.UpdatesBox{})
	equal(t, "number shown", as(p, bob, &tg.UsersGetUsersRequest{
		ID: []tg.InputUserClass{p.input(bob, ann)},
	}, &tg.UserClassVector{}).Elems[0].(*tg.User).Phone, "491701")
	as(p, ann, &tg.ContactsDeleteContactsRequest{ID: []tg.InputUserClass{p.input(ann, cid)}}, &tg.UpdatesBox{})
	p.ok(ann, &tg.ContactsDeleteByPhonesRequest{Phones: []string{"491702"}})
	book = as(p, ann, &tg.ContactsGetContactsRequest{}, &tg.ContactsContactsBox{}).Contacts.(*tg.ContactsContacts)
	equal(t, "nobody left", len(book.Contacts)+book.SavedCount, 0)
}

// referenceHash is the algorithm of https://core.telegram.org/api/offsets#hash-generation.
func referenceHash(ids []int64) int64 {
	var h uint64
	for _, id := range ids {
		h ^= h >> 21
		h ^= h << 35
		h ^= h >> 4
		h += uint64(id)
	}
	return int64(h)
}

func TestBlockList(t *testing.T) {
	p := newPeople(t)
	p.ok(ann, &tg.ContactsBlockRequest{ID: p.peer(ann, bob)})
	p.now = p.now.Add(time.Minute)
	p.ok(ann, &tg.ContactsBlockRequest{ID: p.peer(ann, cid)})
	p.refuses(ann, &tg.ContactsBlockRequest{ID: p.peer(ann, cid), MyStoriesFrom: true}, "METHOD_INVALID")
	p.refuses(ann, &tg.ContactsBlockRequest{ID: &tg.InputPeerSelf{}}, "CONTACT_ID_INVALID")
	page := as(p, ann, &tg.ContactsGetBlockedRequest{Limit: 1}, &tg.ContactsBlockedBox{}).Blocked.(*tg.ContactsBlockedSlice)
	equal(t, "count", page.Count, 2)
	equal[tg.PeerClass](t, "the latest first", page.Blocked[0].PeerID, &tg.PeerUser{UserID: int64(cid)})
	all := as(p, ann, &tg.ContactsGetBlockedRequest{Limit: 100}, &tg.ContactsBlockedBox{}).Blocked.(*tg.ContactsBlocked)
	equal(t, "all", len(all.Blocked)+len(all.Users), 4)
	full := as(p, ann, &tg.UsersGetFullUserRequest{ID: p.input(ann, bob)}, &tg.UsersUserFull{}).FullUser
	equal(t, "pinned", full.PinnedMsgID, 42)
	equal(t, "scheduled", full.HasScheduled, true)
	equal(t, "timer", full.TTLPeriod, 86400)
	equal(t, "can pin", full.CanPinMessage, true)
	equal(t, "blocked", full.Blocked, true)
	p.ok(ann, &tg.ContactsSetBlockedRequest{ID: []tg.InputPeerClass{p.peer(ann, bob)}})
	p.ok(ann, &tg.ContactsUnblockRequest{ID: p.peer(ann, bob)})
	all = as(p, ann, &tg.ContactsGetBlockedRequest{Limit: 100}, &tg.ContactsBlockedBox{}).Blocked.(*tg.ContactsBlocked)
	equal(t, "none", len(all.Blocked), 0)
	none := as(p, ann, &tg.ContactsGetBlockedRequest{MyStoriesFrom: true}, &tg.ContactsBlockedBox{}).Blocked.(*tg.ContactsBlocked)
	equal(t, "of stories", len(none.Blocked), 0)
}

func TestProfileAndPrivacy(t *testing.T) {
	p := newPeople(t)
	req := &tg.AccountUpdateProfileRequest{}
	req.SetFirstName("Anna")
	req.SetAbout("hello")
	u := as(p, ann, req, &tg.UserBox{}).User.(*tg.User)
	equal(t, "name", u.FirstName, "Anna")
	about := func() string {
		t.Helper()
		return as(p, bob, &tg.UsersGetFullUserRequest{ID: p.input(bob, ann)}, &tg.UsersUserFull{}).FullUser.About
	}
	equal(t, "about", about(), "hello")
	req = &tg.AccountUpdateProfileRequest{}
	req.SetFirstName("")
	p.refuses(ann, req, "FIRSTNAME_INVALID")
	p.ok(ann, &tg.AccountUpdateStatusRequest{})

	rules := as(p, ann, &tg.AccountSetPrivacyRequest{
		Key: &tg.InputPrivacyKeyAbout{},
		Rules: []tg.InputPrivacyRuleClass{
			&tg.InputPrivacyValueDisallowUsers{Users: []tg.InputUserClass{p.input(ann, bob)}}, &tg.InputPrivacyValueAllowAll{},
		},
	}, &tg.AccountPrivacyRules{})
	equal(t, "rules", rules.Rules, []tg.PrivacyRuleClass{
		&tg.PrivacyValueDisallowUsers{Users: []int64{int64(bob)}}, &tg.PrivacyValueAllowAll{},
	})
	equal(t, "named", rules.Users[0].GetID(), int64(bob))
	equal(t, "hidden at once", about(), "")
	p.refuses(ann, &tg.AccountSetPrivacyRequest{Key: &tg.InputPrivacyKeyAbout{}, Rules: []tg.InputPrivacyRuleClass{
		&tg.InputPrivacyValueAllowChatParticipants{Chats: []int64{5}},
	}}, "CHAT_ID_INVALID")

	g := as(p, ann, &tg.AccountSetGlobalPrivacySettingsRequest{
		Settings: tg.GlobalPrivacySettings{NewNoncontactPeersRequirePremium: true, KeepArchivedFolders: true},
	}, &tg.GlobalPrivacySettings{})
	equal(t, "for all", g.NewNoncontactPeersRequirePremium && g.KeepArchivedFolders && !g.KeepArchivedUnmuted && !g.HideReadMarks, true)
	p.refuses(ann, &tg.AccountSetGlobalPrivacySettingsRequest{
		Settings: tg.GlobalPrivacySettings{ArchiveAndMuteNewNoncontactPeers: true},
	}, "AUTOARCHIVE_NOT_AVAILABLE")
	p.refuses(ann, &tg.AccountSetGlobalPrivacySettingsRequest{
		Settings: tg.GlobalPrivacySettings{DisplayGiftsButton: true},
	}, "PREMIUM_ACCOUNT_REQUIRED")
	needs := as(p, bob, &tg.UsersGetRequirementsToContactRequest{
		ID: []tg.InputUserClass{p.input(bob, ann), p.input(bob, cid)},
	}, &tg.RequirementToContactClassVector{})
	equal(t, "to write", needs.Elems, []tg.RequirementToContactClass{
		&tg.RequirementToContactPremium{}, &tg.RequirementToContactEmpty{},
	})
}

// TestEveryPrivacyKeyAndRule takes each key and each rule there and back.
func TestEveryPrivacyKeyAndRule(t *testing.T) {
	p := newPeople(t)
	named := []tg.InputUserClass{p.input(ann, bob)}
	keys, kinds := 0, 0
	for id, make := range tg.TypesConstructorMap() {
		var rules []tg.PrivacyRuleClass
		key, isKey := make().(tg.InputPrivacyKeyClass)
		rule, isRule := make().(tg.InputPrivacyRuleClass)
		switch r := rule.(type) {
		case *tg.InputPrivacyValueAllowUsers:
			r.Users = named
		case *tg.InputPrivacyValueDisallowUsers:
			r.Users = named
		}
		switch {
		case isKey:
			keys++
			rules = as(p, ann, &tg.AccountSetPrivacyRequest{
				Key: key, Rules: []tg.InputPrivacyRuleClass{&tg.InputPrivacyValueAllowCloseFriends{}},
			}, &tg.AccountPrivacyRules{}).Rules
			rules = append(rules, as(p, ann, &tg.AccountGetPrivacyRequest{Key: key}, &tg.AccountPrivacyRules{}).Rules...)
			equal(t, key.TypeName(), len(rules), 2)
		case isRule:
			kinds++
			rules = as(p, ann, &tg.AccountSetPrivacyRequest{
				Key: &tg.InputPrivacyKeyForwards{}, Rules: []tg.InputPrivacyRuleClass{rule},
			}, &tg.AccountPrivacyRules{}).Rules
			if want := "p" + rule.TypeName()[len("inputP"):]; len(rules) != 1 || rules[0].TypeName() != want {
				t.Errorf("%#x %s comes back as %v", id, rule.TypeName(), rules)
			}
		}
	}
	equal(t, "keys and rules of the schema", [2]int{keys, kinds}, [2]int{14, 12})
}

func TestNotifications(t *testing.T) {
	p := newPeople(t)
	get := func(peer tg.InputNotifyPeerClass) *tg.PeerNotifySettings {
		t.Helper()
		return as(p, ann, &tg.AccountGetNotifySettingsRequest{Peer: peer}, &tg.PeerNotifySettings{})
	}
	usual := get(&tg.InputNotifyUsers{})
	if v, ok := usual.GetShowPreviews(); !ok || !v {
		t.Errorf("usual settings: %v", usual)
	}
	ofBob := &tg.InputNotifyPeer{Peer: p.peer(ann, bob)}
	var set tg.InputPeerNotifySettings
	set.SetMuteUntil(1_900_000_000)
	set.SetSound(&tg.NotificationSoundLocal{Title: "t", Data: "d"})
	p.ok(ann, &tg.AccountUpdateNotifySettingsRequest{Peer: ofBob, Settings: set})
	got := get(ofBob)
	equal(t, "muted", got.MuteUntil, 1_900_000_000)
	equal[tg.NotificationSoundClass](t, "sound", got.AndroidSound, &tg.NotificationSoundLocal{Title: "t", Data: "d"})
	full := as(p, ann, &tg.UsersGetFullUserRequest{ID: p.input(ann, bob)}, &tg.UsersUserFull{}).FullUser
	equal(t, "muted on the page", full.NotifySettings.MuteUntil, 1_900_000_000)

	set = tg.InputPeerNotifySettings{}
	set.SetSound(&tg.NotificationSoundNone{})
	p.ok(ann, &tg.AccountUpdateNotifySettingsRequest{Peer: &tg.InputNotifyPeer{Peer: p.peer(ann, cid)}, Settings: set})
	count := func(req *tg.AccountGetNotifyExceptionsRequest) int {
		t.Helper()
		return len(as(p, ann, req, &tg.UpdatesBox{}).Updates.(*tg.Updates).Updates)
	}
	equal(t, "muted otherwise", count(&tg.AccountGetNotifyExceptionsRequest{}), 1)
	equal(t, "sounding otherwise", count(&tg.AccountGetNotifyExceptionsRequest{CompareSound: true}), 2)
	only := &tg.AccountGetNotifyExceptionsRequest{CompareSound: true}
	only.SetPeer(&tg.InputNotifyChats{})
	equal(t, "groups", count(only), 0)

	set.SetSound(&tg.NotificationSoundRingtone{ID: 5})
	p.refuses(ann, &tg.AccountUpdateNotifySettingsRequest{Peer: ofBob, Settings: set}, "RINGTONE_INVALID")
	p.refuses(ann, &tg.AccountGetNotifySettingsRequest{Peer: &tg.InputNotifyForumTopic{Peer: p.peer(ann, bob)}}, "PEER_ID_INVALID")
	p.ok(ann, &tg.AccountResetNotifySettingsRequest{})
	equal(t, "after all", count(&tg.AccountGetNotifyExceptionsRequest{CompareSound: true}), 0)

	p.ok(ann, &tg.AccountSetContactSignUpNotificationRequest{Silent: true})
	p.ok(ann, &tg.AccountGetContactSignUpNotificationRequest{})
}

func TestBarAboveAConversation(t *testing.T) {
	p := newPeople(t)
	get := func() tg.PeerSettings {
		t.Helper()
		return as(p, ann, &tg.MessagesGetPeerSettingsRequest{Peer: p.peer(ann, bob)}, &tg.MessagesPeerSettings{}).Settings
	}
	if s := get(); !s.AddContact || !s.BlockContact || !s.ReportSpam || s.ShareContact {
		t.Errorf("a stranger: %v", s)
	}
	p.ok(ann, &tg.MessagesHidePeerSettingsBarRequest{Peer: p.peer(ann, bob)})
	if s := get(); s.AddContact || s.BlockContact || s.ReportSpam {
		t.Errorf("after it was closed: %v", s)
	}
}

// TestSettingsForEvents reads anew what each event says has changed.
func TestSettingsForEvents(t *testing.T) {
	p := newPeople(t)
	s := account.Settings{Contacts: p.Service, Accounts: nothing{}}
	key, rules, err := s.Privacy(t.Context(), ann, string(contacts.PrivacyPhone))
	if _, ok := key.(*tg.PrivacyKeyPhoneNumber); !ok || len(rules) != 1 || err != nil {
		t.Errorf("privacy: %v %v %v", key, rules, err)
	}
	if _, _, err := s.Privacy(t.Context(), ann, "x"); err == nil {
		t.Error("an unknown key has rules")
	}
	for _, kind := range []string{contacts.NotifyUsers, contacts.NotifyChats, contacts.NotifyBroadcasts} {
		if peer, _, err := s.NotifyDefault(t.Context(), ann, kind); err != nil || peer == nil {
			t.Errorf("%s: %v, %v", kind, peer, err)
		}
	}
	if _, _, err := s.NotifyDefault(t.Context(), ann, "x"); err == nil {
		t.Error("an unknown kind has settings")
	}
	gone, err := s.Authorization(t.Context(), ann, 9)
	if err != nil || gone.Hash != 9 || gone.Unconfirmed {
		t.Errorf("a device that is gone: %v, %v", gone, err)
	}
	if _, err := s.PeerSettings(t.Context(), ann, lamplight.ChannelPeer(1)); !errors.Is(err, lamplight.ErrPeerInvalid) {
		t.Errorf("a channel: %v", err)
	}
}
