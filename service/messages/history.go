package messages

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// What the box answers.
type (
	HistoryQuery = boxes.HistoryQuery
	Page         = boxes.Page
)

// History returns a page of a conversation, newest first, at most Limits.Page messages.
//
// https://core.telegram.org/api/offsets
func (s *Service) History(ctx context.Context, user lamplight.UserID, q HistoryQuery) (Page, error) {
	p, err := s.at(ctx, user, q.Peer)
	if err != nil {
		return Page{}, err
	}
	q.Limit = min(max(q.Limit, 0), s.limits.Page)
	if p.own() {
		q.Least, q.For = max(q.Least, p.least()), user
	}
	page, err := s.boxes.History(ctx, p.box, q)
	if err != nil {
		return Page{}, fmt.Errorf("history of %d with %v: %w", user, q.Peer, err)
	}
	if p.own() && q.Author != 0 && q.Author != user {
		if page, err = s.signed(ctx, p, q, page); err != nil {
			return Page{}, err
		}
	}
	return page, s.withComments(ctx, user, p, page.Messages)
}

// authorScan is how many pages of what somebody wrote in a group are read for one page of what they wrote under their name.
const authorScan = 10

// signed leaves of a page of what somebody wrote in a supergroup or channel what they wrote under their own name, and fills
// it up with what comes after. How much they wrote in all would tell that they wrote under other names: it is counted as
// far as the page shows it, and one more if there may be more.
func (s *Service) signed(ctx context.Context, p place, q HistoryQuery, page Page) (Page, error) {
	other := func(m lamplight.Message) bool { return m.From.User() != q.Author }
	full := len(page.Messages) == q.Limit && q.Limit > 0
	var last lamplight.MessageID
	if full {
		last = page.Messages[len(page.Messages)-1].ID
	}
	page.Messages = slices.DeleteFunc(page.Messages, other)
	for n := 0; full && len(page.Messages) < q.Limit && n < authorScan; n++ {
		q.OffsetID, q.OffsetDate, q.AddOffset = last, time.Time{}, 0
		next, err := s.boxes.History(ctx, p.box, q)
		if err != nil {
			return page, fmt.Errorf("what %d wrote in %v: %w", q.Author, q.Peer, err)
		}
		if full = len(next.Messages) == q.Limit; full {
			last = next.Messages[len(next.Messages)-1].ID
		}
		more := slices.DeleteFunc(next.Messages, other)
		page.Messages = append(page.Messages, more[:min(len(more), q.Limit-len(page.Messages))]...)
	}
	page.Count, page.OffsetIDOffset = len(page.Messages), 0
	if full {
		page.Count++
	}
	return page, nil
}

// Position returns where the box of a supergroup or channel is, for what is read from it after; 0 for all others.
func (s *Service) Position(ctx context.Context, peer lamplight.Peer) (lamplight.PTS, error) {
	if peer.Channel() == 0 {
		return 0, nil
	}
	heads, err := s.boxes.Heads(ctx, lamplight.ChannelBox(peer.Channel()))
	if err != nil {
		return 0, fmt.Errorf("head of %v: %w", peer, err)
	}
	return heads[0].PTS, nil
}

// MessagesIn returns the messages of a supergroup or channel with the given ids that user may see, in the order asked.
//
// https://core.telegram.org/method/channels.getMessages
func (s *Service) MessagesIn(
	ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	if len(ids) > s.limits.IDs {
		return nil, lamplight.ErrLimitInvalid
	}
	p, err := s.at(ctx, user, lamplight.ChannelPeer(channel))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	ms, err := s.boxes.Messages(ctx, p.box, ids)
	if err != nil {
		return nil, fmt.Errorf("messages of %v: %w", p.peer, err)
	}
	ms = p.visible(ms)
	return ms, s.withComments(ctx, user, p, ms)
}

// Messages returns the messages with the given ids that user's box holds, in the order asked.
func (s *Service) Messages(ctx context.Context, user lamplight.UserID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	if len(ids) > s.limits.IDs {
		return nil, lamplight.ErrLimitInvalid
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ms, err := s.boxes.Messages(ctx, lamplight.AccountBox(user), ids)
	if err != nil {
		return nil, fmt.Errorf("messages of %d: %w", user, err)
	}
	return ms, nil
}
