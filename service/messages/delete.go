package messages

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// Delete removes messages from the caller's box, and with revoke the copies that others hold: in a private conversation
// whoever wrote them, in a basic group one's own, or as an administrator anybody's (MESSAGE_DELETE_FORBIDDEN). Those that
// the box does not hold are passed over.
//
// https://core.telegram.org/method/messages.deleteMessages
func (s *Service) Delete(ctx context.Context, c Caller, ids []lamplight.MessageID, revoke bool) (Result, error) {
	if len(ids) > s.limits.IDs {
		return Result{}, lamplight.ErrLimitInvalid
	}
	ops := []boxes.Op{boxes.Delete{Box: c.box(), IDs: ids}}
	if revoke && len(ids) > 0 {
		ms, err := s.boxes.Messages(ctx, c.box(), ids)
		if err != nil {
			return Result{}, fmt.Errorf("messages of %d to delete: %w", c.User, err)
		}
		contents := map[lamplight.Peer][]lamplight.ContentID{}
		var order []lamplight.Peer // so that the same call is always the same group
		places := map[lamplight.Peer]place{}
		for _, m := range ms {
			p, known := places[m.Peer]
			if !known {
				if p, err = s.at(ctx, c.User, m.Peer); err != nil {
					return Result{}, err
				}
				places[m.Peer] = p
				order = append(order, m.Peer)
			}
			if m.Action != nil && m.Action.Kind == lamplight.ActionContactSignUp {
				continue
			}
			if !p.mayDelete(c, m) {
				return Result{}, ErrDeleteForbidden
			}
			contents[m.Peer] = append(contents[m.Peer], m.Content)
		}
		for _, peer := range order {
			to, err := s.others(ctx, c, places[peer])
			if err != nil {
				return Result{}, err
			}
			ops = append(ops, eachCopy(to, func(box lamplight.BoxID) boxes.Op {
				return boxes.Delete{Box: box, Contents: contents[peer]}
			})...)
		}
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("delete messages of %d: %w", c.User, err)
	}
	return r, nil
}

// A Clearing says what of a conversation is deleted.
type Clearing struct {
	Caller
	Peer   lamplight.Peer
	MaxID  lamplight.MessageID // up to this one; 0: all
	Keep   bool                // leave the conversation in the list
	Revoke bool                // for the other side too
	// Since and Until narrow it to messages sent in that time, where set.
	Since, Until time.Time
}

// check looks at what a clearing of an account's box says by itself.
func (cl Clearing) check() error {
	switch {
	case cl.Peer.User() <= 0 && cl.Peer.Chat() <= 0:
		return lamplight.ErrPeerInvalid
	case cl.MaxID < 0:
		return lamplight.ErrMessageInvalid // not 0, which is everything
	case !cl.Until.IsZero() && cl.Until.Before(cl.Since):
		return ErrMaxDate
	}
	return nil
}

// DeleteHistory removes a conversation, in portions: Result.Remaining says whether to call again. Of a basic group, also
// of one that the caller left, it removes what the caller has.
//
// What is revoked up to a message are the copies of the caller's own messages, so what the caller deleted before stays
// with the other side; without a MaxID, everything that the other side holds goes.
//
// https://core.telegram.org/method/messages.deleteHistory
func (s *Service) DeleteHistory(ctx context.Context, cl Clearing) (Result, error) {
	if err := cl.check(); err != nil {
		return Result{}, err
	}
	to := cl.Peer.User()
	own := boxes.Clear{
		Box: cl.box(), Peer: cl.Peer, MaxID: cl.MaxID, Keep: cl.Keep, Limit: s.limits.Clear, Since: cl.Since, Until: cl.Until,
	}
	ops := []boxes.Op{own}
	if cl.Revoke && to != 0 && shared(cl.Caller, to) {
		theirs := boxes.Clear{
			Box: lamplight.AccountBox(to), Peer: lamplight.UserPeer(cl.User), Keep: cl.Keep, Limit: s.limits.Clear,
			Since: cl.Since, Until: cl.Until,
		}
		if cl.MaxID != 0 {
			contents, err := s.contents(ctx, cl)
			if err != nil {
				return Result{}, fmt.Errorf("history of %d with %v: %w", cl.User, cl.Peer, err)
			}
			ops = append(ops, boxes.Delete{Box: theirs.Box, Contents: contents})
			// A clearing of nothing: it takes the conversation out of the list if nothing is left of it.
			theirs.Since, theirs.Until = time.Time{}, time.Unix(1, 0)
		}
		ops = append(ops, theirs)
	}
	r, err := s.apply(ctx, cl.Caller, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("delete history of %d with %v: %w", cl.User, cl.Peer, err)
	}
	return r, nil
}

// clockSlack is how far the dates of neighbouring messages may be out of order, as in boxes.
const clockSlack = time.Minute

// contents returns what the next portion of a clearing removes from the caller's box: the newest messages up to
// MaxID, as boxes.Clear takes them. It reads no further than the time that the clearing is narrowed to.
func (s *Service) contents(ctx context.Context, cl Clearing) ([]lamplight.ContentID, error) {
	var out []lamplight.ContentID
	below := cl.MaxID
	if !cl.Until.IsZero() {
		last, err := s.boxes.History(ctx, cl.box(), boxes.HistoryQuery{
			Peer: cl.Peer, OffsetDate: cl.Until.Add(clockSlack), Limit: 1,
		})
		if err != nil || len(last.Messages) == 0 {
			return nil, err
		}
		below = min(below, last.Messages[0].ID)
	}
	for len(out) < s.limits.Clear {
		page, err := s.boxes.History(ctx, cl.box(), boxes.HistoryQuery{
			Peer: cl.Peer, OffsetID: below + 1, Limit: s.limits.Clear - len(out),
		})
		if err != nil {
			return nil, err
		}
		if len(page.Messages) == 0 {
			return out, nil
		}
		for _, m := range page.Messages {
			below = m.ID - 1
			if !cl.Since.IsZero() && m.Sent.Before(cl.Since.Add(-clockSlack)) {
				return out, nil
			}
			if !cl.Since.IsZero() && m.Sent.Before(cl.Since) || !cl.Until.IsZero() && m.Sent.After(cl.Until) {
				continue
			}
			out = append(out, m.Content)
		}
		if below <= 0 {
			return out, nil
		}
	}
	return out, nil
}
