package lamplight

import "time"

// A PresenceKind is how exactly somebody's presence is shown.
type PresenceKind uint8

// The kinds of presence, exact ones first. The vague ones stand for a time that the viewer may not see.
const (
	PresenceNone    PresenceKind = iota // never seen, or hidden wholly
	PresenceOnline                      // At: until when
	PresenceOffline                     // At: since when
	PresenceRecently
	PresenceLastWeek
	PresenceLastMonth
)

// Presence is when somebody was last seen, as a viewer may know it.
type Presence struct {
	Kind PresenceKind `cbor:"1,keyasint"`
	At   time.Time    `cbor:"2,keyasint,omitempty"`
	// ByMe is set where the viewer's own privacy rules are what hides the exact time.
	ByMe bool `cbor:"3,keyasint,omitempty"`
}

// A Person is an account as one viewer may see it.
type Person struct {
	ID          UserID
	Self        bool
	Contact     bool
	Mutual      bool
	CloseFriend bool
	Deleted     bool
	Bot         bool
	Verified    bool
	Scam        bool
	Fake        bool
	Support     bool
	Restricted  []Restriction
	FirstName   string // the viewer's own name for a contact
	LastName    string
	Username    string   // "" if none
	Usernames   []string // further active ones
	Phone       string   // digits only; "" where the viewer may not see it
	Presence    Presence
	Photo       *Photo // nil: none, or none that the viewer may see
	// RequirePremium and the like are for later issues: a field that does not exist cannot be shown wrongly.
}

// A Restriction says where and why somebody or something is not shown.
type Restriction struct {
	Platform, Reason, Text string
}
