package store

import (
	"time"

	"lamplight"
)

// A JoinRequest is somebody's wish to join a group or channel, which an administrator is to answer.
type JoinRequest struct {
	Peer lamplight.Peer
	User lamplight.UserID
	Hash string // the link by which they asked; "" if they found it by its public name
	At   time.Time
}

// A RequestQuery asks for wishes to join.
type RequestQuery struct {
	Peer lamplight.Peer
	Hash string // of one link alone; "": of all
	// Before and BeforeUser name the last one of the page before. Zero: from the newest.
	Before     time.Time
	BeforeUser lamplight.UserID
	Limit      int
}

// JoinRequests are the wishes to join that nobody answered yet.
type JoinRequests interface {
	// JoinRequest returns somebody's wish; ErrNotFound if they have none.
	JoinRequest(p lamplight.Peer, user lamplight.UserID) (JoinRequest, error)
	// AddJoinRequest adds a wish; ErrTaken if they have one there.
	AddJoinRequest(r JoinRequest) error
	// DeleteJoinRequest removes a wish; ErrNotFound if there is none.
	DeleteJoinRequest(p lamplight.Peer, user lamplight.UserID) error
	// JoinRequests returns a page of wishes, newest first.
	JoinRequests(q RequestQuery) ([]JoinRequest, error)
	// CountJoinRequests counts those to a peer, by one link if hash is not "".
	CountJoinRequests(p lamplight.Peer, hash string) (int, error)
	// CountJoinRequestsOf counts somebody's wishes, to whichever group or channel.
	CountJoinRequestsOf(user lamplight.UserID) (int, error)
	// DeleteJoinRequestsTo removes all wishes to join a group or channel.
	DeleteJoinRequestsTo(p lamplight.Peer) error
	// DeleteJoinRequestsOf removes somebody's wishes.
	DeleteJoinRequestsOf(user lamplight.UserID) error
}
