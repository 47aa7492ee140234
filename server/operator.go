package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/config"
	"lamplight/edge/admin"
	"lamplight/service/accounts"
	"lamplight/store"
)

// Operator returns the operator's door to the server of a configuration: the running one's, or, if none runs, the stores
// themselves. done gives back what was opened.
func Operator(ctx context.Context, c config.Serve) (o admin.Operator, done func() error, err error) {
	path := filepath.Join(c.Data, socketFile)
	if _, err := os.Stat(c.Data); err != nil {
		return nil, nil, fmt.Errorf("data folder: %w; give the server's with --data", err)
	}
	client := admin.NewClient(path)
	_, err = client.Users(ctx, 0, 1)
	if err == nil {
		return client, func() error { return nil }, nil
	}
	if !errors.Is(err, os.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
		var refused *net.OpError
		if errors.As(err, &refused) && errors.Is(err, os.ErrPermission) {
			return nil, nil, fmt.Errorf("%s: %w; run this as the user who runs the server", path, err)
		}
		return nil, nil, err
	}
	return openOperator(ctx, c)
}

// openOperator opens the stores for a command while no server runs.
func openOperator(ctx context.Context, c config.Serve) (admin.Operator, func() error, error) {
	unlock, err := lock(c.Data)
	if errors.Is(err, errInUse) {
		return nil, nil, fmt.Errorf("%w, but it does not answer yet: try again in a moment", err)
	}
	if err != nil {
		return nil, nil, err
	}
	c.SignUp = string(accounts.SignUpClosed) // a command signs nobody up
	h, err := build(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		unlock()
		return nil, nil, err
	}
	if err := h.store.Jobs().Start(context.WithoutCancel(ctx)); err != nil {
		unlock()
		return nil, nil, errors.Join(err, h.close(ctx))
	}
	done := func() error {
		defer unlock()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
		defer cancel()
		return errors.Join(late(h.store.Jobs().Stop(ending)), h.close(ending))
	}
	return operator{h.accounts, h.boxes}, done, nil
}

// operator is the operator's door to the accounts of this process.
type operator struct {
	accounts *accounts.Service
	boxes    boxes.Log
}

var _ admin.Operator = operator{}

func (o operator) Users(ctx context.Context, after int64, limit int) ([]admin.User, error) {
	list, err := o.accounts.List(ctx, lamplight.UserID(after), admin.Page(limit))
	out := make([]admin.User, len(list))
	for i, a := range list {
		out[i] = userOf(a)
	}
	return out, err
}

func (o operator) User(ctx context.Context, who string) (admin.User, error) {
	a, err := o.accounts.Show(ctx, who)
	if err != nil {
		return admin.User{}, err
	}
	u := userOf(a)
	// What is asked of an account can be done to it while boxes cannot be read.
	if heads, err := o.boxes.Heads(ctx, lamplight.AccountBox(a.ID)); err == nil {
		u.Storage = &admin.Storage{Messages: heads[0].Messages, Bytes: heads[0].Bytes}
	}
	return u, nil
}

func (o operator) Invite(ctx context.Context, i admin.Invitation) (admin.Invitation, error) {
	made, err := o.accounts.Invite(ctx, i.Phone, i.Email, i.Note)
	return invitationOf(made), err
}

func (o operator) Uninvite(ctx context.Context, phone string) error {
	return o.accounts.Uninvite(ctx, phone)
}

func (o operator) Invitations(ctx context.Context, after string, limit int) ([]admin.Invitation, error) {
	list, err := o.accounts.Invitations(ctx, after, admin.Page(limit))
	out := make([]admin.Invitation, len(list))
	for i, v := range list {
		out[i] = invitationOf(v)
	}
	return out, err
}

func (o operator) Freeze(ctx context.Context, who, reason string, until time.Time) (admin.User, error) {
	return o.change(ctx, who, func(id lamplight.UserID) error { return o.accounts.Freeze(ctx, id, reason, until) })
}

func (o operator) Thaw(ctx context.Context, who string) (admin.User, error) {
	return o.change(ctx, who, func(id lamplight.UserID) error { return o.accounts.Unfreeze(ctx, id) })
}

func (o operator) Delete(ctx context.Context, who string) (admin.User, error) {
	a, err := o.accounts.Show(ctx, who)
	if err != nil {
		return admin.User{}, err
	}
	return userOf(a), o.accounts.Delete(ctx, a.ID)
}

// change does something to an account and returns it as it is then.
func (o operator) change(ctx context.Context, who string, f func(lamplight.UserID) error) (admin.User, error) {
	a, err := o.accounts.Show(ctx, who)
	if err != nil {
		return admin.User{}, err
	}
	if err := f(a.ID); err != nil {
		return admin.User{}, err
	}
	return o.User(ctx, fmt.Sprint(int64(a.ID)))
}

func userOf(a accounts.Account) admin.User {
	u := admin.User{
		ID: int64(a.ID), Phone: a.Phone, FirstName: a.FirstName, LastName: a.LastName, Created: a.Created, LastSeen: a.LastSeen,
		Deleted: a.Deleted, Frozen: a.Frozen, FrozenUntil: a.FrozenUntil, FrozenFor: a.FrozenFor, Password: a.Password,
	}
	for _, d := range a.Devices {
		u.Devices = append(u.Devices, admin.Device{Model: d.Device, App: d.App, Address: d.Address, Created: d.Created, Active: d.Active})
	}
	return u
}

func invitationOf(i store.Invitation) admin.Invitation {
	return admin.Invitation{Phone: i.Phone, Email: i.Email, Note: i.Note, Created: i.Created}
}

// What a command of the operator's speaks: the door's types, under names that cmd can use.
type (
	OperatorDoor = admin.Operator
	User         = admin.User
	Invitation   = admin.Invitation
)
