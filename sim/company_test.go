package sim

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus/local"
	"lamplight/service/chats"
	"lamplight/service/contacts"
	"lamplight/service/messages"
	"lamplight/service/updates"
	"lamplight/store"
	"lamplight/store/sqlstore"
	"lamplight/store/storetest"
)

// A company is one run of basic groups and supergroups as the services really keep them: rows in a store, what is said in
// boxes, and jobs that lead from one to the other. Five people make groups, bring each other in, throw each other out,
// leave, come back, lead, write, change and delete; some of it is not theirs to do. The process is ended between a commit
// and its job, and jobs run twice. After each act everybody sees what the model says, and in the end everybody is told of
// what is said where they are, and of nothing else.
type company struct {
	t        testing.TB
	rng      *rand.Rand
	cut      *storetest.CutOff
	log      boxes.Log
	chats    *chats.Service
	messages *messages.Service
	updates  *updates.Service
	clock    clock
	clubs    []*club
	random   int64
	trace    []string
	failure  error
	heard    []chan string // by person
}

const companions = 5

func companion(u int) lamplight.UserID { return lamplight.UserID(2_000_000_001 + u) }

// A club is a group or supergroup as it is.
type club struct {
	peer    lamplight.Peer
	owner   int
	in      map[int]bool
	leads   map[int]bool
	banned  map[int]bool
	ever    map[int]bool
	gone    bool
	public  bool
	hidden  bool
	lines   []*saying         // of a supergroup
	from    map[int]int       // of a supergroup that hides what was before: the first of lines that somebody sees
	copies  map[int][]*saying // of a basic group: what is in everybody's box
	counter int
}

// A saying is what was said. Copies share it, until somebody is no more reached by what is done to it.
type saying struct {
	n    int
	by   int // -1: it tells of an act
	text string
}

func (c *club) basic() bool { return c.peer.Kind == lamplight.PeerChat }

func sorted(of map[int]bool) (out []int) {
	for u, on := range of {
		if on {
			out = append(out, u)
		}
	}
	slices.Sort(out)
	return out
}

// say adds a line for all who are in the club, and for also.
func (c *club) say(by int, text string, also ...int) {
	c.counter++
	if !c.basic() {
		c.lines = append(c.lines, &saying{c.counter, by, text})
		return
	}
	for u := range companions {
		if c.in[u] || slices.Contains(also, u) {
			c.copies[u] = append(c.copies[u], &saying{c.counter, by, text})
		}
	}
}

// shown returns what somebody sees, and false if they may not look.
func (c *club) shown(u int) ([]*saying, bool) {
	if c.basic() {
		return c.copies[u], c.ever[u]
	}
	if c.gone || !c.in[u] && (!c.public || c.banned[u]) {
		return nil, false
	}
	if c.hidden && c.in[u] && !c.leads[u] && u != c.owner {
		return slices.DeleteFunc(slices.Clone(c.lines), func(l *saying) bool { return l.n < c.from[u] }), true
	}
	return c.lines, true
}

// A companyPlant is a bug on purpose.
type companyPlant struct {
	group func(boxes.Group) boxes.Group // what is done to each group before it is carried out
	stale bool                          // who is thrown out stays a member to those who tell
}

// crooked is a log with a plant.
type crooked struct {
	boxes.Log
	group func(boxes.Group) boxes.Group
}

func (c crooked) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if c.group != nil {
		g = c.group(g)
	}
	return c.Log.Apply(ctx, g)
}

// staleMembers never hear that somebody left.
type staleMembers struct {
	updates.Memberships
	once map[lamplight.UserID]map[lamplight.Peer]lamplight.Access
}

func (s staleMembers) Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	a, err := s.Memberships.Access(ctx, viewer, peer)
	if s.once[viewer] == nil {
		s.once[viewer] = map[lamplight.Peer]lamplight.Access{}
	}
	if err == nil && a.Member {
		s.once[viewer][peer] = a
	} else if old, ok := s.once[viewer][peer]; ok {
		return old, nil
	}
	return a, err
}

