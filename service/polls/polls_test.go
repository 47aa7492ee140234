package polls

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lamplight"
)

func TestWhatIsAskedIsChecked(t *testing.T) {
	quiz := func(d *Draft) { d.Quiz, d.Correct = true, []int{1} }
	tests := []struct {
		name   string
		change func(*Draft)
		want   error
	}{
		{"as it should be", func(*Draft) {}, nil},
		{"no question", func(d *Draft) { d.Question = " \n " }, ErrQuestionInvalid},
		{"the longest question", func(d *Draft) { d.Question = lamplight.Text(strings.Repeat("ж", 255)) }, nil},
		{"a question too long", func(d *Draft) { d.Question = lamplight.Text(strings.Repeat("ж", 256)) }, ErrQuestionInvalid},
		{"a question that is no text", func(d *Draft) { d.Question = "\xff" }, ErrQuestionInvalid},
		{"no answers", func(d *Draft) { d.Answers = nil }, ErrAnswersInvalid},
		{"the most answers", func(d *Draft) { d.Answers = many(12) }, nil},
		{"too many answers", func(d *Draft) { d.Answers = many(13) }, ErrAnswersInvalid},
		{"an empty answer", func(d *Draft) { d.Answers[1].Text = "" }, ErrAnswerInvalid},
		{"an answer too long", func(d *Draft) { d.Answers[1].Text = lamplight.Text(strings.Repeat("a", 101)) }, ErrAnswerInvalid},
		{"an answer without a name", func(d *Draft) { d.Answers[1].Option = nil }, ErrPollOption},
		{"a name too long", func(d *Draft) { d.Answers[1].Option = make([]byte, 101) }, ErrPollOption},
		{"a name twice", func(d *Draft) { d.Answers[1].Option = d.Answers[0].Option }, ErrOptionTwice},
		{"voters named in a channel", func(d *Draft) { d.Public, d.To = true, lamplight.ChannelPeer(78) }, ErrPublicVoters},
		{"voters named in a group", func(d *Draft) { d.Public, d.To = true, group }, nil},
		{"voters hidden in a channel", func(d *Draft) { d.To = lamplight.ChannelPeer(78) }, nil},
		{"a quiz", quiz, nil},
		{"a quiz without a right answer", func(d *Draft) { d.Quiz = true }, ErrCorrectEmpty},
		{"a quiz with two", func(d *Draft) { d.Quiz, d.Correct = true, []int{0, 1} }, ErrCorrectMany},
		{"a quiz whose answer is none", func(d *Draft) { d.Quiz, d.Correct = true, []int{3} }, ErrCorrectInvalid},
		{"a quiz of several answers", func(d *Draft) { quiz(d); d.Multiple = true }, ErrQuizMultiple},
		{"a right answer of no quiz", func(d *Draft) { d.Correct = []int{0} }, ErrCorrectInvalid},
		{"a solution", func(d *Draft) { quiz(d); d.Solution = "Because." }, nil},
		{"a solution too long", func(d *Draft) { quiz(d); d.Solution = lamplight.Text(strings.Repeat("a", 201)) }, ErrSolution},
		{"a solution of many lines", func(d *Draft) { quiz(d); d.Solution = "1\n2\n3\n4" }, ErrSolution},
		{"open for long enough", func(d *Draft) { d.Period = 5 * time.Second }, nil},
		{"open for too short", func(d *Draft) { d.Period = 4 * time.Second }, ErrCloseDate},
		{"open for too long", func(d *Draft) { d.Period = 32 * 24 * time.Hour }, ErrCloseDate},
		{"closed before it was open", func(d *Draft) { d.Closes = time.Unix(1_799_999_999, 0) }, ErrCloseDate},
		{"a date and a time", func(d *Draft) { d.Period, d.Closes = time.Minute, time.Unix(1_800_000_100, 0) }, ErrCloseDate},
	}
	w := newWorld(t)
	for _, tt := range tests {
		d := draft()
		tt.change(&d)
		media, err := w.Create(t.Context(), d)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if ok := media.Kind == lamplight.MediaPoll && media.Poll > 0; ok != (tt.want == nil) {
			t.Errorf("%s: %+v", tt.name, media)
		}
	}
}

func many(n int) (out []lamplight.PollAnswer) {
	for i := range n {
		out = append(out, lamplight.PollAnswer{Text: lamplight.Text(fmt.Sprint("Answer ", i))})
	}
	return out
}

