package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"lamplight"
	"lamplight/store"
)

// announcedJob tells the devices of an account of a new one. That is how somebody learns that their account was taken over, so
// it is not left to a server that may end right after the sign-in.
const announcedJob = "accounts.announced"

// announcedArgs do not say what device it is: what is queued is kept for a while, and a device that is gone is not.
type announcedArgs struct {
	Device lamplight.SessionID `json:"device"`
}

// announce has the account's other devices told of d after the commit.
func (s *Service) announce(tx store.Tx, d store.Session) error {
	return tx.Enqueue(store.Job{Kind: announcedJob, Args: announcedArgs{d.ID}, Wait: true})
}

func (s *Service) runAnnounced(ctx context.Context, raw json.RawMessage) error {
	var a announcedArgs
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	var d store.Session
	var u store.User
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if d, err = tx.Session(a.Device); err != nil {
			return err
		}
		u, err = tx.User(d.User)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil // it was signed out meanwhile
	case err != nil:
		return fmt.Errorf("word of a new device: %w", err)
	}
	id := strconv.FormatInt(int64(d.ID), 36)
	told := s.noteOnce(ctx, d.User, d.ID, "device "+id, lamplight.Event{
		Kind: lamplight.EventNewSession, Number: int64(d.ID), Flag: d.Unconfirmed,
	})
	return errors.Join(told, s.notice(ctx, d.User, "device:"+id, text{
		{"New login. ", true},
		{u.FirstName + ", a device signed in to your account on " + d.Created.Format("2 January 2006 at 15:04 MST") + ".\n\n", false},
		{"Device: ", true}, {d.App + ", " + d.Device + ", " + d.System + "\n", false},
		{"Address: ", true}, {d.Address + "\n\n", false},
		{"If that was not you, end its session in Settings, Devices, and set a password.", false},
	}))
}
