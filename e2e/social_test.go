package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSocial lets every client live in groups and channels: Alice is on it; Bob and Carol, on gotd/td, are with her.
func TestSocial(t *testing.T) {
	w := newWorld(t, "--limit-expensive-per-second", "50") // clients ask again and again until something is found
	eachKind(t, func(t *testing.T, k kind) {
		if k.name == "mtcuteweb" {
			// An open fault: about once in some runs it is told of a message only with its next request, and nobody knows why yet.
			t.Skip("this library is not always told at once in groups and channels; its sister mtcute is")
		}
		s := &social{
			world: w, Alice: w.newPerson("ally_" + k.name), Bob: w.newPerson("bobby_" + k.name), Carol: w.newPerson("cary_" + k.name),
			name: k.name,
		}
		s.bob, s.carol = w.partner(t, s.Bob), w.partner(t, s.Carol)
		s.alice = newDevice(t, k, "alice")
		w.connect(t, s.alice, k.transports[0], false)
		w.signUp(t, s.alice, s.Alice)
		for _, step := range []struct {
			name string
			do   func(*testing.T)
		}{
			{"basic group", s.basicGroup},
			{"a group becomes a supergroup", s.migrates},
			{"supergroup", s.supergroup},
			{"rights", s.rights},
			{"invite links and requests", s.links},
			{"channel", s.channel},
			{"comments", s.comments},
			{"reactions", s.reactions},
			{"polls and quizzes", s.polls},
			{"topics", s.topics},
			{"photos", s.photos},
			{"files", s.files},
			{"video, voice and music", s.recordings},
			{"contacts, places and dice", s.places},
			{"albums", s.albums},
			{"photos of people and groups", s.faces},
			{"search for chats and in them", s.searches},
			{"catch up with a channel after a gap", s.channelGap},
		} {
			run.report.step(t, k, step.name, step.do)
		}
	})
}

// social is what one client acts out.
type social struct {
	world             *world
	name              string // of the client
	Alice, Bob, Carol *person
	alice, bob, carol *device
}

// id is how commands name a chat.
func id(chat int64) string { return fmt.Sprint(chat) }

// made gives a command that makes a chat, and returns it.
func made(t *testing.T, d *device, cmd string, a args) int64 {
	t.Helper()
	var x struct {
		Chat int64 `json:"chat"`
	}
	d.do(t, cmd, a, &x)
	if x.Chat >= 0 {
		t.Fatalf("%s: %s made the chat %d", d.name, cmd, x.Chat)
	}
	return x.Chat
}

// sends gives a command that sends a message, and returns its id.
func sends(t *testing.T, d *device, cmd string, a args) int {
	t.Helper()
	var x struct {
		ID int `json:"id"`
	}
	d.do(t, cmd, a, &x)
	if x.ID <= 0 {
		t.Fatalf("%s: %s gave the id %d", d.name, cmd, x.ID)
	}
	return x.ID
}

// hears waits for a text in a chat.
func (d *device) hears(t *testing.T, chat int64, text string) event {
	t.Helper()
	return d.wait(t, fmt.Sprintf("%q in %d", text, chat), func(e event) bool {
		return e.Event == "message" && e.Chat == chat && e.Text == text
	})
}

// hearsOf waits for a service message in a chat.
func (d *device) hearsOf(t *testing.T, chat int64, service string) event {
	t.Helper()
	return d.wait(t, fmt.Sprintf("%q in %d", service, chat), func(e event) bool {
		return e.Event == "message" && e.Chat == chat && e.Service == service
	})
}

// refused gives a command that must fail with one of some errors.
func refused(t *testing.T, d *device, cmd string, a args, want ...string) {
	t.Helper()
	err := d.try(cmd, a, nil)
	if err == nil {
		t.Errorf("%s: %s %v succeeded, want %v", d.name, cmd, a, want)
		return
	}
	if !slices.ContainsFunc(want, func(w string) bool { return strings.Contains(err.Error(), w) }) {
		t.Errorf("%s: %s: %v, want %v", d.name, cmd, err, want)
	}
}

