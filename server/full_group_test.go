package server

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/service/chats"
	"lamplight/service/messages"
	"lamplight/store"
)

// TestAFullBasicGroup has as many people in a basic group as there may be: what is said reaches the box of each, whoever comes
// and goes, until it becomes a supergroup.
func TestAFullBasicGroup(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	const full = 200
	first := lamplight.UserID(2_000_000_001)
	people := make([]lamplight.UserID, full+1)
	err := h.store.Write(ctx, func(tx store.Tx) error {
		for i := range people {
			people[i] = first + lamplight.UserID(i)
			now := time.Now()
			u := store.User{ID: people[i], Phone: fmt.Sprintf("4917000%05d", i), FirstName: "P", Created: now, LastSeen: now, TTLDays: 365}
			if err := tx.AddUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	owner, extra := people[0], people[full]
	as := func(u lamplight.UserID) chats.Caller { return chats.Caller{User: u, Origin: lamplight.SessionID(u)} }
	took := func(what string, since time.Time) {
		t.Logf("%s: %v", what, time.Since(since).Round(10*time.Microsecond))
	}
	works := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}

	began := time.Now()
	made, err := h.chats.CreateGroup(ctx, as(owner), chats.NewGroup{Title: "Village", Users: people[1:full]})
	works("make", err)
	took("made with 199 others", began)
	if len(made.Missing) > 0 {
		t.Fatalf("%d are missing: %v", len(made.Missing), made.Missing[0])
	}
	group := made.Chat
	_, err = h.chats.AddUser(ctx, as(owner), group.Chat(), extra, 0)
	if !errors.Is(err, chats.ErrUsersTooMany) {
		t.Errorf("a 201st member: %v, want %v", err, chats.ErrUsersTooMany)
	}

	random := int64(0)
	say := func(who lamplight.UserID, text string) {
		t.Helper()
		random++
		_, err := h.messages.Send(ctx, messages.Draft{
			Caller: messages.Caller{User: who, Origin: lamplight.SessionID(who)}, To: group, Text: lamplight.Text(text), Random: random,
		})
		works(text, err)
	}
	// hear looks who has a text as the last thing that was said.
	hear := func(text string, not ...lamplight.UserID) {
		t.Helper()
		for _, u := range people[:full] {
			page, err := h.boxes.History(ctx, lamplight.AccountBox(u), boxes.HistoryQuery{Peer: group, Limit: 1})
			works("read", err)
			got := len(page.Messages) == 1 && page.Messages[0].Text == lamplight.Text(text)
			if want := !slices.Contains(not, u); got != want {
				t.Fatalf("%q is in the box of %d: %v, want %v", text, u, got, want)
			}
			if got && page.Messages[0].Out != (page.Messages[0].Wrote() == u) {
				t.Fatalf("%q in the box of %d: out %v", text, u, page.Messages[0].Out)
			}
		}
	}
	var each []time.Duration
	for n := range 20 {
		began := time.Now()
		say(people[n*7], fmt.Sprintf("word %d", n))
		each = append(each, time.Since(began))
	}
	slices.Sort(each)
	median, worst := each[len(each)/2], each[len(each)-1]
	t.Logf("a text to 200 boxes: %v in the middle, %v at worst", median.Round(time.Microsecond), worst.Round(time.Microsecond))
	hear("word 19")

	began = time.Now()
	_, err = h.chats.RemoveUser(ctx, as(owner), group.Chat(), people[5], false)
	works("remove", err)
	took("one is removed", began)
	began = time.Now()
	_, err = h.chats.RemoveUser(ctx, as(people[6]), group.Chat(), people[6], false)
	works("leave", err)
	took("one leaves", began)
	say(people[1], "without two")
	hear("without two", people[5], people[6])
	began = time.Now()
	_, err = h.chats.AddUser(ctx, as(owner), group.Chat(), people[5], 0)
	works("bring back", err)
	took("one comes back", began)
	_, err = h.chats.AddUser(ctx, as(people[6]), group.Chat(), people[6], 0)
	works("come back by oneself", err)
	say(people[5], "all again")
	hear("all again")

	began = time.Now()
	moved, err := h.chats.Migrate(ctx, as(owner), group.Chat())
	works("migrate", err)
	took("it becomes a supergroup", began)
	page, err := h.chats.Participants(ctx, owner, moved.Chat.Channel(), chats.ParticipantQuery{Limit: 200})
	works("participants", err)
	if page.Count != full {
		t.Errorf("the supergroup has %d members, want %d", page.Count, full)
	}
	random++
	_, err = h.messages.Send(ctx, messages.Draft{
		Caller: messages.Caller{User: people[3]}, To: group, Text: "too late", Random: random,
	})
	if err == nil {
		t.Error("something was said in the old group")
	}
}
