package pebble

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A square is a channel in which all talk while the disk fails and the power is cut. Of it the storm knows what was posted
// and taken away; that everything beside the posts agrees with them is for the check of the box to say.
type square struct {
	channel lamplight.ChannelID
	people  int
	rng     *rand.Rand
	keys    int
	posts   map[lamplight.ContentID]bool // whether it is there
	top     lamplight.MessageID
	pending *crowd
}

// A crowd is a group of the square without an answer.
type crowd struct {
	what  string
	group boxes.Group
	post  lamplight.ContentID   // what it posts; 0: nothing
	gone  []lamplight.ContentID // what it takes away
}

func (q *square) box() lamplight.BoxID { return lamplight.ChannelBox(q.channel) }

func (q *square) peer() lamplight.Peer { return lamplight.ChannelPeer(q.channel) }

func (q *square) person() lamplight.UserID { return lamplight.UserID(q.rng.IntN(q.people) + 1) }

func (q *square) id() lamplight.MessageID { return lamplight.MessageID(q.rng.IntN(int(q.top)+1) + 1) }

// draw makes the next group.
func (q *square) draw() *crowd {
	q.keys++
	c := &crowd{group: boxes.Group{Key: fmt.Sprintf("square.%d", q.keys), KeyBox: q.box(), Now: time.Unix(1_700_000_000+int64(q.keys), 0)}}
	op := func(what string, ops ...boxes.Op) { c.what, c.group.Ops = c.group.Key+" "+what, ops }
	by := q.person()
	switch q.rng.IntN(12) {
	case 0, 1:
		op("react", boxes.React{
			Box: q.box(), ID: q.id(), Reactor: lamplight.UserPeer(by), Named: true, Unread: true,
			Reactions: []lamplight.Reaction{{Emoji: "👍"}, {Emoji: "🔥"}}[:q.rng.IntN(3)],
		})
	case 2:
		op("see", boxes.SeeContents{Box: q.box(), Peer: q.peer(), User: by, All: true, Limit: 100, Mentions: true, Reactions: q.rng.IntN(2) == 0})
	case 3:
		var all []lamplight.ContentID
		for content, there := range q.posts {
			if there {
				all = append(all, content)
			}
		}
		if len(all) > 0 {
			slices.Sort(all)
			c.gone = []lamplight.ContentID{all[q.rng.IntN(len(all))], all[q.rng.IntN(len(all))]}
		}
		op(fmt.Sprintf("delete %d", c.gone), boxes.Delete{Box: q.box(), Contents: c.gone})
	case 4:
		op("count", boxes.Count{Box: q.box(), ID: q.id(), Views: 3, Forwards: 1})
	case 5:
		op("read", boxes.MarkOutbox{Box: q.box(), MaxID: q.id(), Reader: by}, boxes.ReadChannel{Box: lamplight.AccountBox(by), Peer: q.peer(), MaxID: q.id(), Thread: lamplight.MessageID(q.rng.IntN(2))})
	case 6:
		op("let go", boxes.Release{Box: q.box(), ID: q.id()}, boxes.Release{Box: q.box(), ID: q.top})
	case 7:
		op("pin", boxes.Pin{Box: q.box(), Peer: q.peer(), IDs: []lamplight.MessageID{q.id()}, Pinned: q.rng.IntN(2) == 0})
	default:
		c.post = lamplight.ContentID(1_000_000_000 + q.keys)
		m := lamplight.Message{Peer: q.peer(), From: lamplight.UserPeer(by), Content: c.post, Text: "post", Mentions: []lamplight.UserID{q.person()}}
		if q.rng.IntN(2) == 0 {
			m.Reply = &lamplight.Reply{ID: 1, Thread: lamplight.MessageID(q.rng.IntN(3) + 1)}
		}
		if q.rng.IntN(2) == 0 {
			m.Media = &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &lamplight.Photo{ID: 1, Sizes: []lamplight.PhotoSize{{Type: "m", Hash: lamplight.FileHash{byte(q.rng.IntN(3) + 1)}}}}}
		}
		op(fmt.Sprintf("post %d", c.post), boxes.Append{Box: q.box(), Message: m, Held: q.rng.IntN(4) == 0},
			boxes.ReadChannel{Box: lamplight.AccountBox(by), Peer: q.peer(), Appended: true})
	}
	return c
}

// settle ends the wait for an answer.
func (q *square) settle(done bool) {
	c := q.pending
	if q.pending = nil; !done {
		return
	}
	if c.post != 0 {
		q.posts[c.post] = true
		q.top++
	}
	for _, content := range c.gone {
		q.posts[content] = false
	}
}

// square carries out groups of the square, as talk does.
func (w *weather) square(q *square, epoch int) {
	ctx := context.Background()
	for !w.stop.Load() && !w.failed() {
		if q.pending == nil {
			q.pending = q.draw()
		}
		what := q.pending.what
		r, err := w.s.Apply(ctx, q.pending.group)
		w.mu.Lock()
		if w.epoch != epoch {
			w.mu.Unlock()
			return
		}
		w.trace = append(w.trace, fmt.Sprintf("%s: %v, repeated %v", what, err, r.Repeated))
		var refused *lamplight.Error
		switch {
		case err == nil:
			q.settle(true)
			w.acked.Add(1)
		case errors.As(err, &refused) && refused.Code == "MESSAGE_NOT_MODIFIED":
			q.settle(false)
		}
		w.mu.Unlock()
		switch {
		case err == nil || refused != nil && refused.Code == "MESSAGE_NOT_MODIFIED":
		case errors.Is(err, boxes.ErrClosed):
			return
		case !errors.Is(err, lamplight.ErrStorage):
			w.fail("%s: %v is no passing fault", what, err)
			return
		default:
			time.Sleep(200 * time.Microsecond)
		}
	}
}

// judgeSquare looks for what was posted. A group without an answer may be there or not.
func (w *weather) judgeSquare(q *square) error {
	contents := make([]lamplight.ContentID, 0, len(q.posts)+1)
	for content := range q.posts {
		contents = append(contents, content)
	}
	unsure := map[lamplight.ContentID]bool{}
	if c := q.pending; c != nil {
		for _, content := range append(c.gone, c.post) {
			unsure[content] = true
		}
		contents = append(contents, c.post)
	}
	there, err := w.s.Copies(context.Background(), q.box(), contents)
	if err != nil {
		return err
	}
	for content, want := range q.posts {
		if _, ok := there[content]; ok != want && !unsure[content] {
			return fmt.Errorf("post %d is there: %v, want %v", content, ok, want)
		}
	}
	return nil
}
