package lamplight

import "time"

// An EntityKind is a kind of formatting of a stretch of text.
type EntityKind uint8

// The kinds of entity, as https://core.telegram.org/type/MessageEntity lists them.
const (
	EntityUnknown EntityKind = iota
	EntityMention
	EntityHashtag
	EntityBotCommand
	EntityURL
	EntityEmail
	EntityBold
	EntityItalic
	EntityCode
	EntityPre
	EntityTextURL
	EntityMentionName
	EntityPhone
	EntityCashtag
	EntityUnderline
	EntityStrike
	EntityBankCard
	EntitySpoiler
	EntityCustomEmoji
	EntityBlockquote
	EntityDate // a moment, shown in the reader's zone and language
)

// An Entity formats a stretch of a message's text.
type Entity struct {
	Kind     EntityKind `cbor:"1,keyasint"`
	Offset   int        `cbor:"2,keyasint"`           // in UTF-16 code units
	Length   int        `cbor:"3,keyasint"`           // in UTF-16 code units
	URL      string     `cbor:"4,keyasint,omitempty"` // EntityTextURL
	Language string     `cbor:"5,keyasint,omitempty"` // EntityPre
	User     UserID     `cbor:"6,keyasint,omitempty"` // EntityMentionName
	Document int64      `cbor:"7,keyasint,omitempty"` // EntityCustomEmoji
	Folded   bool       `cbor:"8,keyasint,omitempty"` // EntityBlockquote: collapsed
	Moment   int64      `cbor:"9,keyasint,omitempty"` // EntityDate: unix seconds
	Shown    DateForm   `cbor:"10,keyasint,omitempty"`
}

// A DateForm says how clients show the moment of an EntityDate: some of the flags below, or none for the text as it is.
type DateForm uint8

// The flags of a DateForm, as https://core.telegram.org/constructor/messageEntityFormattedDate lists them.
const (
	DateRelative DateForm = 1 << iota
	DateShortTime
	DateLongTime
	DateShortDate
	DateLongDate
	DateDayOfWeek
)

// A Reply says which message of the same conversation one answers.
type Reply struct {
	ID            MessageID `cbor:"1,keyasint,omitempty"` // in the box that holds this copy; 0 if that box has it no more
	Content       ContentID `cbor:"2,keyasint,omitempty"` // what is answered, whichever box
	Quote         Text      `cbor:"3,keyasint,omitempty"`
	QuoteEntities []Entity  `cbor:"4,keyasint,omitempty"`
	QuoteOffset   int       `cbor:"5,keyasint,omitempty"`
	// Thread is the message that the thread began with: what a comment or a message of a topic belongs to. 0: none.
	Thread MessageID `cbor:"6,keyasint,omitempty"`
	Topic  bool      `cbor:"7,keyasint,omitempty"` // Thread is a topic of a forum
	// Of a message of another conversation: which one, and what is shown of it to those who cannot see it there.
	Peer  Peer     `cbor:"8,keyasint,omitempty"`
	From  *Forward `cbor:"9,keyasint,omitempty"`
	Media *Media   `cbor:"10,keyasint,omitempty"`
}

// A Forward says where a message was taken from.
type Forward struct {
	From    Peer      `cbor:"1,keyasint"`           // zero if the author does not want to be linked
	Name    Text      `cbor:"2,keyasint,omitempty"` // the author's name where From is zero; the signature where that is a channel
	Date    time.Time `cbor:"3,keyasint"`
	Content ContentID `cbor:"4,keyasint,omitempty"` // what is forwarded
	ID      MessageID `cbor:"5,keyasint,omitempty"` // its id in a channel
	// Of a copy that somebody keeps in the conversation with themselves: the conversation it was taken from and its id
	// there; and, if it was a forward there already, who had forwarded it, when, and whether that was its keeper.
	SavedPeer Peer      `cbor:"6,keyasint,omitempty"`
	SavedID   MessageID `cbor:"7,keyasint,omitempty"`
	SavedFrom Peer      `cbor:"8,keyasint,omitempty"` // zero if they do not want to be linked
	SavedName Text      `cbor:"9,keyasint,omitempty"` // their name where SavedFrom is zero
	SavedDate time.Time `cbor:"10,keyasint,omitempty"`
	SavedOut  bool      `cbor:"11,keyasint,omitempty"`
}

// An ActionKind is what a service message tells of.
type ActionKind uint8

// The kinds of service message.
const (
	ActionNone          ActionKind = iota
	ActionHistoryClear             // the history before was cleared
	ActionContactSignUp            // a contact joined
	ActionPinMessage
	ActionSetTTL
	ActionChatCreate      // a basic group; Title, Users
	ActionChatTitle       // Title
	ActionChatPhoto       // Photo; nil: it was taken away
	ActionChatAddUsers    // Users
	ActionChatDeleteUser  // User
	ActionChatJoinedLink  // User: who made the link
	ActionChatJoinedAsked // an administrator let them in
	ActionChannelCreate   // Title
	ActionMigrateTo       // Peer: the supergroup
	ActionMigrateFrom     // Peer: the basic group; Title
	ActionTopicCreate     // Title, Number: colour, Document: icon
	ActionTopicEdit       // Title, Document, Flags: what changed
)

