package server

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/gotd/td/tg"
)

// spoken are texts in many scripts, and what somebody may type to find them.
var spoken = []struct{ text, query string }{
	{"Ещё одна ёлка у вокзала", "елк"},
	{"Мій їжак живе у п'ятому під'їзді", "пятом їжа"},
	{"L’été prochain à Orléans", "ete orlean"},
	{"Straße nach Łódź", "STRASSE lodz"},
	{"مَدْرَسَة كبيرة في القاهرة", "مدرسه"},
	{"می‌خواهم به خانه بروم", "میخوا"},
	{"明天在北京大学见面", "北京"},
	{"東京タワーへ行きましょう", "タワー"},
	{"서울에서 만나요", "서울"},
	{"שָׁלוֹם לכולם", "שלו"},
	{"Καλημέρα Αθήνα", "αθηνα"},
}

// TestSearch has two people write in many languages, over the wire, and finds what they wrote by what one would type; not
// what they edited away or deleted; and all of it again after a restart.
func TestSearch(t *testing.T) {
	c := settings(t)
	c.TestAccounts = true
	at, stop := start(t, c)
	var dials atomic.Int32
	ann, bob := gotdClient(t, at, &dials), gotdClient(t, at, &dials)
	var gone int
	err := ann.Run(t.Context(), func(ctx context.Context) error {
		return bob.Run(ctx, func(ctx context.Context) error {
			a, b := ann.API(), bob.API()
			signUp(t, ctx, a, "9996620001", "22222")
			signUp(t, ctx, b, "9996630001", "33333")
			toBob, toAnn := acquaint(t, ctx, a, "9996630001"), acquaint(t, ctx, b, "9996620001")
			var sent []int
			for i, s := range spoken {
				sent = append(sent, tell(t, ctx, a, toBob, s.text, int64(i+1)))
			}
			for _, s := range spoken {
				finds(t, ctx, a, toBob, s.query, s.text)
				finds(t, ctx, b, toAnn, s.query, s.text)
			}
			if _, err := a.MessagesEditMessage(ctx, edited(toBob, sent[0], "Ничего")); err != nil {
				return err
			}
			if _, err := a.MessagesDeleteMessages(ctx, &tg.MessagesDeleteMessagesRequest{ID: sent[6:7], Revoke: true}); err != nil {
				return err
			}
			for _, who := range []struct {
				api  *tg.Client
				peer *tg.InputPeerUser
			}{{a, toBob}, {b, toAnn}} {
				finds(t, ctx, who.api, who.peer, spoken[0].query)
				finds(t, ctx, who.api, who.peer, spoken[6].query)
				finds(t, ctx, who.api, who.peer, "ничег", "Ничего")
			}
			gone = sent[6]
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	stop()

	at, _ = start(t, c)
	again := gotdClient(t, at, &dials)
	err = again.Run(t.Context(), func(ctx context.Context) error {
		a := again.API()
		signIn(t, ctx, a, "9996620001", "22222")
		toBob := acquaint(t, ctx, a, "9996630001")
		for i, s := range spoken {
			if i == 0 || i == 6 {
				finds(t, ctx, a, toBob, s.query)
			} else {
				finds(t, ctx, a, toBob, s.query, s.text)
			}
		}
		if gone == 0 {
			t.Error("nothing was deleted")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// acquaint puts the holder of a phone into the caller's address book.
func acquaint(t *testing.T, ctx context.Context, api *tg.Client, phone string) *tg.InputPeerUser {
	t.Helper()
	got, err := api.ContactsImportContacts(ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: phone, FirstName: "Friend"}})
	if err != nil || len(got.Users) != 1 {
		t.Fatalf("import: %+v, %v", got, err)
	}
	u := got.Users[0].(*tg.User)
	return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
}

func tell(t *testing.T, ctx context.Context, api *tg.Client, to tg.InputPeerClass, text string, random int64) (id int) {
	t.Helper()
	res, err := api.MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{Peer: to, Message: text, RandomID: random})
	if err != nil {
		t.Fatal(err)
	}
	return res.(*tg.UpdateShortSentMessage).ID
}

func edited(peer tg.InputPeerClass, id int, text string) *tg.MessagesEditMessageRequest {
	r := &tg.MessagesEditMessageRequest{Peer: peer, ID: id}
	r.SetMessage(text)
	return r
}

// signIn signs a test account in that exists.
func signIn(t *testing.T, ctx context.Context, api *tg.Client, phone, code string) {
	t.Helper()
	sent, err := api.AuthSendCode(ctx, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: 1, APIHash: "lamplight"})
	if err != nil {
		t.Fatal(err)
	}
	in := &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: sent.(*tg.AuthSentCode).PhoneCodeHash}
	in.SetPhoneCode(code)
	if _, err := api.AuthSignIn(ctx, in); err != nil {
		t.Fatal(err)
	}
}

// finds searches for a query in a conversation and in all of them, and wants the texts.
func finds(t *testing.T, ctx context.Context, api *tg.Client, peer tg.InputPeerClass, query string, want ...string) {
	t.Helper()
	in, err := api.MessagesSearch(ctx, &tg.MessagesSearchRequest{Peer: peer, Q: query, Filter: &tg.InputMessagesFilterEmpty{}, Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	everywhere, err := api.MessagesSearchGlobal(ctx, &tg.MessagesSearchGlobalRequest{
		Q: query, Filter: &tg.InputMessagesFilterEmpty{}, OffsetPeer: &tg.InputPeerEmpty{}, Limit: 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, res := range map[string]tg.MessagesMessagesClass{"in the conversation": in, "everywhere": everywhere} {
		var texts []string
		modified, _ := res.AsModified()
		for _, m := range modified.GetMessages() {
			if m, ok := m.(*tg.Message); ok {
				texts = append(texts, m.Message)
			}
		}
		if !slices.Equal(texts, want) {
			t.Errorf("%q %s: %q, want %q", query, where, texts, want)
		}
	}
}
