package sim

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing/synctest"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus/local"
	"lamplight/service/updates"
)

// A square is one run of channels: several people with several devices each are members of channels, come, leave, are
// thrown out and come back, while others post, edit and delete; hints are lost and late, connections are cut, and the server
// starts anew. What each device shows at the end has to be what the model says, and what it is told on the way has to be
// meant for it.
type square struct {
	SquareOptions
	ids     []lamplight.UserID
	disk    disk
	out     *outside
	clock   *clock
	rng     *rand.Rand
	odds    hintOdds
	life    *squareLife
	model   squareModel
	readers []*reader
	trace   []string
	failure error
	stats   SquareStats
	texts   int
}

// SquareOptions say what a run is made of. The seed decides everything else.
type SquareOptions struct {
	Seed  uint64
	Steps int
	plant squarePlant
}

// A squarePlant is a bug on purpose.
type squarePlant struct {
	Plant
	OldMembers bool // who was a member once stays one for the service
	OldAccess  bool // who could read once can for ever
}

// SquareStats count what happened in a run.
type SquareStats struct {
	Posts, Edits, Deletes, Joins, Bans, Changes, Differences, Slices, TooLong, Refused, Visits, Restarts, Cuts, Lost int
}

// A squareLife is the server from a start to a stop.
type squareLife struct {
	ctx     context.Context
	cancel  context.CancelFunc
	log     boxes.Log
	door    *door
	hints   *hints
	updates *updates.Service
	wg      sync.WaitGroup
}

// squareModel is what is true, written apart from the code.
type squareModel struct {
	channels []squareChannel
}

// A squareChannel is a channel as it is.
type squareChannel struct {
	id       lamplight.ChannelID
	public   bool
	hidden   bool // those who join see only what comes from then on
	top, pts int
	posts    map[int]string
	members  map[int]int // by person: the first message that they may see
	changes  int
}

func (c *squareChannel) box() lamplight.BoxID { return lamplight.ChannelBox(c.id) }

// shown returns what somebody who sees messages from an id on must see.
func (c *squareChannel) shown(from int) map[int]string {
	out := map[int]string{}
	for id, text := range c.posts {
		if id >= from {
			out[id] = text
		}
	}
	return out
}

func (m *squareModel) find(id lamplight.ChannelID) *squareChannel {
	i := slices.IndexFunc(m.channels, func(c squareChannel) bool { return c.id == id })
	return &m.channels[i]
}

// squareChannels are the channels of every run.
func squareChannels() []lamplight.ChannelID { return []lamplight.ChannelID{51, 52, 53} }

// playSquare lives one seed in the bubble of the caller.
func playSquare(p place, o SquareOptions) (trace []string, stats SquareStats, failure error) {
	rng := rand.New(rand.NewPCG(o.Seed, 0x73717561))
	s := &square{SquareOptions: o, ids: p.ids, disk: p.disk, out: p.out, clock: &clock{}, rng: rng}
	pick := func(of ...int) int { return of[rng.IntN(len(of))] }
	s.odds = hintOdds{lost: pick(0, 0, 5, 30), late: pick(0, 10, 40), twice: pick(0, 5)}
	if o.plant.Odds != nil {
		s.odds = *o.plant.Odds
	}
	for i, id := range squareChannels() {
		s.model.channels = append(s.model.channels, squareChannel{
			id: id, public: i == 1, hidden: i == 2, posts: map[int]string{}, members: map[int]int{},
		})
	}
	for u := range s.ids {
		for n := range 1 + rng.IntN(2) {
			s.readers = append(s.readers, &reader{s: s, u: u, n: n + 1, session: lamplight.SessionID(u*10 + n + 1)})
		}
	}
	s.note("seed %d: %d people, %d devices, %+v", o.Seed, len(s.ids), len(s.readers), s.odds)
	if err := s.start(); err != nil {
		return s.trace, s.stats, err
	}
	for range o.Steps {
		if s.failure == nil {
			s.step()
		}
	}
	if s.failure == nil {
		s.rest()
	}
	if err := s.stop(); err != nil {
		s.fail("the end: %v", err)
	}
	return s.trace, s.stats, s.failure
}

func squareLimits() updates.Limits {
	l := updatesLimits()
	l.ChannelSlice, l.ChannelLeast, l.ChannelBehind, l.Many, l.Visit = 4, 1, 14, 2, 20*time.Second
	return l
}

