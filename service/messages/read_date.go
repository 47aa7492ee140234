package messages

import (
	"context"
	"fmt"
	"time"

	"lamplight"
)

// Readers knows who lets whom know when they read. An error is what asking for the time is answered with:
// USER_PRIVACY_RESTRICTED if the reader hides it, YOUR_PRIVACY_RESTRICTED if viewer does so to others.
type Readers interface {
	MaySeeReadTime(ctx context.Context, viewer, reader lamplight.UserID) error
}

// OutboxReadDate returns when the other side read a message of the caller: MESSAGE_ID_INVALID if there is no such
// message, MESSAGE_TOO_OLD after Limits.ReadDate, MESSAGE_NOT_READ_YET, or what Readers says.
//
// https://core.telegram.org/method/messages.getOutboxReadDate
func (s *Service) OutboxReadDate(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (time.Time, error) {
	to := peer.User()
	if to <= 0 {
		return time.Time{}, lamplight.ErrPeerInvalid // in a group there is more than one reader
	}
	box := lamplight.AccountBox(user)
	ms, err := s.boxes.Messages(ctx, box, []lamplight.MessageID{id})
	if err != nil {
		return time.Time{}, fmt.Errorf("message %d of %d: %w", id, user, err)
	}
	if len(ms) == 0 || ms[0].Peer != peer || !ms[0].Out {
		return time.Time{}, lamplight.ErrMessageInvalid
	}
	if s.now().Sub(ms[0].Sent) > s.limits.ReadDate {
		return time.Time{}, ErrReadTooOld
	}
	if err := s.readers.MaySeeReadTime(ctx, user, to); err != nil {
		return time.Time{}, err
	}
	ds, err := s.boxes.Dialog(ctx, box, peer)
	if err != nil {
		return time.Time{}, fmt.Errorf("dialog of %d with %d: %w", user, to, err)
	}
	if ds[0].ReadOutbox < id {
		return time.Time{}, ErrNotReadYet
	}
	at, err := s.boxes.ReadTime(ctx, box, peer, id)
	if err != nil {
		return time.Time{}, fmt.Errorf("when %d read message %d of %d: %w", to, id, user, err)
	}
	if at.IsZero() {
		return time.Time{}, ErrReadTooOld // read before times were kept
	}
	return at, nil
}
