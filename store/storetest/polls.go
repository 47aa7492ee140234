package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testPolls(t *testing.T, s store.Store) {
	ann, ben, cid := lamplight.UserID(newID()), lamplight.UserID(newID()), lamplight.UserID(newID())
	add := func(p store.Poll) store.Poll {
		t.Helper()
		p.ID, p.Author, p.Created, p.Answers, p.Body = lamplight.PollID(newID()), ann, at, 3, []byte("what it asks")
		write(t, s, func(tx store.Tx) error { return tx.AddPoll(p) })
		return p
	}
	read := func(id lamplight.PollID) store.Poll {
		t.Helper()
		return get(t, s, func(tx store.Tx) (store.Poll, error) { return tx.Poll(id) })
	}
	vote := func(p store.Poll, who lamplight.UserID, date time.Time, answers ...int) {
		t.Helper()
		write(t, s, func(tx store.Tx) error { return tx.SetPollChoice(p.ID, who, answers, date) })
	}
	counts := func(p store.Poll) (n [3]int) {
		t.Helper()
		for _, c := range get(t, s, func(tx store.Tx) ([]store.PollCount, error) { return tx.PollCounts(p.ID) }) {
			n[c.Answer] = c.Votes
		}
		return n
	}
	page := func(p store.Poll, answer int, after store.PollVote, limit int) []store.PollVote {
		t.Helper()
		return get(t, s, func(tx store.Tx) ([]store.PollVote, error) { return tx.PollVotes(p.ID, answer, after, limit) })
	}

	open := add(store.Poll{})
	same(t, "poll", read(open.ID), open)
	fails(t, "a poll twice", s.Write(t.Context(), func(tx store.Tx) error { return tx.AddPoll(open) }), store.ErrTaken)
	_, err := try(t.Context(), s, func(tx store.Tx) (store.Poll, error) { return tx.Poll(1) })
	fails(t, "no poll", err, store.ErrNotFound)
	fails(t, "a vote in no poll",
		s.Write(t.Context(), func(tx store.Tx) error { return tx.SetPollChoice(1, ann, []int{0}, at) }), store.ErrNotFound)

	// Votes are counted, changed and taken back.
	vote(open, ann, at, 0, 2)
	vote(open, ben, at.Add(time.Second), 2)
	vote(open, cid, at.Add(time.Second), 2)
	same(t, "counts", counts(open), [3]int{1, 0, 3})
	same(t, "voters", read(open.ID).Voters, 3)
	same(t, "version", read(open.ID).Version, int64(3))
	vote(open, ann, at.Add(2*time.Second), 1)
	same(t, "counts of who thought again", counts(open), [3]int{0, 1, 2})
	same(t, "voters of who thought again", read(open.ID).Voters, 3)
	vote(open, cid, time.Time{})
	same(t, "counts of who took it back", counts(open), [3]int{0, 1, 1})
	same(t, "voters of who took it back", read(open.ID).Voters, 2)
	vote(open, cid, at.Add(time.Second), 2)

	// Pages of votes, newest first.
	all := []store.PollVote{
		{Poll: open.ID, Voter: ann, Answer: 1, Date: at.Add(2 * time.Second)},
		{Poll: open.ID, Voter: ben, Answer: 2, Date: at.Add(time.Second)},
		{Poll: open.ID, Voter: cid, Answer: 2, Date: at.Add(time.Second)},
	}
	same(t, "votes", page(open, -1, store.PollVote{}, 9), all)
	same(t, "first votes", page(open, -1, store.PollVote{}, 2), all[:2])
	same(t, "votes that follow", page(open, -1, all[1], 9), all[2:])
	same(t, "votes for an answer", page(open, 2, store.PollVote{}, 1), all[1:2])
	same(t, "votes for an answer that follow", page(open, 2, all[1], 9), all[2:])
	same(t, "votes for what nobody chose", len(page(open, 0, store.PollVote{}, 9)), 0)

	// What one chose in several polls.
	other := add(store.Poll{Closes: at.Add(time.Hour)})
	vote(other, ann, at, 2, 0)
	mine := get(t, s, func(tx store.Tx) ([]store.PollVote, error) { return tx.PollChoices(ann, open.ID, other.ID, 1) })
	same(t, "choices", mine, []store.PollVote{all[0], {Poll: other.ID, Voter: ann, Date: at}, {Poll: other.ID, Voter: ann, Answer: 2, Date: at}})
	same(t, "choices of nobody's", len(get(t, s, func(tx store.Tx) ([]store.PollVote, error) { return tx.PollChoices(ann) })), 0)
	same(t, "polls", len(get(t, s, func(tx store.Tx) ([]store.Poll, error) { return tx.PollsByID(open.ID, 1, other.ID) })), 2)

	// Closing.
	next := get(t, s, func(tx store.Tx) (time.Time, error) { return tx.NextPoll() })
	same(t, "next", next, other.Closes)
	due := func(now time.Time) []lamplight.PollID {
		return get(t, s, func(tx store.Tx) ([]lamplight.PollID, error) { return tx.DuePolls(now, 9) })
	}
	same(t, "due before", len(due(at.Add(time.Minute))), 0)
	same(t, "due", due(at.Add(time.Hour)), []lamplight.PollID{other.ID})
	for range 2 {
		write(t, s, func(tx store.Tx) error { return tx.ClosePoll(other.ID, at.Add(time.Hour)) })
		same(t, "closed", read(other.ID).Closed, at.Add(time.Hour))
		same(t, "version of what is closed", read(other.ID).Version, int64(2))
	}
	same(t, "due once closed", len(due(at.Add(time.Hour))), 0)
	_, err = try(t.Context(), s, func(tx store.Tx) (time.Time, error) { return tx.NextPoll() })
	fails(t, "next once closed", err, store.ErrNotFound)

	// Places.
	group, home := lamplight.ChannelBox(lamplight.ChannelID(newID())), lamplight.AccountBox(ann)
	for range 2 {
		write(t, s, func(tx store.Tx) error { return tx.AddPollPlaces(open.ID, group, home) })
	}
	places := func(limit int) []lamplight.BoxID {
		return get(t, s, func(tx store.Tx) ([]lamplight.BoxID, error) { return tx.PollPlaces(open.ID, limit) })
	}
	same(t, "places", places(9), []lamplight.BoxID{group, home})
	same(t, "the first place", places(1), []lamplight.BoxID{group})

	// An account that is gone voted nowhere.
	gone := func() []lamplight.PollID {
		var ids []lamplight.PollID
		write(t, s, func(tx store.Tx) (err error) {
			ids, err = tx.DeletePollsOf(ann)
			return err
		})
		return ids
	}
	same(t, "polls that changed", gone(), []lamplight.PollID{open.ID, other.ID})
	same(t, "counts without who is gone", counts(open), [3]int{0, 0, 2})
	same(t, "counts elsewhere without who is gone", counts(other), [3]int{})
	same(t, "voters without who is gone", read(open.ID).Voters, 2)
	same(t, "places without who is gone", places(9), []lamplight.BoxID{group})
	same(t, "polls that changed again", len(gone()), 0)
}
