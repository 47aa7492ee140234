package accounts

import (
	"context"
	"encoding/json"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// joinedJob lets those know who wait for a phone to join.
const joinedJob = "accounts.joined"

// joinedArgs have no phone: what is queued is kept for a while, and a deleted account's phone is not.
type joinedArgs struct {
	User lamplight.UserID `json:"user"`
}

// joined has Options.Joined called after the commit: an account has a phone now that it had not before.
func (s *Service) joined(tx store.Tx, u store.User) error {
	if s.o.Joined == nil {
		return nil
	}
	return tx.Enqueue(store.Job{Kind: joinedJob, Args: joinedArgs{u.ID}, Wait: true})
}

func (s *Service) runJoined(ctx context.Context, raw json.RawMessage) error {
	var a joinedArgs
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	if s.o.Joined == nil {
		return nil
	}
	var u store.User
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		u, err = tx.User(a.User)
		return err
	})
	if err != nil {
		return fmt.Errorf("word of %d who joined: %w", a.User, err)
	}
	if u.Phone == "" {
		return nil // deleted meanwhile
	}
	if err := s.o.Joined.Joined(ctx, a.User, u.Phone); err != nil {
		return fmt.Errorf("word of %d who joined: %w", a.User, err)
	}
	return nil
}