// talk says something by each of some and waits until all the others have it.
func talk(t *testing.T, chat int64, who ...*device) {
	t.Helper()
	for i, from := range who {
		text := fmt.Sprintf("%s says this to %d, %d", from.name, chat, from.heard())
		sends(t, from, "send", args{"to": id(chat), "text": text})
		for j, d := range who {
			if i != j {
				if e := d.hears(t, chat, text); e.From != from.id || e.Out {
					t.Errorf("%s hears %q of %d (out=%v), want of %d", d.name, text, e.From, e.Out, from.id)
				}
			}
		}
	}
}

func (s *social) basicGroup(t *testing.T) {
	chat := made(t, s.alice, "createGroup", args{"title": "Tea", "users": []string{s.Bob.name, s.Carol.name}})
	s.bob.hearsOf(t, chat, "chatCreate")
	s.carol.hearsOf(t, chat, "chatCreate")
	talk(t, chat, s.alice, s.bob, s.carol)

	mine := sends(t, s.alice, "send", args{"to": id(chat), "text": "who wants tea?"})
	his := s.bob.hears(t, chat, "who wants tea?").ID
	sends(t, s.bob, "send", args{"to": id(chat), "text": "I do", "reply": his})
	if e := s.alice.hears(t, chat, "I do"); e.Reply == nil || e.Reply.ID != mine {
		t.Errorf("Alice sees the answer to %+v, want to %d", e.Reply, mine)
	}
	s.alice.do(t, "edit", args{"to": id(chat), "id": mine, "text": "who wants coffee?"}, nil)
	s.bob.wait(t, "the edit", func(e event) bool { return e.Event == "edit" && e.Text == "who wants coffee?" })
	s.bob.do(t, "read", args{"to": id(chat), "max": his}, nil)
	s.alice.wait(t, "reading by Bob", func(e event) bool { return e.Event == "read" && e.Chat == chat && e.Out && e.Max >= mine })
	s.alice.do(t, "delete", args{"to": id(chat), "ids": []int{mine}}, nil)
	s.bob.waitDelete(t, his)

	s.alice.do(t, "setTitle", args{"to": id(chat), "title": "Coffee"}, nil)
	s.bob.hearsOf(t, chat, "title")
	var info struct {
		Title   string
		Members int
	}
	s.alice.do(t, "info", args{"to": id(chat)}, &info)
	if info.Title != "Coffee" || info.Members != 3 {
		t.Errorf("Alice knows of the group %+v", info)
	}
	refused(t, s.carol, "kick", args{"to": id(chat), "user": s.Bob.name}, "CHAT_ADMIN_REQUIRED", "USER_NOT_MUTUAL", "USER_NOT_PARTICIPANT", "USER_ID_INVALID")
	s.alice.do(t, "kick", args{"to": id(chat), "user": s.Carol.name}, nil)
	s.bob.hearsOf(t, chat, "deleteUser")
	s.carol.hearsOf(t, chat, "deleteUser")
	refused(t, s.carol, "send", args{"to": id(chat), "text": "hello?"}, "CHAT_WRITE_FORBIDDEN", "PEER_ID_INVALID", "CHAT_ID_INVALID", "USER_NOT_PARTICIPANT", "CHAT_FORBIDDEN")
	s.alice.do(t, "addUsers", args{"to": id(chat), "users": []string{s.Carol.name}}, nil)
	s.carol.hearsOf(t, chat, "addUser")
	s.alice.do(t, "promote", args{"to": id(chat), "user": s.Bob.name, "rights": []string{"ban"}}, nil)
	soon(t, func() error {
		var all struct{ Users []member }
		s.bob.do(t, "members", args{"to": id(chat)}, &all)
		for _, m := range all.Users {
			if m.ID == s.bob.id && m.Role == "admin" {
				return nil
			}
		}
		return fmt.Errorf("Bob is no administrator: %+v", all.Users)
	})
	s.carol.do(t, "leave", args{"to": id(chat)}, nil)
	talk(t, chat, s.bob, s.alice)
}

