package messages

import (
	"context"
	"time"

	"lamplight"
)

// stayedLive is a live location's period that never ends, in seconds.
const stayedLive = 0x7fffffff

// replaced returns what a message carries after an edit, and whether that only moves a live location, of which no mark of an
// edit is shown: MEDIA_PREV_INVALID where the one cannot become the other.
//
// https://core.telegram.org/method/messages.editMessage
func replaced(m lamplight.Message, by *lamplight.Media, now time.Time) (media *lamplight.Media, live bool, err error) {
	was := m.Media
	if by == nil {
		return was, false, nil
	}
	if by.Kind == lamplight.MediaLiveGeo {
		if was == nil || was.Kind != lamplight.MediaLiveGeo || was.Geo == nil || by.Geo == nil {
			return nil, false, ErrMediaPrevious
		}
		if was.Geo.Stopped || was.Geo.Period != stayedLive && now.Sub(m.Sent) > time.Duration(was.Geo.Period)*time.Second {
			return nil, false, ErrNotModified
		}
		moved := *was.Geo
		if !by.Geo.Stopped {
			moved = *by.Geo
			if moved.Period == 0 {
				moved.Period = was.Geo.Period
			}
		}
		moved.Stopped = by.Geo.Stopped
		return &lamplight.Media{Kind: lamplight.MediaLiveGeo, Geo: &moved}, true, nil
	}
	switch {
	case by.Kind != lamplight.MediaPhoto && by.Kind != lamplight.MediaDocument:
		return nil, false, ErrMediaInvalid
	case was == nil, was.Kind == lamplight.MediaPage, was.Kind == lamplight.MediaNone:
	case was.Kind != lamplight.MediaPhoto && was.Kind != lamplight.MediaDocument:
		return nil, false, ErrMediaPrevious
	}
	if m.Group != 0 && albumKind(by) != albumKind(was) {
		return nil, false, ErrGrouped
	}
	return by, false, nil
}

// mayShow returns nil if a message may carry media from now on. What is held cannot come by an edit: others see the message
// already. It is refused, and can be put in once it was looked at. A message that is held keeps the files that it waits for.
func (s *Service) mayShow(ctx context.Context, c Caller, p place, m lamplight.Message, media *lamplight.Media) error {
	if m.Held {
		return ErrMediaInvalid
	}
	if err := s.maySend(ctx, c, p, media); err != nil {
		return err
	}
	m.Media = media
	held, err := s.standing(ctx, c, &m)
	if err == nil && held {
		err = ErrMediaInvalid
	}
	return err
}
