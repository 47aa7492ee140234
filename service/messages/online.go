package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// Presences knows who may know when somebody is here.
type Presences interface {
	// Sees reports whether viewer may see exactly when who is online, and if so whether they are now.
	Sees(ctx context.Context, viewer, who lamplight.UserID) (exact, online bool, err error)
}

// onlineBatch is how many messages go out at most when one person comes online.
const onlineBatch = 1000

// CameOnline has what waits for somebody to come online go out, if its sender may still know that.
func (s *Service) CameOnline(ctx context.Context, user lamplight.UserID) {
	if s.store != nil {
		s.lookOnline(ctx, user)
	}
}

// lookOnline makes due what waits for somebody who is online.
func (s *Service) lookOnline(ctx context.Context, user lamplight.UserID) {
	var rows []store.Scheduled
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.ScheduledForOnline(lamplight.UserPeer(user), onlineBatch)
		return err
	})
	var seen []store.Scheduled
	for _, row := range rows {
		exact, online, e := s.online.Sees(ctx, row.Owner, user)
		err = errors.Join(err, e)
		if exact && online {
			seen = append(seen, row)
		}
	}
	if err == nil && len(seen) > 0 {
		now := s.now().Truncate(time.Second)
		err = s.store.Write(ctx, func(tx store.Tx) error {
			for _, row := range seen {
				is, err := tx.Scheduled(row.Owner, row.ID)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				if !is.Due.Equal(store.WhenOnline) {
					continue // changed meanwhile
				}
				is.Due = now
				if err := tx.UpdateScheduled(is); err != nil {
					return err
				}
			}
			return nil
		})
		s.poke()
	}
	if err != nil {
		// They go out when the person comes the next time.
		s.log.WarnContext(ctx, "what waits for somebody to come online", "err", err)
	}
}

// dueOnline is dueAt for what goes out when the other one comes online.
func (s *Service) dueOnline(ctx context.Context, c Caller, p place) (time.Time, error) {
	to := p.user
	if to == c.User || to == 0 {
		return time.Time{}, ErrScheduleDate
	}
	exact, online, err := s.online.Sees(ctx, c.User, to)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("may %d see when %d is online: %w", c.User, to, err)
	case !exact:
		return time.Time{}, ErrScheduleStatus
	case online:
		return time.Time{}, nil
	}
	return store.WhenOnline, nil
}
