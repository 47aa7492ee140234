package messages

import (
	"testing"

	"lamplight"
)

func TestMentions(t *testing.T) {
	w := newWorld(t)
	w.usernames = map[lamplight.UserID][]string{bob: {"Bob_the_builder", "builder"}, ann: {"ann_lee"}}
	theirs := w.say(t, asBob, ann, "from bob").Content
	w.say(t, asAnn, bob, "from ann")
	ids, err := w.log.Copies(t.Context(), lamplight.AccountBox(ann), []lamplight.ContentID{theirs})
	if err != nil {
		t.Fatal(err)
	}
	fromBob, fromAnn := ids[theirs], ids[theirs]+1
	link := func(u lamplight.UserID) []lamplight.Entity {
		return []lamplight.Entity{{Kind: lamplight.EntityMentionName, Offset: 0, Length: 2, User: u}}
	}
	for i, tt := range []struct {
		text     lamplight.Text
		entities []lamplight.Entity
		reply    lamplight.MessageID
		to       lamplight.Peer
		want     bool
		asked    int
	}{
		{text: "hello", to: toBob},
		{text: "hello @bob_the_BUILDER!", to: toBob, want: true, asked: 1},
		{text: "😀 hello @Builder", to: toBob, want: true, asked: 1},
		{text: "hello @builders", to: toBob, asked: 1},
		{text: "ask @ann_lee", to: toBob, asked: 1},
		{text: "hi Bob", entities: link(bob), to: toBob, want: true},
		{text: "hi Cid", entities: link(cid), to: toBob},
		{text: "as you say", reply: fromBob, to: toBob, want: true},
		{text: "as I said", reply: fromAnn, to: toBob},
		{text: "remember @ann_lee", to: toAnn}, // notes to oneself
	} {
		w.random++
		w.asked = 0
		d := Draft{Caller: asAnn, To: tt.to, Text: tt.text, Entities: tt.entities, Random: w.random}
		if tt.reply != 0 {
			d.Reply = &lamplight.Reply{ID: tt.reply}
		}
		s, err := w.Send(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if s.Message.Mentioned {
			t.Errorf("message %d mentions who wrote it", i)
		}
		if got := w.last(t, tt.to.User(), ann); got.Mentioned != tt.want || w.asked != tt.asked {
			t.Errorf("message %d: mentioned %v after %d look-ups, want %v after %d", i, got.Mentioned, w.asked, tt.want, tt.asked)
		}
		if d := w.dialog(t, tt.to.User(), ann); d.Mentions != 0 {
			t.Errorf("message %d: %d mentions counted", i, d.Mentions)
		}
	}
	// An edit neither makes a mention nor takes one away: clients do not expect it to.
	s, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "hi Bob", Entities: link(bob), Random: 900})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toBob, ID: s.Message.ID, Text: "hi"}); err != nil {
		t.Fatal(err)
	}
	if m := w.last(t, bob, ann); !m.Mentioned || m.Text != "hi" {
		t.Errorf("edited: %+v", m)
	}
}
