package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// A Client gives commands to the server behind a socket. It implements Operator.
type Client struct{ http *http.Client }

// commandTime is how long a command may take.
const commandTime = 2 * time.Minute

// NewClient returns a client of the socket at path.
func NewClient(path string) *Client {
	return &Client{http: &http.Client{
		Timeout: commandTime,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, path) },
		},
	}}
}

var _ Operator = (*Client)(nil)

// do gives one command.
func do[T any](ctx context.Context, c *Client, command string, args call) (T, error) {
	var out T
	body, err := json.Marshal(args)
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://admin/v1/"+command, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return out, fmt.Errorf("ask the running server: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		var f failure
		if err := json.NewDecoder(res.Body).Decode(&f); err != nil || f.Error == "" {
			return out, fmt.Errorf("the running server answers %s", res.Status)
		}
		return out, errors.New(f.Error)
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("answer of the running server: %w", err)
	}
	return out, nil
}

// Users implements Operator.
func (c *Client) Users(ctx context.Context, after int64, limit int) ([]User, error) {
	return do[[]User](ctx, c, "users", call{After: after, Limit: limit})
}

// User implements Operator.
func (c *Client) User(ctx context.Context, who string) (User, error) {
	return do[User](ctx, c, "user", call{Who: who})
}

// Invite implements Operator.
func (c *Client) Invite(ctx context.Context, i Invitation) (Invitation, error) {
	return do[Invitation](ctx, c, "invite", call{Invitation: i})
}

// Uninvite implements Operator.
func (c *Client) Uninvite(ctx context.Context, phone string) error {
	_, err := do[any](ctx, c, "uninvite", call{Who: phone})
	return err
}

// Invitations implements Operator.
func (c *Client) Invitations(ctx context.Context, after string, limit int) ([]Invitation, error) {
	return do[[]Invitation](ctx, c, "invitations", call{AfterPhone: after, Limit: limit})
}

// Freeze implements Operator.
func (c *Client) Freeze(ctx context.Context, who, reason string, until time.Time) (User, error) {
	return do[User](ctx, c, "freeze", call{Who: who, Reason: reason, Until: until})
}

// Thaw implements Operator.
func (c *Client) Thaw(ctx context.Context, who string) (User, error) {
	return do[User](ctx, c, "thaw", call{Who: who})
}

// Delete implements Operator.
func (c *Client) Delete(ctx context.Context, who string) (User, error) {
	return do[User](ctx, c, "delete", call{Who: who})
}
