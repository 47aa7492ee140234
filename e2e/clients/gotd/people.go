package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gotd/td/tg"
)

func (c *client) resolve(ctx context.Context, r *request) (result, error) {
	found, err := c.tg.API().ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: r.Username})
	if err != nil {
		return nil, err
	}
	for _, u := range found.Users {
		if user, ok := u.(*tg.User); ok {
			c.mu.Lock()
			c.known[r.Username] = user
			c.mu.Unlock()
			return result{"id": user.ID}, nil
		}
	}
	return nil, errors.New("resolveUsername gave no user")
}

// person is who has a username.
func (c *client) person(ctx context.Context, username string) (*tg.User, error) {
	c.mu.Lock()
	known, ok := c.known[username]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	if _, err := c.resolve(ctx, &request{Username: username}); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[username], nil
}

func (c *client) peersOf(ctx context.Context, usernames []string) ([]tg.InputPeerClass, error) {
	list := []tg.InputPeerClass{}
	for _, name := range usernames {
		p, err := c.peer(ctx, name)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func (c *client) online(ctx context.Context, r *request) (result, error) {
	_, err := c.tg.API().AccountUpdateStatus(ctx, !r.Online)
	return nil, err
}

func (c *client) status(ctx context.Context, r *request) (result, error) {
	user, err := c.person(ctx, r.Username)
	if err != nil {
		return nil, err
	}
	found, err := c.tg.API().UsersGetUsers(ctx, []tg.InputUserClass{user.AsInput()})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("getUsers gave %d users", len(found))
	}
	now, ok := found[0].(*tg.User)
	if !ok {
		return nil, fmt.Errorf("getUsers gave %T", found[0])
	}
	switch s := now.Status.(type) {
	case *tg.UserStatusOnline:
		return result{"online": true}, nil
	case *tg.UserStatusOffline:
		return result{"online": false, "wasOnline": s.WasOnline}, nil
	}
	return result{"online": false}, nil
}

func (c *client) block(ctx context.Context, r *request) (result, error) {
	user, err := c.person(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if r.Blocked {
		return nil, c.people.User(user).Block(ctx)
	}
	return nil, c.people.User(user).Unblock(ctx)
}

func (c *client) addContact(ctx context.Context, r *request) (result, error) {
	user, err := c.person(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ContactsAddContact(ctx, &tg.ContactsAddContactRequest{ID: user.AsInput(), FirstName: r.First})
	return nil, err
}

func (c *client) importContact(ctx context.Context, r *request) (result, error) {
	done, err := c.tg.API().ContactsImportContacts(ctx, []tg.InputPhoneContact{
		{ClientID: 1, Phone: r.Phone, FirstName: r.First},
	})
	if err != nil {
		return nil, err
	}
	for _, imported := range done.Imported {
		return result{"id": imported.UserID}, nil
	}
	return result{"id": 0}, nil
}
