package sim

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/service/updates"
)

// A reader is one device of somebody who reads channels, written from https://core.telegram.org/api/updates: it applies what
// follows on what it has of a channel, and asks for the channel's difference where something is missing.
type reader struct {
	s       *square
	u, n    int
	session lamplight.SessionID

	online bool
	epoch  int
	ctx    context.Context
	cancel context.CancelFunc

	mu     sync.Mutex
	inbox  []lamplight.Event
	detach func()
	outs   map[lamplight.ChannelID]bool // it was told that something changed, and is no member: nothing may come any more

	busy     bool
	date     time.Time
	fresh    bool // it knows of no state yet
	catchUp  bool // has to ask what it missed of the account
	look     []lamplight.ChannelID
	channels map[lamplight.ChannelID]*readerChannel
	asks     []lamplight.ChannelID
	visiting lamplight.ChannelID
}

type readerChannel struct {
	pts   int
	posts map[int]string
}

func (d *reader) String() string { return fmt.Sprintf("%s%d", name(d.u), d.n) }

// connect opens a connection: the device is told from now on, and then asks what it missed.
func (d *reader) connect() {
	d.epoch++
	d.online, d.busy, d.inbox, d.outs = true, true, nil, map[lamplight.ChannelID]bool{}
	d.ctx, d.cancel = context.WithCancel(d.s.life.ctx)
	life, epoch := d.s.life, d.epoch
	if d.channels == nil {
		d.channels, d.fresh = map[lamplight.ChannelID]*readerChannel{}, true
	}
	ctx := withTask(d.ctx, &task{name: "attach " + d.String()})
	life.wg.Go(func() {
		detach, err := life.updates.Attach(ctx, d.s.ids[d.u], d.session, func(es []lamplight.Event) { d.sink(epoch, es) })
		if err != nil {
			if d.epoch == epoch && !errors.Is(err, context.Canceled) && !errors.Is(err, errCrashed) {
				d.s.fail("%v attaches: %v", d, err)
			}
			return
		}
		if d.epoch != epoch {
			detach()
			return
		}
		d.detach, d.busy, d.catchUp = detach, false, true
	})
}

// cut ends the connection.
func (d *reader) cut() {
	if !d.online {
		return
	}
	d.epoch++
	d.cancel()
	if d.detach != nil {
		d.detach()
	}
	d.online, d.busy, d.detach, d.inbox, d.visiting = false, false, nil, nil, 0
}

// sink takes what is told, and judges whether it may be.
func (d *reader) sink(epoch int, es []lamplight.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if epoch != d.epoch {
		return
	}
	for _, e := range es {
		if e.Kind == lamplight.EventChat {
			c := d.s.model.find(e.Peer.Channel())
			_, in := c.members[d.u]
			d.outs[c.id] = !in
		}
		if id := e.Box.Channel(); id != 0 {
			c := d.s.model.find(id)
			if _, in := c.members[d.u]; !in && d.outs[id] && !c.public {
				d.s.fail("%v was told that it is out of channel %d, and then of position %d", d, id, e.PTS)
			}
		}
	}
	if len(es) == 0 {
		d.catchUp = true
	}
	d.inbox = append(d.inbox, es...)
}

// take looks at what came.
func (d *reader) take() {
	d.mu.Lock()
	es := d.inbox
	d.inbox = nil
	d.mu.Unlock()
	for _, e := range es {
		d.event(e)
	}
}

func (d *reader) event(e lamplight.Event) {
	if e.Date.After(d.date) {
		d.date = e.Date
	}
	id := e.Box.Channel()
	if e.Kind == lamplight.EventChat {
		if id = e.Peer.Channel(); !slices.Contains(d.look, id) {
			d.look = append(d.look, id)
		}
		return
	}
	c := d.channels[id]
	switch {
	case c == nil: // a channel that it does not know: it looks when it is told that it is in it
	case e.Kind == lamplight.EventTooLong:
		d.want(id)
	case int(e.PTS) <= c.pts:
	case int(e.PTS)-int(e.Count) == c.pts:
		c.apply(&e)
	default:
		d.want(id)
	}
}

