package messages

import (
	"context"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
	"lamplight/service/messages"
	"lamplight/service/polls"
)

func (f *fake) React(_ context.Context, r messages.Reacting) (messages.Result, error) {
	f.did("react %d/%d to %d of %v: %v, big %v, remember %v", r.User, r.Origin, r.ID, r.Peer, r.Reactions, r.Big, r.Remember)
	return f.res, f.err
}

func (f *fake) TakeReaction(
	_ context.Context, _ messages.Caller, peer lamplight.Peer, id lamplight.MessageID, reactor lamplight.Peer,
) (messages.Result, error) {
	f.did("take back what %v put to %d of %v", reactor, id, peer)
	return f.res, f.err
}

func (f *fake) Reactors(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, q messages.ReactorQuery,
) (lamplight.Message, messages.ReactorPage, error) {
	f.did("reactors of %d of %v: %v from %q, %d", q.ID, peer, q.Reaction, q.Offset, q.Limit)
	return lamplight.Message{}, messages.ReactorPage{
		Count: 9, Next: "more", Reactors: []lamplight.Reactor{{Peer: peer, Reaction: lamplight.Reaction{Emoji: "👍"}, Date: day}},
	}, f.err
}

func (f *fake) Those(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	f.did("those %v of %v", ids, peer)
	return nil, f.err
}

func (f *fake) CheckAllowed(_ context.Context, a lamplight.AllowedReactions) (lamplight.AllowedReactions, error) {
	return a, f.err
}

func (f *fake) RecentReactions(context.Context, lamplight.UserID) ([]lamplight.Reaction, error) {
	f.did("recent reactions")
	return []lamplight.Reaction{{Emoji: "👍"}, {Emoji: "👎"}}, f.err
}

func (f *fake) ClearRecentReactions(context.Context, lamplight.UserID) error {
	f.did("clear recent reactions")
	return f.err
}

func (f *fake) SetDefaultReaction(_ context.Context, _ lamplight.UserID, x lamplight.Reaction) error {
	f.did("default reaction %v", x)
	return f.err
}

func (f *fake) Unseen(_ context.Context, _ lamplight.UserID, q messages.HistoryQuery) (messages.Page, error) {
	f.did("unseen %d of %v, thread %d: from %d%+d, %d, above %d, below %d",
		q.Unseen, q.Peer, q.Thread, q.OffsetID, q.AddOffset, q.Limit, q.MinID, q.MaxID)
	return messages.Page{}, f.err
}

func (f *fake) See(
	_ context.Context, _ messages.Caller, peer lamplight.Peer, thread lamplight.MessageID, kind messages.UnseenKind,
) (messages.Result, error) {
	f.did("see %d of %v, thread %d", kind, peer, thread)
	return f.res, f.err
}

func (f *fake) SeeContents(_ context.Context, _ messages.Caller, ids []lamplight.MessageID) (messages.Result, error) {
	f.did("see contents %v", ids)
	return f.res, f.err
}

func (f *fake) ReadParticipants(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) ([]messages.Reading, error) {
	f.did("who read %d of %v", id, peer)
	return []messages.Reading{{Reader: bob, At: day}}, f.err
}

func (f *fake) Views(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID, increment bool,
) ([]messages.Counted, error) {
	f.did("views of %v of %v, seen %v", ids, peer, increment)
	return []messages.Counted{{ID: 3, Views: 7, Forwards: 2}, {ID: 4}}, f.err
}

func (f *fake) SetReactions(_ context.Context, _ chats.Caller, peer lamplight.Peer, value []byte) (chats.Result, error) {
	f.did("allow %s in %v", value, peer)
	return chats.Result{}, f.err
}

func (f *fake) Create(context.Context, polls.Draft) (lamplight.Media, error) {
	return lamplight.Media{}, f.err
}

var asked = lamplight.Poll{ID: 5, Question: "Who?", Viewer: ann, Answers: []lamplight.PollAnswer{{Text: "Me", Option: []byte("m")}}}

func (f *fake) Vote(
	_ context.Context, c polls.Caller, peer lamplight.Peer, id lamplight.MessageID, options [][]byte,
) (lamplight.Poll, error) {
	f.did("vote %d/%d in %d of %v: %q", c.User, c.Origin, id, peer, options)
	return asked, f.err
}

