package store

import (
	"time"

	"lamplight"
)

// A Contact is an entry of somebody's address book. User is 0 while nobody with that phone is here: then it is what is
// looked at when somebody joins.
type Contact struct {
	Owner     lamplight.UserID
	User      lamplight.UserID
	Phone     string // digits only; "" if the owner added a person without knowing it
	FirstName string
	LastName  string
	Note      string
	Close     bool // a close friend
	Added     time.Time
}

// MaxContacts is how many entries an address book has at most.
const MaxContacts = 10_000

// Contacts are the address books.
type Contacts interface {
	// ContactsOf returns an address book's entries with a person, by person.
	ContactsOf(owner lamplight.UserID) ([]Contact, error)
	// Contact returns one; ErrNotFound if there is none.
	Contact(owner, user lamplight.UserID) (Contact, error)
	// ContactsAmong returns those of owner's entries whose person is one of users, in no order.
	ContactsAmong(owner lamplight.UserID, users []lamplight.UserID) ([]Contact, error)
	// OwnersAmong returns which of owners have the person in their address book, and as a close friend or not, in no order.
	OwnersAmong(user lamplight.UserID, owners []lamplight.UserID) ([]Contact, error)
	// SavedOf returns the entries with a phone that nobody here has, by phone.
	SavedOf(owner lamplight.UserID) ([]Contact, error)
	// OwnersWith returns who has the person in their address book.
	OwnersWith(user lamplight.UserID) ([]lamplight.UserID, error)
	// SavedWith returns the entries with a phone that nobody here had.
	SavedWith(phone string) ([]Contact, error)
	// PutContact adds or replaces an entry, by its person, or by its phone if it has none.
	PutContact(c Contact) error
	DeleteContact(owner, user lamplight.UserID) error
	// DeleteSaved removes an entry with a phone that nobody here has.
	DeleteSaved(owner lamplight.UserID, phone string) error
	// DeleteSavedOf removes all entries with phones that nobody here has.
	DeleteSavedOf(owner lamplight.UserID) error
	// DeleteContactsOf removes an address book, and the person from those of others.
	DeleteContactsOf(user lamplight.UserID) error
	CountContacts(owner lamplight.UserID) (int, error)
}
