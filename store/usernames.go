package store

import "lamplight"

// A Username is a public name.
type Username struct {
	Name string // as its owner writes it; unique without regard to case
	Peer lamplight.Peer
}

// Usernames are the public names of people (and of groups and channels later). A peer has at most one.
type Usernames interface {
	// Username returns whose a name is, whatever its case; ErrNotFound if nobody's.
	Username(name string) (Username, error)
	// UsernameOf returns a peer's name; ErrNotFound if it has none.
	UsernameOf(p lamplight.Peer) (Username, error)
	// UsernamesOf returns the names of those that have one, in no order.
	UsernamesOf(peers []lamplight.Peer) ([]Username, error)
	// SetUsername gives a peer its name; "" takes it away. ErrTaken if another has it.
	SetUsername(p lamplight.Peer, name string) error
	// SearchUsernames returns names that begin with prefix, whatever its case, in order, at most limit.
	SearchUsernames(prefix string, limit int) ([]Username, error)
}
