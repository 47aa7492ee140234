// Package boxes is the log of what was said: the messages, dialogs and events of every account and channel.
//
// Every account has one box (its private chats and basic groups), every channel has one. What happens in a box is an
// event, appended together with what it tells of, in one atomic group. Drivers live below (boxes/pebble,
// boxes/postgres) and are held to one behaviour by boxes/boxestest. What an operation means is decided once, in this
// package (plan.go); a driver only locks, reads rows and writes rows.
package boxes

import (
	"context"
	"time"

	"lamplight"
)

// A Log appends to boxes and reads them. It is safe for concurrent use. Every method returns ErrClosed after Close.
type Log interface {
	// Apply carries out g, all of it or nothing, and returns once it is durable (fsynced). If g.Key was used before in
	// g.KeyBox, nothing is done and the first result is returned with Repeated set; its events are as Events gives them
	// now, less those that were forgotten. A group that can never succeed gives ErrGroup or an *lamplight.Error. One that
	// would bring a box beyond Limits.Quota gives a *QuotaError. Where the log cannot be written for a while, the error
	// is lamplight.ErrStorage: nothing was done, or, if that happened on the way, all of it or nothing.
	Apply(ctx context.Context, g Group) (Result, error)

	// Heads returns the heads of boxes, in their order; a box that nothing was ever written to has the zero Head.
	Heads(ctx context.Context, ids ...lamplight.BoxID) ([]Head, error)
	// Boxes returns the heads of the boxes whose id is greater than after, by rising id, at most limit (1 to Limits.Page). An
	// empty page is the end. Channels come first: their ids are negative; math.MinInt64 begins before all.
	Boxes(ctx context.Context, after lamplight.BoxID, limit int) ([]Head, error)

	// Messages returns the messages with the given ids that the box holds, in the order asked; missing ones are left
	// out.
	Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error)
	// Copies returns the ids that the contents have in box; contents it does not hold are left out.
	Copies(ctx context.Context, box lamplight.BoxID, contents []lamplight.ContentID) (map[lamplight.ContentID]lamplight.MessageID, error)
	// History returns a page of a conversation, newest first.
	History(ctx context.Context, box lamplight.BoxID, q HistoryQuery) (Page, error)

	// Dialogs returns a page of the conversation list: pinned ones first (highest Pinned first), then by TopDate, Top
	// and peer, newest first. Hidden ones are left out.
	Dialogs(ctx context.Context, box lamplight.BoxID, q DialogQuery) (DialogPage, error)
	// Dialog returns the conversations with the given peers; for a peer without one, the zero Dialog with Peer set.
	Dialog(ctx context.Context, box lamplight.BoxID, peers ...lamplight.Peer) ([]lamplight.Dialog, error)

	// ReadTime returns when the other side of a conversation read the outgoing message with the given id, the zero time if
	// it did not. Times are forgotten after Limits.ReadTimes: for a message older than that the answer may be the time of
	// a later one.
	ReadTime(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, id lamplight.MessageID) (time.Time, error)

	// Events returns the events that carry pts after the given one, oldest first, at most limit, and whether there are
	// more. It returns ErrTooOld if events after that pts were forgotten (Limits.Events). An event tells of a message
	// as it is now; one that tells of a message that is gone comes as EventDeleteMessages of it, with the same pts and
	// count.
	Events(ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) (events []lamplight.Event, more bool, err error)
	// Notes returns the stored events without pts whose Seq is after the given one and that are not older than since. Where
	// some of these may have been forgotten (Limits.Notes), it returns those that are left, and ErrTooOld with them.
	Notes(ctx context.Context, box lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error)

	// Expired returns which messages, of all boxes, are to go by then (zero: ever), the first ones first, at most limit (up
	// to Limits.Page): those that follow after in that order, which is by time, box and id; zero: from the first. The
	// operation Expire removes them.
	Expired(ctx context.Context, after Expiry, by time.Time, limit int) ([]Expiry, error)

	Social

	// Erase destroys a box and everything in it, as when an account is deleted. What others hold stays. A group that
	// comes later finds a box that nothing was ever written to.
	Erase(ctx context.Context, box lamplight.BoxID) error

	// Ready returns nil if the log can append now.
	Ready(ctx context.Context) error
	Close() error
}

