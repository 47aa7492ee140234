package boxes

import "time"

// Limits bound what a Log keeps and what one call may ask for. The zero value of a field means its default.
type Limits struct {
	// Events is how many positions (pts) of a box its events reach back. Who is further behind is told ErrTooOld and
	// starts anew from the dialogs. Default 100,000.
	Events int
	// Notes is how many of its events without pts a box keeps. Default 1,000.
	Notes int
	// RememberKeys is how long the key of a group is remembered, at the least; at most it is twice as long. Default 72
	// hours.
	RememberKeys time.Duration
	// ReadTimes is how long it is remembered when the other side read a message, at the least. Default 7 days.
	ReadTimes time.Duration
	// Quota is how many bytes a box may hold, as SizeOf counts them. Who is at it can read, mark, delete and shorten, but
	// nothing comes in. Default 0: no quota.
	Quota int64
	// Trim is how many rows beyond these limits one group may clear away on its own account. Default 64.
	Trim int
	// Ops is how many operations one group may hold. Default 2,000.
	Ops int
	// Page is how many messages, dialogs or events one read returns at most. Default 1,000.
	Page int
	// Skip is how far AddOffset of a HistoryQuery may reach, in messages, either way. Default 100,000.
	Skip int
	// Count is where counting by scan ends: OffsetIDOffset, and Remaining of a narrowed Clear. Default 1,000.
	Count int
}

// WithDefaults returns l with every field that is not set at its default.
func (l Limits) WithDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Events, 100_000)
	def(&l.Notes, 1_000)
	def(&l.Trim, 64)
	def(&l.Ops, 2_000)
	def(&l.Page, 1_000)
	def(&l.Skip, 100_000)
	def(&l.Count, 1_000)
	if l.ReadTimes <= 0 {
		l.ReadTimes = 7 * 24 * time.Hour
	}
	if l.RememberKeys <= 0 {
		l.RememberKeys = 72 * time.Hour
	}
	return l
}

// The bounds of what a caller may write, in bytes and in ids.
const (
	MaxKeySize = 32        // bytes of Group.Key
	maxInt32   = 1<<31 - 1 // the last message id and the last pts
)
