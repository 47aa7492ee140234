package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// A Pinning says which message is pinned, or pinned no longer.
type Pinning struct {
	Caller
	Peer   lamplight.Peer
	ID     lamplight.MessageID
	Unpin  bool
	Silent bool // pin without a sound
	// OneSide leaves the other side as it is.
	OneSide bool
}

// PinMessage pins a message above its conversation, for everybody there, or unpins it. A pin for all is told by a service
// message: MESSAGE_ID_INVALID if there is no such message, CHAT_NOT_MODIFIED if nothing would change,
// CHAT_ADMIN_REQUIRED in a group or channel where one may not.
//
// https://core.telegram.org/api/pin
func (s *Service) PinMessage(ctx context.Context, p Pinning) (Result, error) {
	at, err := s.at(ctx, p.User, p.Peer)
	if err != nil {
		return Result{}, err
	}
	m, ok, err := s.message(ctx, at, p.ID)
	if err != nil {
		return Result{}, err
	}
	if !ok || m.Action != nil {
		return Result{}, lamplight.ErrMessageInvalid
	}
	all := at.access != nil || shared(p.Caller, at.user) && !p.OneSide
	if m.Pinned == !p.Unpin {
		if at.access != nil {
			return Result{}, ErrPinNotModified
		}
		pinned, err := s.pinnedThere(ctx, p.Caller, at.user, m.Content)
		if err != nil {
			return Result{}, err
		}
		if !all || pinned == !p.Unpin {
			return Result{}, ErrPinNotModified
		}
	}
	var to []lamplight.UserID
	if all {
		if err := s.mayPin(ctx, p.Caller, at); err != nil {
			return Result{}, err
		}
		if to, err = s.others(ctx, p.Caller, at); err != nil {
			return Result{}, err
		}
	}
	now := s.now()
	ops := []boxes.Op{boxes.Pin{Box: at.box, Peer: p.Peer, IDs: []lamplight.MessageID{m.ID}, Pinned: !p.Unpin}}
	ops = append(ops, eachCopy(to, func(box lamplight.BoxID) boxes.Op {
		return boxes.Pin{Box: box, Peer: at.theirs(p.Caller), Contents: []lamplight.ContentID{m.Content}, Pinned: !p.Unpin}
	})...)
	if all && !p.Unpin {
		told := lamplight.Message{
			Peer: p.Peer, Content: newContent(), Sent: now, Silent: p.Silent,
			Action: &lamplight.Action{Kind: lamplight.ActionPinMessage}, Reply: &lamplight.Reply{ID: m.ID, Content: m.Content},
		}
		if m.Reply != nil && m.Reply.Topic {
			told.Reply.Thread, told.Reply.Topic = m.Reply.Thread, true
		}
		if err := s.sign(ctx, p.Caller, at, lamplight.Peer{}, &told); err != nil {
			return Result{}, err
		}
		ops = append(ops, boxes.Append{Box: at.box, Message: told})
		for _, u := range to {
			ops = append(ops, received(told, u))
		}
	}
	r, err := s.applyIn(ctx, p.Caller, at.box, now, ops...)
	if err != nil {
		return Result{}, fmt.Errorf("pin message %d of %d: %w", p.ID, p.User, err)
	}
	m.Pinned = !p.Unpin
	s.note(ctx, at, func(ctx context.Context, j Journal) error { return j.LogPin(ctx, p.User, m) })
	return r, nil
}

// pinnedThere reports whether the other side's copy of a content is pinned.
func (s *Service) pinnedThere(ctx context.Context, c Caller, u lamplight.UserID, content lamplight.ContentID) (bool, error) {
	if !shared(c, u) {
		return false, nil
	}
	box := lamplight.AccountBox(u)
	ids, err := s.boxes.Copies(ctx, box, []lamplight.ContentID{content})
	if err != nil {
		return false, fmt.Errorf("copy that %d has: %w", u, err)
	}
	id, ok := ids[content]
	if !ok {
		return false, nil
	}
	ms, err := s.boxes.Messages(ctx, box, []lamplight.MessageID{id})
	if err != nil {
		return false, fmt.Errorf("copy that %d has: %w", u, err)
	}
	return len(ms) == 1 && ms[0].Pinned, nil
}

// UnpinAll unpins every message of a conversation, for everybody there, in portions: Result.Remaining says whether to call
// again. What the other side of a private conversation pinned for itself alone stays pinned there.
//
// https://core.telegram.org/method/messages.unpinAllMessages
func (s *Service) UnpinAll(ctx context.Context, c Caller, peer lamplight.Peer) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if p.access != nil {
		if err := s.mayPin(ctx, c, p); err != nil {
			return Result{}, err
		}
	}
	limit := s.limits.Clear
	ops := []boxes.Op{boxes.Pin{Box: p.box, Peer: peer, All: true, Limit: limit}}
	to, err := s.others(ctx, c, p)
	if err != nil {
		return Result{}, err
	}
	if len(to) > 0 {
		page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{Peer: peer, Pinned: true, Limit: limit})
		if err != nil {
			return Result{}, fmt.Errorf("pinned messages of %d with %v: %w", c.User, peer, err)
		}
		contents := make([]lamplight.ContentID, len(page.Messages))
		for i, m := range page.Messages {
			contents[i] = m.Content
		}
		ops = append(ops, eachCopy(to, func(box lamplight.BoxID) boxes.Op {
			return boxes.Pin{Box: box, Peer: p.theirs(c), Contents: contents}
		})...)
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("unpin messages of %d with %v: %w", c.User, peer, err)
	}
	return r, nil
}

// LastPinned returns the newest pinned message of a conversation, 0 if none is pinned.
func (s *Service) LastPinned(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.MessageID, error) {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return 0, err
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{Peer: peer, Pinned: true, Limit: 1, Least: p.least()})
	if err != nil {
		return 0, fmt.Errorf("pinned message of %d with %v: %w", user, peer, err)
	}
	if len(page.Messages) == 0 {
		return 0, nil
	}
	return page.Messages[0].ID, nil
}