func (f *fake) Results(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Poll, error) {
	f.did("results of %d of %v", id, peer)
	return asked, f.err
}

func (f *fake) Votes(_ context.Context, _ lamplight.UserID, q polls.VotesQuery) (polls.VotesPage, error) {
	f.did("votes in %d of %v: %q from %q, %d", q.ID, q.Peer, q.Option, q.Offset, q.Limit)
	return polls.VotesPage{Votes: []lamplight.PollVote{
		{Voter: bob, Options: [][]byte{[]byte("m")}, Date: day}, {Voter: ann, Options: [][]byte{[]byte("m"), []byte("n")}, Date: day},
	}, Count: 2}, f.err
}

func (f *fake) Stop(_ context.Context, _ polls.Caller, peer lamplight.Peer, id lamplight.MessageID) (lamplight.Poll, error) {
	f.did("stop %d of %v", id, peer)
	return asked, f.err
}

func TestSocialMethods(t *testing.T) {
	b := inBob()
	like := &tg.ReactionEmoji{Emoticon: "👍"}
	tests := []struct {
		req  rpc.Request
		call string
		want bin.Encoder // nil: it does not matter
	}{
		{&tg.MessagesSendReactionRequest{Peer: b, MsgID: 3, Reaction: []tg.ReactionClass{like, &tg.ReactionEmpty{}}, Big: true, AddToRecent: true},
			"react 1001/11 to 3 of user 1002: [{👍 0}], big true, remember true", nil},
		{&tg.MessagesSendReactionRequest{Peer: b, MsgID: 3}, "react 1001/11 to 3 of user 1002: [], big false, remember false", nil},
		{&tg.MessagesSendReactionRequest{Peer: b, MsgID: 3, Reaction: []tg.ReactionClass{&tg.ReactionCustomEmoji{DocumentID: 8}}},
			"react 1001/11 to 3 of user 1002: [{ 8}], big false, remember false", nil},
		{&tg.MessagesGetMessagesReactionsRequest{Peer: b, ID: []int{3, 4}}, "those [3 4] of user 1002", nil},
		{&tg.MessagesGetMessageReactionsListRequest{Peer: b, ID: 3, Reaction: like, Offset: "x", Limit: 9},
			`reactors of 3 of user 1002: {👍 0} from "x", 9`, nil},
		{&tg.MessagesSetDefaultReactionRequest{Reaction: like}, "default reaction {👍 0}", &tg.BoolTrue{}},
		{&tg.MessagesGetRecentReactionsRequest{Limit: 1}, "recent reactions", nil},
		{&tg.MessagesClearRecentReactionsRequest{}, "clear recent reactions", &tg.BoolTrue{}},
		{&tg.MessagesDeleteParticipantReactionRequest{Peer: b, MsgID: 3, Participant: b}, "take back what user 1002 put to 3 of user 1002", nil},
		{&tg.MessagesSendVoteRequest{Peer: b, MsgID: 3, Options: [][]byte{[]byte("m")}}, `vote 1001/11 in 3 of user 1002: ["m"]`, nil},
		{&tg.MessagesGetPollResultsRequest{Peer: b, MsgID: 3}, "results of 3 of user 1002", nil},
		{&tg.MessagesGetPollVotesRequest{Peer: b, ID: 3, Limit: 9}, `votes in 3 of user 1002: "" from "", 9`, nil},
		{&tg.MessagesGetPollVotesRequest{Peer: b, ID: 3, Option: []byte("m"), Offset: "x"}, `votes in 3 of user 1002: "m" from "x", 0`, nil},
		{&tg.MessagesGetUnreadMentionsRequest{Peer: b, TopMsgID: 2, OffsetID: 9, AddOffset: -1, Limit: 5, MinID: 1, MaxID: 8},
			"unseen 1 of user 1002, thread 2: from 9-1, 5, above 1, below 8", nil},
		{&tg.MessagesGetUnreadReactionsRequest{Peer: b, Limit: 5}, "unseen 2 of user 1002, thread 0: from 0+0, 5, above 0, below 0", nil},
		{&tg.MessagesReadMentionsRequest{Peer: b, TopMsgID: 4}, "see 1 of user 1002, thread 4", &tg.MessagesAffectedHistory{Pts: 6, PtsCount: 3, Offset: 2}},
		{&tg.MessagesReadReactionsRequest{Peer: b}, "see 2 of user 1002, thread 0", &tg.MessagesAffectedHistory{Pts: 6, PtsCount: 3, Offset: 2}},
		{&tg.MessagesReadMessageContentsRequest{ID: []int{1, 2}}, "see contents [1 2]", &tg.MessagesAffectedMessages{Pts: 6, PtsCount: 3}},
		{&tg.MessagesGetMessagesViewsRequest{Peer: b, ID: []int{3, 4}, Increment: true}, "views of [3 4] of user 1002, seen true", nil},
		{&tg.MessagesGetMessageReadParticipantsRequest{Peer: b, MsgID: 3}, "who read 3 of user 1002",
			&tg.ReadParticipantDateVector{Elems: []tg.ReadParticipantDate{{UserID: int64(bob), Date: int(day.Unix())}}}},
	}
	for _, tt := range tests {
		f := &fake{res: messages.Result{PTS: 5, Count: 3, Remaining: 2}}
		h := handlers(f)
		h.Social, h.Polls, h.Allowed = f, f, f
		res, err := serve(t, h, tt.req)
		if err != nil || f.call != tt.call {
			t.Errorf("%T: %q, %v; want %q", tt.req, f.call, err, tt.call)
			continue
		}
		var got, want bin.Buffer
		if err := res.Encode(&got); err != nil {
			t.Errorf("%T: %v", tt.req, err)
		}
		if tt.want != nil && tt.want.Encode(&want) == nil && string(got.Buf) != string(want.Buf) {
			t.Errorf("%T: %+v, want %+v", tt.req, res, tt.want)
		}
	}
}

