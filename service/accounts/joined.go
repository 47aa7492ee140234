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

type joinedArgs struct {
	User  lamplight.UserID `json:"user"`
	Phone string           `json:"phone"`
}

// joined has Options.Joined called after the commit: an account has a phone now that it had not before.
func (s *Service) joined(tx store.Tx, u store.User) error {
	if s.o.Joined == nil {
		return nil
	}
	return tx.Enqueue(store.Job{Kind: joinedJob, Args: joinedArgs{u.ID, u.Phone}, Wait: true})
}

func (s *Service) runJoined(ctx context.Context, raw json.RawMessage) error {
	var a joinedArgs
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	if s.o.Joined == nil {
		return nil
	}
	if err := s.o.Joined.Joined(ctx, a.User, a.Phone); err != nil {
		return fmt.Errorf("word of %d who joined: %w", a.User, err)
	}
	return nil
}
