package lamplight

import "time"

// A Poll is a question with answers to choose from, as one viewer may see it: what stands for the results is what that
// viewer may know of them.
//
// https://core.telegram.org/api/poll
type Poll struct {
	ID       PollID
	Author   UserID // the account that asked
	Question Text
	Entities []Entity
	Answers  []PollAnswer
	Public   bool // everybody may see who chose what
	Multiple bool // several answers may be chosen
	Quiz     bool // some answers are right and the others wrong
	Shuffled bool // each viewer sees the answers in an order of their own
	Final    bool // who voted cannot take it back
	Secret   bool // the results are shown to nobody until it is closed
	Closed   bool
	Period   time.Duration // for which it is open, as its author said it; 0 if they said none
	Closes   time.Time     // when it closes by itself, as its author said it; zero if they said none
	Version  int64         // rises with each vote, and when it closes
	Viewer   UserID        // who may see this; 0: it is for many at once, and says nothing of what one of them chose

	// Shown says that the viewer may see the votes of each answer: they voted, or the poll is closed.
	Shown  bool
	Voted  bool     // by the viewer
	Voters int      // accounts that voted
	Recent []UserID // of a public poll: who voted last, newest first
	// Solution explains the right answers of a quiz to those who voted, and to all once it is closed.
	Solution         Text
	SolutionEntities []Entity
}

// A PollAnswer is one of the answers of a poll.
type PollAnswer struct {
	Text     Text
	Entities []Entity
	Option   []byte // by which clients name it; 1 to 100 bytes
	// Of a poll whose results are shown.
	Votes   int
	Chosen  bool // by the viewer
	Correct bool // of a quiz
}

// A PollVote is what somebody chose.
type PollVote struct {
	Voter   UserID
	Options [][]byte
	Date    time.Time
}
