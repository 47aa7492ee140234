package updates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A ChannelSince says what a client already has of a channel, and how much more it wants.
type ChannelSince struct {
	PTS   lamplight.PTS
	Limit int // events wanted at most in one answer; 0: Limits.ChannelSlice
	Bot   bool
	// Ranges are the ids of the new messages that are wanted, both ends included; nil: all. NoNew: none.
	Ranges []IDRange
	NoNew  bool
}

// An IDRange is a stretch of message ids, both ends included.
type IDRange struct{ Min, Max lamplight.MessageID }

// A ChannelDifference is what a client missed of a channel.
type ChannelDifference struct {
	Events  []lamplight.Event // those that carry pts, oldest first, as far as the viewer may see what they tell of
	PTS     lamplight.PTS     // where the client is after it
	More    bool              // a slice: ask again from PTS
	TooLong bool              // too much to tell: read the channel anew and go on from PTS
	Access  lamplight.Access
	// Again is after how long a client that shows the channel is to ask again, whatever it is told.
	Again time.Duration
}

// After how long clients ask again: who is told of a channel for a while alone does so before that ends. Members are told
// anyway; but gotd/td also waits for that long before it closes the next gap, during which its user hears nothing.
const (
	againMember  = 5 * time.Second
	againVisitor = time.Minute
)

// ChannelDifference returns what happened in a channel after since, as viewer may see it, and has session, if viewer is no
// member, told of the channel for a while. The error is that of Memberships.Access if the viewer may not see the channel. A
// client that is ahead of the box, because the box was restored from an older backup, is told TooLong.
//
// https://core.telegram.org/method/updates.getChannelDifference
func (s *Service) ChannelDifference(
	ctx context.Context, viewer lamplight.UserID, session lamplight.SessionID, channel lamplight.ChannelID, since ChannelSince,
) (ChannelDifference, error) {
	if s.memberships == nil {
		return ChannelDifference{}, lamplight.ErrChannelInvalid
	}
	access, err := s.memberships.Access(ctx, viewer, lamplight.ChannelPeer(channel))
	if err != nil {
		return ChannelDifference{}, err
	}
	d := ChannelDifference{Access: access, Again: againMember}
	if !access.Member {
		d.Again = againVisitor
		// First, so that nothing falls between what is read and what is told.
		if err := s.visit(ctx, viewer, session, channel); err != nil {
			return ChannelDifference{}, err
		}
	}
	box := lamplight.ChannelBox(channel)
	heads, err := s.log.Heads(ctx, box)
	if err != nil {
		return ChannelDifference{}, fmt.Errorf("state of channel %d: %w", channel, err)
	}
	d.PTS = heads[0].PTS
	behind := int(d.PTS) - int(since.PTS)
	if behind < 0 || behind > s.limits.ChannelBehind {
		d.TooLong = true
		return d, nil
	}
	if behind == 0 {
		return d, nil
	}
	limit := s.limits.ChannelSlice
	if since.Bot {
		limit = s.limits.ChannelBots
	}
	if since.Limit > 0 {
		limit = min(limit, max(since.Limit, s.limits.ChannelLeast))
	}
	d.Events, d.More, err = s.log.Events(ctx, box, since.PTS, limit)
	switch {
	case errors.Is(err, boxes.ErrTooOld):
		d.TooLong = true
		return d, nil
	case err != nil:
		return ChannelDifference{}, fmt.Errorf("events of channel %d after %d: %w", channel, since.PTS, err)
	}
	if n := len(d.Events); n > 0 {
		d.PTS = d.Events[n-1].PTS // more may have come since the head was read
	}
	d.Events = slices.DeleteFunc(d.Events, func(e lamplight.Event) bool { return !since.wants(&e, &access) })
	return d, nil
}

// wants reports whether an event is told: the viewer may see what it tells of, and the client asked for it.
func (q ChannelSince) wants(e *lamplight.Event, access *lamplight.Access) bool {
	m := e.Message
	if m == nil {
		return true
	}
	if m.Held || !access.Sees(m.ID) {
		return false
	}
	if e.Kind != lamplight.EventNewMessage {
		return true
	}
	if q.NoNew {
		return false
	}
	return q.Ranges == nil || slices.ContainsFunc(q.Ranges, func(r IDRange) bool { return r.Min <= m.ID && m.ID <= r.Max })
}
