package boxes

import "lamplight"

// The operations below are those of groups and channels. A channel's box (lamplight.ChannelBox) holds one conversation, with
// the channel itself as Peer; an account's box keeps of a channel only what its owner sets: the read mark, pins, drafts.

// ReadChannel moves the read mark that the owner of an account's box has in a channel, or in a thread of it, and drops the
// mark by hand of the channel. It never goes back. The channel's dialog row stays out of the list (see SetDialog). Event:
// EventReadChannel, none if it changes nothing.
type ReadChannel struct {
	Box    lamplight.BoxID // of the account
	Peer   lamplight.Peer  // the channel
	Thread lamplight.MessageID
	MaxID  lamplight.MessageID
	// Appended has it go up to the last message that an Append earlier in the same group gave to the channel's box, whatever
	// MaxID says.
	Appended bool
	Unread   int // messages left unread, as clients are told; it is not kept
}

// SetThread changes what the owner of an account's box sets in a thread of a channel, and appends Event (its zero value: no
// event) if anything changed.
type SetThread struct {
	Box    lamplight.BoxID // of the account
	Peer   lamplight.Peer  // the channel
	Thread lamplight.MessageID
	Change func(*ThreadMark) // pure; may run twice; only Draft is kept
	Event  lamplight.Event
}

// MarkOutbox tells a channel's box that somebody who did not write them read messages up to MaxID, of all or of a thread
// alone. With Reader it is kept for Limits.ReadTimes who read up to where (Readers). Event: EventReadChannelOutbox if the
// highest id that anybody read rose, else none.
type MarkOutbox struct {
	Box    lamplight.BoxID // of the channel
	Thread lamplight.MessageID
	MaxID  lamplight.MessageID
	Reader lamplight.UserID // 0: it is not kept who
}

// Count changes what is counted beside a message of a channel's box. Nothing gets below 0; a message that the box does not
// hold is passed over. There is no event. Replies are counted by Append and Delete themselves where they are in the same
// box; the field is for a post whose comments are in another one.
type Count struct {
	Box                      lamplight.BoxID
	ID                       lamplight.MessageID
	Views, Forwards, Replies int // to be added
}

// React sets what a reactor has on a message, named by ID, or by Content where ID is 0: Reactions in their order, none to
// take all back. The message's tally and its newest reactors follow; its edit date does not. A box that does not hold the
// message is left as it is. Errors: REACTIONS_TOO_MANY beyond Max or PerUser, MESSAGE_NOT_MODIFIED if the reactor has just
// these. Event: EventReactions.
type React struct {
	Box       lamplight.BoxID
	ID        lamplight.MessageID
	Content   lamplight.ContentID
	Reactor   lamplight.Peer
	Reactions []lamplight.Reaction
	Big       bool
	Max       int  // different reactions on the message at most; 0: no bound
	PerUser   int  // reactions of one reactor at most; 0: no bound
	Named     bool // who reacted may be seen: kept for Reactors and Reactions.Recent
	// Unread says that the message's author is to be told, until they saw it (SeeContents): in a channel's box, whoever
	// wrote it; in an account's box only the owner.
	Unread bool
}

// SeeContents says that somebody saw what a message drew their attention to: IDs, Contents, or All of the conversation, or of
// Thread in it, at most Limit with Result.Remaining telling how many are left. What is not there is passed over.
//
// Event: EventReadContents with the messages for which something changed, none if there are none. In a channel's box what
// was unread of User alone (Mentions, Reactions) is told in the account box of User, with which the group is atomic too, and
// Unseen in the channel's box.
type SeeContents struct {
	Box       lamplight.BoxID
	Peer      lamplight.Peer
	User      lamplight.UserID // who saw; in an account's box its owner
	IDs       []lamplight.MessageID
	Contents  []lamplight.ContentID
	All       bool // of Mentions and Reactions, not of Unseen
	Thread    lamplight.MessageID
	Limit     int  // of All; 1 to Limits.Ops
	Mentions  bool // unread mentions of User
	Reactions bool // unread reactions to messages that User wrote
	Unseen    bool // Message.Unseen: listened to. The first one who does so does it for all who share the copy
}

// Release makes a message that waited (Append.Held) one that everybody may see, under the id that it was given. One that is
// not there, or does not wait, is passed over. Event: EventNewMessage.
type Release struct {
	Box lamplight.BoxID
	ID  lamplight.MessageID
}

// Restore puts back a message that was deleted, with the id, date and all that it had but its reactions, where the box has
// neither the id nor the content again, and its owner did not clear the conversation since. Else it is passed over. Event:
// EventNewMessage.
type Restore struct {
	Box     lamplight.BoxID
	Message lamplight.Message
}

func (o ReadChannel) In() lamplight.BoxID { return o.Box }
func (o SetThread) In() lamplight.BoxID   { return o.Box }
func (o MarkOutbox) In() lamplight.BoxID  { return o.Box }
func (o Count) In() lamplight.BoxID       { return o.Box }
func (o React) In() lamplight.BoxID       { return o.Box }
func (o SeeContents) In() lamplight.BoxID { return o.Box }
func (o Release) In() lamplight.BoxID     { return o.Box }
func (o Restore) In() lamplight.BoxID     { return o.Box }

// told returns the box that learns of what is seen.
func (o SeeContents) told() lamplight.BoxID {
	if o.Box.Channel() != 0 && o.User != 0 {
		return lamplight.AccountBox(o.User)
	}
	return o.Box
}
