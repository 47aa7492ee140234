package admin

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lamplight"
)

// memory is an Operator over one account.
type memory struct {
	user    User
	invited []Invitation
}

var errNobody = &lamplight.Error{Kind: lamplight.NotFound, Code: "USER_NOT_FOUND"}

func (m *memory) find(who string) (User, error) {
	if who != m.user.Phone {
		return User{}, errNobody
	}
	return m.user, nil
}
func (m *memory) Users(context.Context, int64, int) ([]User, error) { return []User{m.user}, nil }
func (m *memory) User(_ context.Context, who string) (User, error)  { return m.find(who) }
func (m *memory) Uninvite(context.Context, string) error            { m.invited = nil; return nil }
func (m *memory) Thaw(_ context.Context, who string) (User, error) {
	m.user.FrozenFor = ""
	return m.find(who)
}
func (m *memory) Delete(_ context.Context, who string) (User, error) { return m.find(who) }
func (m *memory) Invite(_ context.Context, i Invitation) (Invitation, error) {
	m.invited = append(m.invited, i)
	return i, nil
}
func (m *memory) Invitations(context.Context, string, int) ([]Invitation, error) {
	return m.invited, nil
}
func (m *memory) Freeze(_ context.Context, who, reason string, until time.Time) (User, error) {
	m.user.FrozenFor, m.user.FrozenUntil = reason, until
	return m.find(who)
}

func TestCommandsThroughTheSocket(t *testing.T) {
	for name, dir := range map[string]string{
		"short path": t.TempDir(),
		"long path":  filepath.Join(t.TempDir(), strings.Repeat("deep/", 30)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "admin.sock")
			m := &memory{user: User{ID: 7, Phone: "491", FirstName: "Ann", Created: time.Unix(9, 0).UTC(), Devices: []Device{{Model: "Phone"}}}}
			// A socket that a dead server left must not be in the way.
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			l, err := Listen(path)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("socket: %v, %v, want mode 0600", info, err)
			}
			s := NewServer(l, path, m, slog.New(slog.DiscardHandler))
			served := make(chan error, 1)
			go func() { served <- s.Serve() }()
			talk(t, NewClient(path), m)
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
			if err := <-served; err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(path); !os.IsNotExist(err) {
				t.Errorf("the socket is still there: %v", err)
			}
			if _, err := NewClient(path).User(t.Context(), "491"); err == nil {
				t.Error("a closed server answers")
			}
		})
	}
}

func talk(t *testing.T, c *Client, m *memory) {
	ctx := t.Context()
	if got, err := c.Users(ctx, 0, 10); err != nil || !reflect.DeepEqual(got, []User{m.user}) {
		t.Errorf("users = %+v, %v", got, err)
	}
	if got, err := c.User(ctx, "491"); err != nil || !reflect.DeepEqual(got, m.user) {
		t.Errorf("user = %+v, %v", got, err)
	}
	if _, err := c.User(ctx, "999"); err == nil || !strings.Contains(err.Error(), "USER_NOT_FOUND") {
		t.Errorf("nobody: %v", err)
	}
	i := Invitation{Phone: "492", Email: "b@example.org", Note: "Ben"}
	if got, err := c.Invite(ctx, i); err != nil || got != i {
		t.Errorf("invite = %+v, %v", got, err)
	}
	if got, err := c.Invitations(ctx, "", 10); err != nil || len(got) != 1 {
		t.Errorf("invitations = %+v, %v", got, err)
	}
	if err := c.Uninvite(ctx, "492"); err != nil || m.invited != nil {
		t.Errorf("uninvite: %v", err)
	}
	until := time.Unix(99, 0).UTC()
	if got, err := c.Freeze(ctx, "491", "spam", until); err != nil || got.FrozenFor != "spam" || !got.FrozenUntil.Equal(until) {
		t.Errorf("freeze = %+v, %v", got, err)
	}
	if got, err := c.Thaw(ctx, "491"); err != nil || got.FrozenFor != "" {
		t.Errorf("thaw = %+v, %v", got, err)
	}
	if got, err := c.Delete(ctx, "491"); err != nil || got.ID != 7 {
		t.Errorf("delete = %+v, %v", got, err)
	}
}

// TestProfiles fetches a heap profile through the socket, as an operator does who wants to know where memory goes.
func TestProfiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "admin.sock")
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(l, path, &memory{}, slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- s.Serve() }()
	c := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	res, err := c.Get("http://operator/debug/pprof/heap")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	head := make([]byte, 2)
	if _, err := io.ReadFull(res.Body, head); err != nil || res.StatusCode != http.StatusOK || string(head) != "\x1f\x8b" {
		t.Errorf("status %d, begins %x, %v; want a profile, which is packed by gzip", res.StatusCode, head, err)
	}
	if err := errors.Join(s.Close(t.Context()), <-served); err != nil {
		t.Error(err)
	}
}
