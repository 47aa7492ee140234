package polls

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// A VotesQuery asks who voted in the poll of a message.
type VotesQuery struct {
	Peer   lamplight.Peer
	ID     lamplight.MessageID
	Option []byte // nil: all of them
	Offset string // as a page before said; "": from the newest
	Limit  int
}

// A VotesPage is a page of votes, newest first.
type VotesPage struct {
	Votes []lamplight.PollVote
	Count int    // of all pages
	Next  string // the offset of the next page; "" if this is the last
}

// Votes returns who voted in a public poll, to those who voted in it: POLL_VOTE_REQUIRED to others while it is open,
// BROADCAST_FORBIDDEN if the votes are nobody's to see, OPTION_INVALID, OFFSET_INVALID.
//
// https://core.telegram.org/method/messages.getPollVotes
func (s *Service) Votes(ctx context.Context, viewer lamplight.UserID, q VotesQuery) (VotesPage, error) {
	poll, err := s.shown(ctx, viewer, q.Peer, q.ID)
	if err != nil {
		return VotesPage{}, err
	}
	// A poll that names its voters may have been passed on to where nobody is to learn who reads.
	if broadcast, err := s.messages.Broadcast(ctx, viewer, q.Peer); err != nil || broadcast {
		return VotesPage{}, cmp.Or(err, error(ErrNoVoters))
	}
	after, err := readOffset(poll, q.Offset)
	if err != nil {
		return VotesPage{}, err
	}
	limit := min(max(q.Limit, 1), s.limits.Page)
	var page VotesPage
	err = s.store.Read(ctx, func(tx store.Tx) error {
		page = VotesPage{}
		r, err := s.read(tx, viewer, []lamplight.PollID{poll})
		if err != nil {
			return err
		}
		p, ok := r.rows[poll]
		if !ok {
			return lamplight.ErrMessageInvalid
		}
		b, err := unpack(p)
		if err != nil {
			return err
		}
		switch over := closed(p, s.now()); {
		case !b.Public, b.Secret && !over:
			return ErrNoVoters
		case len(r.chosen[poll]) == 0 && !over:
			return ErrVoteRequired
		}
		answer := -1
		if q.Option != nil {
			if answer = b.answer(q.Option); answer < 0 {
				return ErrOptionInvalid
			}
		}
		for i, n := range r.votes[poll] {
			if answer < 0 || answer == i {
				page.Count += n
			}
		}
		if answer < 0 {
			page.Count = p.Voters
		}
		return s.page(tx, &page, b, poll, answer, after, limit)
	})
	if err != nil {
		return VotesPage{}, fmt.Errorf("votes for %d: %w", viewer, err)
	}
	return page, nil
}

// page fills a page. The votes of one account for several answers stand together: they have one date.
func (s *Service) page(
	tx store.Tx, page *VotesPage, b body, poll lamplight.PollID, answer int, after store.PollVote, limit int,
) error {
	rows := limit
	if answer < 0 && b.Multiple {
		rows *= len(b.Answers)
	}
	votes, err := tx.PollVotes(poll, answer, after, rows+1)
	if err != nil {
		return err
	}
	for i, v := range votes {
		if n := len(page.Votes); n > 0 && page.Votes[n-1].Voter == v.Voter {
			page.Votes[n-1].Options = append(page.Votes[n-1].Options, b.Answers[v.Answer].Option)
			continue
		}
		if len(page.Votes) == limit {
			page.Next = writeOffset(votes[i-1])
			return nil
		}
		page.Votes = append(page.Votes, lamplight.PollVote{
			Voter: v.Voter, Date: v.Date, Options: [][]byte{b.Answers[v.Answer].Option},
		})
	}
	return nil
}

// offsetSize is the size of an offset, in bytes: date, voter and answer.
const offsetSize = 8 + 8 + 1

// writeOffset names the place behind a vote.
func writeOffset(v store.PollVote) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(v.Date.Unix()))
	b = binary.BigEndian.AppendUint64(b, uint64(v.Voter))
	return base64.RawURLEncoding.EncodeToString(append(b, byte(v.Answer)))
}

// readOffset returns the place that an offset names; the zero value for none.
func readOffset(poll lamplight.PollID, offset string) (store.PollVote, error) {
	if offset == "" {
		return store.PollVote{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(offset)
	if err == nil && len(b) != offsetSize {
		err = errors.New("wrong size")
	}
	if err != nil {
		return store.PollVote{}, ErrOffset.Because(err)
	}
	date := int64(binary.BigEndian.Uint64(b))
	if date <= 0 || b[16] >= store.MaxPollAnswers {
		return store.PollVote{}, ErrOffset
	}
	return store.PollVote{
		Poll: poll, Date: time.Unix(date, 0).UTC(), Voter: lamplight.UserID(binary.BigEndian.Uint64(b[8:])), Answer: int(b[16]),
	}, nil
}
