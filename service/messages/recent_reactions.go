package messages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// Names of settings, and how much they hold.
const (
	recentReactions = "messages.recentReactions"
	defaultReaction = "messages.setDefaultReaction"
	maxRecent       = 50 // recent reactions of one account
)

// RecentReactions returns the reactions that user chose from the whole list, the last one first.
//
// https://core.telegram.org/method/messages.getRecentReactions
func (s *Service) RecentReactions(ctx context.Context, user lamplight.UserID) (recent []lamplight.Reaction, err error) {
	if s.store == nil {
		return nil, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		recent, err = recentOf(tx, user)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("recent reactions of %d: %w", user, err)
	}
	return recent, nil
}

func recentOf(tx store.Tx, user lamplight.UserID) (recent []lamplight.Reaction, err error) {
	data, err := tx.Setting(user, recentReactions)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return recent, json.Unmarshal(data, &recent)
}

// remember puts a reaction first among user's recent ones.
func (s *Service) remember(ctx context.Context, user lamplight.UserID, x lamplight.Reaction) error {
	x, ok, err := s.known(ctx, x)
	if s.store == nil || !ok || err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		recent, err := recentOf(tx, user)
		if err != nil {
			return err
		}
		recent = slices.DeleteFunc(recent, func(r lamplight.Reaction) bool { return r == x })
		recent = slices.Insert(recent, 0, x)
		data, err := json.Marshal(recent[:min(len(recent), maxRecent)])
		if err != nil {
			return err
		}
		return tx.PutSetting(user, recentReactions, data)
	})
}

// ClearRecentReactions forgets user's recent reactions.
//
// https://core.telegram.org/method/messages.clearRecentReactions
func (s *Service) ClearRecentReactions(ctx context.Context, user lamplight.UserID) error {
	err := s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteSetting(user, recentReactions) })
	if err != nil {
		return fmt.Errorf("recent reactions of %d: %w", user, err)
	}
	return nil
}

// SetDefaultReaction keeps which reaction a double tap of user puts to a message: REACTION_INVALID if there is none like
// it.
//
// https://core.telegram.org/method/messages.setDefaultReaction
func (s *Service) SetDefaultReaction(ctx context.Context, user lamplight.UserID, x lamplight.Reaction) error {
	x, ok, err := s.known(ctx, x)
	if err != nil {
		return err
	}
	if !ok {
		return ErrReaction
	}
	data, err := json.Marshal(x)
	if err != nil {
		return err
	}
	err = s.store.Write(ctx, func(tx store.Tx) error { return tx.PutSetting(user, defaultReaction, data) })
	if err != nil {
		return fmt.Errorf("default reaction of %d: %w", user, err)
	}
	return nil
}

// DefaultReaction returns what a double tap of user puts to a message; the zero Reaction if user did not say.
func (s *Service) DefaultReaction(ctx context.Context, user lamplight.UserID) (x lamplight.Reaction, err error) {
	if s.store == nil {
		return x, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		data, err := tx.Setting(user, defaultReaction)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &x)
	})
	if err != nil {
		return x, fmt.Errorf("default reaction of %d: %w", user, err)
	}
	return x, nil
}
