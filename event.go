package lamplight

import "time"

// An EventKind is what an event tells of.
type EventKind uint8

// The kinds of event. The first group advances the box's pts; the second has the box's second counter (Seq) and comes in
// other_updates of a difference; the third is never stored.
const (
	EventNewMessage     EventKind = iota + 1 // Message; count 1
	EventEditMessage                         // Message; count 1
	EventDeleteMessages                      // IDs; count len(IDs)
	EventReadInbox                           // Peer, MaxID, Unread; count 1
	EventReadOutbox                          // Peer, MaxID; count 1
	EventPinMessages                         // Peer, IDs, Flag: pinned or not any more; count 1

	EventDialogPinned      EventKind = iota + 64 // Peer, Flag
	EventDialogsReorder                          // Peers
	EventDialogUnread                            // Peer, Flag: the mark by hand
	EventDialogFolder                            // Peer, Number
	EventDraft                                   // Peer, Draft
	EventUser                                    // Peer: name, username, phone or photo of someone changed; read it anew
	EventBlocked                                 // Peer, Flag
	EventPeerSettings                            // Peer: contact or bar settings changed; read it anew
	EventPrivacy                                 // Text: the privacy key's name; read it anew
	EventNotifySettings                          // Peer (zero: a default, named by Text); read it anew
	EventNewSession                              // Number: SessionID of an unconfirmed sign-in; Flag: unconfirmed
	EventContactsReset                           // contacts changed wholesale
	EventLoginToken                              // a QR code was accepted; sent to the key that showed it, not stored
	EventFolder                                  // Number: id of a folder that was made, changed or removed; read it anew
	EventFolderOrder                             // folders changed places; read them anew
	EventFolders                                 // folders changed wholesale
	EventScheduled                               // Message: waits to be sent, new or changed (read anew by Peer and IDs); Number: its id
	EventUnscheduled                             // Peer, IDs: waits no longer; Sent: what was sent in its place, if it was; Number: its id
	EventTTL                                     // Peer, Number: seconds after which new messages of the conversation go; 0: never
	EventSavedPinned                             // Peer, Flag: a pin among what one keeps, by where it came from
	EventSavedOrder                              // Peers: those pins in their order
	EventChat                                    // Peer: a group or channel changed, or what the owner is in it; read it anew. Number: its pts as they came in
	EventMembers                                 // Peer: the members of a basic group changed; read them anew
	EventReadChannel                             // Peer, MaxID, Unread; Number: Thread of a forum or of comments, 0: none
	EventReadChannelOutbox                       // in a channel's box: MaxID; Number: Thread, 0: none
	EventReactions                               // Peer, IDs: one message; read its reactions anew
	EventPoll                                    // Peer, IDs: one message; Number: PollID; read it anew
	EventReadContents                            // Peer, IDs: listened to, or seen the mentions and reactions of; Number: Thread
	EventJoinRequests                            // Peer: somebody asked to join, or was answered; read them anew
	EventTopicPinned                             // in a channel's box: Number: Thread, Flag
	EventTopicsReorder                           // in a channel's box: pinned topics; read them anew
	EventPage                                    // Peer, IDs: the preview of a link in a message came; read it anew
	EventStickers                                // Number: a kind of list of stickers or animations that changed; read it anew

	EventTyping   EventKind = iota + 128 // Peer: where; From: who; Text: the action's constructor name; Number: progress
	EventPresence                        // From: who; Presence
	EventCounts                          // in a channel's box: IDs: views and forwards; read them anew
	EventTooLong                         // in a channel's box: what happened cannot be told one by one; ask for the difference
)

// An Event is something that happened in a box. It is appended together with what it tells of.
type Event struct {
	Kind     EventKind   `cbor:"1,keyasint"`
	Box      BoxID       `cbor:"-"`
	PTS      PTS         `cbor:"-"`          // after the event; 0 if the kind carries none
	Count    int32       `cbor:"-"`          // pts_count
	Seq      int64       `cbor:"-"`          // position by the second counter; 0 if the kind carries pts or is not stored
	Date     time.Time   `cbor:"5,keyasint"` // whole seconds
	Origin   SessionID   `cbor:"6,keyasint,omitempty"`
	Message  *Message    `cbor:"7,keyasint,omitempty"`
	IDs      []MessageID `cbor:"8,keyasint,omitempty"`
	Peer     Peer        `cbor:"9,keyasint,omitempty"`
	Peers    []Peer      `cbor:"10,keyasint,omitempty"`
	From     UserID      `cbor:"11,keyasint,omitempty"`
	MaxID    MessageID   `cbor:"12,keyasint,omitempty"`
	Unread   int         `cbor:"13,keyasint,omitempty"`
	Flag     bool        `cbor:"14,keyasint,omitempty"`
	Number   int64       `cbor:"15,keyasint,omitempty"`
	Text     string      `cbor:"16,keyasint,omitempty"` // a name of the protocol, never what a person wrote
	Draft    *Draft      `cbor:"17,keyasint,omitempty"`
	Presence *Presence   `cbor:"18,keyasint,omitempty"`
	Sent     []MessageID `cbor:"19,keyasint,omitempty"`
	Told     *Told       `cbor:"-"` // of an event that is told to many: what they share; else nil
}

// CarriesPTS reports whether events of the kind advance the box's pts.
func (k EventKind) CarriesPTS() bool { return k >= EventNewMessage && k < 64 }

// Stored reports whether events of the kind are kept in the box.
func (k EventKind) Stored() bool { return k > 0 && k < 128 && k != EventLoginToken }
