package messages

import (
	"context"
	"fmt"
	"slices"

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
	if q.Author != 0 && q.Author != user { // what somebody wrote under another name is not told
		page.Messages = slices.DeleteFunc(page.Messages, func(m lamplight.Message) bool { return m.From.User() != q.Author })
	}
	return page, s.withComments(ctx, user, p, page.Messages)
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
