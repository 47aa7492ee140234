package store

import (
	"time"

	"lamplight"
)

// A Standing is what somebody is in a chat. The numbers are stored.
type Standing uint8

// The standings.
const (
	StandingLeft Standing = iota // no member: who left, was removed, or is banned
	StandingMember
	StandingAdmin
	StandingOwner
)

// A Member is what an account is, or was, in a chat. Who never came near it has no row.
type Member struct {
	Chat     lamplight.Peer
	User     lamplight.UserID
	Standing Standing
	Joined   time.Time        // the last time
	Inviter  lamplight.UserID // who brought them in; 0 or themselves: nobody did
	Asked    bool             // an administrator let them in
	Link     int64            // the invite link that they came by; 0: none
	// Rights are what an administrator may do. Of the owner only AdminAnonymous counts.
	Rights   lamplight.AdminRights
	Rank     string           // the title that is shown beside an administrator's name
	Promoter lamplight.UserID // who made them an administrator
	// Restraint is what they may not do, and until when; BannedView among it keeps them out.
	Restraint  lamplight.Restraint
	Restrainer lamplight.UserID // who restrained them
	Restrained time.Time        // when
	// From is the first message of the channel's box that they may see; 0: all of them.
	From lamplight.MessageID
	// Spoke is when they last wrote where there is slow mode; zero: not, as far as known.
	Spoke time.Time
	// Own are flags that the member sets for themselves, such as how topics are shown: of no use to others.
	Own int64
}

// In reports whether the account is a member.
func (m Member) In() bool { return m.Standing >= StandingMember }

// Leads reports whether the account is an administrator or the owner.
func (m Member) Leads() bool { return m.Standing >= StandingAdmin }

// A MemberFilter chooses among the rows of a chat.
type MemberFilter uint8

// The filters.
const (
	MembersAll        MemberFilter = iota // who is in, those who came last first
	MembersLeading                        // administrators and the owner, the owner first
	MembersKicked                         // who may not see it, the last one first
	MembersRestrained                     // who is restrained and may see it, the last one first
	MembersByID                           // who is in, by id, those above MemberQuery.After
)

// A MemberQuery asks for a page of a chat's members.
type MemberQuery struct {
	Filter MemberFilter
	Offset int
	After  lamplight.UserID // MembersByID
	Behind MemberMark       // MembersAll: only those behind this one; zero: from the first
	Limit  int
}

// A MemberMark is the place of somebody in the list of MembersAll.
type MemberMark struct {
	At   time.Time // when they joined
	User lamplight.UserID
}

// MostMembers is how many rows one page has at most.
const MostMembers = 10_000

// Members are who is in which chat. The counts of a chat follow what is written here.
type Members interface {
	// Member returns somebody's row; ErrNotFound if there is none.
	Member(chat lamplight.Peer, user lamplight.UserID) (Member, error)
	// MembersAmong returns the rows of users in one chat, in no order.
	MembersAmong(chat lamplight.Peer, users []lamplight.UserID) ([]Member, error)
	// MemberIn returns the rows of one account in chats, in no order.
	MemberIn(user lamplight.UserID, chats []lamplight.Peer) ([]Member, error)
	// PutMember adds or replaces a row, and counts. The chat must be there.
	PutMember(m Member) error
	// DeleteMember removes a row, and counts. None is no error.
	DeleteMember(chat lamplight.Peer, user lamplight.UserID) error
	// MembersOf returns a page of a chat's rows.
	MembersOf(chat lamplight.Peer, q MemberQuery) ([]Member, error)
	// ChatsOf returns the rows of an account in the chats of a kind in which it is a member (in), or was and is not any
	// more, by chat, those above after, at most limit.
	ChatsOf(user lamplight.UserID, kind lamplight.PeerKind, in bool, after int64, limit int) ([]Member, error)
	// CountChatsOf counts those of a kind in which an account is a member.
	CountChatsOf(user lamplight.UserID, kind lamplight.PeerKind) (int, error)
	// CommonChats returns the groups (of both kinds, no channels) that two accounts are members of, by id, those above
	// after, at most limit.
	CommonChats(a, b lamplight.UserID, after int64, limit int) ([]lamplight.Peer, error)
	// LapsedRestraints returns rows whose restraint has ended by then, at most limit.
	LapsedRestraints(by time.Time, limit int) ([]Member, error)
	// MembershipsOf returns all rows of an account, those above after in the order of kind and id, at most limit.
	MembershipsOf(user lamplight.UserID, after lamplight.Peer, limit int) ([]Member, error)
}