// TestAPollIsRead reads what clients of the newest layer, and of others, send.
func TestAPollIsRead(t *testing.T) {
	text := func(s string) tg.TextWithEntities { return tg.TextWithEntities{Text: s} }
	in := func(change func(*tg.InputMediaPoll)) *tg.InputMediaPoll {
		m := &tg.InputMediaPoll{
			Poll: tg.Poll{Question: text("Who?"), Quiz: true, PublicVoters: true, ClosePeriod: 60, Answers: []tg.PollAnswerClass{
				&tg.PollAnswer{Text: text("Me"), Option: []byte("m")}, &tg.InputPollAnswer{Text: text("You")},
			}},
			CorrectAnswers: []int{1}, Solution: "You.",
		}
		if change != nil {
			change(m)
		}
		return m
	}
	h := handlers(&fake{})
	d, err := h.pollDraft(t.Context(), rpc.Call{User: ann}, in(nil))
	if err != nil || d.Question != "Who?" || !d.Quiz || !d.Public || d.Period != time.Minute || len(d.Answers) != 2 ||
		string(d.Answers[0].Option) != "m" || d.Answers[1].Text != "You" || len(d.Correct) != 1 || d.Solution != "You." || d.Author != ann {
		t.Errorf("draft %+v, %v", d, err)
	}
	for name, change := range map[string]func(*tg.InputMediaPoll){
		"answers that voters add":   func(m *tg.InputMediaPoll) { m.Poll.OpenAnswers = true },
		"voters who subscribed":     func(m *tg.InputMediaPoll) { m.Poll.SubscribersOnly = true },
		"voters of some countries":  func(m *tg.InputMediaPoll) { m.Poll.CountriesISO2 = []string{"FI"} },
		"a picture of the question": func(m *tg.InputMediaPoll) { m.AttachedMedia = &tg.InputMediaEmpty{} },
		"a picture of the solution": func(m *tg.InputMediaPoll) { m.SolutionMedia = &tg.InputMediaEmpty{} },
		"a picture of an answer": func(m *tg.InputMediaPoll) {
			m.Poll.Answers[1] = &tg.InputPollAnswer{Text: text("You"), Media: &tg.InputMediaEmpty{}}
		},
	} {
		if _, err := h.pollDraft(t.Context(), rpc.Call{User: ann}, in(change)); lamplight.KindOf(err) != lamplight.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