// An Action makes a message a service message.
type Action struct {
	Kind   ActionKind `cbor:"1,keyasint"`
	Number int64      `cbor:"2,keyasint,omitempty"` // ActionSetTTL: seconds, 0: no longer
	User   UserID     `cbor:"3,keyasint,omitempty"` // ActionSetTTL: whose default it is; 0 if somebody set it by hand
	Title  Text       `cbor:"4,keyasint,omitempty"`
	Users  []UserID   `cbor:"5,keyasint,omitempty"`
	Peer   Peer       `cbor:"6,keyasint,omitempty"`
	Photo  *Photo     `cbor:"7,keyasint,omitempty"`
	// Of ActionTopicEdit: what changed. A field that is nil did not.
	Document *DocumentID `cbor:"8,keyasint,omitempty"`
	Closed   *bool       `cbor:"9,keyasint,omitempty"`
	Hidden   *bool       `cbor:"10,keyasint,omitempty"`
}

// A Message is one copy of what was said, as one box keeps it.
type Message struct {
	Box      BoxID     `cbor:"-"`          // the box that keeps this copy
	ID       MessageID `cbor:"-"`          // given by the box on append
	Peer     Peer      `cbor:"1,keyasint"` // the conversation, as the box's owner sees it
	From     Peer      `cbor:"2,keyasint"` // the author
	Out      bool      `cbor:"3,keyasint,omitempty"`
	Content  ContentID `cbor:"4,keyasint"`
	Sent     time.Time `cbor:"5,keyasint"`           // whole seconds
	Edited   time.Time `cbor:"6,keyasint,omitempty"` // zero if never
	Text     Text      `cbor:"7,keyasint,omitempty"`
	Entities []Entity  `cbor:"8,keyasint,omitempty"`
	Reply    *Reply    `cbor:"9,keyasint,omitempty"`
	Forward  *Forward  `cbor:"10,keyasint,omitempty"`
	Action   *Action   `cbor:"11,keyasint,omitempty"` // not nil in a service message
	Silent   bool      `cbor:"12,keyasint,omitempty"`
	NoLinks  bool      `cbor:"13,keyasint,omitempty"` // no preview of links
	Via      UserID    `cbor:"14,keyasint,omitempty"` // inline bot
	Group    int64     `cbor:"15,keyasint,omitempty"` // album
	Invert   bool      `cbor:"16,keyasint,omitempty"` // preview above the text
	NoCopy   bool      `cbor:"17,keyasint,omitempty"` // noforwards
	// Random is the number the sending client chose, kept in the sender's copy alone, so that a push to the sender's
	// other devices can say updateMessageID.
	Random int64 `cbor:"18,keyasint,omitempty"`
	Pinned bool  `cbor:"19,keyasint,omitempty"` // in its conversation
	// Mentioned is set in the copy of somebody who is named in the message, or whose message it answers.
	Mentioned bool `cbor:"20,keyasint,omitempty"`
	// Source is what was forwarded where the message does not say so to people (no Forward): taking down the one has to
	// find the other.
	Source ContentID `cbor:"21,keyasint,omitempty"`
	// TTL is how many seconds after Sent every copy goes; 0: it stays.
	TTL int `cbor:"22,keyasint,omitempty"`
	// Scheduled is set in what waited to be sent, or still does: that one has an id of its own id space, and is dated when
	// it is due.
	Scheduled bool `cbor:"23,keyasint,omitempty"`
	// Sender is the account that wrote it, where From says something else: a channel's post, an administrator who stays
	// unnamed, somebody who writes as a channel of theirs. It is shown to nobody but in the log of administrators.
	Sender UserID `cbor:"24,keyasint,omitempty"`
	Author Text   `cbor:"25,keyasint,omitempty"` // the signature of a post, or the title of an unnamed administrator
	Media  *Media `cbor:"26,keyasint,omitempty"`
	Post   bool   `cbor:"27,keyasint,omitempty"` // in a broadcast channel
	// Reactions is nil if nobody reacted.
	Reactions *Reactions `cbor:"28,keyasint,omitempty"`
	// Mentions are the accounts named in a message of a channel box, or whose message it answers: Mentioned holds for these.
	Mentions []UserID `cbor:"29,keyasint,omitempty"`
	// Unseen is set in a voice or round video message until its receiver has listened to it.
	Unseen bool `cbor:"30,keyasint,omitempty"`
	// Comments says where a channel's post is discussed: the discussion group, and the id that the post's copy has there.
	Comments  ChannelID `cbor:"31,keyasint,omitempty"`
	CommentID MessageID `cbor:"32,keyasint,omitempty"`
	// Held is set while a file of the message waits to be looked at: nobody but its sender knows of the message.
	Held       bool `cbor:"33,keyasint,omitempty"`
	HideEdited bool `cbor:"34,keyasint,omitempty"`

	// What is counted beside the message, where the box counts it; read with it, not stored in it.
	Views    int `cbor:"-"`
	Forwards int `cbor:"-"`
	Replies  int `cbor:"-"`
	// Of a message of a channel's box that others answered: the last answer, and who wrote the last ones, newest first.
	LastReply MessageID `cbor:"-"`
	Repliers  []Peer    `cbor:"-"`
	// ReadReplies is up to where whoever reads it read the comments of a post.
	ReadReplies MessageID `cbor:"-"`
}