func (s *square) start() error {
	l := &squareLife{}
	var err error
	s.out.do(func() { l.log, err = s.disk.open(boxLimits()) })
	if err != nil {
		return fmt.Errorf("open the boxes: %w", err)
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.door = &door{Log: l.log, gates: &gates{}, out: s.out, plant: s.plant.Plant}
	l.hints = &hints{Bus: local.New(), rng: s.rng, odds: s.odds, plant: s.plant.Plant}
	limits := squareLimits()
	if s.plant.NoSweep {
		limits.Sweep = 10000 * time.Hour
	}
	l.updates = updates.New(l.door, l.hints, &rolls{s: s, life: l}, s.clock.now, limits)
	s.life = l
	l.wg.Go(func() { _ = l.updates.Run(withTask(l.ctx, &task{name: "server", server: true})) })
	return nil
}

func (s *square) stop() error {
	l := s.life
	l.cancel()
	l.door.gates.close()
	for _, d := range s.readers {
		d.cut()
	}
	l.wg.Wait()
	s.stats.Lost += l.hints.lost
	var err error
	s.out.do(func() { err = l.log.Close() })
	return errors.Join(err, l.hints.Close())
}

func (s *square) fail(format string, args ...any) {
	s.note("WRONG: "+format, args...)
	if s.failure == nil {
		s.failure = fmt.Errorf(format, args...)
	}
}

func (s *square) note(format string, args ...any) {
	s.trace = append(s.trace, fmt.Sprintf(format, args...))
}

// Rolls say who is in which channel, each time from what is true when it is their turn.
type rolls struct {
	s    *square
	life *squareLife
	once map[lamplight.UserID]map[lamplight.ChannelID]bool // of the plants
}

// ChannelsOf implements updates.Memberships.
func (r *rolls) ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error) {
	if err := r.life.door.gates.wait(ctx, "channels of", lamplight.AccountBox(user), nil); err != nil {
		return nil, err
	}
	var out []lamplight.ChannelID
	for i := range r.s.model.channels {
		c := &r.s.model.channels[i]
		_, in := c.members[slices.Index(r.s.ids, user)]
		if in || r.s.plant.OldMembers && r.was(user, c.id) {
			out = append(out, c.id)
			r.remember(user, c.id)
		}
	}
	return out, nil
}

// Access implements updates.Memberships.
func (r *rolls) Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	if err := r.life.door.gates.wait(ctx, "access", lamplight.AccountBox(viewer), nil); err != nil {
		return lamplight.Access{}, err
	}
	c := r.s.model.find(peer.Channel())
	from, in := c.members[slices.Index(r.s.ids, viewer)]
	if !in && !c.public && !(r.s.plant.OldAccess && r.was(viewer, c.id)) {
		return lamplight.Access{}, errPrivate
	}
	r.remember(viewer, c.id)
	return lamplight.Access{Viewer: viewer, Member: in, From: lamplight.MessageID(from), Chat: lamplight.Chat{Peer: peer}}, nil
}

func (r *rolls) was(user lamplight.UserID, id lamplight.ChannelID) bool { return r.once[user][id] }

func (r *rolls) remember(user lamplight.UserID, id lamplight.ChannelID) {
	if r.once == nil {
		r.once = map[lamplight.UserID]map[lamplight.ChannelID]bool{}
	}
	if r.once[user] == nil {
		r.once[user] = map[lamplight.ChannelID]bool{}
	}
	r.once[user][id] = true
}

var errPrivate = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHANNEL_PRIVATE"}

// step lets one thing happen, once everything else has come to rest.
func (s *square) step() {
	synctest.Wait()
	var all []choice
	add := func(weight int, do func()) {
		if weight > 0 {
			all = append(all, choice{weight, do})
		}
	}
	if ws := s.life.door.gates.waiting(); len(ws) > 0 {
		add(150, func() { s.let(ws[s.rng.IntN(len(ws))]) })
	}
	if n := len(s.life.hints.late); n > 0 {
		add(30, func() { s.hint(s.rng.IntN(n)) })
	}
	for _, d := range s.readers {
		switch {
		case !d.online:
			add(15, func() { s.note("%v connects", d); d.connect() })
			continue
		case d.wants():
			add(60, d.ask)
		}
		if len(d.inbox) > 0 && !d.busy && !d.catchUp {
			add(60, d.take)
		}
		add(1, func() { s.stats.Cuts++; s.note("%v is cut off", d); d.cut() })
		if !d.busy {
			add(1, func() { s.note("%v visits", d); d.visit() })
		}
	}
	add(60, s.act)
	add(12, func() {
		s.pass([]time.Duration{time.Millisecond, 30 * time.Millisecond, 600 * time.Millisecond, 3 * time.Second, 20 * time.Second}[s.rng.IntN(5)])
	})
	add(1, s.restart)
	total := 0
	for _, c := range all {
		total += c.weight
	}
	at := s.rng.IntN(total)
	for _, c := range all {
		if at -= c.weight; at < 0 {
			c.do()
			return
		}
	}
}

