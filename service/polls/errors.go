package polls

import "lamplight"

func invalid(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: code}
}

// Errors that the service returns, beside those of the language and of Messages.
var (
	ErrQuestionInvalid = invalid("POLL_QUESTION_INVALID")
	ErrAnswersInvalid  = invalid("POLL_ANSWERS_INVALID")  // too few, or too many
	ErrAnswerInvalid   = invalid("POLL_ANSWER_INVALID")   // empty, or too long
	ErrPollOption      = invalid("POLL_OPTION_INVALID")   // empty, too long
	ErrOptionTwice     = invalid("POLL_OPTION_DUPLICATE") // of two answers
	ErrUnsupported     = invalid("POLL_UNSUPPORTED")      // what is asked of the poll is not done here
	ErrPublicVoters    = invalid("BROADCAST_PUBLIC_VOTERS_FORBIDDEN")
	ErrQuizMultiple    = invalid("QUIZ_MULTIPLE_INVALID")
	ErrCorrectEmpty    = invalid("QUIZ_CORRECT_ANSWERS_EMPTY")
	ErrCorrectMany     = invalid("QUIZ_CORRECT_ANSWERS_TOO_MUCH")
	ErrCorrectInvalid  = invalid("QUIZ_CORRECT_ANSWER_INVALID")
	ErrCloseDate       = invalid("POLL_CLOSE_DATE_INVALID")
	ErrSolution        = invalid("SOLUTION_TOO_LONG")
	ErrClosed          = invalid("MESSAGE_POLL_CLOSED")
	ErrOptionInvalid   = invalid("OPTION_INVALID")
	ErrOptionsMany     = invalid("OPTIONS_TOO_MUCH")
	ErrNoRevote        = invalid("REVOTE_NOT_ALLOWED")
	ErrOffset          = invalid("OFFSET_INVALID")
	ErrVoteRequired    = &lamplight.Error{Kind: lamplight.Forbidden, Code: "POLL_VOTE_REQUIRED"}
	ErrNoVoters        = &lamplight.Error{Kind: lamplight.Forbidden, Code: "BROADCAST_FORBIDDEN"} // the votes are nobody's to see
	ErrAuthorRequired  = &lamplight.Error{Kind: lamplight.Forbidden, Code: "MESSAGE_AUTHOR_REQUIRED"}
)
