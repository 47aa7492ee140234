package lamplight

import "time"

// An Access is what one account is to a group or channel: what it may see of it and do in it.
type Access struct {
	Viewer UserID
	Chat   Chat // as the viewer may see it
	Member bool // the viewer is in it
	// From is the first message of the channel's box that the viewer may see; 0: all of them. Of a basic group it is 0:
	// what somebody may see of it is in their own box.
	From MessageID
	// SlowMode is how long the viewer waits between two messages; 0: not at all. Spoke is when they last wrote.
	SlowMode time.Duration
	Spoke    time.Time
	Rank     string    // the viewer's title
	Joined   time.Time // zero: the viewer never was in it
	Inviter  UserID    // who brought the viewer in; 0: nobody did
	Linked   ChannelID // a channel's discussion group, or the channel that a group discusses; 0: none
	TTL      int       // seconds after which new messages go; 0: they stay
	// Reactions are those that may be put to its messages, as the service that keeps them wrote it; nil: all.
	Reactions []byte
	// MigratedFrom is the basic group that a supergroup was; 0: none.
	MigratedFrom ChatID
}

// Leads reports whether the viewer is an administrator or the owner.
func (a *Access) Leads() bool { return a.Chat.Creator || a.Chat.Admin != 0 }

// Sees reports whether the viewer may see the message with an id of the channel's box.
func (a *Access) Sees(id MessageID) bool { return id >= a.From || a.Leads() }

// Public reports whether anybody may see it.
func (a *Access) Public() bool { return a.Chat.Username != "" || len(a.Chat.Usernames) > 0 }