func openCompany(t testing.TB, seed uint64, plant companyPlant) *company {
	t.Helper()
	s := &company{t: t, rng: rand.New(rand.NewPCG(seed, 0x636c7562))}
	dir := t.TempDir()
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(dir, "s.db"), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: s.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	log, err := newMemory().open(boxes.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	b := local.New()
	s.cut, s.log = &storetest.CutOff{Store: db}, crooked{log, plant.group}
	err = db.Write(t.Context(), func(tx store.Tx) error {
		for u := range companions {
			row := store.User{ID: companion(u), Phone: fmt.Sprint(4917000+u, u), FirstName: name(u % 4), Created: s.clock.now(), TTLDays: 365}
			if err := tx.AddUser(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	people := contacts.New(contacts.Options{Store: s.cut, Boxes: s.log, Bus: b, Now: s.clock.now, Limits: contacts.Limits{Strangers: 1 << 30}})
	s.chats = chats.New(chats.Options{Store: s.cut, Boxes: s.log, Bus: b, People: people, Now: s.clock.now, Limits: chats.Limits{Made: 1 << 20}})
	s.messages = messages.New(messages.Options{
		Boxes: s.log, Bus: b, Policy: people, Screen: anything{}, Authors: people, Names: people, Readers: people, Archive: people, Store: s.cut,
		Online: people, Chats: s.chats, Voices: s.chats, Now: s.clock.now,
	})
	var members updates.Memberships = s.chats
	if plant.stale {
		members = staleMembers{s.chats, map[lamplight.UserID]map[lamplight.Peer]lamplight.Access{}}
	}
	s.updates = updates.New(s.log, b, members, s.clock.now, updates.DefaultLimits())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.updates.Run(ctx) }()
	var detach []func()
	for u := range companions {
		heard := make(chan string, 10_000)
		s.heard = append(s.heard, heard)
		done, err := s.updates.Attach(ctx, companion(u), lamplight.SessionID(100+u), func(es []lamplight.Event) {
			for _, e := range es {
				if e.Message != nil && e.Kind == lamplight.EventNewMessage {
					heard <- string(e.Message.Text)
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		detach = append(detach, done)
	}
	t.Cleanup(func() {
		for _, d := range detach {
			d()
		}
		cancel()
		<-ended
		if err := errors.Join(b.Close(), log.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *company) note(format string, args ...any) {
	s.trace = append(s.trace, fmt.Sprintf(format, args...))
}

func (s *company) fail(format string, args ...any) {
	s.note("WRONG: "+format, args...)
	if s.failure == nil {
		s.failure = fmt.Errorf(format, args...)
	}
}

// do carries out an act. Now and then the process ends before its jobs, and they run once more than once.
func (s *company) do(may bool, what string, f func(ctx context.Context) error) bool {
	ctx := s.t.Context()
	s.cut.Cut, s.cut.Left = s.rng.IntN(3) == 0, nil
	err := f(ctx)
	killed := s.cut.Cut
	s.cut.Cut = false
	for range 1 + s.rng.IntN(2) {
		if err := s.cut.Resume(ctx); err != nil {
			s.fail("%s: jobs: %v", what, err)
		}
	}
	s.note("%s: %v (killed %v)", what, err, killed)
	var refused *lamplight.Error
	if err != nil && (!errors.As(err, &refused) || refused.Kind == lamplight.Internal) {
		s.fail("%s: %v", what, err)
	}
	if (err == nil) != may {
		s.fail("%s: %v, the model says %v", what, err, may)
	}
	return err == nil && s.failure == nil
}

func caller(u int) chats.Caller {
	return chats.Caller{User: companion(u), Origin: lamplight.SessionID(u + 1)}
}

func (s *company) step() {
	s.clock.pass(time.Second)
	u, v := s.rng.IntN(companions), s.rng.IntN(companions)
	if len(s.clubs) < 2 || s.rng.IntN(40) == 0 {
		s.found(u)
		return
	}
	c := s.clubs[s.rng.IntN(len(s.clubs))]
	leads := c.in[u] && (c.leads[u] || u == c.owner)
	switch n := s.rng.IntN(20); {
	case n < 8:
		s.write(c, u)
	case n < 10:
		s.remove(c, u)
	case n < 13 && u != v:
		s.bring(c, u, v, leads)
	case n < 15 && u != v:
		s.throw(c, u, v, leads)
	case n < 16:
		s.leave(c, u)
	case n < 17 && !c.basic():
		s.join(c, u)
	case n < 19 && u != v:
		s.promote(c, u, v)
	case n == 19 && c.basic() && s.rng.IntN(3) == 0:
		s.migrate(c, u)
	}
}

// found makes a group with somebody, or a supergroup.
func (s *company) found(u int) {
	c := &club{
		owner: u, in: map[int]bool{u: true}, leads: map[int]bool{}, banned: map[int]bool{}, ever: map[int]bool{u: true}, from: map[int]int{},
		copies: map[int][]*saying{},
	}
	basic := s.rng.IntN(2) == 0
	first := lamplight.ActionChatCreate
	ok := s.do(true, fmt.Sprintf("%d founds club %d, basic %v", u, len(s.clubs), basic), func(ctx context.Context) (err error) {
		var r chats.Result
		if basic {
			v := (u + 1) % companions
			c.in[v], c.ever[v] = true, true
			r, err = s.chats.CreateGroup(ctx, caller(u), chats.NewGroup{Title: "G", Users: []lamplight.UserID{companion(v)}})
		} else {
			first = lamplight.ActionChannelCreate
			r, err = s.chats.CreateChannel(ctx, caller(u), chats.NewChannel{Title: "S"})
		}
		c.peer = r.Chat
		return err
	})
	if !ok {
		return
	}
	c.say(-1, fmt.Sprintf("[%d]", first))
	if !basic {
		switch s.rng.IntN(3) {
		case 0:
			s.do(true, "becomes public", func(ctx context.Context) error {
				return s.chats.SetUsername(ctx, caller(u), c.peer.Channel(), fmt.Sprintf("club_number_%d", len(s.clubs)))
			})
			c.public = true
		case 1:
			s.do(true, "hides what was before", func(ctx context.Context) error {
				_, err := s.chats.SetHiddenHistory(ctx, caller(u), c.peer.Channel(), true)
				return err
			})
			c.hidden = true
		}
	}
	s.clubs = append(s.clubs, c)
}

func (s *company) write(c *club, u int) {
	s.random++
	d := messages.Draft{Caller: messages.Caller{User: companion(u), Origin: lamplight.SessionID(u + 1)}, To: c.peer, Text: lamplight.Text(fmt.Sprint("t", s.random)), Random: s.random}
	may := c.in[u] && !c.gone
	for range 1 + s.rng.IntN(2) { // the answer may be lost: then it is said again, with the same number
		s.do(may, fmt.Sprintf("%d writes %s to %v", u, d.Text, c.peer), func(ctx context.Context) error { _, err := s.messages.Send(ctx, d); return err })
	}
	if may {
		c.say(u, string(d.Text))
	}
}

// remove deletes something that somebody sees, for everybody.
func (s *company) remove(c *club, u int) {
	seen, may := c.shown(u)
	if len(seen) == 0 || !may {
		return
	}
	i := s.rng.IntN(len(seen))
	l := seen[i]
	if l.by < 0 {
		return
	}
	may = c.in[u] && !c.gone && (l.by == u || u == c.owner || c.leads[u])
	page, err := s.messages.History(s.t.Context(), companion(u), messages.HistoryQuery{Peer: c.peer, Limit: 100})
	if err != nil || len(page.Messages) != len(seen) {
		return // there are more than fit, or it is wrong: the judge says so
	}
	id := page.Messages[len(seen)-1-i].ID
	by := messages.Caller{User: companion(u), Origin: lamplight.SessionID(u + 1)}
	if !s.do(may, fmt.Sprintf("%d deletes %s of %v", u, l.text, c.peer), func(ctx context.Context) (err error) {
		if c.basic() {
			_, err = s.messages.Delete(ctx, by, []lamplight.MessageID{id}, true)
		} else {
			_, err = s.messages.DeleteIn(ctx, by, c.peer.Channel(), []lamplight.MessageID{id})
		}
		return err
	}) {
		return
	}
	is := func(o *saying) bool { return o.n == l.n }
	c.lines = slices.DeleteFunc(c.lines, is)
	for v := range companions {
		if c.basic() && c.in[v] {
			c.copies[v] = slices.DeleteFunc(c.copies[v], is)
		}
	}
}

func (s *company) bring(c *club, u, v int, leads bool) {
	may := c.in[u] && !c.in[v] && !c.gone && (c.basic() || !c.banned[v] || leads)
	if !c.basic() && c.gone {
		return
	}
	history := s.rng.IntN(2) * 3
	if !s.do(may, fmt.Sprintf("%d brings %d into %v with %d", u, v, c.peer, history), func(ctx context.Context) (err error) {
		if c.basic() {
			_, err = s.chats.AddUser(ctx, caller(u), c.peer.Chat(), companion(v), history)
		} else {
			_, err = s.chats.Invite(ctx, caller(u), c.peer.Channel(), []lamplight.UserID{companion(v)})
		}
		return err
	}) {
		return
	}
	if c.basic() {
		own := c.copies[u]
		for _, l := range own[max(0, len(own)-history):] {
			if !slices.ContainsFunc(c.copies[v], func(o *saying) bool { return o.n == l.n }) {
				c.copies[v] = append(c.copies[v], &saying{l.n, l.by, l.text})
			}
		}
	}
	s.came(c, v, lamplight.ActionChatAddUsers)
}

func (s *company) came(c *club, v int, kind lamplight.ActionKind) {
	c.in[v], c.ever[v] = true, true
	delete(c.banned, v)
	c.from[v] = c.counter + 1
	c.say(-1, fmt.Sprintf("[%d]", kind))
}

func (s *company) throw(c *club, u, v int, leads bool) {
	if c.gone {
		return
	}
	may := c.in[u] && leads && v != c.owner && (u == c.owner || !c.leads[v])
	if c.basic() {
		may = may && c.in[v]
	}
	// In a basic group, who brought somebody in may take them out again: the model knows nothing of that.
	if c.basic() && c.in[u] && c.in[v] && !may {
		return
	}
	was := c.in[v]
	if !s.do(may, fmt.Sprintf("%d throws %d out of %v", u, v, c.peer), func(ctx context.Context) (err error) {
		if c.basic() {
			_, err = s.chats.RemoveUser(ctx, caller(u), c.peer.Chat(), companion(v), false)
		} else {
			_, err = s.chats.Restrain(ctx, caller(u), c.peer.Channel(), companion(v), lamplight.Restraint{Rights: lamplight.BannedView})
		}
		return err
	}) {
		return
	}
	s.left(c, v, was)
	c.banned[v] = true
}

func (s *company) left(c *club, v int, was bool) {
	delete(c.in, v)
	delete(c.leads, v)
	if was {
		c.say(-1, fmt.Sprintf("[%d]", lamplight.ActionChatDeleteUser), v)
	}
}

func (s *company) leave(c *club, u int) {
	if u == c.owner || c.gone {
		return
	}
	if s.do(c.in[u], fmt.Sprintf("%d leaves %v", u, c.peer), func(ctx context.Context) (err error) {
		if c.basic() {
			_, err = s.chats.RemoveUser(ctx, caller(u), c.peer.Chat(), companion(u), false)
		} else {
			_, err = s.chats.Leave(ctx, caller(u), c.peer.Channel())
		}
		return err
	}) {
		s.left(c, u, true)
	}
}

func (s *company) join(c *club, u int) {
	may := c.public && !c.in[u] && !c.banned[u]
	if s.do(may, fmt.Sprintf("%d joins %v", u, c.peer), func(ctx context.Context) error {
		_, err := s.chats.Join(ctx, caller(u), c.peer.Channel())
		return err
	}) {
		s.came(c, u, lamplight.ActionChatAddUsers)
	}
}

func (s *company) promote(c *club, u, v int) {
	if c.gone || c.leads[v] || v == c.owner || !c.in[v] {
		return
	}
	may := u == c.owner && c.in[u]
	if s.do(may, fmt.Sprintf("%d has %d lead %v", u, v, c.peer), func(ctx context.Context) (err error) {
		if c.basic() {
			return s.chats.SetGroupAdmin(ctx, caller(u), c.peer.Chat(), companion(v), true)
		}
		_, err = s.chats.SetAdmin(ctx, caller(u), c.peer.Channel(), companion(v), lamplight.AdminBan|lamplight.AdminDelete|lamplight.AdminInvite, "")
		return err
	}) {
		c.leads[v] = true
	}
}

// migrate makes a supergroup of a group, with who is in it.
func (s *company) migrate(c *club, u int) {
	if c.gone {
		return
	}
	next := &club{
		owner: c.owner, in: maps.Clone(c.in), leads: maps.Clone(c.leads), banned: map[int]bool{}, ever: maps.Clone(c.in), from: map[int]int{},
	}
	if !s.do(u == c.owner, fmt.Sprintf("%d makes a supergroup of %v", u, c.peer), func(ctx context.Context) error {
		r, err := s.chats.Migrate(ctx, caller(u), c.peer.Chat())
		next.peer = r.Chat
		return err
	}) {
		return
	}
	c.say(-1, fmt.Sprintf("[%d]", lamplight.ActionMigrateTo))
	c.gone, c.in, c.leads = true, map[int]bool{}, map[int]bool{}
	next.say(-1, fmt.Sprintf("[%d]", lamplight.ActionMigrateFrom))
	s.clubs = append(s.clubs, next)
}

// judge holds what everybody sees, and who is where, against the model.
func (s *company) judge() {
	ctx := s.t.Context()
	for _, c := range s.clubs {
		for u := range companions {
			lines, may := c.shown(u)
			var want, got []string
			for _, l := range lines[max(0, len(lines)-100):] {
				want = append(want, l.text)
			}
			page, err := s.messages.History(ctx, companion(u), messages.HistoryQuery{Peer: c.peer, Limit: 100})
			if (err == nil) != may {
				s.fail("%d looks at %v: %v, the model says %v", u, c.peer, err, may)
				return
			}
			for _, m := range slices.Backward(page.Messages) {
				if m.Action != nil {
					got = append(got, fmt.Sprintf("[%d]", m.Action.Kind))
					continue
				}
				got = append(got, string(m.Text))
			}
			if !slices.Equal(got, want) {
				s.fail("%d sees of %v\n%v, the model\n%v", u, c.peer, got, want)
				return
			}
			if !c.basic() {
				_, err := s.updates.ChannelDifference(ctx, companion(u), lamplight.SessionID(200+u), c.peer.Channel(), updates.ChannelSince{Limit: 100})
				if (err == nil) != may {
					s.fail("%d asks what happened in %v: %v, the model says %v", u, c.peer, err, may)
					return
				}
			}
		}
		all := make([]lamplight.UserID, companions)
		for u := range all {
			all[u] = companion(u)
		}
		in, err := s.chats.Among(ctx, c.peer, all)
		var want []lamplight.UserID
		for _, u := range sorted(c.in) {
			want = append(want, companion(u))
		}
		if err != nil || !slices.Equal(in, want) {
			s.fail("in %v are %v (%v), the model says %v", c.peer, in, err, want)
		}
	}
}

// probe says something everywhere, and looks who is told.
func (s *company) probe() {
	for i, c := range s.clubs {
		if c.gone || !c.in[c.owner] {
			continue
		}
		text := fmt.Sprint("probe", i)
		s.random++
		_, err := s.messages.Send(s.t.Context(), messages.Draft{
			Caller: messages.Caller{User: companion(c.owner), Origin: 1}, To: c.peer, Text: lamplight.Text(text), Random: s.random,
		})
		if err != nil {
			s.fail("probe of %v: %v", c.peer, err)
			return
		}
		for _, u := range sorted(c.in) {
			late := time.After(20 * time.Second)
			for told := false; !told; {
				select {
				case t := <-s.heard[u]:
					told = t == text
					if i, ok := strings.CutPrefix(t, "probe"); ok && !told {
						var n int
						_, _ = fmt.Sscan(i, &n)
						if !s.clubs[n].in[u] {
							s.fail("%d is told of what is said in %v", u, s.clubs[n].peer)
							return
						}
					}
				case <-late:
					s.fail("%d is not told of what is said in %v", u, c.peer)
					return
				}
			}
		}
	}
}

// playCompany lives one seed.
func playCompany(t *testing.T, seed uint64, steps int, plant companyPlant) (trace []string, failure error) {
	t.Helper()
	t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
		s := openCompany(t, seed, plant)
		for range steps {
			if s.failure == nil {
				s.step()
				s.judge()
			}
		}
		if s.failure == nil {
			s.probe()
		}
		trace, failure = s.trace, s.failure
	})
	return trace, failure
}

// TestCompany lets people live in groups that the services keep.
func TestCompany(t *testing.T) {
	n, steps := 40, 150
	if testing.Short() {
		n, steps = 4, 80
	}
	for seed := *from; seed < *from+uint64(max(n, *seeds)); seed++ {
		if trace, failure := playCompany(t, seed, steps, companyPlant{}); failure != nil {
			t.Fatalf("seed %d: %v\n%s", seed, failure, strings.Join(trace[max(0, len(trace)-25):], "\n"))
		}
	}
}

// companyPlants are bugs of groups.
var companyPlants = []struct {
	name string
	companyPlant
}{
	{"a message to a group misses a member", companyPlant{group: func(g boxes.Group) boxes.Group {
		if last, ok := g.Ops[len(g.Ops)-1].(boxes.Append); ok && len(g.Ops) > 2 && last.Box.User() != 0 && last.Message.Action == nil && last.Message.Content%5 == 0 {
			g.Ops = g.Ops[:len(g.Ops)-1]
		}
		return g
	}}},
	{"what tells of an act is said again by a repeated job", companyPlant{group: func(g boxes.Group) boxes.Group {
		if strings.HasPrefix(g.Key, "said ") {
			g.Key, g.KeyBox = "", 0
		}
		return g
	}}},
	{"who was thrown out is told on", companyPlant{stale: true}},
}

// TestCompanyPlants plants bugs, each of which few seeds find.
func TestCompanyPlants(t *testing.T) {
	const most = 5
	for _, p := range companyPlants {
		found := false
		for seed := uint64(1); seed <= most && !found; seed++ {
			_, failure := playCompany(t, seed, 80, p.companyPlant)
			if found = failure != nil; found {
				t.Logf("%s: found with seed %d: %.150v", p.name, seed, failure)
			}
		}
		if !found {
			t.Errorf("%s: not found in %d seeds", p.name, most)
		}
	}
}
