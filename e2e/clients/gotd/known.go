package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/tg"
)

// channelMark is what the ids of supergroups and channels are taken from where one number stands for all conversations.
const channelMark = -1_000_000_000_000

// marked is a peer as one number: a person's id, that of a basic group below zero, that of a channel far below.
func marked(peer tg.PeerClass) int64 {
	switch p := peer.(type) {
	case *tg.PeerUser:
		return p.UserID
	case *tg.PeerChat:
		return -p.ChatID
	case *tg.PeerChannel:
		return channelMark - p.ChannelID
	}
	return 0
}

// meet remembers the access hashes of all that an answer or an update names, as the library leaves that to its user.
func (c *client) meet(chats []tg.ChatClass, users []tg.UserClass) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range chats {
		switch x := x.(type) {
		case *tg.Channel:
			if !x.Min {
				c.channels[x.ID] = x.AccessHash
			}
		case *tg.ChannelForbidden:
			c.channels[x.ID] = x.AccessHash
		}
	}
	for _, x := range users {
		if u, ok := x.(*tg.User); ok && !u.Min {
			c.users[u.ID] = u.AccessHash
		}
	}
}

// meeting is the library's middleware that meets whoever an answer names.
func (c *client) meeting() telegram.Middleware {
	return telegram.MiddlewareFunc(func(next tg.Invoker) telegram.InvokeFunc {
		return func(ctx context.Context, in bin.Encoder, out bin.Decoder) error {
			if err := next.Invoke(ctx, in, out); err != nil {
				return err
			}
			c.meetIn(out)
			return nil
		}
	})
}

// meetIn looks for lists of chats and people in an answer, or in the one that a box of the library holds.
func (c *client) meetIn(answer any) {
	if v := reflect.ValueOf(answer); v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct && v.Elem().NumField() == 1 &&
		v.Elem().Field(0).Kind() == reflect.Interface && !v.Elem().Field(0).IsNil() {
		answer = v.Elem().Field(0).Interface()
	}
	var chats []tg.ChatClass
	var users []tg.UserClass
	if x, ok := answer.(interface{ GetChats() []tg.ChatClass }); ok {
		chats = x.GetChats()
	}
	if x, ok := answer.(interface{ GetUsers() []tg.UserClass }); ok {
		users = x.GetUsers()
	}
	c.meet(chats, users)
}

// peer is the conversation that a command names: somebody's username, oneself, or a marked id.
func (c *client) peer(ctx context.Context, name string) (tg.InputPeerClass, error) {
	if name == "me" {
		return &tg.InputPeerSelf{}, nil
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return c.named(ctx, name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case id > 0:
		return &tg.InputPeerUser{UserID: id, AccessHash: c.users[id]}, nil
	case id > channelMark:
		return &tg.InputPeerChat{ChatID: -id}, nil
	default:
		return &tg.InputPeerChannel{ChannelID: channelMark - id, AccessHash: c.channels[channelMark-id]}, nil
	}
}

// named is who or what has a username.
func (c *client) named(ctx context.Context, username string) (tg.InputPeerClass, error) {
	c.mu.Lock()
	known, ok := c.known[username]
	c.mu.Unlock()
	if ok {
		return known.AsInputPeer(), nil
	}
	found, err := c.tg.API().ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: username})
	if err != nil {
		return nil, err
	}
	if p, ok := found.Peer.(*tg.PeerUser); ok {
		for _, u := range found.Users {
			if user, ok := u.(*tg.User); ok && user.ID == p.UserID {
				c.mu.Lock()
				c.known[username] = user
				c.mu.Unlock()
			}
		}
	}
	return c.peer(ctx, strconv.FormatInt(marked(found.Peer), 10))
}

// channel is the supergroup or channel that a command names.
func (c *client) channel(ctx context.Context, name string) (*tg.InputChannel, error) {
	p, err := c.peer(ctx, name)
	if err != nil {
		return nil, err
	}
	in, ok := p.(*tg.InputPeerChannel)
	if !ok {
		return nil, fmt.Errorf("%s is no channel", name)
	}
	return &tg.InputChannel{ChannelID: in.ChannelID, AccessHash: in.AccessHash}, nil
}

// member is a person whom a command names by username.
func (c *client) member(ctx context.Context, username string) (*tg.InputUser, error) {
	p, err := c.peer(ctx, username)
	if err != nil {
		return nil, err
	}
	switch p := p.(type) {
	case *tg.InputPeerUser:
		return &tg.InputUser{UserID: p.UserID, AccessHash: p.AccessHash}, nil
	case *tg.InputPeerSelf:
		c.mu.Lock()
		defer c.mu.Unlock()
		return &tg.InputUser{UserID: c.self.Load(), AccessHash: c.users[c.self.Load()]}, nil
	}
	return nil, errors.New(username + " is nobody")
}

func (c *client) members(ctx context.Context, usernames []string) ([]tg.InputUserClass, error) {
	var list []tg.InputUserClass
	for _, name := range usernames {
		u, err := c.member(ctx, name)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, nil
}
