package render

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// mine knows polls and reactions, and counts how often it is asked.
type mine struct {
	polls  []lamplight.Poll
	chosen map[lamplight.MessageID][]lamplight.Reaction
	asked  int
}

func (f *mine) Polls(_ context.Context, viewer lamplight.UserID, ids ...lamplight.PollID) ([]lamplight.Poll, error) {
	f.asked++
	var out []lamplight.Poll
	for _, p := range f.polls {
		if p.Viewer = viewer; slices.Contains(ids, p.ID) {
			out = append(out, p)
		}
	}
	return out, nil
}

func (f *mine) Reacted(
	_ context.Context, viewer lamplight.UserID, _ lamplight.BoxID, ids []lamplight.MessageID,
) (map[lamplight.MessageID][]lamplight.Reaction, error) {
	f.asked++
	out := map[lamplight.MessageID][]lamplight.Reaction{}
	for _, id := range ids {
		if viewer == 1 {
			out[id] = f.chosen[id]
		}
	}
	return out, nil
}

var like, fire = lamplight.Reaction{Emoji: "👍"}, lamplight.Reaction{Emoji: "🔥"}

// reacted writes reactions as a line.
func reacted(r *tg.MessageReactions) string {
	if r == nil {
		return "none"
	}
	var parts []string
	for _, x := range r.Results {
		s := fmt.Sprintf("%s=%d", x.Reaction.(*tg.ReactionEmoji).Emoticon, x.Count)
		if i, ok := x.GetChosenOrder(); ok {
			s += fmt.Sprint("!", i)
		}
		parts = append(parts, s)
	}
	for _, x := range r.RecentReactions {
		s := fmt.Sprint("by ", x.PeerID.(*tg.PeerUser).UserID)
		if x.My {
			s += "=me"
		}
		if x.Unread {
			s += " unread"
		}
		parts = append(parts, s)
	}
	if r.Min {
		parts = append(parts, "min")
	}
	if r.CanSeeList {
		parts = append(parts, "list")
	}
	return strings.Join(parts, " ")
}

func TestReactionsForAViewer(t *testing.T) {
	f := &mine{chosen: map[lamplight.MessageID][]lamplight.Reaction{7: {fire, like}}}
	r := (&Renderer{}).With(Sources{Reactions: f})
	big := &lamplight.Reactions{Tallies: []lamplight.Tally{{Reaction: like, Count: 20}, {Reaction: fire, Count: 2}}}
	few := &lamplight.Reactions{
		Tallies: []lamplight.Tally{{Reaction: like, Count: 2}, {Reaction: fire, Count: 1}}, Named: true,
		Recent: []lamplight.Reactor{
			{Peer: lamplight.UserPeer(1), Reaction: like, Unread: true}, {Peer: lamplight.UserPeer(2), Reaction: like, Unread: true},
			{Peer: lamplight.UserPeer(1), Reaction: fire, Unread: true},
		},
	}
	channel := lamplight.ChannelBox(9)
	tests := []struct {
		name   string
		viewer lamplight.UserID
		m      lamplight.Message
		want   string
		asked  int
	}{
		{"none", 1, lamplight.Message{ID: 7, Box: channel}, "none", 0},
		{"all taken back", 1, lamplight.Message{ID: 7, Box: channel, Reactions: &lamplight.Reactions{}}, "none", 0},
		{"of a post", 1, lamplight.Message{ID: 7, Box: channel, Reactions: big}, "👍=20!1 🔥=2!0", 1},
		{"of a post, by nobody here", 2, lamplight.Message{ID: 7, Box: channel, Reactions: big}, "👍=20 🔥=2", 1},
		{"of a post, for many", 0, lamplight.Message{ID: 7, Box: channel, Reactions: big}, "👍=20 🔥=2 min", 0},
		{"few", 1, lamplight.Message{ID: 8, Box: channel, Reactions: few}, "👍=2!1 🔥=1!0 by 1=me by 2 by 1=me list", 0},
		{"few, to the author", 2, lamplight.Message{ID: 8, Box: channel, From: lamplight.UserPeer(2), Reactions: few},
			"👍=2!0 🔥=1 by 1 unread by 2=me unread by 1 unread list", 0},
		{"few, to the author's own box", 2, lamplight.Message{ID: 8, Box: 2, Out: true, From: lamplight.UserPeer(2), Reactions: few},
			"👍=2!0 🔥=1 by 1 unread by 2=me unread by 1 unread list", 0},
		{"few, for many", 0, lamplight.Message{ID: 8, Box: channel, Reactions: few}, "👍=2 🔥=1 by 1 by 2 by 1 min list", 0},
	}
	for _, tt := range tests {
		f.asked = 0
		got, err := r.reactions(t.Context(), rpc.Call{User: tt.viewer, Many: tt.viewer == 0}, &tt.m)
		if err != nil {
			t.Fatal(err)
		}
		if s := reacted(got); s != tt.want || f.asked != tt.asked {
			t.Errorf("%s: %s after %d questions, want %s after %d", tt.name, s, f.asked, tt.want, tt.asked)
		}
	}
}