type member struct {
	ID   int64  `json:"id"`
	Role string `json:"role"`
	Rank string `json:"rank"`
}

func (s *social) migrates(t *testing.T) {
	old := made(t, s.alice, "createGroup", args{"title": "Growing", "users": []string{s.Bob.name}})
	s.bob.hearsOf(t, old, "chatCreate")
	talk(t, old, s.alice, s.bob)
	grown := made(t, s.alice, "migrate", args{"to": id(old)})
	s.bob.hearsOf(t, old, "migrateTo")
	talk(t, grown, s.alice, s.bob)
	refused(t, s.bob, "send", args{"to": id(old), "text": "anybody there?"}, "CHAT_WRITE_FORBIDDEN", "PEER_ID_INVALID", "CHAT_ID_INVALID", "CHAT_DEACTIVATED", "CHAT_FORBIDDEN")
}

func (s *social) supergroup(t *testing.T) {
	chat := made(t, s.alice, "createChannel", args{"title": "Walkers " + s.name, "about": "We walk", "kind": "supergroup"})
	name := "walkers_" + s.name
	s.alice.do(t, "setChatUsername", args{"to": id(chat), "username": name}, nil)
	s.alice.do(t, "addUsers", args{"to": id(chat), "users": []string{s.Bob.name}}, nil)
	s.bob.wait(t, "being added", func(e event) bool { return e.Chat == chat && (e.Event == "chat" || e.Event == "message") })
	if got := made(t, s.carol, "join", args{"to": name}); got != chat {
		t.Fatalf("Carol joined %d, want %d", got, chat)
	}
	talk(t, chat, s.alice, s.bob, s.carol)

	asked := sends(t, s.alice, "send", args{"to": id(chat), "text": "where to?"})
	if e := s.bob.hears(t, chat, "where to?"); e.ID != asked {
		t.Errorf("Bob hears %d, Alice sent %d", e.ID, asked)
	}
	sends(t, s.bob, "send", args{"to": id(chat), "text": "up there", "reply": asked})
	if e := s.alice.hears(t, chat, "up there"); e.Reply == nil || e.Reply.ID != asked {
		t.Errorf("Alice sees the answer to %+v, want to %d", e.Reply, asked)
	}
	s.alice.do(t, "edit", args{"to": id(chat), "id": asked, "text": "where to, all?"}, nil)
	s.carol.wait(t, "the edit", func(e event) bool { return e.Event == "edit" && e.Chat == chat && e.Text == "where to, all?" })
	s.bob.do(t, "read", args{"to": id(chat), "max": asked}, nil)
	s.alice.wait(t, "reading by Bob", func(e event) bool { return e.Event == "read" && e.Chat == chat && e.Out && e.Max >= asked })

	named := sends(t, s.bob, "send", args{"to": id(chat), "text": "and you, @" + s.Carol.name + "?"})
	s.carol.hears(t, chat, "and you, @"+s.Carol.name+"?")
	soon(t, func() error {
		var unseen struct{ IDs []int }
		s.carol.do(t, "mentions", args{"to": id(chat)}, &unseen)
		if !slices.Equal(unseen.IDs, []int{named}) {
			return fmt.Errorf("Carol is mentioned in %v, want %d", unseen.IDs, named)
		}
		return nil
	})
	s.carol.do(t, "readMentions", args{"to": id(chat)}, nil)

	s.alice.do(t, "pin", args{"to": id(chat), "id": asked}, nil)
	s.bob.wait(t, "the pin", func(e event) bool { return e.Event == "pin" && e.Chat == chat && slices.Contains(e.IDs, asked) })
	s.bob.do(t, "typing", args{"to": id(chat)}, nil)
	s.alice.wait(t, "Bob typing", func(e event) bool { return e.Event == "typing" && e.Chat == chat })

	wrong := sends(t, s.carol, "send", args{"to": id(chat), "text": "buy my hats"})
	s.alice.hears(t, chat, "buy my hats")
	s.alice.do(t, "delete", args{"to": id(chat), "ids": []int{wrong}}, nil)
	s.carol.waitDelete(t, wrong)

	var texts []string
	for _, m := range history(t, s.alice, id(chat)) {
		if m.Service == "" {
			texts = append(texts, m.Text)
		}
	}
	if len(texts) < 3 || texts[0] != "and you, @"+s.Carol.name+"?" || texts[1] != "up there" || texts[2] != "where to, all?" {
		t.Errorf("Alice reads %q", texts)
	}
	s.alice.seesDialog(t, chat, false, func(x dialog) error {
		if x.LastText == "" && x.Top == 0 {
			return fmt.Errorf("no last message")
		}
		return nil
	})
	s.carol.do(t, "leave", args{"to": id(chat)}, nil)
	talk(t, chat, s.bob, s.alice)
}

