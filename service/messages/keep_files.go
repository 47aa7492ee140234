package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// A Keeper keeps photos and documents until t although no message in a box carries them.
type Keeper interface {
	KeepUntil(ctx context.Context, ids []int64, t time.Time) error
}

// keepFiles has what a message shows kept until it is sent. What waits for somebody to come online is kept for as long as a
// message may be scheduled ahead.
func (s *Service) keepFiles(ctx context.Context, m *lamplight.Message, due time.Time) error {
	if s.keeper == nil {
		return nil
	}
	var ids []int64
	add := func(p *lamplight.Photo, d *lamplight.Document) {
		if p != nil {
			ids = append(ids, int64(p.ID))
		}
		if d != nil {
			ids = append(ids, int64(d.ID))
		}
	}
	shown := []*lamplight.Media{m.Media}
	if m.Reply != nil {
		shown = append(shown, m.Reply.Media)
	}
	for _, media := range shown {
		if media == nil {
			continue
		}
		add(media.Photo, media.Document)
		if media.Page != nil {
			add(media.Page.Photo, media.Page.Document)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if last := s.now().Add(s.limits.ScheduleLate); due.After(last) {
		due = last
	}
	if err := s.keeper.KeepUntil(ctx, ids, due); err != nil {
		return fmt.Errorf("keep the files of what waits to be sent: %w", err)
	}
	return nil
}

// keepScheduled is keepFiles for a message that waits already, and is to be sent at another time.
func (s *Service) keepScheduled(ctx context.Context, ch Change, due time.Time) error {
	if s.keeper == nil {
		return nil
	}
	var row store.Scheduled
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		row, err = tx.Scheduled(ch.User, ch.ID)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return lamplight.ErrMessageInvalid
	}
	if err != nil {
		return err
	}
	m, err := waiting(row)
	if err != nil {
		return err
	}
	return s.keepFiles(ctx, &m, due)
}
