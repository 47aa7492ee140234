package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/gotd/td/tg"
	"golang.org/x/sync/errgroup"
)

// signUpsAtOnce is how many accounts are made at the same time. Each costs the server a key exchange.
const signUpsAtOnce = 16

// phone returns the nth test phone, from 0 to 9,999.
func phone(n int) string { return fmt.Sprintf("999662%04d", n) }

// from returns the loopback address that the nth client connects from.
func from(n int) string { return fmt.Sprintf("127.1.%d.%d", n/250, 1+n%250) }

// An account is a signed-in client.
type account struct {
	*client
	n    int
	user int64
}

// signUp makes the nth account and signs in.
func signUp(ctx context.Context, s *served, n int) (*account, error) {
	c, err := connect(ctx, s, from(n))
	if err != nil {
		return nil, err
	}
	a := &account{client: c, n: n}
	if err := a.signUp(ctx); err != nil {
		c.close()
		return nil, fmt.Errorf("sign up %s: %w", phone(n), err)
	}
	return a, nil
}

func (a *account) signUp(ctx context.Context) error {
	var sent tg.AuthSentCodeBox
	err := a.call(ctx, hello(&tg.AuthSendCodeRequest{PhoneNumber: phone(a.n), APIID: 1, APIHash: "bench"}), &sent)
	if err != nil {
		return err
	}
	code, ok := sent.SentCode.(*tg.AuthSentCode)
	if !ok {
		return fmt.Errorf("auth.sendCode gave %T", sent.SentCode)
	}
	in := &tg.AuthSignInRequest{PhoneNumber: phone(a.n), PhoneCodeHash: code.PhoneCodeHash}
	in.SetPhoneCode(strings.Repeat("2", 5))
	var done tg.AuthAuthorizationBox
	if err := a.call(ctx, in, &done); err != nil {
		return err
	}
	if _, ok := done.Authorization.(*tg.AuthAuthorizationSignUpRequired); ok {
		up := &tg.AuthSignUpRequest{PhoneNumber: phone(a.n), PhoneCodeHash: code.PhoneCodeHash, FirstName: fmt.Sprintf("Bench %d", a.n)}
		if err := a.call(ctx, up, &done); err != nil {
			return err
		}
	}
	authorization, ok := done.Authorization.(*tg.AuthAuthorization)
	if !ok {
		return fmt.Errorf("sign-in gave %T", done.Authorization)
	}
	a.user = authorization.User.GetID()
	return nil
}

// secret returns what the account needs to come back.
func (a *account) secret() secret {
	a.mu.Lock()
	defer a.mu.Unlock()
	return secret{key: a.out.key, salt: a.salt, user: a.user}
}

// comeBack connects the nth account anew and asks for the state, as a client does at its start.
func comeBack(ctx context.Context, s *served, n int, known secret) (*account, error) {
	c, err := resume(ctx, s, from(n), known)
	if err != nil {
		return nil, err
	}
	if err := c.call(ctx, hello(&tg.UpdatesGetStateRequest{}), &tg.UpdatesState{}); err != nil {
		c.close()
		return nil, fmt.Errorf("%s comes back: %w", phone(n), err)
	}
	return &account{client: c, n: n, user: known.user}, nil
}

// state asks for the account's state of updates.
func (a *account) state(ctx context.Context) (tg.UpdatesState, error) {
	var s tg.UpdatesState
	err := a.call(ctx, &tg.UpdatesGetStateRequest{}, &s)
	return s, err
}

// find puts another account into the address book and returns how it is named.
func (a *account) find(ctx context.Context, other *account) (*tg.InputPeerUser, error) {
	var found tg.ContactsImportedContacts
	err := a.call(ctx, &tg.ContactsImportContactsRequest{Contacts: []tg.InputPhoneContact{
		{ClientID: 1, Phone: phone(other.n), FirstName: fmt.Sprintf("Bench %d", other.n)},
	}}, &found)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", phone(other.n), err)
	}
	for _, u := range found.Users {
		if user, ok := u.(*tg.User); ok && user.ID == other.user {
			return user.AsInputPeer(), nil
		}
	}
	return nil, fmt.Errorf("%s was not found by %s", phone(other.n), phone(a.n))
}

// all calls f for each number from 0 to n-1, some at the same time, and returns what it returns, in order. Where one fails,
// what the others returned is closed.
func all(ctx context.Context, n int, f func(ctx context.Context, i int) (*account, error)) ([]*account, error) {
	made := make([]*account, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(signUpsAtOnce)
	for i := range n {
		g.Go(func() (err error) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			made[i], err = f(ctx, i)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		closeAll(made)
		return nil, err
	}
	return made, nil
}

func closeAll(as []*account) {
	for _, a := range as {
		if a != nil {
			a.close()
		}
	}
}