// A Head is the state of a box.
type Head struct {
	Box  lamplight.BoxID
	PTS  lamplight.PTS
	Seq  int64               // the second counter
	Top  lamplight.MessageID // the last message id given
	Date time.Time           // of the last event
	// Unread counts, over all dialogs that are not archived, conversations with something unread.
	Unread int
	// Messages and Bytes are how much the box holds, of what Limits.Quota counts (SizeOf). Both are 0 in a box that was
	// last written to before they were counted, until messages of it change.
	Messages int64
	Bytes    int64
}

// A Group is a list of operations carried out atomically, in order.
type Group struct {
	// Key makes a repeat harmless: the first group with this key in KeyBox wins. Empty: no key. At most 32 bytes. Keys
	// are remembered for as long as Limits.RememberKeys says.
	Key    string
	KeyBox lamplight.BoxID
	Now    time.Time // when this happens; whole seconds are kept
	Origin lamplight.SessionID
	Ops    []Op
}

// An Op is one operation of a Group: one of the structs below.
type Op interface {
	// In names the box that the operation writes to.
	In() lamplight.BoxID
}

// Append adds Message to the box under the next id, brings its dialog up and counts it unread if it is incoming and
// unless the box is its author's own. Message needs a Content that the box does not hold yet, and a Peer; without Sent
// it is dated Group.Now. A Reply with Content and without ID gets the id of the box's copy, if the conversation has
// one. A Message without TTL gets that of its conversation (Dialog.TTL), and further copies in the group get the same, so
// that all go at once; only one that tells of a new TTL stays. Event: EventNewMessage; after it EventReadInbox if
// ReadInbox marked something as read.
type Append struct {
	Box     lamplight.BoxID
	Message lamplight.Message
	// ReadInbox marks the conversation as read up to the new message (what one sends, one has seen).
	ReadInbox bool
	// ClearDraft forgets the conversation's draft (and appends an EventDraft if there was one).
	ClearDraft bool
	// Continues has the group refused with ErrBegins if the owner of the box has not written in this conversation yet:
	// then it may have to begin with something else.
	Continues bool
	// Waited is the id under which the message waited to be sent; 0 if it did not. Event: EventUnscheduled.
	Waited lamplight.MessageID
	// Key makes a repeat of this message alone harmless, where a group holds several: it is as Group.Key, in Box. A
	// group in which any such key was used before is not carried out, and Result.Known tells which; the caller may apply
	// the rest.
	Key string
	// Fresh says that Message.Content was drawn at random for this group, so that no box can hold it yet. That is not
	// looked up then: next to the message's own rows it is most of what an append reads.
	Fresh bool
	// Free lets a message in although the box is at its quota: what the server itself has to say. It counts all the same.
	Free bool
	// Held keeps the message back, in a channel's box: it is given its id and counts towards the quota, but it is in no
	// history, counter or index and there is no event, until Release. Log.Held and HistoryQuery.For show it to its sender.
	// In an account's box a message is held by not appending it to the others'.
	Held bool
	// CopyOf names the channel's box in which a later Append of the group puts what this message is the copy of: the
	// message's Forward, which it needs, says then which id that has (SavedID, and ID where Forward.From is that channel).
	CopyOf lamplight.BoxID
	// CommentsIn names the box of the group in which an Append earlier in the same group put a copy of the message, to be
	// discussed there: Message.Comments and CommentID say where.
	CommentsIn lamplight.BoxID
}

