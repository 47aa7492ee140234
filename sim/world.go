package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus/local"
	"lamplight/service/contacts"
	"lamplight/service/messages"
	"lamplight/service/updates"
	"lamplight/store"
)

// The limits of the messenger in a run. They are small, so that what is rare with large ones happens all the time.
const (
	clearStep = 3 // messages cleared or unpinned in one step
	pinsList  = 2 // conversations pinned in the list
	pinsRest  = 3 // conversations pinned in the archive
)

// timers are after how long messages go where people set that.
var timers = []time.Duration{5 * time.Second, 12 * time.Second, 40 * time.Second}

// scheduleSoon is how near a date is for a message to be sent at once.
const scheduleSoon = 2 * time.Second

func maxPins(folder int) int {
	if folder == messages.FolderArchive {
		return pinsRest
	}
	return pinsList
}

func boxLimits() boxes.Limits {
	return boxes.Limits{Events: 40, Notes: 12, RememberKeys: rememberKeys, Trim: 4, Page: 6, Count: 8}
}

// rememberKeys is how long the server knows a message that is sent again.
const rememberKeys = 2 * time.Hour

func updatesLimits() updates.Limits {
	l := updates.DefaultLimits()
	// A reader for each box: else which of them is read first would depend on the order of a map.
	l.Pending, l.Read, l.Slice, l.Notes, l.Readers, l.TotalSlice = 4, 3, 4, 1000, 8, 35
	return l
}

func messagesLimits() messages.Limits {
	l := messages.DefaultLimits()
	l.Clear, l.Pinned, l.PinnedIn, l.Page, l.EditTime = clearStep, pinsList, pinsRest, 5, 1000*time.Hour
	l.ShortestTTL, l.LongestTTL, l.ScheduleSoon = timers[0], timers[len(timers)-1], scheduleSoon
	return l
}

// A world is one run: a server in its bubble, the people who use it, and who judges.
type world struct {
	Options
	users   int
	ids     []lamplight.UserID
	disk    disk
	store   store.Store
	out     *outside
	clock   *clock
	mood    mood
	rng     *rand.Rand // what happens next
	life    *life
	model   *model
	version int // counts what was committed
	devices []*device
	locks   map[string]int
	acts    int // begun so far
	running int
	seqs    []int64 // the last Seq of each account
	queue   []job   // what is left to do of what is committed
	untold  []bool  // who may not have been told of what they scheduled
	waitAs  map[waitID]string
	trace   []string
	failure error
	nowIn   func() time.Time
	stats   Stats
}

// A life is the server from a start to a crash.
type life struct {
	ctx      context.Context
	cancel   context.CancelFunc
	log      boxes.Log
	door     *door
	hints    *hints
	messages *messages.Service
	updates  *updates.Service
	contacts *contacts.Service
	wg       sync.WaitGroup
}

func (l *life) gone() bool { return l.ctx.Err() != nil }

