package messages

import (
	"context"
	"fmt"
	"math"

	"lamplight"
	"lamplight/boxes"
)

// tellAuthors returns the operations that tell the members of a basic group whose messages the caller has not read before
// that they were read, up to upTo, and the id of the last message that was. At most Limits.Page messages are looked at:
// an author whose last one came before those learns of it when the next one is read.
func (s *Service) tellAuthors(
	ctx context.Context, c Caller, p place, upTo lamplight.MessageID,
) (lamplight.MessageID, []boxes.Op, error) {
	d, err := s.dialog(ctx, c.User, p.peer)
	if err != nil {
		return 0, nil, err
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{
		Peer: p.peer, OffsetID: min(upTo, math.MaxInt32-1) + 1, Limit: s.limits.Page, MinID: d.ReadInbox,
	})
	if err != nil {
		return 0, nil, fmt.Errorf("history of %d with %v: %w", c.User, p.peer, err)
	}
	if len(page.Messages) == 0 {
		return min(upTo, max(d.ReadInbox, d.Top)), nil, nil
	}
	var ops []boxes.Op
	told := map[lamplight.UserID]bool{c.User: true}
	for _, m := range page.Messages {
		u := m.From.User()
		if u == 0 || told[u] {
			continue
		}
		told[u] = true
		ops = append(ops, boxes.ReadOutbox{Box: lamplight.AccountBox(u), Peer: p.peer, Content: m.Content})
	}
	return page.Messages[0].ID, ops, nil
}

// readIn marks a supergroup or channel as read. Only where that reads further than anybody did before, its box is told.
//
// https://core.telegram.org/method/channels.readHistory
func (s *Service) readIn(ctx context.Context, c Caller, p place, upTo lamplight.MessageID) (Result, error) {
	ds, err := s.boxes.DialogsOf(ctx, []boxes.Conversation{{Box: p.box, Peer: p.peer}, {Box: c.box(), Peer: p.peer}})
	if err != nil {
		return Result{}, fmt.Errorf("dialogs of %d and %v: %w", c.User, p.peer, err)
	}
	theirs, own := ds[0], ds[1]
	if upTo = min(upTo, theirs.Top); upTo == 0 {
		upTo = theirs.Top
	}
	if upTo <= own.ReadInbox && !own.UnreadMark {
		return s.resultIn(ctx, c, p.box, boxes.Result{})
	}
	left, err := s.boxes.Unread(ctx, []boxes.UnreadQuery{{
		Box: p.box, Peer: p.peer, After: max(upTo, own.ReadInbox, p.least()-1), By: c.User,
	}})
	if err != nil {
		return Result{}, fmt.Errorf("unread messages of %d in %v: %w", c.User, p.peer, err)
	}
	ops := []boxes.Op{boxes.ReadChannel{Box: c.box(), Peer: p.peer, MaxID: upTo, Unread: left[0]}}
	if !p.access.Member {
		ops = nil // a visitor's mark is kept by nobody
	}
	if p.group() && p.access.Member {
		mark, err := s.outboxMark(ctx, c, p, own.ReadInbox, upTo, theirs.ReadOutbox)
		if err != nil {
			return Result{}, err
		}
		ops = append(ops, mark...)
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("read history of %d in %v: %w", c.User, p.peer, err)
	}
	return r, nil
}

// readersAmong is how many members a supergroup has at most in which it can be seen who read a message.
//
// https://core.telegram.org/method/messages.getMessageReadParticipants
const readersAmong = 100

// outboxMark returns the operation that tells a supergroup's box up to where the caller read what others wrote: in a small
// one always, since it can be asked there who read; in a large one only if nobody read that far.
func (s *Service) outboxMark(
	ctx context.Context, c Caller, p place, from, upTo, read lamplight.MessageID,
) ([]boxes.Op, error) {
	small := p.access.Chat.Members > 0 && p.access.Chat.Members <= readersAmong
	if upTo <= from || upTo <= read && !small {
		return nil, nil
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{
		Peer: p.peer, OffsetID: min(upTo, math.MaxInt32-1) + 1, Limit: s.limits.Page, MinID: from,
	})
	if err != nil {
		return nil, fmt.Errorf("history of %v: %w", p.peer, err)
	}
	for _, m := range page.Messages { // what one wrote oneself, nobody has read by that
		if m.Wrote() == c.User {
			continue
		}
		mark := boxes.MarkOutbox{Box: p.box, MaxID: m.ID}
		if small {
			mark.Reader = c.User
		} else if m.ID <= read {
			return nil, nil
		}
		return []boxes.Op{mark}, nil
	}
	return nil, nil
}
