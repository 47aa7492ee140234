package chats

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// mostInactive is how many quiet channels are shown.
const mostInactive = 100

// quietest returns the channels in which nothing happened for longest, and since when, the quietest first.
func (s *Service) quietest(ctx context.Context, ids []lamplight.ChannelID) ([]lamplight.ChannelID, []time.Time, error) {
	if len(ids) == 0 {
		return nil, nil, nil
	}
	all := make([]lamplight.BoxID, len(ids))
	for i, id := range ids {
		all[i] = lamplight.ChannelBox(id)
	}
	heads, err := s.boxes.Heads(ctx, all...)
	if err != nil {
		return nil, nil, fmt.Errorf("heads of %d channels: %w", len(ids), err)
	}
	slices.SortStableFunc(heads, func(a, b boxes.Head) int { return cmp.Compare(a.Date.Unix(), b.Date.Unix()) })
	heads = heads[:min(len(heads), mostInactive)]
	out, dates := make([]lamplight.ChannelID, len(heads)), make([]time.Time, len(heads))
	for i, h := range heads {
		out[i], dates[i] = h.Box.Channel(), h.Date
	}
	return out, dates, nil
}
