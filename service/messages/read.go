package messages

import (
	"context"
	"fmt"
	"math"

	"lamplight"
	"lamplight/boxes"
)

// ReadHistory marks a conversation as read up to a message (0: all of it), and tells those who wrote what was read.
//
// https://core.telegram.org/method/messages.readHistory
func (s *Service) ReadHistory(ctx context.Context, c Caller, peer lamplight.Peer, upTo lamplight.MessageID) (Result, error) {
	if upTo < 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if p.own() {
		return s.readIn(ctx, c, p, upTo)
	}
	if upTo == 0 {
		upTo = math.MaxInt32
	}
	var theirs []boxes.Op
	switch {
	case p.basic():
		if upTo, theirs, err = s.tellAuthors(ctx, c, p, upTo); err != nil {
			return Result{}, err
		}
	case shared(c, p.user):
		last, err := s.lastUpTo(ctx, c, peer, upTo, 1)
		if err != nil {
			return Result{}, err
		}
		if len(last) > 0 {
			upTo = last[0].ID // what comes from now on stays unread, on both sides
			if theirs, err = s.tellRead(ctx, c, p.user, last[0]); err != nil {
				return Result{}, err
			}
		}
	}
	ops := append([]boxes.Op{boxes.ReadInbox{Box: c.box(), Peer: peer, MaxID: upTo}}, theirs...)
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("read history of %d with %v: %w", c.User, peer, err)
	}
	return r, nil
}

// lastUpTo returns the newest messages of a conversation up to one, at most limit.
func (s *Service) lastUpTo(
	ctx context.Context, c Caller, peer lamplight.Peer, upTo lamplight.MessageID, limit int,
) ([]lamplight.Message, error) {
	page, err := s.boxes.History(ctx, c.box(), boxes.HistoryQuery{
		Peer: peer, OffsetID: min(upTo, math.MaxInt32-1) + 1, Limit: limit,
	})
	if err != nil {
		return nil, fmt.Errorf("history of %d with %v: %w", c.User, peer, err)
	}
	return page.Messages, nil
}

// tellRead returns the operation that tells the other side that the caller read everything up to last. Where that side
// deleted its copy of last, the newest of what it holds stands for it, as far as Limits.Page reaches: dates do not tell
// what came before, since clocks are set back.
func (s *Service) tellRead(ctx context.Context, c Caller, to lamplight.UserID, last lamplight.Message) ([]boxes.Op, error) {
	box := lamplight.AccountBox(to)
	for _, limit := range []int{1, s.limits.Page} {
		read := []lamplight.Message{last}
		if limit > 1 {
			var err error
			if read, err = s.lastUpTo(ctx, c, last.Peer, last.ID, limit); err != nil {
				return nil, err
			}
		}
		contents := make([]lamplight.ContentID, len(read))
		for i, m := range read {
			contents[i] = m.Content
		}
		held, err := s.boxes.Copies(ctx, box, contents)
		if err != nil {
			return nil, fmt.Errorf("copies that %d has: %w", to, err)
		}
		for _, content := range contents {
			if _, ok := held[content]; ok {
				return []boxes.Op{boxes.ReadOutbox{Box: box, Peer: lamplight.UserPeer(c.User), Content: content}}, nil
			}
		}
	}
	return nil, nil
}

// Untouched is the result of an act that finds nothing to do: where the box is.
func (s *Service) Untouched(ctx context.Context, c Caller) (Result, error) {
	return s.result(ctx, c, boxes.Result{})
}
