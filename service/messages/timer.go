package messages

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// defaultTimer is the name of the setting with which an account's new conversations begin, in seconds.
const defaultTimer = "messages.setDefaultHistoryTTL"

// period checks how many seconds after they are sent messages are to go; 0 is never.
func (s *Service) period(seconds int) error {
	if d := time.Duration(seconds) * time.Second; seconds != 0 && (d < s.limits.ShortestTTL || d > s.limits.LongestTTL) {
		return ErrTTLInvalid
	}
	return nil
}

// SetTimer has new messages of a conversation go so many seconds after they are sent (0: never), for everybody there, and
// tells them by a service message: TTL_PERIOD_INVALID outside of Limits, CHAT_NOT_MODIFIED if it is so already,
// CHAT_ADMIN_REQUIRED in a group or channel where one may not. A conversation with oneself has none.
//
// https://core.telegram.org/method/messages.setHistoryTTL
func (s *Service) SetTimer(ctx context.Context, c Caller, peer lamplight.Peer, seconds int) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if p.user != 0 && !shared(c, p.user) {
		return Result{}, lamplight.ErrPeerInvalid
	}
	if err := s.period(seconds); err != nil {
		return Result{}, err
	}
	ds, err := s.boxes.Dialog(ctx, p.box, peer)
	if err != nil {
		return Result{}, fmt.Errorf("dialog of box %d with %v: %w", p.box, peer, err)
	}
	if ds[0].TTL == seconds {
		return Result{}, ErrNotChanged
	}
	if err := s.maySetTimer(ctx, c, p, seconds); err != nil {
		return Result{}, err
	}
	to, err := s.others(ctx, c, p)
	if err != nil {
		return Result{}, err
	}
	ops, err := s.timer(ctx, c, p, to, seconds, 0)
	if err != nil {
		return Result{}, err
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("timer of %d with %v: %w", c.User, peer, err)
	}
	return r, nil
}

// maySetTimer returns nil if the caller may set how long messages stay there. Of a group or channel it is noted with those
// who know it. If the boxes were not told after that, saying it once more tells them.
func (s *Service) maySetTimer(ctx context.Context, c Caller, p place, seconds int) error {
	if p.access == nil {
		return s.policy.MaySend(ctx, c.User, p.peer)
	}
	err := s.chats.SetTTL(ctx, c.User, c.Origin, p.peer, seconds)
	if errors.Is(err, ErrNotChanged) {
		return nil
	}
	return err
}

// dialog returns a conversation of user.
func (s *Service) dialog(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.Dialog, error) {
	ds, err := s.boxes.Dialog(ctx, lamplight.AccountBox(user), peer)
	if err != nil {
		return lamplight.Dialog{}, fmt.Errorf("dialog of %d with %v: %w", user, peer, err)
	}
	return ds[0], nil
}

// timer returns what sets a timer for everybody in a conversation. by is whose default it is, 0 if c set it by hand.
func (s *Service) timer(
	ctx context.Context, c Caller, p place, to []lamplight.UserID, seconds int, by lamplight.UserID,
) ([]boxes.Op, error) {
	m := lamplight.Message{
		Peer: p.peer, Content: newContent(), Sent: s.now(),
		Action: &lamplight.Action{Kind: lamplight.ActionSetTTL, Number: int64(seconds), User: by},
	}
	if err := s.sign(ctx, c, p, lamplight.Peer{}, &m); err != nil {
		return nil, err
	}
	set := func(box lamplight.BoxID, peer lamplight.Peer) boxes.Op {
		return boxes.SetDialog{
			Box: box, Peer: peer, Change: func(d *lamplight.Dialog) { d.TTL = seconds },
			Event: lamplight.Event{Kind: lamplight.EventTTL, Peer: peer, Number: int64(seconds)},
		}
	}
	ops := []boxes.Op{set(p.box, p.peer), boxes.Append{Box: p.box, Message: m}}
	for _, u := range to {
		ops = append(ops, set(lamplight.AccountBox(u), p.theirs(c)), received(m, u))
	}
	return ops, nil
}

// deliver carries out a group in which c says something to others: as put, but with what comes before somebody's first
// words in a conversation.
func (s *Service) deliver(ctx context.Context, c Caller, p place, g boxes.Group) (boxes.Result, error) {
	if p.basic() {
		done, err := s.putAll(ctx, c, g)
		if err == nil && !done.Repeated {
			done.Events = append(done.Events, s.newcomers(ctx, c, p, g)...)
		}
		return done, err
	}
	var err error
	if g.Ops, err = s.countComments(ctx, p, g.Ops); err != nil {
		return boxes.Result{}, err
	}
	done, err := s.put(ctx, c, g)
	if !errors.Is(err, boxes.ErrBegins) {
		return done, err
	}
	ops, err := s.beginning(ctx, c, p)
	if err != nil {
		return boxes.Result{}, err
	}
	for _, op := range g.Ops {
		if a, ok := op.(boxes.Append); ok {
			a.Continues = false
			op = a
		}
		ops = append(ops, op)
	}
	g.Ops = ops
	return s.put(ctx, c, g)
}

// beginning returns what comes before c's first words to somebody: the timer that c wants all new conversations to
// have, unless the other one set one already.
func (s *Service) beginning(ctx context.Context, c Caller, p place) ([]boxes.Op, error) {
	if !shared(c, p.user) {
		return nil, nil
	}
	seconds, err := s.DefaultTimer(ctx, c.User)
	if err != nil || seconds == 0 {
		return nil, err
	}
	d, err := s.dialog(ctx, c.User, p.peer)
	if err != nil || d.TTL != 0 {
		return nil, err
	}
	return s.timer(ctx, c, p, []lamplight.UserID{p.user}, seconds, c.User)
}

// DefaultTimer returns after how many seconds messages go in conversations that user begins; 0: never.
func (s *Service) DefaultTimer(ctx context.Context, user lamplight.UserID) (seconds int, err error) {
	if s.store == nil {
		return 0, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		v, err := tx.Setting(user, defaultTimer)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		seconds, err = strconv.Atoi(string(v))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("default timer of %d: %w", user, err)
	}
	return seconds, nil
}

// SetDefaultTimer says with which timer conversations begin that user writes in for the first time from now on; 0: with
// none.
//
// https://core.telegram.org/method/messages.setDefaultHistoryTTL
func (s *Service) SetDefaultTimer(ctx context.Context, user lamplight.UserID, seconds int) error {
	if err := s.period(seconds); err != nil {
		return err
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if seconds == 0 {
			return tx.DeleteSetting(user, defaultTimer)
		}
		return tx.PutSetting(user, defaultTimer, strconv.AppendInt(nil, int64(seconds), 10))
	})
	if err != nil {
		return fmt.Errorf("default timer of %d: %w", user, err)
	}
	return nil
}
