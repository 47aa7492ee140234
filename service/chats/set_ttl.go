package chats

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// SetTTL notes after how many seconds new messages of a chat go; 0: never. CHAT_ADMIN_REQUIRED, or CHAT_NOT_MODIFIED if it is
// so already. What is said of it, and the boxes that heed it, are the caller's.
//
// https://core.telegram.org/method/messages.setHistoryTTL
func (s *Service) SetTTL(
	ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer, seconds int,
) error {
	_, err := s.edit(ctx, Caller{User: user, Origin: origin}, peer, ActTTL, lamplight.ActionNone, func(row *store.Chat) error {
		if row.TTL == seconds {
			return ErrNotModified
		}
		row.TTL = seconds
		return nil
	})
	return err
}