func (s *social) rights(t *testing.T) {
	chat := made(t, s.alice, "createChannel", args{"title": "Rules", "kind": "supergroup"})
	s.alice.do(t, "addUsers", args{"to": id(chat), "users": []string{s.Bob.name, s.Carol.name}}, nil)
	s.bob.wait(t, "being added", func(e event) bool { return e.Chat == chat })
	s.carol.wait(t, "being added", func(e event) bool { return e.Chat == chat })
	talk(t, chat, s.alice, s.bob, s.carol)

	s.alice.do(t, "restrict", args{"to": id(chat), "user": s.Carol.name, "rights": []string{"send"}}, nil)
	refused(t, s.carol, "send", args{"to": id(chat), "text": "may I?"}, "USER_BANNED_IN_CHANNEL", "CHAT_SEND_PLAIN_FORBIDDEN", "CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED")
	s.alice.do(t, "restrict", args{"to": id(chat), "user": s.Carol.name}, nil)
	said := sends(t, s.carol, "send", args{"to": id(chat), "text": "now I may"})
	s.alice.hears(t, chat, "now I may")

	refused(t, s.bob, "delete", args{"to": id(chat), "ids": []int{said}}, "MESSAGE_DELETE_FORBIDDEN", "CHAT_ADMIN_REQUIRED")
	refused(t, s.bob, "restrict", args{"to": id(chat), "user": s.Carol.name, "rights": []string{"send"}}, "CHAT_ADMIN_REQUIRED", "USER_ADMIN_INVALID")
	s.alice.do(t, "promote", args{"to": id(chat), "user": s.Bob.name, "rights": []string{"delete", "pin"}, "rank": "helper"}, nil)
	s.bob.do(t, "delete", args{"to": id(chat), "ids": []int{said}}, nil)
	s.carol.waitDelete(t, said)
	refused(t, s.bob, "restrict", args{"to": id(chat), "user": s.Carol.name, "rights": []string{"send"}}, "CHAT_ADMIN_REQUIRED", "USER_ADMIN_INVALID")
	refused(t, s.bob, "promote", args{"to": id(chat), "user": s.Carol.name, "rights": []string{"ban"}}, "CHAT_ADMIN_REQUIRED", "RIGHT_FORBIDDEN")

	var admins struct{ Users []member }
	s.alice.do(t, "members", args{"to": id(chat), "filter": "admins", "limit": 10}, &admins)
	if !slices.ContainsFunc(admins.Users, func(m member) bool { return m.ID == s.bob.id && m.Role == "admin" }) ||
		!slices.ContainsFunc(admins.Users, func(m member) bool { return m.ID == s.alice.id && m.Role == "creator" }) {
		t.Errorf("Alice sees the administrators %+v", admins.Users)
	}

	s.alice.do(t, "forbid", args{"to": id(chat), "rights": []string{"polls", "links"}}, nil)
	refused(t, s.carol, "poll", args{"to": id(chat), "question": "lunch?", "options": []string{"yes", "no"}},
		"CHAT_SEND_POLL_FORBIDDEN", "CHAT_WRITE_FORBIDDEN", "USER_BANNED_IN_CHANNEL")
	s.alice.do(t, "noCopy", args{"to": id(chat), "on": true}, nil)
	kept := sends(t, s.alice, "send", args{"to": id(chat), "text": "between us"})
	s.carol.hears(t, chat, "between us")
	refused(t, s.carol, "forward", args{"to": "me", "from": id(chat), "ids": []int{kept}}, "CHAT_FORWARDS_RESTRICTED")
	s.alice.do(t, "slowMode", args{"to": id(chat), "seconds": 3600}, nil)
	sends(t, s.carol, "send", args{"to": id(chat), "text": "first"})
	refused(t, s.carol, "send", args{"to": id(chat), "text": "second"}, "SLOWMODE_WAIT")

	s.alice.do(t, "kick", args{"to": id(chat), "user": s.Carol.name}, nil)
	s.carol.wait(t, "being thrown out", func(e event) bool { return e.Event == "chat" && e.Chat == chat && e.Left })
	refused(t, s.carol, "history", args{"to": id(chat), "limit": 10}, "CHANNEL_PRIVATE", "CHANNEL_INVALID")
	quiet(t, s.carol, "message", func() {
		sends(t, s.alice, "send", args{"to": id(chat), "text": "she is gone"})
		s.bob.hears(t, chat, "she is gone")
	})
	var log struct{ Events []string }
	s.alice.do(t, "adminLog", args{"to": id(chat)}, &log)
	if len(log.Events) < 5 {
		t.Errorf("the log of administrators has %v", log.Events)
	}
}

