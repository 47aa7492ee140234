// Package store is everything relational: accounts, keys, sessions, rights, jobs. What was said is not here but in boxes.
//
// # How it is used
//
// A service holds a Store and does all its reading and writing inside Read and Write:
//
//	err := s.store.Write(ctx, func(tx store.Tx) error {
//		u, err := tx.User(id)
//		if err != nil {
//			return err
//		}
//		u.About = about
//		return tx.UpdateUser(u)
//	})
//
// A Tx carries the context it was opened with and is dead when the function returns. Nothing slow happens inside Write: no
// network, no password hashing, no files; on SQLite there is one writer for everybody. The function may run twice (a
// PostgreSQL serialisation failure), so it assigns to variables outside and never adds to them. An error from the function
// undoes all it did and is returned as it is.
//
// Writes within one transaction see each other. Two writes of different transactions never interleave: each is as if it
// ran alone (SERIALIZABLE on PostgreSQL), so "read, decide, write" needs no locks.
//
// # How it is built
//
// Topics stand side by side, one file each on the three sides of the door: keys.go here (row types and the interface Keys),
// sqlstore/keys.go (the SQL), storetest/keys.go (what both databases are held to). To add a topic or a table:
//
//  1. Declare the row type and a small interface here, and embed it in Tx. Rows are plain values with our types; times have
//     whole seconds, and the zero time is "never". A missing row is ErrNotFound, a taken unique value ErrTaken.
//  2. Write a migration sqlstore/migrations/NNNN_topic.sql (forwards only, never changed once released): NOT NULL
//     everywhere, CHECKs for what must hold, an index for each way it is looked up. Types are BIGINT, BOOLEAN, TEXT and BYTEA;
//     each CREATE TABLE ends in ") STRICT;": the dialects make of it what they need. A line that begins with "-- sqlite: " or
//     "-- postgres: " is a statement for that database alone.
//  3. Write the methods on *sqlstore.tx, with ? for arguments. What a thief of the database must not read is sealed
//     (tx.seal, tx.open).
//  4. Write the suite in storetest and add it to Run. It runs on SQLite and on PostgreSQL.
//
// # Jobs
//
// What must happen after a commit, come what may, is a job: Tx.Enqueue inserts it in the same transaction. A job with Wait
// set is run by Write itself after the commit, before Write returns; the queue runs it only if that failed or the process
// died. Handlers are registered with Jobs before it starts, and must be harmless when run twice.
package store

import (
	"context"
	"errors"
)

// Errors of every topic.
var (
	// ErrNotFound says that there is no such row.
	ErrNotFound = errors.New("store: not found")
	// ErrTaken says that another row has the value that must be unique.
	ErrTaken = errors.New("store: taken")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("store: closed")
)

// A Store runs transactions. It is safe for concurrent use.
type Store interface {
	// Read runs f against one consistent state. f must not write.
	Read(ctx context.Context, f func(Tx) error) error
	// Write runs f and commits durably if it returns nil, then runs the jobs with Wait that f enqueued. f may run twice, and
	// must not call Read or Write. An error of a job is logged, not returned: what f did stands, and the queue tries again.
	Write(ctx context.Context, f func(Tx) error) error
	// Jobs returns the queue.
	Jobs() Jobs
	// Ready returns nil if the store can write now.
	Ready(ctx context.Context) error
	// Close waits for the transactions that run and closes. Stop the jobs first.
	Close() error
}

// A Tx is one transaction. It is not safe for concurrent use.
type Tx interface {
	// Enqueue inserts j, to be run after the transaction commits.
	Enqueue(j Job) error

	Instance
	Keys
	Users
	Sessions
	Codes
	Passwords
	LoginTokens
	Invitations
	Counters
	Takeouts
	Settings
	Contacts
	Usernames
	Blocks
	Folders
	Schedule
	Search
	Polls
	Invites
	JoinRequests
	AdminLog
	Titles
	Files
	Withdrawals
	Chats
	Members
	Screenings
	Held
	ProfilePhotos
	Stickers
	Topics
}
