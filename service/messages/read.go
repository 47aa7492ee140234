package messages

import (
	"context"
	"fmt"
	"math"

	"lamplight"
	"lamplight/boxes"
)

// ReadHistory marks a conversation as read up to a message (0: all of it), and tells the other side so.
//
// https://core.telegram.org/method/messages.readHistory
func (s *Service) ReadHistory(ctx context.Context, c Caller, peer lamplight.Peer, upTo lamplight.MessageID) (Result, error) {
	to, err := other(peer)
	if err != nil {
		return Result{}, err
	}
	if upTo < 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	if upTo == 0 {
		upTo = math.MaxInt32
	}
	ops := []boxes.Op{boxes.ReadInbox{Box: c.box(), Peer: peer, MaxID: upTo}}
	if shared(c, to) {
		last, err := s.boxes.History(ctx, c.box(), boxes.HistoryQuery{
			Peer: peer, OffsetID: min(upTo, math.MaxInt32-1) + 1, Limit: 1,
		})
		if err != nil {
			return Result{}, fmt.Errorf("history of %d with %d: %w", c.User, to, err)
		}
		if len(last.Messages) > 0 {
			ops = append(ops, boxes.ReadOutbox{
				Box: lamplight.AccountBox(to), Peer: lamplight.UserPeer(c.User),
				Content: last.Messages[0].Content, Sent: last.Messages[0].Sent,
			})
		}
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("read history of %d with %d: %w", c.User, to, err)
	}
	return r, nil
}

// Untouched is the result of an act that finds nothing to do: where the box is.
func (s *Service) Untouched(ctx context.Context, c Caller) (Result, error) {
	return s.result(ctx, c, boxes.Result{})
}
