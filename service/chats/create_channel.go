package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// A NewChannel is a supergroup or channel to be made.
type NewChannel struct {
	Broadcast bool
	Forum     bool // a supergroup with topics
	Title     string
	About     string
	TTL       int // seconds; 0: messages stay
}

// newSupergroup is what members of a new supergroup may not do: its administrators name it and pin in it.
const newSupergroup = lamplight.BannedChangeInfo | lamplight.BannedPin

// CreateChannel makes a supergroup or channel, which the caller owns and is alone in. CHANNELS_TOO_MUCH if the caller is
// in too many, CHANNELS_ADMIN_PUBLIC_TOO_MUCH is for what becomes public.
//
// https://core.telegram.org/method/channels.createChannel
func (s *Service) CreateChannel(ctx context.Context, c Caller, n NewChannel) (Result, error) {
	title, err := s.title(n.Title)
	if err != nil {
		return Result{}, err
	}
	about, err := s.about(n.About)
	if err != nil {
		return Result{}, err
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		if err := s.countMade(tx, c.User); err != nil {
			return err
		}
		row := store.Chat{
			Broadcast: n.Broadcast, Forum: n.Forum && !n.Broadcast, Title: title, About: about, Creator: c.User, TTL: n.TTL,
		}
		if !n.Broadcast {
			row.Default = newSupergroup
		}
		chat, err := s.newChat(tx, lamplight.PeerChannel, row)
		if err != nil {
			return err
		}
		o.peer, o.users = chat.Peer, []lamplight.UserID{c.User}
		if _, _, err := s.enter(tx, chat, c.User, arrival{}); err != nil {
			return err
		}
		o.say = &said{Action: lamplight.ActionChannelCreate, Notes: o.users, TTL: n.TTL}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("new channel of %d: %w", c.User, err)
	}
	return r, nil
}
