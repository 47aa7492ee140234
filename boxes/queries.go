package boxes

import (
	"context"
	"time"

	"lamplight"
)

// Social is the part of a Log that groups, channels and media need beyond private conversations.
type Social interface {
	// DialogsOf returns conversations of any boxes, in their order, as Dialog does; those of a channel's box have PTS, Top,
	// TopDate, ReadOutbox and TTL, and neither Unread nor a place in a list.
	DialogsOf(ctx context.Context, cs []Conversation) ([]lamplight.Dialog, error)
	// Counts returns how many messages conversations hold, in their order.
	Counts(ctx context.Context, cs []Conversation) ([]int, error)
	// MessagesOf returns the messages kept at the given places of any boxes, in their order; missing ones are left out.
	MessagesOf(ctx context.Context, at []Place) ([]lamplight.Message, error)
	// Channels returns what the owner of an account's box set for channels: the dialog rows of all of them.
	Channels(ctx context.Context, box lamplight.BoxID) ([]lamplight.Dialog, error)
	// ThreadMarks returns what the owner of an account's box set in threads of a channel, in their order; a thread in which
	// nothing was set has the zero ThreadMark with Peer and Thread. Without threads: of all threads of the channel in which
	// something was set; with the zero Peer too: of all channels. At most Limits.Page.
	ThreadMarks(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, threads ...lamplight.MessageID) ([]ThreadMark, error)
	// Threads returns how threads of a channel's box stand, in their order; one that nobody wrote in is zero but for Root.
	Threads(ctx context.Context, box lamplight.BoxID, roots ...lamplight.MessageID) ([]Thread, error)

	// Unread counts messages that somebody did not read, for each query. In a channel's box it is exact as long as the
	// deleted messages after After lie within a million ids. In a thread and in an account's box it is exact up to
	// Limits.Count, and beyond that an estimate from the ids.
	Unread(ctx context.Context, qs []UnreadQuery) ([]int, error)
	// Readers returns who read a message of a channel's box and when, as MarkOutbox was told with a Reader, first readers
	// first. Of a reader who read on and on, the time may be that of a later mark.
	Readers(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) ([]Reading, error)

	// Reactors returns a page of who reacted to a message, newest first. Reactions that were not Named are not in it.
	Reactors(ctx context.Context, box lamplight.BoxID, q ReactorQuery) (ReactorPage, error)
	// Reacted returns what a reactor has on messages of a box, in the order in which they were chosen; messages without are
	// left out.
	Reacted(
		ctx context.Context, box lamplight.BoxID, reactor lamplight.Peer, ids []lamplight.MessageID,
	) (map[lamplight.MessageID][]lamplight.Reaction, error)

	// Unseen tells of messages which of them User has unread mentions or reactions in; messages with neither are left out.
	// The messages themselves: History with HistoryQuery.Unseen.
	Unseen(
		ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, user lamplight.UserID, ids []lamplight.MessageID,
	) (map[lamplight.MessageID]UnseenKind, error)
	// UnseenCounts counts unread mentions or reactions for each query, each up to Limits.Count.
	UnseenCounts(ctx context.Context, qs []UnseenQuery) ([]int, error)

	// Held returns the messages of a channel's box that wait (Append.Held) and that user wrote, by id: those with the given
	// ids, or all, at most Limits.Page. User 0: of everybody.
	Held(ctx context.Context, box lamplight.BoxID, user lamplight.UserID, ids ...lamplight.MessageID) ([]lamplight.Message, error)

	// CopiesOf returns where content is held, of all boxes: the copies of a message with that content in channels and basic
	// groups or with media, and what was forwarded from it (Message.Forward, Message.Source); not the two copies of a text
	// between two people. They follow after in the order of box and id (zero: from the first); at most limit, up to
	// Limits.Page. What came into a box while it was erased may still be named.
	CopiesOf(ctx context.Context, content lamplight.ContentID, after Copy, limit int) ([]Copy, error)
	// Holding returns which messages, of all boxes, carry a file, as lamplight.Message.Files names them. It is paged as
	// CopiesOf is.
	Holding(ctx context.Context, file lamplight.FileHash, after Copy, limit int) ([]Copy, error)
}

// A Place is where a message is kept.
type Place struct {
	Box  lamplight.BoxID
	Peer lamplight.Peer
	ID   lamplight.MessageID
}

// A ThreadMark is what the owner of an account's box has in a thread of a channel.
type ThreadMark struct {
	Peer      lamplight.Peer      `cbor:"-"`
	Thread    lamplight.MessageID `cbor:"-"`
	ReadInbox lamplight.MessageID `cbor:"1,keyasint,omitempty"`
	Draft     *lamplight.Draft    `cbor:"2,keyasint,omitempty"`
}

// A Thread is how a thread of a channel's box stands.
type Thread struct {
	Root       lamplight.MessageID
	Replies    int                 // messages of the thread, without Root
	Top        lamplight.MessageID // the last of them; 0 if there is none
	TopDate    time.Time
	ReadOutbox lamplight.MessageID // the highest id in it that anybody else read
	Repliers   []lamplight.Peer    // the last who wrote in it, newest first; at most 3
}

// An UnreadQuery asks how many messages of a conversation come after an id.
type UnreadQuery struct {
	Box    lamplight.BoxID
	Peer   lamplight.Peer
	Thread lamplight.MessageID // 0: the whole conversation
	After  lamplight.MessageID
	By     lamplight.UserID // whose own messages are not counted; 0: all are. Of an account's box: the owner
}

// A Reading is that somebody read a message.
type Reading struct {
	Reader lamplight.UserID
	At     time.Time
}

// A ReactorQuery asks for a page of who reacted.
type ReactorQuery struct {
	ID       lamplight.MessageID
	Reaction lamplight.Reaction // zero: any
	Offset   string             // ReactorPage.Next of the page before; "": from the newest
	Limit    int                // at most Limits.Page
}

// A ReactorPage is a page of who reacted, newest first.
type ReactorPage struct {
	Reactors []lamplight.Reactor
	Next     string // "" at the end
	Count    int    // reactions that the query is about in all, as the message's tally has it
}

// UnseenKind says what of a message somebody has not seen yet: some of the flags below.
type UnseenKind uint8

// The flags of UnseenKind.
const (
	UnseenMention  UnseenKind = 1 << iota // the user is named in it, or it answers a message of theirs
	UnseenReaction                        // somebody reacted to it, and the user wrote it
)

// An UnseenQuery asks for what a user has not seen. In an account's box the user is its owner; mentions are followed there in
// basic groups.
type UnseenQuery struct {
	Box    lamplight.BoxID
	Peer   lamplight.Peer
	Thread lamplight.MessageID // 0: the whole conversation
	User   lamplight.UserID
	Kind   UnseenKind // one of the flags
}

// A Copy is where a content is held.
type Copy struct {
	Box     lamplight.BoxID
	ID      lamplight.MessageID
	Content lamplight.ContentID // of the copy itself; an id may be another message's once a box began anew
}