// Edit replaces text, entities, edit date and the like of the copy of Content in the box; id, peer, author and date
// stay. A box that does not hold Content is left as it is. Event: EventEditMessage.
type Edit struct {
	Box     lamplight.BoxID
	Content lamplight.ContentID
	Change  func(*lamplight.Message) // pure; may run twice
}

// Delete removes messages by id or by content; those the box does not hold are passed over. Event: one
// EventDeleteMessages with what was removed, none if nothing was.
type Delete struct {
	Box      lamplight.BoxID
	IDs      []lamplight.MessageID
	Contents []lamplight.ContentID
}

// Expire removes messages of a box whose time has come, and has Log.Expired forget them. Event: one EventDeleteMessages
// with what was removed, none if nothing was.
type Expire struct {
	Box lamplight.BoxID
	Due []Expiry // of this box, none later than Group.Now
}

// Clear removes at most Limit messages of a conversation with ids up to MaxID (0: all), oldest last; if none are left
// it hides the dialog unless Keep is set. Events: EventDeleteMessages. Result.Remaining says how many are left to
// clear.
type Clear struct {
	Box   lamplight.BoxID
	Peer  lamplight.Peer
	MaxID lamplight.MessageID
	Keep  bool
	Limit int
	// Since and Until narrow it to messages sent in that time, both ends included, where set.
	Since, Until time.Time
}

// ReadInbox marks incoming messages up to MaxID as read, but none that are still to come, and drops the mark by hand.
// Event: EventReadInbox, none if it changes nothing.
type ReadInbox struct {
	Box   lamplight.BoxID
	Peer  lamplight.Peer
	MaxID lamplight.MessageID
}

// ReadOutbox tells the box that the other side read its outgoing messages up to the copy of Content. Where the box has
// it no more, the last one sent before Sent counts. When that was is kept for ReadTime. Event: EventReadOutbox, none if
// it changes nothing.
type ReadOutbox struct {
	Box     lamplight.BoxID
	Peer    lamplight.Peer
	Content lamplight.ContentID
	Sent    time.Time // when Content was sent
}

// Pin marks messages of a conversation as pinned, or as pinned no longer. Those that the conversation does not have, or
// that are so already, are passed over. With All, whatever IDs and Contents say, the newest Limit pinned ones are
// unpinned, and Result.Remaining says how many are left. Event: one EventPinMessages with what changed, none if nothing
// did.
type Pin struct {
	Box      lamplight.BoxID
	Peer     lamplight.Peer
	IDs      []lamplight.MessageID
	Contents []lamplight.ContentID
	Pinned   bool
	All      bool // only with Pinned unset
	Limit    int  // of All; 1 to Limits.Ops
}

// SetDialog changes what the owner sets on a conversation by hand, and appends Event (which carries no pts; its zero
// value: no event) if anything changed. A conversation that does not exist yet begins hidden, until something is sent
// or Change shows it.
type SetDialog struct {
	Box    lamplight.BoxID
	Peer   lamplight.Peer
	Change func(*lamplight.Dialog) // pure; may run twice; only UnreadMark, Pinned, Folder, Draft, Hidden and TTL are kept
	Event  lamplight.Event
}

// Note appends an event that carries no pts and changes nothing else.
type Note struct {
	Box   lamplight.BoxID
	Event lamplight.Event
}

func (o Append) In() lamplight.BoxID     { return o.Box }
func (o Edit) In() lamplight.BoxID       { return o.Box }
func (o Delete) In() lamplight.BoxID     { return o.Box }
func (o Expire) In() lamplight.BoxID     { return o.Box }
func (o Clear) In() lamplight.BoxID      { return o.Box }
func (o ReadInbox) In() lamplight.BoxID  { return o.Box }
func (o ReadOutbox) In() lamplight.BoxID { return o.Box }
func (o Pin) In() lamplight.BoxID        { return o.Box }
func (o SetDialog) In() lamplight.BoxID  { return o.Box }
func (o Note) In() lamplight.BoxID       { return o.Box }