// TestTheSameMessageAsksOnce sends one poll twice with one random number.
func TestTheSameMessageAsksOnce(t *testing.T) {
	w := newWorld(t)
	d := draft()
	d.Random = 5
	first, err := w.Create(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Create(t.Context(), d)
	if err != nil || again != first {
		t.Errorf("%v, %v; want %v", again, err, first)
	}
	d.Random = 6
	if other, err := w.Create(t.Context(), d); err != nil || other == first {
		t.Errorf("another message asks %v, %v", other, err)
	}
}

func TestVotes(t *testing.T) {
	w := newWorld(t)
	single := w.ask(t, draft())
	many := draft()
	many.Multiple = true
	several := w.ask(t, many)
	quiz := draft()
	quiz.Quiz, quiz.Correct, quiz.Solution = true, []int{1}, "Look up."
	riddle := w.ask(t, quiz)
	final := draft()
	final.Final = true
	once := w.ask(t, final)
	over := draft()
	over.Closed = true
	shut := w.ask(t, over)

	for _, step := range []struct {
		name    string
		id      lamplight.MessageID
		options []string
		want    error
	}{
		{"no such message", 99, []string{"s"}, lamplight.ErrMessageInvalid},
		{"no such answer", single, []string{"x"}, ErrOptionInvalid},
		{"two answers of one", single, []string{"s", "h"}, ErrOptionsMany},
		{"one", single, []string{"s"}, nil},
		{"the same again", single, []string{"s"}, nil},
		{"another", single, []string{"h"}, nil},
		{"taken back", single, nil, nil},
		{"several", several, []string{"o", "s"}, nil},
		{"more than there are", several, []string{"o", "s", "h", "h"}, ErrOptionsMany},
		{"one twice", several, []string{"o", "o"}, nil},
		{"the wrong answer", riddle, []string{"s"}, nil},
		{"the right one, too late", riddle, []string{"h"}, ErrNoRevote},
		{"no answer, too late", riddle, nil, ErrNoRevote},
		{"a final one", once, []string{"s"}, nil},
		{"a final one taken back", once, nil, ErrNoRevote},
		{"closed", shut, []string{"s"}, ErrClosed},
	} {
		if _, err := w.Vote(t.Context(), asBob, group, step.id, names(step.options)); !errors.Is(err, step.want) {
			t.Errorf("%s: %v, want %v", step.name, err, step.want)
		}
	}
	w.refuse = lamplight.ErrChannelInvalid
	if _, err := w.Vote(t.Context(), asCid, group, single, names([]string{"s"})); !errors.Is(err, w.refuse) {
		t.Errorf("who may not vote: %v", err)
	}
}

// seen writes what a viewer sees of a poll.
func seen(p lamplight.Poll) string {
	s := fmt.Sprint(p.Voters, " voters")
	for _, a := range p.Answers {
		s += fmt.Sprintf(" %s=%d", string(a.Text), a.Votes)
		if a.Chosen {
			s += "!"
		}
		if a.Correct {
			s += "+"
		}
	}
	for _, on := range []struct {
		is   bool
		name string
	}{{p.Shown, "shown"}, {p.Closed, "closed"}, {p.Solution != "", "explained"}} {
		if on.is {
			s += " " + on.name
		}
	}
	return s + fmt.Sprint(" recent=", p.Recent)
}

func TestWhatOneSees(t *testing.T) {
	w := newWorld(t)
	check := func(what string, who lamplight.UserID, id lamplight.MessageID, want string) {
		t.Helper()
		p, err := w.Results(t.Context(), who, group, id)
		if err != nil {
			t.Fatal(err)
		}
		if got := seen(p); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	quiz := draft()
	quiz.Quiz, quiz.Correct, quiz.Solution = true, []int{1}, "Look up."
	id := w.ask(t, quiz)
	w.vote(t, asBob, id, "s")
	check("who voted", bob, id, "1 voters Sea=1! Hills=0+ Home=0 shown explained recent=[]")
	check("who did not", cid, id, "1 voters Sea=0 Hills=0 Home=0 recent=[]")
	check("who asked", ann, id, "1 voters Sea=0 Hills=0 Home=0 recent=[]")
	check("many at once", 0, id, "1 voters Sea=1 Hills=0 Home=0 shown recent=[]")
	if _, err := w.Stop(t.Context(), asBob, group, id); !errors.Is(err, ErrAuthorRequired) {
		t.Errorf("who did not ask stops it: %v", err)
	}
	for range 2 {
		if p, err := w.Stop(t.Context(), asAnn, group, id); err != nil || !p.Closed {
			t.Errorf("who asked stops it: %v, %v", p.Closed, err)
		}
	}
	check("who did not vote, at the end", cid, id, "1 voters Sea=1 Hills=0+ Home=0 shown closed explained recent=[]")

	public := draft()
	public.Public, public.Multiple = true, true
	id = w.ask(t, public)
	for i, c := range []Caller{asAnn, asBob, asCid, {User: 1004}} {
		w.clock = w.clock.Add(time.Duration(i) * time.Second)
		w.vote(t, c, id, "s", "h")
	}
	check("a public one", ann, id, "4 voters Sea=4! Hills=4! Home=0 shown recent=[1004 1003 1002]")
	check("a public one, to a stranger", 1009, id, "4 voters Sea=0 Hills=0 Home=0 recent=[1004 1003 1002]")

	secret := draft()
	secret.Public, secret.Secret, secret.Period = true, true, time.Minute
	id = w.ask(t, secret)
	w.vote(t, asBob, id, "o")
	check("a secret one", bob, id, "1 voters Sea=0 Hills=0 Home=0! recent=[]")
	check("a secret one, many at once", 0, id, "1 voters Sea=0 Hills=0 Home=0 recent=[]")
	if _, err := w.Votes(t.Context(), bob, VotesQuery{Peer: group, ID: id}); !errors.Is(err, ErrNoVoters) {
		t.Errorf("votes of a secret one: %v", err)
	}
	w.clock = w.clock.Add(time.Minute)
	check("a secret one once it is over", cid, id, "1 voters Sea=0 Hills=0 Home=1 shown closed recent=[1002]")
}

func TestWhoVoted(t *testing.T) {
	w := newWorld(t)
	public := draft()
	public.Public, public.Multiple = true, true
	id := w.ask(t, public)
	hidden := w.ask(t, draft())
	w.vote(t, asBob, hidden, "s")
	const voters = 30
	for i := range voters {
		w.clock = w.clock.Add(time.Duration(i%2) * time.Second)
		options := []string{"s", "h"}
		if i%3 == 0 {
			options = []string{"o"}
		}
		w.vote(t, Caller{User: lamplight.UserID(2000 + i)}, id, options...)
	}
	all := func(option []byte, limit int) (users map[lamplight.UserID]int, count int) {
		t.Helper()
		users = map[lamplight.UserID]int{}
		q := VotesQuery{Peer: group, ID: id, Option: option, Limit: limit}
		for pages := 0; ; pages++ {
			p, err := w.Votes(t.Context(), 2000, q)
			if err != nil || pages > voters {
				t.Fatal(pages, err)
			}
			for _, v := range p.Votes {
				users[v.Voter] += len(v.Options)
			}
			if len(p.Votes) > limit {
				t.Errorf("%d votes on a page of %d", len(p.Votes), limit)
			}
			if count = p.Count; p.Next == "" {
				return users, count
			}
			q.Offset = p.Next
		}
	}
	for _, limit := range []int{1, 7, 50} {
		users, count := all(nil, limit)
		if len(users) != voters || count != voters {
			t.Errorf("pages of %d: %d voters of %d, want %d", limit, len(users), count, voters)
		}
		for u, n := range users {
			if want := min(int(u-2000)%3, 1) + 1; n != want {
				t.Errorf("pages of %d: %d chose %d, want %d", limit, u, n, want)
			}
		}
		if users, count := all([]byte("o"), limit); len(users) != 10 || count != 10 {
			t.Errorf("pages of %d for one answer: %d voters of %d", limit, len(users), count)
		}
	}
	for _, tt := range []struct {
		name string
		who  lamplight.UserID
		q    VotesQuery
		want error
	}{
		{"who did not vote", bob, VotesQuery{Peer: group, ID: id}, ErrVoteRequired},
		{"a hidden one", bob, VotesQuery{Peer: group, ID: hidden}, ErrNoVoters},
		{"no such answer", 2000, VotesQuery{Peer: group, ID: id, Option: []byte("x")}, ErrOptionInvalid},
		{"a place that is none", 2000, VotesQuery{Peer: group, ID: id, Offset: "x"}, ErrOffset},
		{"a place without a date", 2000, VotesQuery{Peer: group, ID: id, Offset: strings.Repeat("A", 23)}, ErrOffset},
	} {
		if _, err := w.Votes(t.Context(), tt.who, tt.q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func FuzzReadOffset(f *testing.F) {
	f.Add("")
	f.Add("AAAAAGtHygAAAAAAAAAD6QE")
	f.Add("!")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := readOffset(1, s)
		if err != nil || s == "" {
			return
		}
		if again, err := readOffset(1, writeOffset(v)); err != nil || again != v {
			t.Errorf("%q is %+v, and %+v, %v when written again", s, v, again, err)
		}
	})
}
