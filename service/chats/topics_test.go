package chats

import (
	"errors"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// topicsOf returns the topics of a forum as bob sees them.
func (w *world) topicsOf(forum lamplight.ChannelID) []lamplight.Topic {
	w.t.Helper()
	all, err := w.Topics(w.t.Context(), bob, forum)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// began returns the id that a new topic has.
func began(t *testing.T, r Result, err error) lamplight.MessageID {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Events {
		if m := e.Message; m != nil && m.Action != nil && m.Action.Kind == lamplight.ActionTopicCreate {
			return m.ID
		}
	}
	t.Fatalf("nothing says that a topic was made: %+v", r.Events)
	return 0
}

func refusedWith(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

func TestTopicsAreMadeAndChanged(t *testing.T) {
	w := newWorld(t, Limits{})
	forum := w.make(NewChannel{Title: "Everything", Forum: true}, []lamplight.UserID{bob, cid})
	box := lamplight.ChannelBox(forum)
	r, err := w.CreateTopic(t.Context(), as(bob), forum, NewTopic{Title: " Cats ", Icon: 7, Random: 5})
	cats := began(t, r, err)
	r, err = w.CreateTopic(t.Context(), as(bob), forum, NewTopic{Title: "Cats", Random: 5})
	if again := began(t, r, err); again != cats {
		t.Errorf("sent twice it made %d and %d", cats, again)
	}
	all := w.topicsOf(forum)
	if len(all) != 2 || all[0].ID != lamplight.GeneralTopic || all[1].ID != cats || all[1].Title != "Cats" || all[1].Creator != bob {
		t.Fatalf("topics %+v", all)
	}
	for _, title := range []string{"", "  "} {
		_, err = w.CreateTopic(t.Context(), as(bob), forum, NewTopic{Title: title, Random: 6})
		refusedWith(t, err, ErrTopicTitle)
	}
	super := w.super(bob)
	_, err = w.CreateTopic(t.Context(), as(ann), super, NewTopic{Title: "x", Random: 6})
	refusedWith(t, err, ErrForumMissing)

	title, closed, hidden := "Cats only", true, true
	_, err = w.EditTopic(t.Context(), as(cid), forum, cats, TopicChange{Title: &title})
	refusedWith(t, err, ErrAdminRequired)
	if r, err = w.EditTopic(t.Context(), as(bob), forum, cats, TopicChange{Title: &title, Closed: &closed}); err != nil {
		t.Fatal(err)
	}
	var last *lamplight.Message
	for _, e := range r.Events {
		if e.Message != nil {
			last = e.Message
		}
	}
	if last == nil || last.Thread() != cats || last.Action.Title != "Cats only" || last.Action.Closed == nil || last.Action.Hidden != nil {
		t.Errorf("said of it: %+v", last)
	}
	_, err = w.EditTopic(t.Context(), as(bob), forum, cats, TopicChange{Title: &title})
	refusedWith(t, err, ErrTopicNotModified)
	_, err = w.EditTopic(t.Context(), as(ann), forum, cats, TopicChange{Hidden: &hidden})
	refusedWith(t, err, ErrTopicInvalid)
	_, err = w.EditTopic(t.Context(), as(bob), forum, lamplight.GeneralTopic, TopicChange{Hidden: &hidden})
	refusedWith(t, err, ErrAdminRequired)
	if _, err = w.EditTopic(t.Context(), as(ann), forum, lamplight.GeneralTopic, TopicChange{Hidden: &hidden}); err != nil {
		t.Fatal(err)
	}
	if all = w.topicsOf(forum); !all[0].Hidden || all[1].Title != title || !all[1].Closed {
		t.Errorf("topics %+v", all)
	}

	for _, tt := range []struct {
		user  lamplight.UserID
		topic lamplight.MessageID
		want  error
	}{{ann, cats, nil}, {bob, cats, nil}, {cid, cats, ErrTopicClosed}, {cid, 1, nil}, {cid, 500, ErrTopicDeleted}} {
		a, err := w.Access(t.Context(), tt.user, lamplight.ChannelPeer(forum))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.MayWriteIn(t.Context(), a, tt.topic); !errors.Is(err, tt.want) {
			t.Errorf("%d in %d: %v, want %v", tt.user, tt.topic, err, tt.want)
		}
	}
	page, err := w.log.History(t.Context(), box, boxes.HistoryQuery{Peer: lamplight.ChannelPeer(forum), Thread: 1, Limit: 9})
	if err != nil || page.Count < 3 { // that it was made, who came, and that the general topic is hidden
		t.Errorf("the general topic has %d, %v", page.Count, err)
	}
	if err := w.SetDefaultOf(forum, lamplight.BannedTopics); err != nil {
		t.Fatal(err)
	}
	_, err = w.CreateTopic(t.Context(), as(bob), forum, NewTopic{Title: "Dogs", Random: 9})
	refusedWith(t, err, ErrAdminRequired)
}

func (w *world) SetDefaultOf(forum lamplight.ChannelID, rights lamplight.BannedRights) error {
	_, err := w.SetDefault(w.t.Context(), as(ann), lamplight.ChannelPeer(forum), rights)
	return err
}

func TestTopicsArePinned(t *testing.T) {
	w := newWorld(t, Limits{})
	forum := w.make(NewChannel{Title: "Everything", Forum: true}, []lamplight.UserID{bob})
	var ids []lamplight.MessageID
	for i := range 6 {
		r, err := w.CreateTopic(t.Context(), as(ann), forum, NewTopic{Title: "T", Random: int64(i + 1)})
		ids = append(ids, began(t, r, err))
	}
	_, err := w.PinTopic(t.Context(), as(bob), forum, ids[0], true)
	refusedWith(t, err, ErrAdminRequired)
	for _, id := range ids[:5] {
		r, err := w.PinTopic(t.Context(), as(ann), forum, id, true)
		if err != nil || r.Events[0].Kind != lamplight.EventTopicPinned || r.Events[0].Number != int64(id) {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	_, err = w.PinTopic(t.Context(), as(ann), forum, ids[0], true)
	refusedWith(t, err, ErrTopicPinned)
	_, err = w.PinTopic(t.Context(), as(ann), forum, ids[5], true)
	refusedWith(t, err, ErrTopicsPinnedMuch)
	order := func(want ...lamplight.MessageID) {
		t.Helper()
		got, err := w.PinnedTopics(t.Context(), forum)
		if err != nil || len(got) != len(want) {
			t.Fatalf("pinned %v, want %v, %v", got, want, err)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("pinned %v, want %v", got, want)
			}
		}
	}
	order(ids[4], ids[3], ids[2], ids[1], ids[0])
	if _, err := w.ReorderTopics(t.Context(), as(ann), forum, []lamplight.MessageID{ids[0], ids[5]}, true); err != nil {
		t.Fatal(err)
	}
	order(ids[0], ids[5])
	notes, err := w.log.Notes(t.Context(), lamplight.ChannelBox(forum), 0, w.clock.Add(-1), 100)
	pins := 0
	for _, e := range notes {
		if e.Kind == lamplight.EventTopicPinned && e.Flag {
			pins++
		}
	}
	if err != nil || pins != 5 {
		t.Errorf("told of %d pins, %v", pins, err)
	}
	acts, err := w.Log(t.Context(), as(ann), forum, LogQuery{Filter: LogFilter{Topics: true}})
	if err != nil || len(acts) != 11 || acts[0].NewTopic == nil || acts[0].Kind != ActTopicPin {
		t.Errorf("logged %d, %v", len(acts), err)
	}
}

func TestForumIsSwitchedOnAndOff(t *testing.T) {
	w := newWorld(t, Limits{})
	super, channel := w.super(bob), w.channel()
	_, err := w.SetForum(t.Context(), as(bob), super, true, false)
	refusedWith(t, err, ErrAdminRequired)
	_, err = w.SetForum(t.Context(), as(ann), channel, true, false)
	refusedWith(t, err, ErrChatInvalidKind)
	if _, err = w.SetDiscussion(t.Context(), as(ann), channel, super); err != nil {
		t.Fatal(err)
	}
	_, err = w.SetForum(t.Context(), as(ann), super, true, false)
	refusedWith(t, err, ErrForumLinked)
	if _, err = w.SetDiscussion(t.Context(), as(ann), channel, 0); err != nil {
		t.Fatal(err)
	}
	if _, err = w.SetForum(t.Context(), as(ann), super, true, true); err != nil {
		t.Fatal(err)
	}
	r, err := w.CreateTopic(t.Context(), as(bob), super, NewTopic{Title: "x", Random: 1})
	began(t, r, err)
	if _, err = w.SetAsMessages(t.Context(), as(bob), super, true); err != nil {
		t.Fatal(err)
	}
	if f, err := w.Full(t.Context(), bob, lamplight.ChannelPeer(super)); err != nil || !f.AsMessages || !f.Chat.Forum {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err = w.SetForum(t.Context(), as(ann), super, false, false); err != nil {
		t.Fatal(err)
	}
	_, err = w.Topics(t.Context(), bob, super)
	refusedWith(t, err, ErrForumMissing)
}