func (d *reader) want(id lamplight.ChannelID) {
	if !slices.Contains(d.asks, id) {
		d.asks = append(d.asks, id)
	}
}

func (c *readerChannel) apply(e *lamplight.Event) {
	c.pts = int(e.PTS)
	switch {
	case e.Kind == lamplight.EventDeleteMessages:
		for _, id := range e.IDs {
			delete(c.posts, int(id))
		}
	case e.Message == nil:
	case e.Kind == lamplight.EventNewMessage:
		c.posts[int(e.Message.ID)] = string(e.Message.Text)
	case e.Kind == lamplight.EventEditMessage:
		if _, ok := c.posts[int(e.Message.ID)]; ok { // of what it does not show, it needs no new words
			c.posts[int(e.Message.ID)] = string(e.Message.Text)
		}
	}
}

// wants reports whether it has something to ask.
func (d *reader) wants() bool {
	return d.online && !d.busy && (d.catchUp || len(d.look) > 0 || len(d.asks) > 0)
}

// visit has it read a public channel that it need not be a member of.
func (d *reader) visit() {
	for i := range d.s.model.channels {
		c := &d.s.model.channels[i]
		if _, in := c.members[d.u]; c.public && !in {
			d.s.stats.Visits++
			if d.channels[c.id] == nil {
				d.channels[c.id] = &readerChannel{posts: map[int]string{}}
			}
			d.want(c.id)
		}
	}
}

// ask makes the next call.
func (d *reader) ask() {
	switch {
	case d.catchUp:
		d.catchUp = false
		d.call("difference", d.missed)
	case len(d.look) > 0:
		id := d.look[0]
		d.call("look", func(ctx context.Context, l *squareLife) func() {
			return once(&d.look, id, d.lookAt(ctx, l, id))
		})
	default:
		id := d.asks[0]
		d.call("channel", func(ctx context.Context, l *squareLife) func() {
			return once(&d.asks, id, d.missedOf(ctx, l, id))
		})
	}
}

// once takes what was asked for off a list when its answer has come, which is done then. Without an answer it stays.
func once(list *[]lamplight.ChannelID, id lamplight.ChannelID, answer func()) func() {
	if answer == nil {
		return nil
	}
	return func() {
		*list = slices.DeleteFunc(*list, func(o lamplight.ChannelID) bool { return o == id })
		answer()
	}
}

// call makes one call in a goroutine of its own; what it returns is done with the answer, if the connection is still there.
func (d *reader) call(what string, f func(context.Context, *squareLife) func()) {
	d.busy = true
	life, epoch := d.s.life, d.epoch
	ctx := withTask(d.ctx, &task{name: what + " " + d.String()})
	life.wg.Go(func() {
		done := f(ctx, life)
		if epoch != d.epoch {
			return
		}
		d.busy = false
		if done != nil {
			done()
		}
	})
}

func (d *reader) wrong(err error, what string) bool {
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, errCrashed) {
		d.s.fail("%v, %s: %v", d, what, err)
	}
	return err != nil
}

// missed asks for what it missed of its account: which channels changed, and which moved on.
func (d *reader) missed(ctx context.Context, l *squareLife) func() {
	user := d.s.ids[d.u]
	if d.fresh {
		state, err := l.updates.State(ctx, user)
		if d.wrong(err, "state") {
			d.catchUp = true
			return nil
		}
		return func() {
			d.fresh, d.date = false, state.Date
			d.look = squareChannels() // the list of conversations
		}
	}
	diff, err := l.updates.Difference(ctx, user, updates.Since{Date: d.date})
	if err != nil {
		d.catchUp = true
		d.wrong(err, "difference")
		return nil
	}
	return func() {
		d.s.stats.Differences++
		if diff.TooLong {
			d.look = squareChannels()
			return
		}
		for _, e := range diff.Notes {
			d.event(e)
		}
		if diff.State.Date.After(d.date) {
			d.date = diff.State.Date
		}
	}
}

