package store

import (
	"time"

	"lamplight"
)

// A Withdrawal is a decision that contents and files are nobody's to see any more.
type Withdrawal struct {
	ID       int64 // from 1, rising
	Contents []lamplight.ContentID
	Files    []lamplight.FileHash
	Reason   string // a word of the one who decided, such as the id of a case; never shown to people
	Created  time.Time
	Undone   time.Time // zero: it stands
	// Removed is set once a job has taken the copies out of the boxes: from then on an undo has to put them back.
	Removed bool
}

// A Removed is a copy of a message that a withdrawal took out of a box, kept so that an undo can put it back.
type Removed struct {
	Withdrawal int64
	Box        lamplight.BoxID
	ID         lamplight.MessageID
	Body       []byte // the message, as the service writes it; sealed
}

// Withdrawals keeps what was withdrawn.
type Withdrawals interface {
	// Withdraw adds a withdrawal and returns its id. Its ID, Undone and Removed are passed over.
	Withdraw(w Withdrawal) (int64, error)
	Withdrawal(id int64) (Withdrawal, error)
	// Withdrawals returns those whose id is greater than after, by rising id, at most limit.
	Withdrawals(after int64, limit int) ([]Withdrawal, error)
	// WithdrawalRevision rises with each change of what is withdrawn.
	WithdrawalRevision() (int64, error)
	// UpdateWithdrawal changes Undone and Removed.
	UpdateWithdrawal(w Withdrawal) error
	// WithdrawnFile reports whether a withdrawal that stands names the file.
	WithdrawnFile(h lamplight.FileHash) (bool, error)
	// AddRemoved keeps copies; those that are kept already stay as they are.
	AddRemoved(rows []Removed) error
	// RemovedOf returns the copies that a withdrawal took out, those after the given place by rising box and id, at most limit.
	RemovedOf(withdrawal int64, box lamplight.BoxID, id lamplight.MessageID, limit int) ([]Removed, error)
	DeleteRemoved(withdrawal int64, box lamplight.BoxID, id lamplight.MessageID) error
	// DeleteRemovedFrom forgets the copies that were taken out of a box, as when its account is deleted.
	DeleteRemovedFrom(box lamplight.BoxID) error
}
