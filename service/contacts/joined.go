package contacts

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// silentSetting is the name under which an account's wish not to hear of contacts who join is kept.
const silentSetting = "no word of contacts who join"

// Joined turns the phone of a new account, where others have it in their address books, into the person. Those who want
// to hear of it find a conversation with the person that says so. It may be called twice.
func (s *Service) Joined(ctx context.Context, user lamplight.UserID, phone string) error {
	var owners []lamplight.UserID
	var silent map[lamplight.UserID][]byte
	err := s.store.Write(ctx, func(tx store.Tx) error {
		owners = nil
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
		silent, err = tx.SettingsNamed(silentSetting, owners)
		return err
	})
	if err != nil {
		return fmt.Errorf("contacts of %d who joined: %w", user, err)
	}
	s.cache.forget(user)
	for _, owner := range owners {
		s.tellBook(ctx, owner, 0, user)
		if _, ok := silent[owner]; ok {
			continue
		}
		if err := s.sayJoined(ctx, owner, user); err != nil {
			s.log.Error("word of a contact who joined", "err", err)
		}
	}
	return nil
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