// lookAt reads what the person is in a channel now, and if that is something new, the channel.
func (d *reader) lookAt(ctx context.Context, l *squareLife, id lamplight.ChannelID) func() {
	access, err := (&rolls{s: d.s, life: l}).Access(ctx, d.s.ids[d.u], lamplight.ChannelPeer(id))
	switch {
	case errors.Is(err, errPrivate):
		return func() {
			delete(d.channels, id)
			d.asks = slices.DeleteFunc(d.asks, func(o lamplight.ChannelID) bool { return o == id })
		}
	case err != nil:
		return nil
	case !access.Member:
		return func() { delete(d.channels, id) }
	}
	return d.readAll(ctx, l, id, access)
}

// readAll reads a channel from its beginning.
func (d *reader) readAll(ctx context.Context, l *squareLife, id lamplight.ChannelID, access lamplight.Access) func() {
	box := lamplight.ChannelBox(id)
	heads, err := l.door.Heads(ctx, box)
	if err != nil {
		return nil
	}
	read := &readerChannel{pts: int(heads[0].PTS), posts: map[int]string{}}
	q := boxes.HistoryQuery{Peer: lamplight.ChannelPeer(id), Limit: 6, Least: access.From}
	for {
		page, err := l.door.History(ctx, box, q)
		if err != nil {
			return nil
		}
		for _, m := range page.Messages {
			read.posts[int(m.ID)] = string(m.Text)
		}
		if len(page.Messages) < 6 {
			break
		}
		q.OffsetID = page.Messages[len(page.Messages)-1].ID
	}
	return func() { d.channels[id] = read }
}

// missedOf asks for what it missed of a channel.
func (d *reader) missedOf(ctx context.Context, l *squareLife, id lamplight.ChannelID) func() {
	c := d.channels[id]
	if c == nil {
		return func() {}
	}
	model := d.s.model.find(id)
	changes, public := model.changes, model.public
	_, in := model.members[d.u]
	diff, err := l.updates.ChannelDifference(ctx, d.s.ids[d.u], d.session, id, updates.ChannelSince{
		PTS: lamplight.PTS(c.pts), Limit: 1 + int(d.session)%5,
	})
	switch {
	case errors.Is(err, errPrivate):
		d.s.stats.Refused++
		if in && model.changes == changes {
			d.s.fail("%v may not read channel %d, and is a member", d, id)
		}
		return func() { delete(d.channels, id) }
	case err != nil:
		return nil
	case !in && !public && model.changes == changes:
		d.s.fail("%v reads channel %d, which is not for it", d, id)
	}
	at := c.pts
	for _, e := range diff.Events {
		if diff.Access.From == 0 && int(e.PTS)-int(e.Count) != at { // else what it does not see is left out
			d.s.fail("the difference of channel %d goes on with %d by %d where %v is at %d", id, e.PTS, e.Count, d, at)
		}
		at = int(e.PTS)
		if e.Message != nil && e.Message.ID < diff.Access.From {
			d.s.fail("%v is shown message %d of channel %d, and sees from %d", d, e.Message.ID, id, diff.Access.From)
		}
	}
	if diff.TooLong {
		d.s.stats.TooLong++
		return d.readAll(ctx, l, id, diff.Access)
	}
	return func() {
		if now := d.channels[id]; now != c {
			return
		}
		for i := range diff.Events {
			e := &diff.Events[i]
			if int(e.PTS) > c.pts {
				c.apply(e)
			}
		}
		c.pts = max(c.pts, int(diff.PTS))
		if diff.More {
			d.s.stats.Slices++
			d.want(id)
		}
	}
}

// posts returns what it shows of a channel, for the trace.
func (c *readerChannel) String() string { return fmt.Sprint(c.pts, slices.Sorted(maps.Keys(c.posts))) }
