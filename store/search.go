package store

import (
	"time"

	"lamplight"
)

// A SearchCursor says how far the index of a box follows the box.
type SearchCursor struct {
	Box lamplight.BoxID
	// PTS is the position of the box up to which its events are in the index.
	PTS lamplight.PTS
	// Below is where indexing anew has got to: messages with this id or a greater one are in the index as PTS says, those
	// below it are still to be read. 0: all are in.
	Below lamplight.MessageID
	// Version says by which rules the words of these messages were cut; those below Below may still be there by others.
	Version int
}

// A SearchMessage is what the index knows of one message of a box.
type SearchMessage struct {
	ID    lamplight.MessageID
	Peer  lamplight.Peer // the conversation
	From  lamplight.Peer // the author
	Saved lamplight.Peer // in the conversation with oneself: whose message was kept; zero elsewhere
	// Thread is the message that the thread or topic began with; 0: none.
	Thread   lamplight.MessageID
	Mentions []lamplight.UserID // in a channel's box: whom it names, or answers
	Date     time.Time
	Kinds    SearchKinds
	// Words are what it is found by, in any order, each once. They hold neither blanks nor '_' nor anything else of ASCII
	// but lower-case letters and digits, and have at most MaxSearchWord bytes.
	Words []string
}

// SearchKinds are what messages are found by without words: a set of bits. The numbers are stored.
type SearchKinds uint32

// The kinds. Those of lamplight.Filter follow them (SearchFilter).
const (
	SearchURL       SearchKinds = 1 << iota // has a link
	SearchMentioned                         // names the box's owner, or answers them
)

// SearchFilter returns the kind that stands for a filter; 0 for FilterNone.
func SearchFilter(f lamplight.Filter) SearchKinds {
	if f == lamplight.FilterNone || f >= lamplight.Filters {
		return 0
	}
	return 1 << (1 + f)
}

// MaxSearchWord is the longest word that the index takes, in bytes.
const MaxSearchWord = 64

// A SearchStep brings the index of a box from one cursor to the next.
type SearchStep struct {
	// From is the cursor that the step was made from. If the box has another one by now, the step is not carried out. The
	// zero value stands for a box that has none.
	From SearchCursor
	To   SearchCursor
	// Everything with Min ≤ id < Max that is not in Put is taken out of the index, and so is what Delete names.
	Min, Max lamplight.MessageID
	Delete   []lamplight.MessageID
	// Put are the messages that go into the index, in place of what it had of the same ids; none is in Delete.
	Put []SearchMessage
}

// A SearchQuery asks for messages of one box. All that is set has to hold. A query that sets nothing but Box, ids and times
// finds nothing.
type SearchQuery struct {
	Box      lamplight.BoxID
	Peer     lamplight.Peer     // zero: of any conversation
	PeerKind lamplight.PeerKind // 0: of any kind of conversation; passed over where Peer is set
	From     lamplight.Peer
	Saved    lamplight.Peer
	Thread   lamplight.MessageID // 0: of any thread, or none
	Mentions lamplight.UserID    // 0: whomever they name
	Kinds    SearchKinds         // each of these
	Words    []string            // each of these begins a word of the message
	// MinID and MaxID bound the ids, both exclusive; 0: none.
	MinID, MaxID lamplight.MessageID
	Rising       bool // smallest id first, where SearchMessages gives the greatest first
	// Since and Until bound the date, both inclusive; zero: none.
	Since, Until time.Time
}

// A SearchHit is a message that a query found.
type SearchHit struct {
	Box  lamplight.BoxID // of SearchEach; 0 of SearchMessages
	ID   lamplight.MessageID
	Date time.Time
}

// Search is the index of what was said, by words: a row for each message of each box, and the words that lead to it. A query
// touches the words of its box alone, however many others have the same.
type Search interface {
	// SearchCursor returns the cursor of a box, ErrNotFound if it has none.
	SearchCursor(box lamplight.BoxID) (SearchCursor, error)
	// SearchCursors returns the cursors of the boxes after the given one, by rising id, at most limit.
	SearchCursors(after lamplight.BoxID, limit int) ([]SearchCursor, error)
	// StepSearch carries out steps, of different boxes each, and returns for each whether it was. One that was made from a
	// cursor that is no longer the box's does nothing: somebody else indexed the box meanwhile.
	StepSearch(steps []SearchStep) (done []bool, err error)
	// SearchTop returns the greatest id that the index has of a box, 0 if none.
	SearchTop(box lamplight.BoxID) (lamplight.MessageID, error)
	// DropSearch takes at most limit messages of a box out of the index, and once none is left the cursor; it reports
	// whether that was done.
	DropSearch(box lamplight.BoxID, limit int) (gone bool, err error)

	// SearchMessages returns what a query finds, greatest id first unless it is Rising: at most limit, after skip others.
	SearchMessages(q SearchQuery, skip, limit int) ([]SearchHit, error)
	// CountSearch counts what a query finds, up to limit.
	CountSearch(q SearchQuery, limit int) (int, error)
	// SearchEach returns what queries find, one for each of several boxes, newest first: by falling date, rising box and
	// falling id, at most limit.
	SearchEach(qs []SearchQuery, limit int) ([]SearchHit, error)
	// CountEach counts what queries find together, up to limit.
	CountEach(qs []SearchQuery, limit int) (int, error)
	// SearchCursorsOf returns the cursors that some boxes have, in no order.
	SearchCursorsOf(boxes []lamplight.BoxID) ([]SearchCursor, error)
}
