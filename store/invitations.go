package store

import "time"

// An Invitation lets a phone number sign up where sign-up is not open to all.
type Invitation struct {
	Phone   string // digits only
	Note    string // the operator's own
	Email   string // where codes for this phone go by e-mail; "" if nowhere
	Created time.Time
}

// Invitations are the phones that may sign up.
type Invitations interface {
	Invitation(phone string) (Invitation, error)
	// PutInvitation adds an invitation or writes one anew.
	PutInvitation(i Invitation) error
	DeleteInvitation(phone string) error
	// ListInvitations returns invitations with phones after the given one, in order, at most limit.
	ListInvitations(after string, limit int) ([]Invitation, error)
}
