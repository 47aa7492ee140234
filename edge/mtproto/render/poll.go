package render

import (
	"context"
	"fmt"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// pollMedia writes the poll of a message, as the caller may see it. One that cannot be read is shown as what clients do not
// know.
func (r *Renderer) pollMedia(ctx context.Context, c rpc.Call, m *lamplight.Message) (tg.MessageMediaClass, error) {
	ms, err := r.own(ctx, c, []lamplight.Message{*m})
	if err != nil {
		return nil, err
	}
	asked := ms[0].Media.Asked
	if asked == nil {
		return &tg.MessageMediaUnsupported{}, nil
	}
	poll, err := Poll(c, *asked)
	if err != nil {
		return nil, err
	}
	results, err := PollResults(*asked)
	if err != nil {
		return nil, err
	}
	return &tg.MessageMediaPoll{Poll: poll, Results: results}, nil
}

// Poll writes what a poll asks.
//
// https://core.telegram.org/constructor/poll
func Poll(c rpc.Call, p lamplight.Poll) (tg.Poll, error) {
	question, err := styled(p.Question, p.Entities)
	if err != nil {
		return tg.Poll{}, fmt.Errorf("poll %d: %w", p.ID, err)
	}
	t := tg.Poll{
		ID: int64(p.ID), Closed: p.Closed, PublicVoters: p.Public, MultipleChoice: p.Multiple, Quiz: p.Quiz,
		RevotingDisabled: p.Final, ShuffleAnswers: p.Shuffled, HideResultsUntilClose: p.Secret,
		Creator: c.User != 0 && p.Author == c.User, Question: question, Answers: make([]tg.PollAnswerClass, 0, len(p.Answers)),
		Hash: PollHash(p),
	}
	for _, a := range p.Answers {
		text, err := styled(a.Text, a.Entities)
		if err != nil {
			return tg.Poll{}, fmt.Errorf("poll %d: %w", p.ID, err)
		}
		t.Answers = append(t.Answers, &tg.PollAnswer{Text: text, Option: a.Option})
	}
	if p.Period > 0 {
		t.SetClosePeriod(int(p.Period / time.Second))
	}
	if !p.Closes.IsZero() {
		t.SetCloseDate(Date(p.Closes))
	}
	return t, nil
}

// PollHash returns what stands for how a poll is: it changes with each vote, and at the end. It is never 0.
func PollHash(p lamplight.Poll) int64 {
	hash := p.Version<<1 + 2
	if p.Closed {
		hash++
	}
	return hash
}

func styled(text lamplight.Text, es []lamplight.Entity) (tg.TextWithEntities, error) {
	out, err := Entities(es)
	if out == nil {
		out = []tg.MessageEntityClass{}
	}
	return tg.TextWithEntities{Text: string(text), Entities: out}, err
}

// PollResults writes how a poll stands: to who did not vote in it, as long as it is open, only how many did.
//
// https://core.telegram.org/constructor/pollResults
func PollResults(p lamplight.Poll) (tg.PollResults, error) {
	t := tg.PollResults{Min: p.Viewer == 0}
	t.SetTotalVoters(p.Voters)
	if p.Shown || p.Voted {
		results := make([]tg.PollAnswerVoters, 0, len(p.Answers))
		for _, a := range p.Answers {
			v := tg.PollAnswerVoters{Chosen: a.Chosen, Correct: a.Correct, Option: a.Option}
			if p.Shown {
				v.SetVoters(a.Votes)
			}
			results = append(results, v)
		}
		t.SetResults(results)
	}
	if len(p.Recent) > 0 {
		t.SetRecentVoters(userPeers(p.Recent))
	}
	if p.Solution != "" {
		es, err := Entities(p.SolutionEntities)
		if err != nil {
			return t, fmt.Errorf("poll %d: %w", p.ID, err)
		}
		if es == nil {
			es = []tg.MessageEntityClass{}
		}
		t.SetSolution(string(p.Solution))
		t.SetSolutionEntities(es)
	}
	return t, nil
}

func userPeers(users []lamplight.UserID) []tg.PeerClass {
	out := make([]tg.PeerClass, len(users))
	for i, u := range users {
		out[i] = &tg.PeerUser{UserID: int64(u)}
	}
	return out
}

// pollUpdate tells how a poll stands.
func (r *Renderer) pollUpdate(
	ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event, late *cast,
) ([]tg.UpdateClass, error) {
	if r.sources.Polls == nil {
		return out, nil
	}
	polls, err := r.sources.Polls.Polls(ctx, c.User, lamplight.PollID(e.Number))
	if err != nil || len(polls) == 0 {
		return out, err
	}
	u, err := messagePoll(c, polls[0])
	if err != nil {
		return nil, err
	}
	late.users.add(polls[0].Recent...)
	return append(out, u), nil
}

func messagePoll(c rpc.Call, p lamplight.Poll) (*tg.UpdateMessagePoll, error) {
	u := &tg.UpdateMessagePoll{PollID: int64(p.ID)}
	poll, err := Poll(c, p)
	if err != nil {
		return nil, err
	}
	u.SetPoll(poll)
	u.Results, err = PollResults(p)
	return u, err
}

// PollUpdate writes how the poll of a message stands, as an answer to who voted or asked.
func (r *Renderer) PollUpdate(
	ctx context.Context, c rpc.Call, now time.Time, peer lamplight.Peer, id lamplight.MessageID, p lamplight.Poll,
) (tg.UpdatesClass, error) {
	u, err := messagePoll(c, p)
	if err != nil {
		return nil, err
	}
	in, err := Peer(peer)
	if err != nil {
		return nil, err
	}
	u.SetPeer(in)
	u.SetMsgID(int(id))
	var n cast
	n.addPeer(peer)
	n.users.add(p.Recent...)
	users, chats, err := r.named(ctx, c, n)
	if err != nil {
		return nil, err
	}
	return &tg.Updates{Updates: []tg.UpdateClass{u}, Users: users, Chats: chats, Date: Date(now)}, nil
}

// PollVotes writes who voted in a poll, of count in all. next is the offset of the next page. option is the one that was
// asked for, nil for all of them.
func (r *Renderer) PollVotes(
	ctx context.Context, c rpc.Call, votes []lamplight.PollVote, option []byte, count int, next string,
) (*tg.MessagesVotesList, error) {
	t := &tg.MessagesVotesList{Count: count, Votes: make([]tg.MessagePeerVoteClass, 0, len(votes))}
	var n cast
	for _, v := range votes {
		peer := &tg.PeerUser{UserID: int64(v.Voter)}
		n.users.add(v.Voter)
		switch {
		case option != nil:
			t.Votes = append(t.Votes, &tg.MessagePeerVoteInputOption{Peer: peer, Date: Date(v.Date)})
		case len(v.Options) == 1:
			t.Votes = append(t.Votes, &tg.MessagePeerVote{Peer: peer, Option: v.Options[0], Date: Date(v.Date)})
		default:
			t.Votes = append(t.Votes, &tg.MessagePeerVoteMultiple{Peer: peer, Options: v.Options, Date: Date(v.Date)})
		}
	}
	if next != "" {
		t.SetNextOffset(next)
	}
	var err error
	t.Users, t.Chats, err = r.named(ctx, c, n)
	return t, err
}
