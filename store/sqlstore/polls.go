package sqlstore

import (
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

const pollColumns = `id, author, created, closes, closed, answers, voters, version, body`

func scanPoll(scan scanner) (p store.Poll, err error) {
	err = scan(&p.ID, &p.Author, when(&p.Created), when(&p.Closes), when(&p.Closed), &p.Answers, &p.Voters, &p.Version, &p.Body)
	return p, err
}

// AddPoll implements store.Polls.
func (t *tx) AddPoll(p store.Poll) error {
	return t.must(store.ErrTaken, `INSERT INTO polls (`+pollColumns+`) VALUES (?, ?, ?, ?, 0, ?, 0, 0, ?) ON CONFLICT DO NOTHING`,
		p.ID, p.Author, p.Created, p.Closes, p.Answers, t.seal("polls", p.ID, p.Body))
}

// Poll implements store.Polls.
func (t *tx) Poll(id lamplight.PollID) (store.Poll, error) {
	p, err := one(t, scanPoll, `SELECT `+pollColumns+` FROM polls WHERE id = ?`, id)
	if err != nil {
		return store.Poll{}, err
	}
	p.Body, err = t.open("polls", p.ID, p.Body)
	return p, err
}

// PollsByID implements store.Polls.
func (t *tx) PollsByID(ids ...lamplight.PollID) ([]store.Poll, error) {
	list, err := manyIn(t, scanPoll, `SELECT `+pollColumns+` FROM polls WHERE id IN (%s)`, ids)
	for i := range list {
		list[i].Body, _ = t.open("polls", list[i].ID, list[i].Body)
	}
	return list, err
}

// PollCounts implements store.Polls.
func (t *tx) PollCounts(ids ...lamplight.PollID) ([]store.PollCount, error) {
	return manyIn(t, func(scan scanner) (c store.PollCount, err error) {
		err = scan(&c.Poll, &c.Answer, &c.Votes)
		return c, err
	}, `SELECT poll, answer, votes FROM poll_counts WHERE poll IN (%s)`, ids)
}

func scanVote(scan scanner) (v store.PollVote, err error) {
	err = scan(&v.Poll, &v.Voter, &v.Answer, when(&v.Date))
	return v, err
}

// PollChoices implements store.Polls.
func (t *tx) PollChoices(voter lamplight.UserID, ids ...lamplight.PollID) ([]store.PollVote, error) {
	return manyIn(t, scanVote,
		`SELECT poll, voter, answer, date FROM poll_votes WHERE voter = ? AND poll IN (%s) ORDER BY poll, answer`, ids, voter)
}

// SetPollChoice implements store.Polls.
func (t *tx) SetPollChoice(poll lamplight.PollID, voter lamplight.UserID, answers []int, date time.Time) error {
	before, err := t.PollChoices(voter, poll)
	if err != nil {
		return err
	}
	for _, v := range before {
		if err := t.run(`UPDATE poll_counts SET votes = votes - 1 WHERE poll = ? AND answer = ?`, poll, v.Answer); err != nil {
			return err
		}
	}
	if err := t.run(`DELETE FROM poll_votes WHERE poll = ? AND voter = ?`, poll, voter); err != nil {
		return err
	}
	for _, a := range answers {
		if err := t.run(`INSERT INTO poll_votes (poll, voter, answer, date) VALUES (?, ?, ?, ?)`, poll, voter, a, date); err != nil {
			return fmt.Errorf("vote for answer %d: %w", a, err)
		}
		if err := t.run(`INSERT INTO poll_counts (poll, answer, votes) VALUES (?, ?, 1)
			ON CONFLICT (poll, answer) DO UPDATE SET votes = poll_counts.votes + 1`, poll, a); err != nil {
			return err
		}
	}
	voters := min(len(answers), 1) - min(len(before), 1)
	return t.must(store.ErrNotFound, `UPDATE polls SET voters = voters + ?, version = version + 1 WHERE id = ?`, voters, poll)
}

// ClosePoll implements store.Polls.
func (t *tx) ClosePoll(id lamplight.PollID, at time.Time) error {
	return t.run(`UPDATE polls SET closed = ?, version = version + 1 WHERE id = ? AND closed = 0`, at, id)
}

// DuePolls implements store.Polls.
func (t *tx) DuePolls(now time.Time, limit int) ([]lamplight.PollID, error) {
	return many(t, value[lamplight.PollID],
		`SELECT id FROM polls WHERE closes > 0 AND closed = 0 AND closes <= ? ORDER BY closes, id LIMIT ?`, now, limit)
}

// NextPoll implements store.Polls.
func (t *tx) NextPoll() (time.Time, error) {
	return one(t, func(scan scanner) (next time.Time, err error) {
		err = scan(when(&next))
		return next, err
	}, `SELECT closes FROM polls WHERE closes > 0 AND closed = 0 ORDER BY closes LIMIT 1`)
}

// PollVotes implements store.Polls.
func (t *tx) PollVotes(poll lamplight.PollID, answer int, after store.PollVote, limit int) ([]store.PollVote, error) {
	where, args := `poll = ?`, []any{poll}
	if answer >= 0 {
		where, args = where+` AND answer = ?`, append(args, answer)
	}
	if !after.Date.IsZero() {
		where += ` AND (date < ? OR date = ? AND (voter > ? OR voter = ? AND answer > ?))`
		args = append(args, after.Date, after.Date, after.Voter, after.Voter, after.Answer)
	}
	return many(t, scanVote, `SELECT poll, voter, answer, date FROM poll_votes WHERE `+where+
		` ORDER BY date DESC, voter, answer LIMIT ?`, append(args, limit)...)
}

// AddPollPlaces implements store.Polls.
func (t *tx) AddPollPlaces(poll lamplight.PollID, boxes ...lamplight.BoxID) error {
	for _, b := range boxes {
		if err := t.run(`INSERT INTO poll_places (poll, box) VALUES (?, ?) ON CONFLICT DO NOTHING`, poll, b); err != nil {
			return err
		}
	}
	return nil
}

// PollPlaces implements store.Polls.
func (t *tx) PollPlaces(poll lamplight.PollID, limit int) ([]lamplight.BoxID, error) {
	return many(t, value[lamplight.BoxID], `SELECT box FROM poll_places WHERE poll = ? ORDER BY box LIMIT ?`, poll, limit)
}

// DeletePollsOf implements store.Polls.
func (t *tx) DeletePollsOf(user lamplight.UserID) ([]lamplight.PollID, error) {
	polls, err := many(t, value[lamplight.PollID], `SELECT DISTINCT poll FROM poll_votes WHERE voter = ? ORDER BY poll`, user)
	if err != nil {
		return nil, err
	}
	for _, p := range polls {
		if err := t.SetPollChoice(p, user, nil, time.Time{}); err != nil {
			return nil, err
		}
	}
	return polls, t.run(`DELETE FROM poll_places WHERE box = ?`, lamplight.AccountBox(user))
}