// A Result is what a Group did.
type Result struct {
	Repeated bool // a key was used before: Events are those of the first time
	// Known are the keys of Append operations that were used before, in the group's order; Events are then what those
	// made in the boxes of the operations.
	Known []string
	// Events are what was appended, op by op, with their boxes, pts and seq: what others are told.
	Events []lamplight.Event
	// Archived are the conversations in the archive that incoming messages came into, each once. Whether such a message
	// brings one back to the list depends on what its owner has set elsewhere, so that is left to the caller.
	Archived []Conversation
	// Remaining counts, for the Clear operations together, the messages left to clear; where MaxID, Since or Until
	// narrow one, at most Limits.Count of them. So it does for a Pin of All.
	Remaining int
}

// A Conversation names a conversation of a box.
type Conversation struct {
	Box  lamplight.BoxID
	Peer lamplight.Peer
}

// A HistoryQuery asks for a page of a conversation, as https://core.telegram.org/api/offsets describes: the page is cut
// out of the list by OffsetID, AddOffset and Limit, and MinID and MaxID then take away from it.
type HistoryQuery struct {
	Peer       lamplight.Peer
	OffsetID   lamplight.MessageID // 0: from the newest
	OffsetDate time.Time           // with OffsetID 0: from the last message before then; zero: none
	AddOffset  int                 // negative: towards newer; at most Limits.Skip either way
	Limit      int                 // 0 is an empty page with its Count; at most Limits.Page are given
	MinID      lamplight.MessageID // exclusive; 0: none
	MaxID      lamplight.MessageID // exclusive; 0: none
	// Least and Most, both inclusive, make it as if the conversation had no other messages: unlike MinID and MaxID they
	// do not take away from the page but move it, and Count and OffsetIDOffset are counted among them, up to
	// Limits.Count. 0: no bound.
	Least, Most lamplight.MessageID
	Pinned      bool // pinned messages alone; Page.Count is then counted up to Limits.Count

	// Thread asks for the messages of a thread alone, without the one that it began with. With one of the three below too,
	// or Pinned, Page.Count is counted up to Limits.Count; of a thread or a filter alone it is exact.
	Thread lamplight.MessageID
	Filter lamplight.Filter // messages of one kind alone
	// Author asks for what an account wrote, under whatever name it shows: whoever tells others of it leaves out what is
	// not signed. Basic groups and channels have it. Not with Filter or Thread.
	Author lamplight.UserID
	// Unseen asks for the messages in which User has an unread mention, or that User wrote and has unread reactions to:
	// one of the flags. Not with Filter, Pinned or Author.
	Unseen UnseenKind
	User   lamplight.UserID
	// For shows messages of a channel's box that wait (Append.Held) to who wrote them, in a page of the whole conversation
	// or of a thread. They are not counted.
	For lamplight.UserID
}

// A Page is a page of messages, newest first.
type Page struct {
	Messages []lamplight.Message
	Count    int // messages of the conversation in all, of those that the query is about
	// OffsetIDOffset is how many messages of the conversation are newer than the page's first, counted up to
	// Limits.Count.
	OffsetIDOffset int
}

// AllFolders asks for the conversations of the list and of the archive together.
const AllFolders = -1

// A DialogQuery asks for a page of the conversation list.
type DialogQuery struct {
	Folder        int // 0 the list, 1 the archive, or AllFolders
	ExcludePinned bool
	PinnedOnly    bool
	OffsetDate    time.Time // zero: from the newest
	OffsetID      lamplight.MessageID
	OffsetPeer    lamplight.Peer
	Limit         int
}

// A DialogPage is a page of the conversation list, with the top message of each.
type DialogPage struct {
	Dialogs []lamplight.Dialog
	Top     []lamplight.Message // the dialogs' top messages; a dialog without one adds none
	Count   int                 // conversations that the query's folder holds in all
}
