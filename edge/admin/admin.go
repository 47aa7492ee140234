// Package admin is the operator's door: a Unix socket in the data folder, which only the folder's owner can open, so that
// commands work while the server runs. Server is one end and Client the other; between them goes HTTP with JSON. Both ends
// speak Operator, so a command does not know whether a server answers it.
package admin

import (
	"context"
	"time"
)

// An Operator is what somebody who runs a server can do with accounts. who is an id or a phone number.
type Operator interface {
	// Users returns accounts with ids above after, in order, at most limit (1 to MaxPage; 0: MaxPage).
	Users(ctx context.Context, after int64, limit int) ([]User, error)
	User(ctx context.Context, who string) (User, error)
	// Invite lets a phone sign up.
	Invite(ctx context.Context, i Invitation) (Invitation, error)
	// Uninvite takes an invitation back; who has signed up keeps the account.
	Uninvite(ctx context.Context, phone string) error
	// Invitations returns invitations for phones after the given one, in order, at most limit (1 to MaxPage; 0: MaxPage).
	Invitations(ctx context.Context, after string, limit int) ([]Invitation, error)
	// Freeze leaves an account nothing but to read, for a reason that its owner may read; until zero: for good.
	Freeze(ctx context.Context, who, reason string, until time.Time) (User, error)
	// Thaw takes a freeze back.
	Thaw(ctx context.Context, who string) (User, error)
	// Delete erases an account for good.
	Delete(ctx context.Context, who string) (User, error)
}

// MaxPage is the most rows in one answer.
const MaxPage = 500

// A User is an account as the operator sees it: who it is and how it is used, nothing of what it says.
type User struct {
	ID          int64     `json:"id"`
	Phone       string    `json:"phone"`
	FirstName   string    `json:"first_name"`
	LastName    string    `json:"last_name,omitempty"`
	Created     time.Time `json:"created"`
	LastSeen    time.Time `json:"last_seen,omitzero"`
	Deleted     time.Time `json:"deleted,omitzero"`
	Frozen      time.Time `json:"frozen,omitzero"`
	FrozenUntil time.Time `json:"frozen_until,omitzero"`
	FrozenFor   string    `json:"frozen_for,omitempty"`
	Password    bool      `json:"password"`
	Devices     []Device  `json:"devices,omitempty"`
	Storage     *Storage  `json:"storage,omitempty"` // of one account alone; nil where it cannot be read
}

// A Storage is what the conversations of an account hold, as the limit of its storage counts it.
type Storage struct {
	Messages int64 `json:"messages"`
	Bytes    int64 `json:"bytes"`
}

// A Device is a signed-in device.
type Device struct {
	Model   string    `json:"model"`
	App     string    `json:"app"`
	Address string    `json:"address"`
	Created time.Time `json:"created"`
	Active  time.Time `json:"active"`
}

// An Invitation lets a phone sign up where sign-up is not open to all.
type Invitation struct {
	Phone   string    `json:"phone"`
	Email   string    `json:"email,omitempty"` // where its codes go if codes are mailed
	Note    string    `json:"note,omitempty"`
	Created time.Time `json:"created,omitzero"`
}

// call is the body of a request; each command uses the fields that it needs.
type call struct {
	Who        string     `json:"who,omitempty"`
	After      int64      `json:"after,omitempty"`
	AfterPhone string     `json:"after_phone,omitempty"`
	Limit      int        `json:"limit,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Until      time.Time  `json:"until,omitzero"`
	Invitation Invitation `json:"invitation,omitzero"`
}

// failure is the body of an answer that is not 200.
type failure struct {
	Error string `json:"error"`
}