// start opens the boxes and builds the services over them.
func (w *world) start() error {
	l := &life{}
	var err error
	w.out.do(func() { l.log, err = w.disk.open(boxLimits()) })
	if err != nil {
		return fmt.Errorf("open the boxes: %w", err)
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.door = &door{
		Log: l.log, gates: &gates{}, out: w.out, plant: w.plant,
		looked:  func(a *act, what string) { w.model.look(a, what) },
		applied: w.applied,
	}
	l.hints = &hints{Bus: local.New(), rng: w.rng, odds: w.mood.hints, plant: w.plant}
	people := &people{Store: w.store, out: w.out, life: l, queue: &w.queue, handlers: map[string]store.Handler{}, committed: w.committed}
	l.contacts = contacts.New(contacts.Options{
		Store: people, Boxes: l.door, Bus: l.hints, Now: w.clock.now, Limits: contacts.Limits{Strangers: 1 << 30},
	})
	l.messages = messages.New(messages.Options{
		Boxes: l.door, Bus: l.hints, Policy: w.plant.policy(l.contacts), Screen: anything{}, Authors: l.contacts, Names: l.contacts,
		Readers: l.contacts, Archive: l.contacts, Store: people, Online: l.contacts, Now: w.clock.now, Limits: messagesLimits(),
	})
	limits := updatesLimits()
	if w.plant.NoSweep {
		limits.Sweep = 10000 * time.Hour
	}
	l.updates = updates.New(l.door, l.hints, nil, w.clock.now, limits)
	w.life = l
	l.wg.Go(func() { _ = l.updates.Run(withTask(l.ctx, &task{name: "server", server: true})) })
	l.wg.Go(func() { _ = l.messages.Run(withTask(l.ctx, &task{name: "timers", server: true})) })
	l.wg.Go(func() {
		if err := people.catchUp(withTask(l.ctx, &task{name: "queue", server: true})); err != nil && !l.gone() {
			w.fail("a job: %v", err)
		}
	})
	return nil
}

// stop ends a life: what waits is sent away, what runs ends, and the boxes are closed.
func (w *world) stop() error {
	l := w.life
	l.cancel()
	l.door.gates.close()
	for _, d := range w.devices {
		if d.online {
			d.cut()
		}
	}
	l.wg.Wait()
	var err error
	w.out.do(func() { err = l.log.Close() })
	return errors.Join(err, l.hints.Close())
}

type anything struct{}

func (anything) ScreenText(context.Context, lamplight.UserID, lamplight.Peer, lamplight.Text) error {
	return nil
}

// bubble is the time in the bubble, which nothing sets back.
func (w *world) bubble() time.Time { return w.nowIn() }

// fail notes the first thing that is wrong.
func (w *world) fail(format string, args ...any) {
	w.note("WRONG: "+format, args...)
	if w.failure == nil {
		w.failure = fmt.Errorf(format, args...)
	}
}

// note adds a line to the trace.
func (w *world) note(format string, args ...any) {
	w.trace = append(w.trace, fmt.Sprintf(format, args...))
}

func (w *world) peer(u int) lamplight.Peer { return lamplight.UserPeer(w.ids[u]) }

func (w *world) person(p lamplight.Peer) int { return slices.Index(w.ids, p.User()) }

func (w *world) peers(ds []lamplight.Dialog) []int {
	var out []int
	for _, d := range ds {
		out = append(out, w.person(d.Peer))
	}
	return out
}

// history reads a conversation, page after page.
func (w *world) history(
	ctx context.Context, u int, p lamplight.Peer, page int, each func(lamplight.Message) error,
) error {
	q := messages.HistoryQuery{Peer: p, Limit: page}
	for {
		got, err := w.life.messages.History(ctx, w.ids[u], q)
		if err != nil {
			return err
		}
		for _, m := range got.Messages {
			if err := each(m); err != nil {
				return err
			}
		}
		if len(got.Messages) < page {
			return nil
		}
		q.OffsetID = got.Messages[len(got.Messages)-1].ID
	}
}

// after has a query begin after a page, as clients do: with the date of its last conversation's last message.
func after(q *messages.DialogQuery, page messages.DialogPage) {
	last := page.Dialogs[len(page.Dialogs)-1]
	q.OffsetDate, q.OffsetID, q.OffsetPeer = last.TopDate, last.Top, last.Peer
	for _, m := range page.Top {
		if m.Peer == last.Peer && m.ID == last.Top {
			q.OffsetDate = m.Sent
		}
	}
}

func (w *world) blocksOf(ctx context.Context, u int) ([]bool, error) {
	list, _, err := w.life.contacts.Blocks(ctx, w.ids[u], 0, 100)
	out := make([]bool, w.users)
	for _, b := range list {
		out[w.person(b.Peer)] = true
	}
	return out, err
}

// show returns a message as people see it.
func (w *world) show(m *lamplight.Message) messageView {
	v := messageView{
		id: int(m.ID), from: w.person(m.From), out: m.Out, text: string(m.Text), edited: !m.Edited.IsZero(), pinned: m.Pinned,
		silent: m.Silent, mention: m.Mentioned, ttl: m.TTL, dates: fmt.Sprint(m.Sent.Unix(), m.Edited.Unix()), saidWhat: int64(m.Content),
	}
	if m.Reply != nil {
		v.reply = int(m.Reply.ID)
	}
	if m.Forward != nil {
		v.forward = name(w.person(m.Forward.From))
	}
	if m.Action != nil {
		v.action = "?"
		switch m.Action.Kind {
		case lamplight.ActionPinMessage:
			v.action = "pinned"
		case lamplight.ActionSetTTL:
			v.action = timerAction(int(m.Action.Number))
		}
	}
	return v
}

// observe reads what an account's box holds, through the services, and checks what must hold in itself.
func (w *world) observe(u int) (*view, error) {
	ctx, l := context.Background(), w.life
	state, err := l.updates.State(ctx, w.ids[u])
	if err != nil {
		return nil, err
	}
	v := &view{pts: int(state.PTS), unread: state.Unread}
	listed := make([]int, w.users)
	for folder := range v.pins {
		pinned, err := l.messages.PinnedDialogs(ctx, w.ids[u], folder)
		if err != nil {
			return nil, err
		}
		v.pins[folder] = w.peers(pinned.Dialogs)
		q, n := messages.DialogQuery{Folder: folder, Limit: dialogPage}, 0
		for {
			page, err := l.messages.Dialogs(ctx, w.ids[u], q)
			if err != nil {
				return nil, err
			}
			n += len(page.Dialogs)
			for _, d := range page.Dialogs {
				listed[w.person(d.Peer)]++
			}
			if len(page.Dialogs) < dialogPage {
				if page.Count != n {
					return nil, fmt.Errorf("folder %d of %s holds %d conversations and says %d", folder, name(u), n, page.Count)
				}
				break
			}
			after(&q, page)
		}
	}
	var all []lamplight.Peer
	for with := range w.users {
		all = append(all, w.peer(with))
	}
	page, err := l.messages.PeerDialogs(ctx, w.ids[u], all)
	if err != nil {
		return nil, err
	}
	contents := map[lamplight.ContentID]bool{}
	for with, d := range page.Dialogs {
		if listed[with] > 1 {
			return nil, fmt.Errorf("%s lists the conversation with %s %d times", name(u), name(with), listed[with])
		}
		t := talkView{
			with: with, readIn: int(d.ReadInbox), readOut: int(d.ReadOutbox), unread: d.Unread, mark: d.UnreadMark, folder: d.Folder,
			draft: draftView(d.Draft), listed: listed[with] == 1, ttl: d.TTL,
		}
		unread := 0
		err := w.history(ctx, u, d.Peer, historyPage, func(m lamplight.Message) error {
			if contents[m.Content] {
				return fmt.Errorf("%s holds content %d twice", name(u), m.Content)
			}
			contents[m.Content] = true
			t.messages = append(t.messages, w.show(&m))
			if m.From != w.peer(u) && m.ID > d.ReadInbox {
				unread++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		slices.Reverse(t.messages)
		if unread != d.Unread {
			return nil, fmt.Errorf("%s has %d unread from %s and counts %d", name(u), unread, name(with), d.Unread)
		}
		if !d.TopDate.IsZero() || t.draft != "" || t.mark || t.folder != 0 || t.listed || t.ttl != 0 {
			v.talks = append(v.talks, t)
		}
	}
	if v.blocked, err = w.blocksOf(ctx, u); err != nil {
		return nil, err
	}
	waits, err := w.waitsOf(ctx, u)
	for _, x := range waits {
		v.waits = append(v.waits, x.String())
	}
	slices.Sort(v.waits)
	return v, err
}
