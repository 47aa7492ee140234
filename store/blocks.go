package store

import (
	"time"

	"lamplight"
)

// A Block keeps a peer from writing to an account.
type Block struct {
	Owner lamplight.UserID
	Peer  lamplight.Peer
	At    time.Time
}

// Blocks are the block lists.
type Blocks interface {
	// AddBlock adds an entry; added is false if it was there.
	AddBlock(b Block) (added bool, err error)
	// DeleteBlock removes one; removed is false if it was not there.
	DeleteBlock(owner lamplight.UserID, p lamplight.Peer) (removed bool, err error)
	Blocked(owner lamplight.UserID, p lamplight.Peer) (bool, error)
	// BlockersAmong returns which of owners have blocked the peer, in no order.
	BlockersAmong(p lamplight.Peer, owners []lamplight.UserID) ([]lamplight.UserID, error)
	// BlockedAmong returns which of peers owner has blocked, in no order; they are all of one kind.
	BlockedAmong(owner lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Peer, error)
	// BlocksOf returns a page of a block list, newest first, and how long the list is.
	BlocksOf(owner lamplight.UserID, offset, limit int) ([]Block, int, error)
	// DeleteBlocksOf removes an account's list, and the account from those of others.
	DeleteBlocksOf(user lamplight.UserID) error
}
