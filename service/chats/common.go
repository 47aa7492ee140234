package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// Common returns the groups that both are in, by id, those above after, at most Limits.Common. A group that hides its
// members tells of them in this way, too, only who leads it.
//
// https://core.telegram.org/method/messages.getCommonChats
func (s *Service) Common(
	ctx context.Context, viewer, user lamplight.UserID, after int64, limit int,
) ([]lamplight.Chat, error) {
	if limit <= 0 || limit > s.limits.Common {
		limit = s.limits.Common
	}
	peers, err := s.common(ctx, viewer, user, after, limit)
	if err != nil {
		return nil, err
	}
	return s.Chats(ctx, viewer, peers)
}

// CountCommon returns how many groups both are in, as far as Common tells of them, up to Limits.Common.
func (s *Service) CountCommon(ctx context.Context, viewer, user lamplight.UserID) (int, error) {
	if viewer == user {
		return 0, nil
	}
	peers, err := s.common(ctx, viewer, user, 0, s.limits.Common)
	return len(peers), err
}

func (s *Service) common(
	ctx context.Context, viewer, user lamplight.UserID, after int64, limit int,
) (out []lamplight.Peer, err error) {
	for {
		var page []lamplight.Peer
		err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			page, err = tx.CommonChats(viewer, user, after, limit)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("groups of both %d and %d: %w", viewer, user, err)
		}
		all, err := s.Accesses(ctx, viewer, page...)
		if err != nil {
			return nil, err
		}
		for i, p := range page {
			after = p.ID
			if len(out) < limit && (!all[i].Chat.HiddenMembers || all[i].Leads()) {
				out = append(out, p)
			}
		}
		if len(page) < limit || len(out) == limit {
			return out, nil
		}
	}
}
