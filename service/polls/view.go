package polls

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/store"
)

// Polls returns polls as viewer may see them, in the order of ids; those that there are not are left out. Whether the
// viewer may see a message that shows them is for the caller to know. Viewer 0 stands for many, some of whom voted: they are
// told how many did for what, but of an open quiz not what is right.
func (s *Service) Polls(ctx context.Context, viewer lamplight.UserID, ids ...lamplight.PollID) ([]lamplight.Poll, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var out []lamplight.Poll
	err := s.store.Read(ctx, func(tx store.Tx) error {
		r, err := s.read(tx, viewer, ids)
		if err != nil {
			return err
		}
		out = out[:0]
		for _, id := range ids {
			row, ok := r.rows[id]
			if !ok || row.Body == nil {
				continue
			}
			p, err := r.view(row, viewer, s.now())
			if err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("polls for %d: %w", viewer, err)
	}
	return out, nil
}

// A reading is what the store has of some polls.
type reading struct {
	rows   map[lamplight.PollID]store.Poll
	votes  map[lamplight.PollID][]int // of each answer
	chosen map[lamplight.PollID][]int // by the viewer
	recent map[lamplight.PollID][]lamplight.UserID
}

// read reads polls for a viewer.
func (s *Service) read(tx store.Tx, viewer lamplight.UserID, ids []lamplight.PollID) (reading, error) {
	r := reading{
		rows: map[lamplight.PollID]store.Poll{}, votes: map[lamplight.PollID][]int{},
		chosen: map[lamplight.PollID][]int{}, recent: map[lamplight.PollID][]lamplight.UserID{},
	}
	rows, err := tx.PollsByID(ids...)
	if err != nil {
		return r, err
	}
	for _, p := range rows {
		r.rows[p.ID], r.votes[p.ID] = p, make([]int, p.Answers)
	}
	counts, err := tx.PollCounts(ids...)
	if err != nil {
		return r, err
	}
	for _, c := range counts {
		if v := r.votes[c.Poll]; c.Answer < len(v) {
			v[c.Answer] = c.Votes
		}
	}
	choices, err := tx.PollChoices(viewer, ids...)
	if err != nil {
		return r, err
	}
	for _, c := range choices {
		r.chosen[c.Poll] = append(r.chosen[c.Poll], c.Answer)
	}
	for _, p := range rows {
		if p.Voters == 0 {
			continue
		}
		b, err := unpack(p)
		if err != nil || !b.Public || b.Secret && !closed(p, s.now()) {
			continue // view tells of the error
		}
		last, err := tx.PollVotes(p.ID, -1, store.PollVote{}, s.limits.Recent*p.Answers)
		if err != nil {
			return r, err
		}
		for _, v := range last {
			if !slices.Contains(r.recent[p.ID], v.Voter) && len(r.recent[p.ID]) < s.limits.Recent {
				r.recent[p.ID] = append(r.recent[p.ID], v.Voter)
			}
		}
	}
	return r, nil
}

// view makes of a row what its viewer may see.
func (r reading) view(p store.Poll, viewer lamplight.UserID, now time.Time) (lamplight.Poll, error) {
	b, err := unpack(p)
	if err != nil {
		return lamplight.Poll{}, err
	}
	chosen := r.chosen[p.ID]
	out := lamplight.Poll{
		ID: p.ID, Author: p.Author, Question: lamplight.Text(b.Question), Entities: b.Entities,
		Public: b.Public, Multiple: b.Multiple, Quiz: b.Quiz, Shuffled: b.Shuffled, Final: b.Final, Secret: b.Secret,
		Closed: closed(p, now), Period: time.Duration(b.Period) * time.Second,
		Version: p.Version, Viewer: viewer, Voted: len(chosen) > 0, Voters: p.Voters, Recent: r.recent[p.ID],
	}
	if b.Date || b.Period > 0 {
		out.Closes = p.Closes
	}
	out.Shown = out.Closed || (out.Voted || viewer == 0) && !b.Secret
	explained := out.Closed || out.Voted && !b.Secret
	for i, a := range b.Answers {
		answer := lamplight.PollAnswer{
			Text: lamplight.Text(a.Text), Entities: a.Entities, Option: a.Option, Chosen: slices.Contains(chosen, i),
		}
		if out.Shown {
			answer.Votes, answer.Correct = r.votes[p.ID][i], explained && slices.Contains(b.Correct, i)
		}
		out.Answers = append(out.Answers, answer)
	}
	if explained {
		out.Solution, out.SolutionEntities = lamplight.Text(b.Solution), b.Styled
	}
	return out, nil
}

// Results returns the poll of a message as viewer may see it now: MESSAGE_ID_INVALID if it shows none.
//
// https://core.telegram.org/method/messages.getPollResults
func (s *Service) Results(
	ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Poll, error) {
	poll, err := s.shown(ctx, viewer, peer, id)
	if err != nil {
		return lamplight.Poll{}, err
	}
	return s.one(ctx, viewer, poll)
}

// shown returns the poll that a message shows to viewer.
func (s *Service) shown(
	ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.PollID, error) {
	m, err := s.messages.Message(ctx, viewer, peer, id)
	if err != nil {
		return 0, err
	}
	if m.Media == nil || m.Media.Kind != lamplight.MediaPoll {
		return 0, lamplight.ErrMessageInvalid
	}
	return m.Media.Poll, nil
}

func (s *Service) one(ctx context.Context, viewer lamplight.UserID, poll lamplight.PollID) (lamplight.Poll, error) {
	ps, err := s.Polls(ctx, viewer, poll)
	if err != nil {
		return lamplight.Poll{}, err
	}
	if len(ps) == 0 {
		return lamplight.Poll{}, lamplight.ErrMessageInvalid
	}
	return ps[0], nil
}
