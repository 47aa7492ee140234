package lamplight

import "time"

// GeneralTopic is the topic that every forum has: what is said outside all others. It cannot be deleted.
const GeneralTopic MessageID = 1

// A Topic is a topic of a forum.
//
// https://core.telegram.org/api/forum
type Topic struct {
	Chat    ChannelID
	ID      MessageID // of the service message that it began with, or GeneralTopic
	Title   string
	Color   int        // of the icon without an emoji, as RGB
	Icon    DocumentID // the emoji that is its icon; 0: none
	Creator UserID
	From    Peer // who made it, as others see it
	Created time.Time
	Closed  bool // only administrators with the right to manage topics, and its creator, write in it
	Hidden  bool // of GeneralTopic: not listed
	Pinned  int  // position among the pinned from 1 at the bottom; 0: not pinned
}
