package sim

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing/synctest"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
)

// act has something happen in a channel. It happens in the model as the group that carries it commits.
func (s *square) act() {
	c := &s.model.channels[s.rng.IntN(len(s.model.channels))]
	ids := slices.Sorted(maps.Keys(c.posts))
	switch at := s.rng.IntN(100); {
	case at < 45 || len(ids) == 0 && at < 70:
		s.texts++
		s.stats.Posts++
		c.top++
		c.pts++
		c.posts[c.top] = fmt.Sprint("text ", s.texts)
		s.apply(c, boxes.Append{Box: c.box(), Message: lamplight.Message{
			Peer: lamplight.ChannelPeer(c.id), From: lamplight.ChannelPeer(c.id), Post: true, Content: lamplight.ContentID(int64(c.id)*1_000_000 + int64(c.top)),
			Text: lamplight.Text(c.posts[c.top]), Sender: s.ids[0],
		}})
	case at < 58:
		id := ids[s.rng.IntN(len(ids))]
		s.texts++
		s.stats.Edits++
		c.pts++
		c.posts[id] = fmt.Sprint("text ", s.texts)
		text := lamplight.Text(c.posts[id])
		s.apply(c, boxes.Edit{
			Box: c.box(), Content: lamplight.ContentID(int64(c.id)*1_000_000 + int64(id)), Change: func(m *lamplight.Message) { m.Text = text },
		})
	case at < 70:
		s.stats.Deletes++
		n := 1 + s.rng.IntN(min(3, len(ids)))
		var gone []lamplight.MessageID
		for _, i := range s.rng.Perm(len(ids))[:n] {
			gone = append(gone, lamplight.MessageID(ids[i]))
			delete(c.posts, ids[i])
		}
		slices.Sort(gone)
		c.pts += n
		s.apply(c, boxes.Delete{Box: c.box(), IDs: gone})
	default:
		u := s.rng.IntN(len(s.ids))
		_, in := c.members[u]
		switch {
		case !in:
			s.stats.Joins++
			from := 0
			if c.hidden {
				from = c.top + 1
			}
			c.members[u] = from
			for _, d := range s.readers {
				if d.u == u {
					delete(d.outs, c.id)
				}
			}
			s.note("%s joins %d, and sees from %d", name(u), c.id, from)
		case at < 90:
			s.stats.Bans++
			delete(c.members, u)
			s.note("%s is thrown out of %d", name(u), c.id)
		default:
			s.stats.Changes++
			s.note("a right of %s in %d changes", name(u), c.id)
		}
		c.changes++
		if at%2 == 0 {
			s.settle() // some of what goes on comes between the change and the word of it
		}
		s.apply(nil, boxes.Note{
			Box: lamplight.AccountBox(s.ids[u]), Event: lamplight.Event{Kind: lamplight.EventChat, Peer: lamplight.ChannelPeer(c.id)},
		})
	}
}

// settle lets some of those at the gates go on.
func (s *square) settle() {
	for range s.rng.IntN(4) {
		if ws := s.life.door.gates.waiting(); len(ws) > 0 {
			s.let(ws[s.rng.IntN(len(ws))])
			synctest.Wait()
		}
	}
}

// apply carries out one operation, and has the bus tell of it. c is the channel it is about, nil if it is an account's.
func (s *square) apply(c *squareChannel, op boxes.Op) {
	r, err := s.life.door.Apply(context.Background(), boxes.Group{Now: s.clock.now(), Ops: []boxes.Op{op}})
	if err != nil {
		s.fail("%T: %v", op, err)
		return
	}
	for _, e := range r.Events {
		s.note("box %d: kind %d pts %d by %d seq %d", e.Box, e.Kind, e.PTS, e.Count, e.Seq)
		if c != nil && e.Kind.CarriesPTS() && int(e.PTS) != c.pts {
			s.fail("channel %d is at %d, should be at %d", c.id, e.PTS, c.pts)
		}
		h := bus.Hint{Box: e.Box, PTS: e.PTS, Seq: e.Seq, Events: []lamplight.Event{e}}
		if err := s.life.hints.Tell(context.Background(), h); err != nil {
			s.fail("tell: %v", err)
		}
	}
}
