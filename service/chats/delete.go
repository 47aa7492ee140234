package chats

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// razedJob removes what is left of a chat that was deleted, or that somebody was taken out of: it is queued with that.
const razedJob = "chats.razed"

type razed struct {
	Chat  lamplight.Peer     `json:"chat"`
	Users []lamplight.UserID `json:"users,omitempty"` // of a basic group: whose boxes have it
}

// Delete removes a chat for everybody. Only the owner may: CHAT_ADMIN_REQUIRED. CHANNEL_TOO_LARGE for a supergroup or channel
// with more than Limits.Deletable members.
//
// https://core.telegram.org/method/channels.deleteChannel
func (s *Service) Delete(ctx context.Context, c Caller, peer lamplight.Peer) (Result, error) {
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.led(tx, c.User, peer, 0)
		if err != nil {
			return err
		}
		o.peer, o.chat = peer, true
		switch {
		case !st.owns():
			return ErrAdminRequired
		case st.chat.Members > s.limits.Deletable:
			return ErrTooBig
		}
		users, err := s.groupMembers(tx, peer)
		if err != nil {
			return err
		}
		if err := s.bury(tx, st.chat, users); err != nil {
			return err
		}
		o.users = users
		o.say = &said{Notes: users, Also: users}
		return tx.Enqueue(store.Job{Kind: razedJob, Args: razed{peer, users}})
	})
	if err != nil {
		return r, fmt.Errorf("%d deletes %v: %w", c.User, peer, err)
	}
	return r, nil
}

// bury marks a chat as gone, with nobody in it and no name.
func (s *Service) bury(tx store.Tx, chat store.Chat, users []lamplight.UserID) error {
	for _, u := range users {
		m, err := tx.Member(chat.Peer, u)
		if err != nil {
			return err
		}
		m.Standing, m.Rights, m.Rank = store.StandingLeft, 0, ""
		if err := tx.PutMember(m); err != nil {
			return err
		}
	}
	if chat.Linked != 0 {
		other, err := tx.Chat(lamplight.ChannelPeer(chat.Linked))
		if err == nil && other.Linked == chat.Peer.Channel() {
			other.Linked = 0
			err = tx.UpdateChat(other)
		}
		if err != nil && err != store.ErrNotFound {
			return err
		}
	}
	if err := tx.SetUsername(chat.Peer, ""); err != nil {
		return err
	}
	if err := tx.SetTitleWords(chat.Peer, nil); err != nil {
		return err
	}
	if err := tx.DeleteInvitesTo(chat.Peer); err != nil {
		return err
	}
	if err := tx.DeleteJoinRequestsTo(chat.Peer); err != nil {
		return err
	}
	chat.Gone, chat.Linked, chat.About = s.now(), 0, ""
	chat.Version++
	return tx.UpdateChat(chat)
}

// runRazed removes what was said in a chat that was deleted.
func (s *Service) runRazed(ctx context.Context, raw json.RawMessage) error {
	var a razed
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	if channel := a.Chat.Channel(); channel != 0 {
		if err := s.boxes.Erase(ctx, lamplight.ChannelBox(channel)); err != nil {
			return fmt.Errorf("box of %v: %w", a.Chat, err)
		}
		return s.store.Write(ctx, func(tx store.Tx) error {
			return errors.Join(tx.DeleteLogOf(channel), tx.DeleteTopicsOf(channel))
		})
	}
	for _, u := range a.Users {
		for more := true; more; {
			res, err := s.boxes.Apply(ctx, boxes.Group{Now: s.now(), Ops: []boxes.Op{
				boxes.Clear{Box: lamplight.AccountBox(u), Peer: a.Chat, Limit: s.limits.KickedHistory},
			}})
			if err != nil {
				return fmt.Errorf("what %d has of %v: %w", u, a.Chat, err)
			}
			s.tell(ctx, res.Events)
			more = res.Remaining > 0
		}
	}
	return nil
}