func (s *social) links(t *testing.T) {
	chat := made(t, s.alice, "createChannel", args{"title": "By invitation", "kind": "supergroup"})
	var made1, made2 struct{ Link string }
	s.alice.do(t, "inviteLink", args{"to": id(chat), "limit": 1}, &made1)
	if got := made(t, s.bob, "join", args{"link": made1.Link}); got != chat {
		t.Fatalf("Bob joined %d, want %d", got, chat)
	}
	refused(t, s.carol, "join", args{"link": made1.Link}, "USERS_TOO_MUCH", "INVITE_HASH_EXPIRED")
	talk(t, chat, s.alice, s.bob)

	s.alice.do(t, "inviteLink", args{"to": id(chat), "approval": true}, &made2)
	refused(t, s.carol, "join", args{"link": made2.Link}, "INVITE_REQUEST_SENT")
	soon(t, func() error {
		var waiting struct{ Users []int64 }
		s.alice.do(t, "requests", args{"to": id(chat)}, &waiting)
		if !slices.Equal(waiting.Users, []int64{s.carol.id}) {
			return fmt.Errorf("%v wait to be let in, want Carol", waiting.Users)
		}
		return nil
	})
	s.alice.do(t, "approve", args{"to": id(chat), "user": s.Carol.name, "on": true}, nil)
	s.carol.wait(t, "being let in", func(e event) bool { return e.Chat == chat && (e.Event == "chat" || e.Event == "message") })
	talk(t, chat, s.alice, s.carol, s.bob)

	s.alice.do(t, "revokeLink", args{"to": id(chat), "link": made2.Link}, nil)
	s.carol.do(t, "leave", args{"to": id(chat)}, nil)
	refused(t, s.carol, "join", args{"link": made2.Link}, "INVITE_HASH_EXPIRED")
}

// newChannel is a public channel of Alice's that Bob reads.
func (s *social) newChannel(t *testing.T, title string) int64 {
	t.Helper()
	chat := made(t, s.alice, "createChannel", args{"title": title, "about": "News", "kind": "channel"})
	name := strings.ToLower(title) + "_" + s.name
	s.alice.do(t, "setChatUsername", args{"to": id(chat), "username": name}, nil)
	if got := made(t, s.bob, "join", args{"to": name}); got != chat {
		t.Fatalf("Bob joined %d, want %d", got, chat)
	}
	return chat
}

