package polls

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// A Draft is a poll that somebody is about to send.
type Draft struct {
	Author   lamplight.UserID
	Random   int64 // of the message that is to show it: with the same one, the same poll is meant. 0: always a new one
	Question lamplight.Text
	Answers  []lamplight.PollAnswer // their Text, and Option; where no answer has an Option, they are given
	Public   bool
	Multiple bool
	Quiz     bool
	Shuffled bool
	Final    bool
	Secret   bool
	Closed   bool          // from the beginning
	Period   time.Duration // for which it is open; 0: not said
	Closes   time.Time     // when it closes; zero: not said
	Correct  []int         // of a quiz: which answer is right

	Solution         lamplight.Text // of a quiz
	SolutionEntities []lamplight.Entity

	// To is the conversation that it is sent to: in a broadcast channel nobody is named to others.
	To lamplight.Peer
}

// Create keeps a poll, and returns what the message that asks carries. Who sends that message is told what is wrong with
// the poll: POLL_QUESTION_INVALID, POLL_ANSWERS_INVALID, POLL_ANSWER_INVALID, POLL_OPTION_INVALID, POLL_OPTION_DUPLICATE,
// BROADCAST_PUBLIC_VOTERS_FORBIDDEN, QUIZ_MULTIPLE_INVALID, QUIZ_CORRECT_ANSWERS_EMPTY, QUIZ_CORRECT_ANSWERS_TOO_MUCH,
// QUIZ_CORRECT_ANSWER_INVALID, POLL_CLOSE_DATE_INVALID, SOLUTION_TOO_LONG.
func (s *Service) Create(ctx context.Context, d Draft) (lamplight.Media, error) {
	b, err := s.body(d)
	if err != nil {
		return lamplight.Media{}, err
	}
	if d.Public && d.To.Kind == lamplight.PeerChannel {
		broadcast, err := s.messages.Broadcast(ctx, d.Author, d.To)
		if err != nil {
			return lamplight.Media{}, err
		}
		if broadcast {
			return lamplight.Media{}, ErrPublicVoters
		}
	}
	now := s.now()
	p := store.Poll{ID: pollID(d.Author, d.Random), Author: d.Author, Created: now, Answers: len(b.Answers)}
	if p.Closes, err = s.closes(d, now); err != nil {
		return lamplight.Media{}, err
	}
	if p.Body, err = b.pack(); err != nil {
		return lamplight.Media{}, err
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		err := tx.AddPoll(p)
		if errors.Is(err, store.ErrTaken) {
			return nil // the same message once more
		}
		if err != nil || !d.Closed {
			return err
		}
		return tx.ClosePoll(p.ID, now)
	})
	if err != nil {
		return lamplight.Media{}, fmt.Errorf("create poll of %d: %w", d.Author, err)
	}
	if !p.Closes.IsZero() {
		s.poke()
	}
	return lamplight.Media{Kind: lamplight.MediaPoll, Poll: p.ID}, nil
}

// pollID names a poll by who sends it in which message. Nobody learns anything from it: whoever names a poll names the
// message that shows it.
func pollID(author lamplight.UserID, random int64) lamplight.PollID {
	var in [16]byte
	binary.BigEndian.PutUint64(in[:8], uint64(author))
	binary.BigEndian.PutUint64(in[8:], uint64(random))
	if random == 0 {
		rand.Read(in[:]) // never fails
	}
	sum := sha256.Sum256(in[:])
	return lamplight.PollID(binary.BigEndian.Uint64(sum[:8])>>1 | 1)
}

// body checks what a poll asks.
func (s *Service) body(d Draft) (body, error) {
	b := body{
		Public: d.Public, Multiple: d.Multiple, Quiz: d.Quiz, Shuffled: d.Shuffled, Final: d.Final, Secret: d.Secret,
		Period: int(d.Period / time.Second), Date: !d.Closes.IsZero(),
	}
	var ok bool
	if b.Question, ok = line(d.Question, s.limits.Question); !ok {
		return b, ErrQuestionInvalid
	}
	var err error
	if b.Answers, err = s.answers(d.Answers); err != nil {
		return b, err
	}
	if !d.Quiz {
		if len(d.Correct) > 0 || d.Solution != "" {
			return b, ErrCorrectInvalid
		}
		return b, nil
	}
	switch {
	case d.Multiple:
		return b, ErrQuizMultiple
	case len(d.Correct) == 0:
		return b, ErrCorrectEmpty
	case len(d.Correct) > 1:
		return b, ErrCorrectMany
	case d.Correct[0] < 0 || d.Correct[0] >= len(b.Answers):
		return b, ErrCorrectInvalid
	}
	b.Correct = d.Correct
	return b, s.solution(&b, d)
}

// answers checks the answers of a poll.
func (s *Service) answers(in []lamplight.PollAnswer) ([]bodyAnswer, error) {
	if len(in) < 1 || len(in) > min(s.limits.Answers, store.MaxPollAnswers) {
		return nil, ErrAnswersInvalid
	}
	out := make([]bodyAnswer, len(in))
	options := map[string]bool{}
	named := false
	for i, a := range in {
		text, ok := line(a.Text, s.limits.Answer)
		if !ok {
			return nil, ErrAnswerInvalid
		}
		named = named || len(a.Option) > 0
		out[i] = bodyAnswer{Text: text, Option: a.Option}
	}
	for i := range out {
		o := &out[i].Option
		if !named {
			*o = []byte{'0' + byte(i)}
		}
		if len(*o) == 0 || len(*o) > s.limits.Option {
			return nil, ErrPollOption
		}
		if options[string(*o)] {
			return nil, ErrOptionTwice
		}
		options[string(*o)] = true
	}
	return out, nil
}

// solution checks the explanation of a quiz.
func (s *Service) solution(b *body, d Draft) error {
	if strings.TrimSpace(string(d.Solution)) == "" {
		return nil
	}
	text, es, err := s.messages.Format(d.Solution, d.SolutionEntities)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(string(text)) > s.limits.Solution || strings.Count(string(text), "\n") > s.limits.Lines {
		return ErrSolution
	}
	b.Solution, b.Styled = string(text), es
	return nil
}

// closes returns when a poll closes by itself.
func (s *Service) closes(d Draft, now time.Time) (time.Time, error) {
	var open time.Duration
	switch {
	case d.Period == 0 && d.Closes.IsZero():
		return time.Time{}, nil
	case d.Period != 0 && !d.Closes.IsZero():
		return time.Time{}, ErrCloseDate
	case d.Period != 0:
		open = d.Period
	default:
		// A client's clock, and the way here, are forgiven some seconds; what is over is not.
		if open = d.Closes.Sub(now); open > 0 && open < s.limits.Shortest {
			open = s.limits.Shortest
		}
	}
	if open < s.limits.Shortest || open > s.limits.Longest {
		return time.Time{}, ErrCloseDate
	}
	return now.Add(open).Truncate(time.Second), nil
}

// line brings a question or an answer to one line of text, and reports whether it is one of at most limit code points.
func line(in lamplight.Text, limit int) (string, bool) {
	raw := string(in)
	if len(raw) > 8*limit+64 || !utf8.ValidString(raw) {
		return "", false
	}
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, raw))
	return text, text != "" && utf8.RuneCountInString(text) <= limit
}