// Thread returns the message that the thread which m belongs to began with; 0 if it belongs to none.
func (m *Message) Thread() MessageID {
	if m.Reply == nil {
		return 0
	}
	return m.Reply.Thread
}

// Wrote returns the account that wrote m, whatever m shows.
func (m *Message) Wrote() UserID {
	if m.Sender != 0 {
		return m.Sender
	}
	return m.From.User()
}

// Expires returns when every copy of the message goes, the zero time if it stays.
func (m *Message) Expires() time.Time {
	if m.TTL <= 0 {
		return time.Time{}
	}
	return m.Sent.Add(time.Duration(m.TTL) * time.Second)
}

// Expired reports whether the message has gone by then, even if it is still stored.
func (m *Message) Expired(now time.Time) bool { return m.TTL > 0 && !m.Expires().After(now) }

// Origin returns where a message in the conversation with oneself came from: the conversation that it was taken from, else
// its first author, else whoever keeps it.
//
// https://core.telegram.org/api/saved-messages
func (m *Message) Origin() Peer {
	switch {
	case m.Forward != nil && !m.Forward.SavedPeer.IsZero():
		return m.Forward.SavedPeer
	case m.Forward != nil && !m.Forward.From.IsZero():
		return m.Forward.From
	default:
		return m.From
	}
}

// A Draft is a text not sent yet, shared by the devices of an account.
type Draft struct {
	Text     Text      `cbor:"1,keyasint,omitempty"`
	Entities []Entity  `cbor:"2,keyasint,omitempty"`
	ReplyTo  MessageID `cbor:"3,keyasint,omitempty"`
	NoLinks  bool      `cbor:"4,keyasint,omitempty"`
	Date     time.Time `cbor:"5,keyasint"`
	Invert   bool      `cbor:"6,keyasint,omitempty"` // preview above the text
	// What of the message that ReplyTo names is quoted.
	Quote         Text     `cbor:"7,keyasint,omitempty"`
	QuoteEntities []Entity `cbor:"8,keyasint,omitempty"`
	QuoteOffset   int      `cbor:"9,keyasint,omitempty"`
}

// A Dialog is a conversation in an account's list.
type Dialog struct {
	Peer       Peer      `cbor:"1,keyasint"`
	Top        MessageID `cbor:"2,keyasint,omitempty"` // the last message; 0 if none is left
	TopDate    time.Time `cbor:"3,keyasint,omitempty"` // when it was sent: the list's order
	ReadInbox  MessageID `cbor:"4,keyasint,omitempty"` // the last incoming message that the owner read
	ReadOutbox MessageID `cbor:"5,keyasint,omitempty"` // the last outgoing message that the other side read
	Unread     int       `cbor:"6,keyasint,omitempty"` // incoming messages after ReadInbox
	UnreadMark bool      `cbor:"7,keyasint,omitempty"` // marked as unread by hand
	Pinned     int       `cbor:"8,keyasint,omitempty"` // position among the pinned from 1 at the bottom; 0 if not pinned
	Folder     int       `cbor:"9,keyasint,omitempty"` // 0 the list, 1 the archive
	Draft      *Draft    `cbor:"10,keyasint,omitempty"`
	Mentions   int       `cbor:"11,keyasint,omitempty"` // unread mentions
	// Cleared is the id up to which the owner cleared the history; nothing at or below it exists any more.
	Cleared MessageID `cbor:"12,keyasint,omitempty"`
	// Hidden is set when the owner deleted the conversation and nothing came after.
	Hidden bool `cbor:"13,keyasint,omitempty"`
	// TTL is how many seconds after they are sent new messages go, on both sides; 0: they stay.
	TTL int `cbor:"14,keyasint,omitempty"`
	// Reacted is how many of the owner's messages have reactions that the owner has not seen.
	Reacted int `cbor:"15,keyasint,omitempty"`
	// PTS is where the channel's own box is; 0 for a conversation that has none.
	PTS PTS `cbor:"-"`
}