func (s *social) channel(t *testing.T) {
	chat := s.newChannel(t, "Weather")
	s.alice.do(t, "signatures", args{"to": id(chat), "on": true}, nil)
	post := sends(t, s.alice, "send", args{"to": id(chat), "text": "rain at noon"})
	if e := s.bob.hears(t, chat, "rain at noon"); !e.Post || e.Author == "" || e.ID != post {
		t.Errorf("Bob reads the post %+v", e.message)
	}
	refused(t, s.bob, "send", args{"to": id(chat), "text": "no, sun"}, "CHAT_ADMIN_REQUIRED", "CHAT_WRITE_FORBIDDEN")
	s.alice.do(t, "edit", args{"to": id(chat), "id": post, "text": "rain at one"}, nil)
	s.bob.wait(t, "the edit", func(e event) bool { return e.Event == "edit" && e.Text == "rain at one" })
	var seen struct{ Views []int }
	s.bob.do(t, "views", args{"to": id(chat), "ids": []int{post}}, &seen)
	if len(seen.Views) != 1 || seen.Views[0] < 1 {
		t.Errorf("the post was seen %v times", seen.Views)
	}
	var copied struct{ IDs []int }
	s.bob.do(t, "forward", args{"to": s.Alice.name, "from": id(chat), "ids": []int{post}}, &copied)
	e := s.alice.wait(t, "the forward", func(e event) bool { return e.Event == "message" && e.Chat == s.bob.id && e.Text == "rain at one" })
	if e.Forward == nil || e.Forward.From != chat {
		t.Errorf("Alice sees it forwarded from %+v, want from %d", e.Forward, chat)
	}
	s.alice.do(t, "delete", args{"to": id(chat), "ids": []int{post}}, nil)
	s.bob.waitDelete(t, post)
	s.bob.do(t, "leave", args{"to": id(chat)}, nil)
	quiet(t, s.bob, "message", func() { sends(t, s.alice, "send", args{"to": id(chat), "text": "he is gone"}) })
}

func (s *social) comments(t *testing.T) {
	chat := s.newChannel(t, "Recipes")
	group := made(t, s.alice, "createChannel", args{"title": "Talk of recipes", "kind": "supergroup"})
	s.alice.do(t, "setLinked", args{"to": id(chat), "from": id(group)}, nil)
	post := sends(t, s.alice, "send", args{"to": id(chat), "text": "soup"})
	s.bob.hears(t, chat, "soup")
	soon(t, func() error {
		return s.bob.try("comment", args{"to": id(chat), "id": post, "text": "too much salt"}, nil)
	})
	soon(t, func() error {
		said := messages(t, s.alice, "comments", args{"to": id(chat), "id": post})
		if len(said) != 1 || said[0].Text != "too much salt" || said[0].From != s.bob.id {
			return fmt.Errorf("Alice reads the comments %+v", said)
		}
		return nil
	})
	s.alice.do(t, "comment", args{"to": id(chat), "id": post, "text": "sorry"}, nil)
	soon(t, func() error {
		m, ok := byID(history(t, s.bob, id(chat)), post)
		if !ok || m.Replies != 2 {
			return fmt.Errorf("Bob sees %d comments, want 2", m.Replies)
		}
		return nil
	})
}

// newGroup is a supergroup of Alice, Bob and Carol.
func (s *social) newGroup(t *testing.T, title string) int64 {
	t.Helper()
	chat := made(t, s.alice, "createChannel", args{"title": title, "kind": "supergroup"})
	s.alice.do(t, "addUsers", args{"to": id(chat), "users": []string{s.Bob.name, s.Carol.name}}, nil)
	for _, d := range []*device{s.bob, s.carol} {
		d.wait(t, "being added", func(e event) bool { return e.Chat == chat })
	}
	return chat
}