func (s *square) let(x *waiter) {
	s.note("turn of %s", x.name)
	s.life.door.gates.let(x)
}

func (s *square) hint(i int) {
	h := s.life.hints.late[i]
	s.note("late hint of %d, pts %d seq %d", h.Box, h.PTS, h.Seq)
	if err := s.life.hints.next(s.life.ctx, i); err != nil {
		s.fail("late hint: %v", err)
	}
}

// pass lets time pass. The server reads what it wants to for itself meanwhile.
func (s *square) pass(d time.Duration) {
	s.note("%v pass", d)
	for d > 0 {
		some := min(d, time.Second)
		s.clock.pass(some)
		time.Sleep(some)
		d -= some
		for {
			synctest.Wait()
			ws := s.life.door.gates.waiting()
			i := slices.IndexFunc(ws, func(x *waiter) bool { return x.task.server })
			if i < 0 {
				break
			}
			s.let(ws[i])
		}
	}
}

// restart ends the server and starts it again; what was durable is there.
func (s *square) restart() {
	s.stats.Restarts++
	s.note("the server starts anew")
	rng := rand.New(rand.NewPCG(s.rng.Uint64(), 1))
	s.out.do(func() { s.disk.crash(0, rng, func() {}) })
	if err := s.stop(); err != nil {
		s.fail("the end of a life: %v", err)
		return
	}
	if err := s.start(); err != nil {
		s.fail("a new life: %v", err)
	}
}

// rest ends the faults and lets everything come to an end: then every device shows what is true.
func (s *square) rest() {
	s.note("rest")
	s.life.hints.odds = hintOdds{}
	for _, d := range s.readers {
		d.visiting = 0
	}
	quiet := 0
	for range 100_000 {
		synctest.Wait()
		if s.failure != nil {
			return
		}
		moved := true
		ws := s.life.door.gates.waiting()
		switch {
		case len(ws) > 0:
			s.let(ws[0])
			moved = !ws[0].task.server
		case len(s.life.hints.late) > 0:
			s.hint(0)
		default:
			moved = s.serve()
		}
		if moved {
			quiet = 0
			continue
		}
		if len(ws) > 0 {
			continue
		}
		if quiet++; quiet > 30 { // longer than a visit, and many sweeps
			s.judge()
			return
		}
		s.pass(time.Second)
	}
	s.fail("it never comes to rest")
}

// serve lets one device do what it wants to; false if none wants anything.
func (s *square) serve() bool {
	for _, d := range s.readers {
		switch {
		case !d.online:
			d.connect()
		case len(d.inbox) > 0 && !d.busy && !d.catchUp:
			d.take()
		case d.wants():
			d.ask()
		default:
			continue
		}
		return true
	}
	return false
}

// judge holds every device against the model, and the boxes too.
func (s *square) judge() {
	for i := range s.model.channels {
		c := &s.model.channels[i]
		var head []boxes.Head
		var err error
		s.out.do(func() { head, err = s.life.log.Heads(context.Background(), c.box()) })
		if err != nil || int(head[0].PTS) != c.pts {
			s.fail("channel %d is at %+v, should be at %d: %v", c.id, head, c.pts, err)
		}
		for _, d := range s.readers {
			from, in := c.members[d.u]
			shows := d.channels[c.id]
			switch {
			case !in && shows != nil && !c.public:
				s.fail("%v shows channel %d, which is not for %s", d, c.id, name(d.u))
			case in && shows == nil:
				s.fail("%v does not show channel %d", d, c.id)
			case in && (shows.pts != c.pts || !maps.Equal(shows.posts, c.shown(from))):
				s.fail("%v shows of channel %d at %d:\n\t%v\nand should, at %d:\n\t%v", d, c.id, shows.pts, shows.posts, c.pts, c.shown(from))
			}
		}
		s.note("channel %d at %d: %v", c.id, c.pts, c.posts)
	}
}
