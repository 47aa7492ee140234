package store

import (
	"time"

	"lamplight"
)

// A User is an account. A deleted one keeps its row, blank, so that its id is never given to anybody else.
type User struct {
	ID        lamplight.UserID
	Phone     string // digits only, unique; "" if deleted
	FirstName string
	LastName  string
	About     string
	Created   time.Time
	Deleted   time.Time // zero: not deleted
	// Frozen is since when the account may do nothing but read and appeal; zero: not frozen. FrozenUntil zero: for good.
	Frozen      time.Time
	FrozenUntil time.Time
	FrozenFor   string    // the reason, as the person may read it
	LastSeen    time.Time // zero: never
	TTLDays     int       // the account is deleted after so many days unseen; 30 to 730
	DeleteAfter time.Time // when a deletion asked for without the password takes effect; zero: none
}

// Users are the accounts.
type Users interface {
	User(id lamplight.UserID) (User, error)
	// UsersByID returns the accounts that exist (deleted ones too), in no order.
	UsersByID(ids []lamplight.UserID) ([]User, error)
	UserByPhone(phone string) (User, error)
	// AddUser adds an account. ErrTaken if its id or phone is.
	AddUser(u User) error
	// UpdateUser writes everything but ID and Created. ErrTaken if the phone is.
	UpdateUser(u User) error
	// SetLastSeen moves LastSeen forwards.
	SetLastSeen(id lamplight.UserID, t time.Time) error
	// ListUsers returns accounts that are not deleted with ids above after, in order, at most limit.
	ListUsers(after lamplight.UserID, limit int) ([]User, error)
	// CountUsers counts accounts that are not deleted.
	CountUsers() (int, error)
	// UsersToDelete returns at most limit accounts that were unseen for longer than their TTL at t, or whose DeleteAfter has
	// come.
	UsersToDelete(t time.Time, limit int) ([]lamplight.UserID, error)
}
