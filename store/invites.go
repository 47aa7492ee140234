package store

import (
	"time"

	"lamplight"
)

// An Invite is a link by which people join a group or channel (https://core.telegram.org/api/invites). Whoever knows Hash can
// join, so it is kept sealed and found by a hash of it.
type Invite struct {
	Hash      string // what the link ends with
	Peer      lamplight.Peer
	Admin     lamplight.UserID // whose link it is
	Title     string           // what administrators call it; "" if nothing
	Created   time.Time
	Expires   time.Time // zero: never
	Limit     int       // how many may join by it; 0: any number
	Used      int       // how many did; not written by UpdateInvite
	Approval  bool      // joining needs an administrator's yes
	Permanent bool      // each administrator has one; ended only by a new one
	Revoked   bool
}

// An InviteUse says that somebody joined by a link.
type InviteUse struct {
	User lamplight.UserID
	At   time.Time
	By   lamplight.UserID // who let them in, where the link asks for that; else 0
}

// An InviteAdmin says how many links an administrator has.
type InviteAdmin struct {
	Admin          lamplight.UserID
	Count, Revoked int // those that work, those that do not any more
}

// An InviteQuery asks for links of one administrator of a group or channel.
type InviteQuery struct {
	Peer    lamplight.Peer
	Admin   lamplight.UserID
	Revoked bool // those that do not work any more, else those that do
	// Before and BeforeHash name the last one of the page before: what was made before it follows. Zero: from the newest.
	Before     time.Time
	BeforeHash string
	Limit      int
}

// A UseQuery asks for those who joined by a link.
type UseQuery struct {
	Hash string
	// Before and BeforeUser name the last one of the page before. Zero: from the newest.
	Before     time.Time
	BeforeUser lamplight.UserID
	Limit      int
}

// Invites are the links by which people join.
type Invites interface {
	// Invite returns a link; ErrNotFound if there is none.
	Invite(hash string) (Invite, error)
	// PermanentInvite returns the permanent link of an administrator that works; ErrNotFound if there is none.
	PermanentInvite(p lamplight.Peer, admin lamplight.UserID) (Invite, error)
	// Invites returns a page of links, newest first.
	Invites(q InviteQuery) ([]Invite, error)
	// CountInvites counts what Invites finds without bounds.
	CountInvites(p lamplight.Peer, admin lamplight.UserID, revoked bool) (int, error)
	// InviteAdmins returns who has links, in the order of their ids.
	InviteAdmins(p lamplight.Peer) ([]InviteAdmin, error)
	// AddInvite adds a link. ErrTaken if its hash is there, or another permanent link of the administrator that works.
	AddInvite(i Invite) error
	// UpdateInvite writes Title, Expires, Limit, Approval and Revoked.
	UpdateInvite(i Invite) error
	// DeleteInvite removes a link, with the list of those who joined by it. A missing one is no error.
	DeleteInvite(hash string) error
	// DeleteRevokedInvites removes the links of an administrator that do not work any more.
	DeleteRevokedInvites(p lamplight.Peer, admin lamplight.UserID) error
	// DeleteInvitesTo removes all links to a group or channel.
	DeleteInvitesTo(p lamplight.Peer) error

	// UseInvite notes that somebody joined by a link, and counts it. Whoever joins again stands in the list once.
	UseInvite(hash string, u InviteUse) error
	// InviteUses returns a page of those who joined by a link, the last first.
	InviteUses(q UseQuery) ([]InviteUse, error)
	// DeleteInviteUsesOf takes an account out of the lists of those who joined.
	DeleteInviteUsesOf(user lamplight.UserID) error
}
