package store

import (
	"time"

	"lamplight"
)

// A Poll is a question that people vote on. All messages that show it share its row.
type Poll struct {
	ID      lamplight.PollID
	Author  lamplight.UserID
	Created time.Time
	Closes  time.Time // zero: only when somebody closes it
	Closed  time.Time // zero: it is open
	Answers int       // how many there are to choose from; 1 to MaxPollAnswers
	Voters  int       // accounts that voted
	Version int64     // rises with each vote, and when it closes
	// Body is what it asks, as the service writes it; sealed. Where many polls are read at once, it is nil if it cannot be
	// opened any more.
	Body []byte
}

// MaxPollAnswers is how many answers a poll can have.
const MaxPollAnswers = 32

// A PollVote is one answer that somebody chose.
type PollVote struct {
	Poll   lamplight.PollID
	Voter  lamplight.UserID
	Answer int // from 0
	Date   time.Time
}

// A PollCount is how often an answer was chosen.
type PollCount struct {
	Poll   lamplight.PollID
	Answer int
	Votes  int
}

// Polls keeps polls, their votes, and the boxes that show them.
type Polls interface {
	// AddPoll adds an open poll that nobody voted in: Closed, Voters and Version are passed over. ErrTaken if there is one
	// of that ID.
	AddPoll(p Poll) error
	// Poll returns one poll.
	Poll(id lamplight.PollID) (Poll, error)
	// PollsByID returns those of the polls that there are, in no order.
	PollsByID(ids ...lamplight.PollID) ([]Poll, error)
	// PollCounts returns how often each answer of polls was chosen. Answers that nobody chose may be left out.
	PollCounts(ids ...lamplight.PollID) ([]PollCount, error)
	// PollChoices returns what one account chose in polls, by poll and answer.
	PollChoices(voter lamplight.UserID, ids ...lamplight.PollID) ([]PollVote, error)
	// SetPollChoice replaces what an account chose in a poll: no answers take its vote back.
	SetPollChoice(poll lamplight.PollID, voter lamplight.UserID, answers []int, date time.Time) error
	// ClosePoll closes a poll; one that is closed stays as it is.
	ClosePoll(id lamplight.PollID, at time.Time) error
	// DuePolls returns the open polls that were to close by then, the first ones first, at most limit.
	DuePolls(now time.Time, limit int) ([]lamplight.PollID, error)
	// NextPoll returns when the next open poll closes by itself. ErrNotFound if none does.
	NextPoll() (time.Time, error)
	// PollVotes returns votes for one answer (-1: for any), newest first and then by voter, at most limit: those that
	// follow after in that order; the zero PollVote: from the first.
	PollVotes(poll lamplight.PollID, answer int, after PollVote, limit int) ([]PollVote, error)

	// AddPollPlaces notes that boxes hold messages that show a poll. Ones that are known already do no harm.
	AddPollPlaces(poll lamplight.PollID, boxes ...lamplight.BoxID) error
	// PollPlaces returns the boxes that hold messages that show a poll, at most limit.
	PollPlaces(poll lamplight.PollID, limit int) ([]lamplight.BoxID, error)

	// DeletePollsOf takes back the votes of a deleted account, and forgets its box as a place. It returns the polls whose
	// results changed. What it asked stays where it was asked.
	DeletePollsOf(user lamplight.UserID) ([]lamplight.PollID, error)
}
