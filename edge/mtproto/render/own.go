package render

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Polls reads polls as viewer may see them; 0 stands for many at once. Those that there are not are left out.
type Polls interface {
	Polls(ctx context.Context, viewer lamplight.UserID, ids ...lamplight.PollID) ([]lamplight.Poll, error)
}

// Reactions knows what viewer put to messages of a box; messages to which they put nothing are left out.
type Reactions interface {
	Reacted(
		ctx context.Context, viewer lamplight.UserID, box lamplight.BoxID, ids []lamplight.MessageID,
	) (map[lamplight.MessageID][]lamplight.Reaction, error)
}

// own adds to messages what is the caller's own about them, and not stored with them: polls as the caller may see them, and
// what the caller put to them. Most messages have neither, and are returned as they are. Messages may be shared with others
// to whom they are told: what is added to is a copy.
func (r *Renderer) own(ctx context.Context, c rpc.Call, ms []lamplight.Message) ([]lamplight.Message, error) {
	if !slices.ContainsFunc(ms, func(m lamplight.Message) bool { return r.needsPoll(c, &m) || r.needsReactions(c, &m) }) {
		return ms, nil
	}
	ms = slices.Clone(ms)
	if err := r.ownPolls(ctx, c, ms); err != nil {
		return nil, err
	}
	return ms, r.ownReactions(ctx, c, ms)
}

// needsPoll reports whether a message shows a poll that was not read yet.
func (r *Renderer) needsPoll(c rpc.Call, m *lamplight.Message) bool {
	return m.Media != nil && m.Media.Kind == lamplight.MediaPoll && r.sources.Polls != nil &&
		(m.Media.Asked == nil || m.Media.Asked.Viewer != c.User)
}

// needsReactions reports whether it has to be read what the caller put to a message.
func (r *Renderer) needsReactions(c rpc.Call, m *lamplight.Message) bool {
	return m.Reactions != nil && len(m.Reactions.Tallies) > 0 && r.sources.Reactions != nil && c.User != 0 &&
		m.Reactions.Viewer != c.User
}

func (r *Renderer) ownPolls(ctx context.Context, c rpc.Call, ms []lamplight.Message) error {
	var ids []lamplight.PollID
	for i := range ms {
		if r.needsPoll(c, &ms[i]) && !slices.Contains(ids, ms[i].Media.Poll) {
			ids = append(ids, ms[i].Media.Poll)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	polls, err := r.sources.Polls.Polls(ctx, c.User, ids...)
	if err != nil {
		return fmt.Errorf("polls for %d: %w", c.User, err)
	}
	for i := range ms {
		if !r.needsPoll(c, &ms[i]) {
			continue
		}
		for j := range polls {
			if polls[j].ID == ms[i].Media.Poll {
				media := *ms[i].Media
				media.Asked = &polls[j]
				ms[i].Media = &media
				break
			}
		}
	}
	return nil
}

func (r *Renderer) ownReactions(ctx context.Context, c rpc.Call, ms []lamplight.Message) error {
	ids := map[lamplight.BoxID][]lamplight.MessageID{}
	for i := range ms {
		if m := &ms[i]; r.needsReactions(c, m) && !allNamed(m.Reactions) {
			ids[m.Box] = append(ids[m.Box], m.ID)
		}
	}
	mine := map[lamplight.BoxID]map[lamplight.MessageID][]lamplight.Reaction{}
	for box, list := range ids {
		var err error
		if mine[box], err = r.sources.Reactions.Reacted(ctx, c.User, box, list); err != nil {
			return fmt.Errorf("reactions of %d: %w", c.User, err)
		}
	}
	for i := range ms {
		m := &ms[i]
		if !r.needsReactions(c, m) {
			continue
		}
		stand := *m.Reactions
		stand.Viewer = c.User
		if allNamed(m.Reactions) {
			stand.Mine = recentOf(&stand, lamplight.UserPeer(c.User))
		} else {
			stand.Mine = mine[m.Box][m.ID]
		}
		m.Reactions = &stand
	}
	return nil
}

// allNamed reports whether everybody who reacted is among the last few, so that nothing else has to be read.
func allNamed(s *lamplight.Reactions) bool {
	n := 0
	for _, t := range s.Tallies {
		n += t.Count
	}
	return n == len(s.Recent)
}

// recentOf returns what somebody among the last few put to a message, in the order in which it was chosen.
func recentOf(s *lamplight.Reactions, p lamplight.Peer) (out []lamplight.Reaction) {
	for _, x := range slices.Backward(s.Recent) {
		if x.Peer == p {
			out = append(out, x.Reaction)
		}
	}
	return out
}

// ownEvents is own for the messages that events carry.
func (r *Renderer) ownEvents(ctx context.Context, c rpc.Call, events []lamplight.Event) ([]lamplight.Event, error) {
	var ms []lamplight.Message
	var at []int
	for i := range events {
		if m := events[i].Message; m != nil && (r.needsPoll(c, m) || r.needsReactions(c, m)) {
			ms, at = append(ms, *m), append(at, i)
		}
	}
	if len(ms) == 0 {
		return events, nil
	}
	ms, err := r.own(ctx, c, ms)
	if err != nil {
		return nil, err
	}
	events = slices.Clone(events)
	for i := range ms {
		events[at[i]].Message = &ms[i]
	}
	return events, nil
}
