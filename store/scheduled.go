package store

import (
	"time"

	"lamplight"
)

// A Scheduled is a message that waits to be sent.
type Scheduled struct {
	Owner  lamplight.UserID
	ID     lamplight.MessageID // among the owner's; 1 to MaxScheduledID
	Peer   lamplight.Peer      // to whom
	Due    time.Time           // whole seconds; WhenOnline: when the other one comes online
	Random int64               // chosen by the client; of one owner's, each is there once
	// Taken is since when it is being sent; zero: it is not. What is taken is no longer its owner's to see or to change.
	Taken time.Time
	// Body is what is sent, as the service writes it; sealed. Where many owners' messages are read at once, it is nil if
	// it cannot be opened any more: one damaged row keeps nobody else's from being sent.
	Body []byte
}

// MaxScheduledID is the largest id of a message that waits. TDLib takes none above it.
const MaxScheduledID = 1<<18 - 1

// WhenOnline is the time that stands for "when the other one comes online", as clients know it (0x7ffffffe).
var WhenOnline = time.Unix(0x7ffffffe, 0).UTC()

// Schedule keeps the messages that wait to be sent.
type Schedule interface {
	// AddScheduled adds a message under the owner's next free id, which it returns; its ID is passed over. ErrTaken if the
	// owner's Random is there.
	AddScheduled(s Scheduled) (lamplight.MessageID, error)
	// Scheduled returns one message, taken or not.
	Scheduled(owner lamplight.UserID, id lamplight.MessageID) (Scheduled, error)
	// ScheduledAs returns the message that a client gave a random number.
	ScheduledAs(owner lamplight.UserID, random int64) (Scheduled, error)
	// ScheduledTo returns what waits for one peer and is not taken, the last one due first.
	ScheduledTo(owner lamplight.UserID, peer lamplight.Peer) ([]Scheduled, error)
	// CountScheduled returns how many wait for one peer, and for all together.
	CountScheduled(owner lamplight.UserID, peer lamplight.Peer) (here, all int, err error)
	// UpdateScheduled changes Due, Taken and, unless it is nil, Body.
	UpdateScheduled(s Scheduled) error
	// DueScheduled returns what is due and was not taken after the given time, in the order of Due, of at most limit.
	DueScheduled(now, taken time.Time, limit int) ([]Scheduled, error)
	// NextScheduled returns the first Due of what is not taken. ErrNotFound if nothing waits.
	NextScheduled() (time.Time, error)
	// ScheduledForOnline returns what waits for a peer to come online, and is not taken, of at most limit.
	ScheduledForOnline(peer lamplight.Peer, limit int) ([]Scheduled, error)
	DeleteScheduled(owner lamplight.UserID, id lamplight.MessageID) error
	// DeleteScheduledOf forgets what a deleted account wanted to send, and what others wanted to send to it.
	DeleteScheduledOf(user lamplight.UserID) error
}
