package contacts

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// silentSetting is the name under which an account's wish not to hear of contacts who join is kept.
const silentSetting = "no word of contacts who join"

// joinedJob tells those who waited for somebody. It is queued with the change of their address books: a process that ends
// between the two leaves it to the next one.
const joinedJob = "contacts.joined"

type joinedArgs struct {
	User   lamplight.UserID   `json:"user"`
	Owners []lamplight.UserID `json:"owners"` // of the address books
}

// Joined turns the phone of a new account, where others have it in their address books, into the person. Those who want
// to hear of it find a conversation with the person that says so. It may be called twice.
func (s *Service) Joined(ctx context.Context, user lamplight.UserID, phone string) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		var owners []lamplight.UserID
		waiting, err := tx.SavedWith(digits(phone))
		if err != nil {
			return err
		}
		for _, c := range waiting {
			if c.Owner != user {
				// An account that moves to another number may have said before who finds it by that.
				open, err := mayFindByPhone(tx, c.Owner, user)
				if err != nil {
					return err
				}
				if !open {
					continue
				}
			}
			if err := tx.DeleteSaved(c.Owner, c.Phone); err != nil {
				return err
			}
			if c.Owner == user {
				continue
			}
			c.User = user
			switch old, err := tx.Contact(c.Owner, user); {
			case err == nil: // the account moved to this number: what the owner wrote of the person stays
				c.FirstName, c.LastName, c.Note, c.Close = old.FirstName, old.LastName, old.Note, old.Close
			case !errors.Is(err, store.ErrNotFound):
				return err
			default:
				owners = append(owners, c.Owner)
			}
			if err := tx.PutContact(c); err != nil {
				return err
			}
		}
		if len(owners) == 0 {
			return nil
		}
		return tx.Enqueue(store.Job{Kind: joinedJob, Args: joinedArgs{user, owners}, Wait: true})
	})
	s.cache.forget(user)
	if err != nil {
		return fmt.Errorf("contacts of %d who joined: %w", user, err)
	}
	return nil
}

// runJoined tells the owners of address books. Each hears of it once, however often it runs.
func (s *Service) runJoined(ctx context.Context, raw json.RawMessage) error {
	var a joinedArgs
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	s.cache.forget(a.User)
	var silent map[lamplight.UserID][]byte
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		silent, err = tx.SettingsNamed(silentSetting, a.Owners)
		return err
	})
	if err != nil {
		return fmt.Errorf("who does not want to hear of %d: %w", a.User, err)
	}
	var failed []error
	for _, owner := range a.Owners {
		s.cache.forget(owner)
		e := lamplight.Event{Kind: lamplight.EventPeerSettings, Peer: lamplight.UserPeer(a.User)}
		if err := s.noteAll(ctx, []lamplight.UserID{owner}, e); err != nil {
			failed = append(failed, err)
			continue
		}
		if _, ok := silent[owner]; ok {
			continue
		}
		if err := s.sayJoined(ctx, owner, a.User); err != nil {
			failed = append(failed, fmt.Errorf("word to %d of %d who joined: %w", owner, a.User, err))
		}
	}
	return errors.Join(failed...)
}

// sayJoined writes the service message into the owner's box alone.
func (s *Service) sayJoined(ctx context.Context, owner, user lamplight.UserID) error {
	who, box := lamplight.UserPeer(user), lamplight.AccountBox(owner)
	key := fmt.Sprintf("joined %d", user)
	sum := fnv.New64a()
	sum.Write(binary.BigEndian.AppendUint64([]byte(key), uint64(owner)))
	res, err := s.boxes.Apply(ctx, boxes.Group{Key: key, KeyBox: box, Now: s.now(), Ops: []boxes.Op{
		boxes.Append{Box: box, Message: lamplight.Message{
			Peer: who, From: who, Content: lamplight.ContentID(sum.Sum64()>>1 | 1<<62), Sent: s.now(), Silent: true,
			Action: &lamplight.Action{Kind: lamplight.ActionContactSignUp},
		}, Free: true},
	}})
	if err != nil || res.Repeated {
		return err
	}
	s.tell(ctx, res.Events)
	return nil
}

// SignUpSilent reports whether an account does not want to hear of contacts who join.
func (s *Service) SignUpSilent(ctx context.Context, owner lamplight.UserID) (silent bool, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Setting(owner, silentSetting)
		silent = err == nil
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return silent, err
}

// SetSignUpSilent says whether an account does not want to hear of contacts who join.
func (s *Service) SetSignUpSilent(ctx context.Context, owner lamplight.UserID, silent bool) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		if silent {
			return tx.PutSetting(owner, silentSetting, []byte{1})
		}
		return tx.DeleteSetting(owner, silentSetting)
	})
}