// TestAPageIsReadAtOnce asks for what is a viewer's own about many messages: one question for each kind, and the messages
// themselves, which others are told of too, stay as they are.
func TestAPageIsReadAtOnce(t *testing.T) {
	f := &mine{polls: []lamplight.Poll{{ID: 5, Question: "Who?", Recent: []lamplight.UserID{4}}}, chosen: map[lamplight.MessageID][]lamplight.Reaction{1: {like}}}
	r := (&Renderer{}).With(Sources{Reactions: f, Polls: f})
	var ms []lamplight.Message
	for i := range 10 {
		ms = append(ms, lamplight.Message{
			ID: lamplight.MessageID(i), Box: lamplight.ChannelBox(9), Peer: lamplight.ChannelPeer(9),
			Reactions: &lamplight.Reactions{Tallies: []lamplight.Tally{{Reaction: like, Count: 20}}},
			Media:     &lamplight.Media{Kind: lamplight.MediaPoll, Poll: 5},
		})
	}
	own, err := r.own(t.Context(), rpc.Call{User: 1}, ms)
	if err != nil || f.asked != 2 {
		t.Fatalf("%d questions, %v", f.asked, err)
	}
	for i := range ms {
		if ms[i].Reactions.Viewer != 0 || ms[i].Media.Asked != nil {
			t.Fatalf("message %d was changed", i)
		}
		if own[i].Media.Asked == nil || own[i].Media.Asked.Question != "Who?" {
			t.Errorf("message %d has no poll", i)
		}
		if _, err := r.reactions(t.Context(), rpc.Call{User: 1}, &own[i]); err != nil {
			t.Fatal(err)
		}
	}
	if f.asked != 2 {
		t.Errorf("asked %d times in the end", f.asked)
	}
	if !slices.Equal(own[1].Reactions.Mine, []lamplight.Reaction{like}) || own[2].Reactions.Mine != nil {
		t.Errorf("own reactions %v, %v", own[1].Reactions.Mine, own[2].Reactions.Mine)
	}
	plain := []lamplight.Message{{ID: 1}, {ID: 2}}
	if out, err := r.own(t.Context(), rpc.Call{User: 1}, plain); err != nil || &out[0] != &plain[0] || f.asked != 2 {
		t.Errorf("messages without either are read: %v", err)
	}
}

func TestPollIsWritten(t *testing.T) {
	p := lamplight.Poll{
		ID: 5, Author: 1, Question: "Who?", Public: true, Quiz: true, Closed: true, Period: time.Minute, Closes: time.Unix(1_800_000_000, 0),
		Version: 3, Viewer: 1, Shown: true, Voted: true, Voters: 2, Recent: []lamplight.UserID{4}, Solution: "Him.",
		Answers: []lamplight.PollAnswer{
			{Text: "You", Option: []byte("y"), Votes: 2, Chosen: true}, {Text: "Him", Option: []byte("h"), Correct: true},
		},
	}
	asked, err := Poll(rpc.Call{User: 1}, p)
	if err != nil {
		t.Fatal(err)
	}
	results, err := PollResults(p)
	if err != nil {
		t.Fatal(err)
	}
	if !asked.Creator || !asked.PublicVoters || !asked.Quiz || asked.MultipleChoice || !asked.Closed || asked.ClosePeriod != 60 ||
		asked.CloseDate != 1_800_000_000 || asked.Question.Text != "Who?" || len(asked.Answers) != 2 || asked.Hash == 0 {
		t.Errorf("poll %+v", asked)
	}
	if results.Min || results.TotalVoters != 2 || len(results.Results) != 2 || !results.Results[0].Chosen || results.Results[0].Voters != 2 ||
		!results.Results[1].Correct || results.Solution != "Him." || len(results.RecentVoters) != 1 {
		t.Errorf("results %+v", results)
	}
	p.Shown, p.Voted, p.Closed = false, false, false
	hidden, err := PollResults(p)
	if _, ok := hidden.GetResults(); err != nil || ok || hidden.TotalVoters != 2 {
		t.Errorf("results for who did not vote: %+v, %v", hidden, err)
	}
	p.Voted = true // of which the results are secret
	secret, err := PollResults(p)
	if _, ok := secret.Results[0].GetVoters(); err != nil || ok || !secret.Results[0].Chosen {
		t.Errorf("secret results: %+v, %v", secret, err)
	}
	open := p
	open.Closed = true
	if PollHash(p) == PollHash(open) {
		t.Error("the end does not change the hash")
	}
	p.Viewer = 0
	if many, err := PollResults(p); err != nil || !many.Min {
		t.Errorf("results for many: %+v, %v", many, err)
	}
}

func TestReactionsAreTheSameForMost(t *testing.T) {
	e := lamplight.Event{Kind: lamplight.EventReactions, Box: lamplight.ChannelBox(9), From: 3, Peers: []lamplight.Peer{lamplight.UserPeer(4)}}
	for viewer, want := range map[lamplight.UserID]bool{3: false, 4: false, 5: true} {
		if got := Alike(viewer, &e); got != want {
			t.Errorf("alike for %d = %v, want %v", viewer, got, want)
		}
	}
}
