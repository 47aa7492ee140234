package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lamplight"
	"lamplight/boxes"
)

// maxDistinct is how many different reactions one message has at most, as clients know it (reactions_uniq_max).
const maxDistinct = 11

// A Reacting says what the caller puts to a message: Reactions in the order in which they were chosen, none to take all
// back.
type Reacting struct {
	Caller
	Peer      lamplight.Peer
	ID        lamplight.MessageID
	Reactions []lamplight.Reaction
	Big       bool
	Remember  bool // among the caller's recent reactions
}

// React replaces what the caller put to a message, in all copies of it. Events of the result carry the message as it is
// then. MESSAGE_ID_INVALID, REACTION_INVALID for what is no reaction or not allowed there, REACTIONS_TOO_MANY beyond
// Limits.Reactions or if the message has its most of different ones, MESSAGE_NOT_MODIFIED,
// ANONYMOUS_REACTIONS_DISABLED, and whatever keeps the caller from writing.
//
// https://core.telegram.org/method/messages.sendReaction
func (s *Service) React(ctx context.Context, r Reacting) (Result, error) {
	p, err := s.at(ctx, r.User, r.Peer)
	if err != nil {
		return Result{}, err
	}
	m, ok, err := s.message(ctx, p, r.ID)
	if err != nil {
		return Result{}, err
	}
	if !ok || m.Action != nil {
		return Result{}, lamplight.ErrMessageInvalid
	}
	if p.saved(r.Caller) {
		return Result{}, ErrPremium // there they are tags, for those who pay
	}
	if err := s.mayTakePart(ctx, r.Caller, p); err != nil {
		return Result{}, err
	}
	op, err := s.reaction(ctx, p, r)
	if err != nil {
		return Result{}, err
	}
	op.Unread = len(r.Reactions) > 0 && m.Wrote() != r.User && !(p.own() && p.access.Chat.Broadcast)
	others, err := s.others(ctx, r.Caller, p)
	if err != nil {
		return Result{}, err
	}
	op.Box, op.ID = p.box, m.ID
	ops := append([]boxes.Op{op}, eachCopy(others, func(box lamplight.BoxID) boxes.Op {
		copied := op
		copied.Box, copied.ID, copied.Content = box, 0, m.Content
		return copied
	})...)
	res, err := s.reacted(ctx, r.Caller, p, m, ops)
	if err != nil {
		return Result{}, fmt.Errorf("reaction of %d to message %d of %v: %w", r.User, r.ID, r.Peer, err)
	}
	if r.Remember && len(r.Reactions) > 0 {
		if err := s.remember(ctx, r.User, r.Reactions[len(r.Reactions)-1]); err != nil {
			s.log.WarnContext(ctx, "recent reactions not kept", "user", int64(r.User), "err", err)
		}
	}
	return res, nil
}

// reaction checks what is put to a message of p, and returns what is done to one copy.
func (s *Service) reaction(ctx context.Context, p place, r Reacting) (boxes.React, error) {
	op := boxes.React{
		Reactor: lamplight.UserPeer(r.User), Big: r.Big, Max: maxDistinct, PerUser: s.limits.Reactions,
		Named: !p.own() || !p.access.Chat.Broadcast,
	}
	allowed := lamplight.AllowedReactions{Custom: p.access == nil}
	if p.access != nil {
		var err error
		if allowed, err = lamplight.UnpackAllowedReactions(p.access.Reactions); err != nil {
			return op, fmt.Errorf("%v: %w", p.peer, err)
		}
		if allowed.Limit > 0 {
			op.Max = min(op.Max, allowed.Limit)
		}
	}
	if len(r.Reactions) > s.limits.Reactions {
		return op, ErrReactionsMany
	}
	for _, x := range r.Reactions {
		x, ok, err := s.known(ctx, x)
		if err != nil {
			return op, err
		}
		if !ok || !allowed.Allows(x) {
			return op, ErrReaction
		}
		op.Reactions = append(op.Reactions, x)
	}
	return op, nil
}

// known returns a reaction as it is kept, and whether there is one like it: emoji are kept without the mark that asks for
// them in colours, which clients write or leave out.
func (s *Service) known(ctx context.Context, x lamplight.Reaction) (lamplight.Reaction, bool, error) {
	x.Emoji = strings.ReplaceAll(x.Emoji, "\ufe0f", "")
	switch {
	case s.reactable == nil:
		return x, false, nil
	case x.Document != 0:
		x.Emoji = ""
		ok, err := s.reactable.CustomEmoji(ctx, x.Document)
		return x, ok, err
	}
	return x, x.Emoji != "" && slices.Contains(s.reactable.Emoji(), x.Emoji), nil
}

// reacted carries out reactions to a message and tells of them. Who reacted, and who wrote the message, are told what is
// their own about it; all others of a channel are told the same.
func (s *Service) reacted(ctx context.Context, c Caller, p place, m lamplight.Message, ops []boxes.Op) (Result, error) {
	done, err := s.put(ctx, c, boxes.Group{Now: s.now(), Origin: c.Origin, Ops: ops})
	if err != nil {
		return Result{}, err
	}
	for i := range done.Events {
		if e := &done.Events[i]; e.Kind == lamplight.EventReactions {
			e.From, e.Peers = c.User, []lamplight.Peer{lamplight.UserPeer(m.Wrote())}
		}
	}
	s.tell(ctx, done)
	res, err := s.resultIn(ctx, c, p.box, done)
	if err != nil {
		return Result{}, err
	}
	now, ok, err := s.message(ctx, p, m.ID)
	if err != nil {
		return Result{}, err
	}
	if ok {
		// The calling device is answered with the message as it is; the events that were told are others' too.
		res.Events = slices.Clone(res.Events)
		for i := range res.Events {
			if res.Events[i].Kind == lamplight.EventReactions {
				res.Events[i].Message = &now
			}
		}
	}
	return res, nil
}

// Reacted returns what user put to messages of a box, in the order in which it was chosen; messages without are left out.
func (s *Service) Reacted(
	ctx context.Context, user lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID,
) (map[lamplight.MessageID][]lamplight.Reaction, error) {
	out, err := s.boxes.Reacted(ctx, box, lamplight.UserPeer(user), ids)
	if err != nil {
		return nil, fmt.Errorf("reactions of %d in box %d: %w", user, box, err)
	}
	return out, nil
}