func (s *social) reactions(t *testing.T) {
	for _, chat := range []int64{s.newGroup(t, "Moods"), s.newChannel(t, "Jokes")} {
		post := sends(t, s.alice, "send", args{"to": id(chat), "text": "what do you think?"})
		s.bob.hears(t, chat, "what do you think?")
		s.bob.do(t, "react", args{"to": id(chat), "id": post, "emoji": []string{"👍"}}, nil)
		s.alice.wait(t, "the reaction", func(e event) bool {
			return e.Event == "reactions" && e.Chat == chat && e.ID == post && e.Reactions["👍"] == 1
		})
		s.alice.do(t, "react", args{"to": id(chat), "id": post, "emoji": []string{"👍"}}, nil)
		s.bob.wait(t, "the other reaction", func(e event) bool {
			return e.Event == "reactions" && e.Chat == chat && e.ID == post && e.Reactions["👍"] == 2
		})
		s.bob.do(t, "react", args{"to": id(chat), "id": post}, nil)
		soon(t, func() error {
			m, ok := byID(history(t, s.alice, id(chat)), post)
			if !ok || m.Reactions["👍"] != 1 {
				return fmt.Errorf("Alice reads the reactions %v, want one", m.Reactions)
			}
			return nil
		})
	}
	refused(t, s.alice, "react", args{"to": s.Bob.name, "id": say(t, s.alice, s.Bob, "nothing for this"), "emoji": []string{"🛷"}}, "REACTION_INVALID", "isn't available")
}

func (s *social) polls(t *testing.T) {
	chat := s.newGroup(t, "Votes")
	poll := sends(t, s.alice, "poll", args{"to": id(chat), "question": "tea or coffee?", "options": []string{"tea", "coffee"}, "public": true})
	e := s.bob.wait(t, "the poll", func(e event) bool {
		return e.Event == "message" && e.Chat == chat && e.Media != nil && e.Media.Kind == "poll"
	})
	if e.Media.Question != "tea or coffee?" || !slices.Equal(e.Media.Options, []string{"tea", "coffee"}) {
		t.Errorf("Bob is asked %+v", e.Media)
	}
	s.bob.do(t, "vote", args{"to": id(chat), "id": poll, "numbers": []int{1}}, nil)
	s.alice.wait(t, "the vote", func(e event) bool { return e.Event == "poll" && e.Voters == 1 })
	s.alice.do(t, "vote", args{"to": id(chat), "id": poll, "numbers": []int{0}}, nil)
	soon(t, func() error {
		m, ok := byID(history(t, s.alice, id(chat)), poll)
		if !ok || m.Media == nil || !slices.Equal(m.Media.Votes, []int{1, 1}) {
			return fmt.Errorf("Alice reads the poll %+v", m.Media)
		}
		return nil
	})
	s.alice.do(t, "closePoll", args{"to": id(chat), "id": poll}, nil)
	refused(t, s.carol, "vote", args{"to": id(chat), "id": poll, "numbers": []int{0}}, "MESSAGE_POLL_CLOSED", "POLL_CLOSED")

	quiz := sends(t, s.bob, "poll", args{"to": id(chat), "question": "2 + 2?", "options": []string{"3", "4"}, "quiz": true, "correct": 1})
	s.alice.wait(t, "the quiz", func(e event) bool { return e.Event == "message" && e.Media != nil && e.Media.Question == "2 + 2?" })
	s.alice.do(t, "vote", args{"to": id(chat), "id": quiz, "numbers": []int{1}}, nil)
	refused(t, s.alice, "vote", args{"to": id(chat), "id": quiz, "numbers": []int{0}}, "REVOTE_NOT_ALLOWED", "revote", "Can't")
}

