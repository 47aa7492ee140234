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

// PinMessage pins a message above its conversation, on both sides, or unpins it. A pin for both is told by a service
// message: MESSAGE_ID_INVALID if there is no such message, CHAT_NOT_MODIFIED if nothing would change.
//
// https://core.telegram.org/api/pin
func (s *Service) PinMessage(ctx context.Context, p Pinning) (Result, error) {
	to, err := other(p.Peer)
	if err != nil {
		return Result{}, err
	}
	ms, err := s.boxes.Messages(ctx, p.box(), []lamplight.MessageID{p.ID})
	if err != nil {
		return Result{}, fmt.Errorf("message %d of %d to pin: %w", p.ID, p.User, err)
	}
	if len(ms) == 0 || ms[0].Peer != p.Peer || ms[0].Action != nil {
		return Result{}, lamplight.ErrMessageInvalid
	}
	m := ms[0]
	both := shared(p.Caller, to) && !p.OneSide
	if m.Pinned == !p.Unpin {
		pinned, err := s.pinnedThere(ctx, p.Caller, to, m.Content)
		if err != nil {
			return Result{}, err
		}
		if !both || pinned == !p.Unpin {
			return Result{}, ErrPinNotModified
		}
	}
	if both {
		if err := s.policy.MaySend(ctx, p.User, p.Peer); err != nil {
			return Result{}, err
		}
	}
	now := s.now()
	ops := []boxes.Op{boxes.Pin{Box: p.box(), Peer: p.Peer, IDs: []lamplight.MessageID{m.ID}, Pinned: !p.Unpin}}
	if both {
		ops = append(ops, boxes.Pin{
			Box: lamplight.AccountBox(to), Peer: lamplight.UserPeer(p.User), Contents: []lamplight.ContentID{m.Content}, Pinned: !p.Unpin,
		})
	}
	if both && !p.Unpin {
		told := lamplight.Message{
			Peer: p.Peer, From: lamplight.UserPeer(p.User), Out: true, Content: newContent(), Sent: now, Silent: p.Silent,
			Action: &lamplight.Action{Kind: lamplight.ActionPinMessage}, Reply: &lamplight.Reply{ID: m.ID, Content: m.Content},
		}
		ops = append(ops, boxes.Append{Box: p.box(), Message: told}, received(told, to))
	}
	r, err := s.apply(ctx, p.Caller, now, ops...)
	if err != nil {
		return Result{}, fmt.Errorf("pin message %d of %d: %w", p.ID, p.User, err)
	}
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

// UnpinAll unpins every message of a conversation, on both sides, in portions: Result.Remaining says whether to call
// again. What the other side pinned for itself alone stays pinned there.
//
// https://core.telegram.org/method/messages.unpinAllMessages
func (s *Service) UnpinAll(ctx context.Context, c Caller, peer lamplight.Peer) (Result, error) {
	to, err := other(peer)
	if err != nil {
		return Result{}, err
	}
	ops := []boxes.Op{boxes.Pin{Box: c.box(), Peer: peer, All: true, Limit: s.limits.Clear}}
	if shared(c, to) {
		page, err := s.boxes.History(ctx, c.box(), boxes.HistoryQuery{Peer: peer, Pinned: true, Limit: s.limits.Clear})
		if err != nil {
			return Result{}, fmt.Errorf("pinned messages of %d with %d: %w", c.User, to, err)
		}
		theirs := boxes.Pin{Box: lamplight.AccountBox(to), Peer: lamplight.UserPeer(c.User)}
		for _, m := range page.Messages {
			theirs.Contents = append(theirs.Contents, m.Content)
		}
		ops = append(ops, theirs)
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("unpin messages of %d with %d: %w", c.User, to, err)
	}
	return r, nil
}

// LastPinned returns the newest pinned message of a conversation, 0 if none is pinned.
func (s *Service) LastPinned(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.MessageID, error) {
	page, err := s.boxes.History(ctx, lamplight.AccountBox(user), boxes.HistoryQuery{Peer: peer, Pinned: true, Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("pinned message of %d with %v: %w", user, peer, err)
	}
	if len(page.Messages) == 0 {
		return 0, nil
	}
	return page.Messages[0].ID, nil
}
