package chats

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// changedJob tells devices that something of a chat is to be read anew. It is queued with the change.
const changedJob = "chats.changed"

// changed is what is to be told.
type changed struct {
	Key    string              `json:"key"` // of the appends: what runs twice tells once
	Chat   lamplight.Peer      `json:"chat"`
	Kind   lamplight.EventKind `json:"kind"`
	Origin lamplight.SessionID `json:"origin,omitempty"` // the session that did it, and knows
	// Users are told in their own boxes; none: whoever watches the channel, or is in the group.
	Users []lamplight.UserID `json:"users,omitempty"`
	// Members are those whose standing changed: nothing of it is to be remembered.
	Members []lamplight.UserID `json:"members,omitempty"`
	// Of a pinned topic: which one, and whether it is.
	Number int64 `json:"number,omitempty"`
	Flag   bool  `json:"flag,omitempty"`
}

// owe has devices told of a change once the transaction commits: before Write returns, or whenever the server runs again.
func (s *Service) owe(tx store.Tx, c changed) error {
	c.Key = rand.Text()[:16]
	return tx.Enqueue(store.Job{Kind: changedJob, Args: c, Wait: true})
}

// boxesAtOnce is how many boxes one group writes to.
const boxesAtOnce = 64

// runChanged tells devices.
func (s *Service) runChanged(ctx context.Context, raw json.RawMessage) error {
	var c changed
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	s.cache.forgetChat(c.Chat)
	s.cache.forget(c.Chat, c.Members...)
	targets, err := s.toldOf(ctx, c)
	if err != nil {
		return err
	}
	n := 0
	for some := range slices.Chunk(targets, boxesAtOnce) {
		n++
		g := boxes.Group{Key: fmt.Sprintf("chat %s %d", c.Key, n), KeyBox: some[0], Now: s.now(), Origin: c.Origin}
		for _, box := range some {
			g.Ops = append(g.Ops, boxes.Note{Box: box, Event: lamplight.Event{
				Kind: c.Kind, Peer: c.Chat, Date: s.now(), Origin: c.Origin, Number: c.Number, Flag: c.Flag,
			}})
		}
		res, err := s.boxes.Apply(ctx, g)
		if err != nil {
			return fmt.Errorf("tell of %v: %w", c.Chat, err)
		}
		if res.Repeated {
			continue
		}
		for _, e := range res.Events {
			if err := s.bus.Tell(ctx, bus.Hint{Box: e.Box, PTS: e.PTS, Seq: e.Seq, Events: []lamplight.Event{e}}); err != nil {
				s.log.Warn("hint not sent; the sweep will find it", "err", err)
			}
		}
	}
	return nil
}

// toldOf returns the boxes of those who are to be told, always in the same order.
func (s *Service) toldOf(ctx context.Context, c changed) (out []lamplight.BoxID, err error) {
	users := c.Users
	if len(users) == 0 {
		if channel := c.Chat.Channel(); channel != 0 {
			return []lamplight.BoxID{lamplight.ChannelBox(channel)}, nil
		}
		err = s.store.Read(ctx, func(tx store.Tx) error {
			ms, err := tx.MembersOf(c.Chat, store.MemberQuery{Filter: store.MembersByID, Limit: s.limits.Group})
			users = nil
			for _, m := range ms {
				users = append(users, m.User)
			}
			return err
		})
	}
	for _, u := range users {
		out = append(out, lamplight.AccountBox(u))
	}
	return out, err
}

// A turn is a change of a chat's settings.
type turn struct {
	caller Caller
	peer   lamplight.Peer
	right  lamplight.AdminRights // that the caller needs
	owner  bool                  // only the owner may
	kind   ActKind               // in the log of administrators; 0: not logged
	// change changes the row. It may read and write others.
	change func(tx store.Tx, st *stood) error
	same   *lamplight.Error // what is answered if nothing changed; nil: CHAT_NOT_MODIFIED
}

// alter changes a chat's settings and tells of it.
func (s *Service) alter(ctx context.Context, t turn) (Result, error) {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.led(tx, t.caller.User, t.peer, t.right)
		if err != nil {
			return err
		}
		if t.owner && !st.owns() {
			return ErrAdminRequired
		}
		before := st.chat
		if err := t.change(tx, &st); err != nil {
			return err
		}
		if reflect.DeepEqual(before, st.chat) {
			if t.same != nil {
				return t.same
			}
			return ErrNotModified
		}
		if err := tx.UpdateChat(st.chat); err != nil {
			return err
		}
		if t.kind != 0 {
			if err := s.did(tx, Act{Kind: t.kind, Chat: t.peer, By: t.caller.User, Before: &before, After: &st.chat}); err != nil {
				return err
			}
		}
		return s.owe(tx, changed{Chat: t.peer, Kind: lamplight.EventChat, Origin: t.caller.Origin})
	})
	if err != nil {
		return Result{}, err
	}
	return s.anew(t.peer), nil
}

// anew is what the calling device is told of a chat that changed: to read it anew.
func (s *Service) anew(peer lamplight.Peer) Result {
	return Result{Chat: peer, Events: []lamplight.Event{{Kind: lamplight.EventChat, Peer: peer, Date: s.now()}}}
}
