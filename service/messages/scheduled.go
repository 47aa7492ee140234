package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// Scheduled returns what waits to be sent to a peer, the last one due first; with ids, only those of them.
//
// https://core.telegram.org/method/messages.getScheduledHistory
func (s *Service) Scheduled(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids ...lamplight.MessageID,
) ([]lamplight.Message, error) {
	if err := checkPeer(peer); err != nil {
		return nil, err
	}
	if len(ids) > s.limits.IDs {
		return nil, lamplight.ErrLimitInvalid
	}
	if s.store == nil {
		return nil, nil
	}
	var rows []store.Scheduled
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.ScheduledTo(user, peer)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what %d scheduled to %v: %w", user, peer, err)
	}
	var out []lamplight.Message
	for _, row := range rows {
		if len(ids) > 0 && !contains(ids, row.ID) {
			continue
		}
		m, err := waiting(row)
		if err == nil && boxes.Hidden(s.boxes, &m) {
			continue // withdrawn: it is refused when its time comes
		}
		if err != nil {
			return nil, err
		}
		m.Mentioned, m.Random = false, 0
		out = append(out, m)
	}
	return out, nil
}

func contains(ids []lamplight.MessageID, id lamplight.MessageID) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

// About is what the page of a person says of the conversation with them.
type About struct {
	Scheduled bool // something waits to be sent
	TTL       int  // seconds after which new messages go; 0: never
}

// About returns what the page of a person says of user's conversation with them.
func (s *Service) About(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (About, error) {
	d, err := s.dialog(ctx, user, peer)
	if err != nil {
		return About{}, err
	}
	a := About{TTL: d.TTL}
	if s.store == nil {
		return a, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		here, _, err := tx.CountScheduled(user, peer)
		a.Scheduled = here > 0
		return err
	})
	if err != nil {
		return About{}, fmt.Errorf("what %d scheduled to %v: %w", user, peer, err)
	}
	return a, nil
}
