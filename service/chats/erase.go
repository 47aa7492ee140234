package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// erasedAtOnce is how many memberships of a deleted account one transaction removes.
const erasedAtOnce = 100

// EraseUser takes an account that is being deleted out of every group and channel, and forgets what it was there. What it owned
// has no owner any more: the administrators keep their rights, and nobody is given more than somebody chose to give them.
// Chats in which nobody is left are removed. It may be called twice.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	for more := true; more; {
		var gone []lamplight.Peer
		err := s.store.Write(ctx, func(tx store.Tx) error {
			gone = nil
			rows, err := tx.MembershipsOf(user, lamplight.Peer{}, erasedAtOnce)
			if err != nil {
				return err
			}
			more = len(rows) == erasedAtOnce
			for _, m := range rows {
				if err := s.eraseMember(tx, m); err != nil {
					return fmt.Errorf("%d in %v: %w", user, m.Chat, err)
				}
				gone = append(gone, m.Chat)
			}
			return nil
		})
		for _, p := range gone {
			s.cache.forget(p, user)
		}
		if err != nil {
			return fmt.Errorf("memberships of %d: %w", user, err)
		}
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		owned, err := tx.ChatsMadeBy(user)
		if err != nil {
			return err
		}
		for _, c := range owned {
			c.Creator = 0
			if err := tx.UpdateChat(c); err != nil {
				return err
			}
		}
		if err := tx.DeleteInviteUsesOf(user); err != nil {
			return err
		}
		return tx.DeleteJoinRequestsOf(user)
	})
}

// eraseMember removes one row, and the chat if nobody is left in it.
func (s *Service) eraseMember(tx store.Tx, m store.Member) error {
	if err := tx.DeleteMember(m.Chat, m.User); err != nil || !m.In() {
		return err
	}
	chat, err := bump(tx, m.Chat)
	if err != nil || !chat.Gone.IsZero() {
		return err
	}
	if chat.Members == 0 {
		if err := s.bury(tx, chat, nil); err != nil {
			return err
		}
		return tx.Enqueue(store.Job{Kind: razedJob, Args: razed{Chat: m.Chat}})
	}
	if m.Chat.Kind == lamplight.PeerChat {
		return s.owe(tx, changed{Chat: m.Chat, Kind: lamplight.EventMembers})
	}
	return nil
}
