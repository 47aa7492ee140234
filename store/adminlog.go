package store

import (
	"time"

	"lamplight"
)

// A LogEntry is what somebody did in a supergroup or channel that its administrators may look up
// (https://core.telegram.org/api/recent-actions).
type LogEntry struct {
	Chat lamplight.ChannelID
	ID   int64 // given by the store; what comes later has a greater one
	At   time.Time
	By   lamplight.UserID
	Kind int    // a number of its service
	Body []byte // what its service makes of it, at most MaxLogBody bytes; sealed
}

// MaxLogBody is the largest Body of a LogEntry, in bytes.
const MaxLogBody = 128 << 10

// A LogQuery asks for entries of one chat. All that is set has to hold.
type LogQuery struct {
	Chat  lamplight.ChannelID
	Kinds []int              // one of these; none: of any kind
	By    []lamplight.UserID // by one of these; none: by anybody
	// MinID and MaxID bound the ids, both exclusive; 0: none.
	MinID, MaxID int64
	Limit        int
}

// AdminLog is what administrators may look up.
type AdminLog interface {
	// AddLog adds an entry, of which ID is passed over, and returns the id that it was given.
	AddLog(e LogEntry) (int64, error)
	// Log returns the entries that a query finds, newest first.
	Log(q LogQuery) ([]LogEntry, error)
	// DeleteLogBefore removes at most limit entries from before t and returns how many it removed.
	DeleteLogBefore(t time.Time, limit int) (int, error)
	// DeleteLogOf removes the log of a chat.
	DeleteLogOf(chat lamplight.ChannelID) error
}
