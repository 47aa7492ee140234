package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// What the box answers of who reacted.
type (
	ReactorQuery = boxes.ReactorQuery
	ReactorPage  = boxes.ReactorPage
)

// Reactors returns a page of who reacted to a message of a conversation, newest first, and the message. Where nobody is to
// learn who did, it is BROADCAST_FORBIDDEN.
//
// https://core.telegram.org/method/messages.getMessageReactionsList
func (s *Service) Reactors(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, q ReactorQuery,
) (lamplight.Message, ReactorPage, error) {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return lamplight.Message{}, ReactorPage{}, err
	}
	m, ok, err := s.message(ctx, p, q.ID)
	switch {
	case err != nil:
		return lamplight.Message{}, ReactorPage{}, err
	case !ok:
		return lamplight.Message{}, ReactorPage{}, lamplight.ErrMessageInvalid
	case p.own() && p.access.Chat.Broadcast:
		return lamplight.Message{}, ReactorPage{}, ErrUnnamed
	}
	q.Limit = min(max(q.Limit, 1), s.limits.Page)
	page, err := s.boxes.Reactors(ctx, p.box, q)
	if err != nil {
		return lamplight.Message{}, ReactorPage{}, fmt.Errorf("who reacted to message %d of %v: %w", q.ID, peer, err)
	}
	return m, page, nil
}

// TakeReaction takes back what a member put to a message, as an administrator with the right to delete may.
//
// https://core.telegram.org/method/messages.deleteParticipantReaction
func (s *Service) TakeReaction(
	ctx context.Context, c Caller, peer lamplight.Peer, id lamplight.MessageID, reactor lamplight.Peer,
) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if p.access == nil {
		return Result{}, lamplight.ErrPeerInvalid
	}
	if !p.access.Chat.May(lamplight.AdminDelete) {
		return Result{}, ErrAdminRequired
	}
	m, ok, err := s.message(ctx, p, id)
	if err == nil && !ok {
		err = lamplight.ErrMessageInvalid
	}
	if err != nil {
		return Result{}, err
	}
	op := boxes.React{Box: p.box, ID: m.ID, Reactor: reactor, Named: !p.access.Chat.Broadcast}
	others, err := s.others(ctx, c, p)
	if err != nil {
		return Result{}, err
	}
	ops := append([]boxes.Op{op}, eachCopy(others, func(box lamplight.BoxID) boxes.Op {
		copied := op
		copied.Box, copied.ID, copied.Content = box, 0, m.Content
		return copied
	})...)
	res, err := s.reacted(ctx, c, p, m, ops)
	if err != nil {
		return Result{}, fmt.Errorf("take back a reaction to message %d of %v: %w", id, peer, err)
	}
	return res, nil
}