func (s *social) topics(t *testing.T) {
	forum := made(t, s.alice, "createChannel", args{"title": "Everything", "kind": "forum"})
	s.alice.do(t, "addUsers", args{"to": id(forum), "users": []string{s.Bob.name}}, nil)
	s.bob.wait(t, "being added", func(e event) bool { return e.Chat == forum })
	topic := sends(t, s.alice, "createTopic", args{"to": id(forum), "title": "Cats"})
	sends(t, s.alice, "send", args{"to": id(forum), "text": "mine is grey", "topic": topic})
	if e := s.bob.hears(t, forum, "mine is grey"); e.Thread != topic {
		t.Errorf("Bob hears it in the topic %d, want %d", e.Thread, topic)
	}
	sends(t, s.bob, "send", args{"to": id(forum), "text": "mine is red", "topic": topic})
	s.alice.hears(t, forum, "mine is red")
	s.alice.do(t, "editTopic", args{"to": id(forum), "id": topic, "title": "Cats only"}, nil)
	s.alice.do(t, "editTopic", args{"to": id(forum), "id": topic, "closed": true}, nil)
	refused(t, s.bob, "send", args{"to": id(forum), "text": "and dogs?", "topic": topic}, "TOPIC_CLOSED")
	soon(t, func() error {
		var all struct {
			Topics []struct {
				ID     int
				Title  string
				Closed bool
			}
		}
		s.alice.do(t, "topics", args{"to": id(forum)}, &all)
		for _, x := range all.Topics {
			if x.ID == topic && x.Title == "Cats only" && x.Closed {
				return nil
			}
		}
		return fmt.Errorf("Alice sees the topics %+v", all.Topics)
	})
}

// typing is the time between two searches of somebody who types.
const typing = 300 * time.Millisecond

func (s *social) searches(t *testing.T) {
	chat := s.newGroup(t, "Müllers Bücher "+s.name)
	name := "books_" + s.name
	s.alice.do(t, "setChatUsername", args{"to": id(chat), "username": name}, nil)
	said := sends(t, s.alice, "send", args{"to": id(chat), "text": "ein Märchen über Ёжик " + s.name})
	s.bob.hears(t, chat, "ein Märchen über Ёжик "+s.name)
	for _, d := range []*device{s.alice, s.bob} {
		soonEvery(t, typing, func() error {
			if found := messages(t, d, "search", args{"to": id(chat), "query": "marchen ежик"}); len(found) != 1 || found[0].ID != said {
				return fmt.Errorf("%s finds %+v", d.name, found)
			}
			return nil
		})
	}
	soonEvery(t, typing, func() error {
		var found struct{ Chats []int64 }
		s.carol.do(t, "searchChats", args{"query": name}, &found)
		if !slices.Contains(found.Chats, chat) {
			return fmt.Errorf("Carol finds %v", found.Chats)
		}
		return nil
	})
}

// channelGap cuts Alice off while Bob posts more in a channel than one difference tells, edits and deletes.
func (s *social) channelGap(t *testing.T) {
	chat := s.newChannel(t, "Diary")
	s.alice.do(t, "promote", args{"to": id(chat), "user": s.Bob.name, "rights": []string{"post", "edit", "delete"}}, nil)
	first := sends(t, s.alice, "send", args{"to": id(chat), "text": "this will change"})
	gone := sends(t, s.alice, "send", args{"to": id(chat), "text": "this will go"})
	s.bob.hears(t, chat, "this will go")
	const missed = 130 // more than a slice
	s.world.link.away(t, func() {
		for n := range missed {
			sends(t, s.bob, "send", args{"to": id(chat), "text": fmt.Sprintf("missed %d", n+1)})
		}
		s.bob.do(t, "edit", args{"to": id(chat), "id": first, "text": "this has changed"}, nil)
		s.bob.do(t, "delete", args{"to": id(chat), "ids": []int{gone}}, nil)
	})
	s.alice.retry(t, "catchUp")
	last := fmt.Sprintf("missed %d", missed)
	soon(t, func() error {
		page := history(t, s.alice, id(chat))
		if len(page) != 100 || page[0].Text != last {
			return fmt.Errorf("Alice reads %d messages, the last %+v", len(page), page[:min(1, len(page))])
		}
		return nil
	})
	sends(t, s.bob, "send", args{"to": id(chat), "text": "live again"})
	s.alice.hears(t, chat, "live again")
}
