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

// SetTimer has new messages of a conversation go so many seconds after they are sent (0: never), on both sides, and
// tells both by a service message: TTL_PERIOD_INVALID outside of Limits, CHAT_NOT_MODIFIED if it is so already. A
// conversation with oneself has none.
//
// https://core.telegram.org/method/messages.setHistoryTTL
func (s *Service) SetTimer(ctx context.Context, c Caller, peer lamplight.Peer, seconds int) (Result, error) {
	to, err := other(peer)
	if err != nil {
		return Result{}, err
	}
	if !shared(c, to) {
		return Result{}, lamplight.ErrPeerInvalid
	}
	if err := s.period(seconds); err != nil {
		return Result{}, err
	}
	d, err := s.dialog(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if d.TTL == seconds {
		return Result{}, ErrNotChanged
	}
	if err := s.policy.MaySend(ctx, c.User, peer); err != nil {
		return Result{}, err
	}
	r, err := s.apply(ctx, c, s.now(), s.timer(c.User, to, seconds, 0)...)
	if err != nil {
		return Result{}, fmt.Errorf("timer of %d with %d: %w", c.User, to, err)
	}
	return r, nil
}

// dialog returns a conversation of user.
func (s *Service) dialog(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.Dialog, error) {
	ds, err := s.boxes.Dialog(ctx, lamplight.AccountBox(user), peer)
	if err != nil {
		return lamplight.Dialog{}, fmt.Errorf("dialog of %d with %v: %w", user, peer, err)
	}
	return ds[0], nil
}

// timer returns what sets a timer on both sides. by is whose default it is, 0 if from set it by hand.
func (s *Service) timer(from, to lamplight.UserID, seconds int, by lamplight.UserID) []boxes.Op {
	m := lamplight.Message{
		Peer: lamplight.UserPeer(to), From: lamplight.UserPeer(from), Out: true, Content: newContent(), Sent: s.now(),
		Action: &lamplight.Action{Kind: lamplight.ActionSetTTL, Number: int64(seconds), User: by},
	}
	set := func(owner, with lamplight.UserID) boxes.Op {
		return boxes.SetDialog{
			Box: lamplight.AccountBox(owner), Peer: lamplight.UserPeer(with), Change: func(d *lamplight.Dialog) { d.TTL = seconds },
			Event: lamplight.Event{Kind: lamplight.EventTTL, Peer: lamplight.UserPeer(with), Number: int64(seconds)},
		}
	}
	return []boxes.Op{
		set(from, to), boxes.Append{Box: lamplight.AccountBox(from), Message: m}, set(to, from), received(m, to),
	}
}

// deliver carries out a group in which c says something to another: as put, but with what comes before somebody's first
// words in a conversation.
func (s *Service) deliver(ctx context.Context, c Caller, to lamplight.UserID, g boxes.Group) (boxes.Result, error) {
	done, err := s.put(ctx, c, g)
	if !errors.Is(err, boxes.ErrBegins) {
		return done, err
	}
	ops, err := s.beginning(ctx, c, to)
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
func (s *Service) beginning(ctx context.Context, c Caller, to lamplight.UserID) ([]boxes.Op, error) {
	if !shared(c, to) {
		return nil, nil
	}
	seconds, err := s.DefaultTimer(ctx, c.User)
	if err != nil || seconds == 0 {
		return nil, err
	}
	d, err := s.dialog(ctx, c.User, lamplight.UserPeer(to))
	if err != nil || d.TTL != 0 {
		return nil, err
	}
	return s.timer(c.User, to, seconds, c.User), nil
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
