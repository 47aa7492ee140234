package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/internal/testenv"
)

var (
	killRounds = flag.Int("kills", 5, "how often TestKill kills the server, on each kind of boxes")
	killSeed   = flag.Uint64("killseed", 0, "when TestKill does it; 0: other moments each time")
)

// program builds the server once for all tests that start it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lamplight-bench")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "lamplight")
	if out, err := exec.Command("go", "build", "-o", binary, "lamplight/cmd/lamplight").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if !testing.Short() {
		if binary, err := program(); err == nil {
			os.RemoveAll(filepath.Dir(binary))
		}
	}
	os.Exit(code)
}

// TestKill kills the server with SIGKILL while people talk and sign up, again and again, and starts it on what is in its
// files. Clients come back and repeat what was not answered under the same random id. In the end every message is there
// once on both sides, the positions count what is there, and everybody who waited for a newcomer heard of them, once.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts servers")
	}
	for _, boxes := range []string{"pebble", "postgres"} {
		t.Run(boxes, func(t *testing.T) {
			w := newCrowd(t, boxes, "", 2**killRounds)
			w.begin()
			for range *killRounds {
				w.more(100)
				time.Sleep(time.Duration(w.rng.IntN(300)) * time.Millisecond)
				w.kill()
				w.start()
			}
			w.more(100)
			w.end()
			t.Logf("seed %d: %d kills, %d messages, %d of them sent more than once, %d newcomers, %d refusals",
				w.seed, *killRounds, w.acked.Load(), w.again.Load(), w.joined, w.refused.Load())
			if w.again.Load() == 0 {
				t.Error("no kill cut off any message: the moments are badly chosen")
			}
		})
	}
}

// A crowd is people who talk to a server that does not stay.
type crowd struct {
	t      *testing.T
	o      options
	folder string
	boxes  string
	seed   uint64
	rng    *rand.Rand

	people    []*person
	newcomers int     // who are to come
	host      *person // has all newcomers in the address book, and talks to nobody
	joined    int     // newcomers who came

	acked, again, refused atomic.Int64
	stop                  atomic.Bool
	running               sync.WaitGroup

	mu      sync.Mutex
	served  *served
	turn    chan struct{} // closed when a server has started, and another one made
	symbols map[string]int
}

// A person is an account that comes back.
type person struct {
	n      int
	known  secret
	peer   *tg.InputPeerUser
	other  *person
	begun  int // the account's pts before anything was said
	sent   []string
	client *account
}

// newCrowd starts a server and signs people up; newcomers are to come later. server is the program; empty: the one that
// program builds.
func newCrowd(t *testing.T, boxes, server string, newcomers int) *crowd {
	w := &crowd{t: t, newcomers: newcomers, folder: filepath.Join(t.TempDir(), "data"), seed: *killSeed, turn: make(chan struct{}), symbols: map[string]int{}}
	if w.seed == 0 {
		w.seed = rand.Uint64()
	}
	w.rng = rand.New(rand.NewPCG(w.seed, 1))
	if server == "" {
		var err error
		if server, err = program(); err != nil {
			t.Fatal(err)
		}
	}
	w.o = options{server: server, log: "error"}
	w.boxes = "pebble:" + filepath.Join(w.folder, "boxes")
	if boxes == "postgres" {
		w.boxes = testenv.Postgres(t)
	}
	w.start()
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.served != nil {
			_ = w.served.cmd.Process.Kill() // it may have ended
		}
	})
	const pairs = 6
	for n := range 2*pairs + 1 {
		w.people = append(w.people, w.arrive(n))
	}
	w.host, w.people = w.people[2*pairs], w.people[:2*pairs]
	for i, p := range w.people {
		p.other = w.people[i^1]
		var err error
		if p.peer, err = p.client.find(t.Context(), p.other.client); err != nil {
			t.Fatal(err)
		}
	}
	for i := range newcomers {
		err := w.host.client.call(t.Context(), &tg.ContactsImportContactsRequest{Contacts: []tg.InputPhoneContact{
			{ClientID: 1, Phone: phone(1000 + i), FirstName: fmt.Sprintf("Newcomer %d", i)},
		}}, &tg.ContactsImportedContacts{})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range append(slices.Clone(w.people), w.host) {
		state, err := p.client.state(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p.begun = state.Pts
	}
	return w
}

func (w *crowd) arrive(n int) *person {
	w.t.Helper()
	a, err := signUp(w.t.Context(), w.served, n)
	if err != nil {
		w.t.Fatal(err)
	}
	known := a.secret()
	known.user = a.user
	return &person{n: n, known: known, client: a}
}

// start starts the server on what is there, which must need no help.
func (w *crowd) start() {
	w.t.Helper()
	s, err := serve(context.WithoutCancel(w.t.Context()), w.o, w.folder, w.boxes)
	if err != nil {
		w.stop.Store(true)
		w.t.Fatalf("the server does not start: %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.served = s
	close(w.turn)
	w.turn = make(chan struct{})
}

// kill ends the server with SIGKILL.
func (w *crowd) kill() {
	w.t.Helper()
	w.mu.Lock()
	s := w.served
	w.served = nil
	w.mu.Unlock()
	if err := s.cmd.Process.Kill(); err != nil {
		w.t.Fatal(err)
	}
	_ = s.cmd.Wait() // which says that it was killed
}

// begin has everybody talk, and newcomers come.
func (w *crowd) begin() {
	for _, p := range w.people {
		w.running.Go(func() { w.talk(p) })
	}
	w.running.Go(w.welcome)
}

// more waits until so many messages more were answered.
func (w *crowd) more(n int64) {
	w.t.Helper()
	want := w.acked.Load() + n
	for end := time.Now().Add(60 * time.Second); w.acked.Load() < want; time.Sleep(time.Millisecond) {
		if w.t.Failed() || time.Now().After(end) {
			w.stop.Store(true)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.t.Fatalf("%d messages were answered, waiting for %d; refused with %v", w.acked.Load(), want, w.symbols)
		}
	}
}

// connected returns p's connection, a new one if the last one ended. It is nil where the crowd stops.
func (w *crowd) connected(p *person) *account {
	ctx := w.t.Context()
	for p.client == nil {
		w.mu.Lock()
		s, turn := w.served, w.turn
		w.mu.Unlock()
		if s == nil {
			select {
			case <-turn:
			case <-time.After(time.Second):
				if w.t.Failed() {
					return nil
				}
			}
			continue
		}
		a, err := comeBack(ctx, s, p.n, p.known)
		if err != nil {
			w.complain(err)
			if w.t.Failed() {
				return nil
			}
			time.Sleep(5 * time.Millisecond) // it was killed meanwhile
			continue
		}
		p.client = a
	}
	return p.client
}

// ask makes a request until it is answered, on one connection after the other. It returns how often it was made, and what
// the server refused it with last, where f says that the refusal is an answer.
func (w *crowd) ask(p *person, f func(a *account) error) (tries int, err error) {
	for {
		a := w.connected(p)
		if a == nil {
			return tries, errors.New("the crowd has gone")
		}
		tries++
		err := f(a)
		if err == nil {
			return tries, nil
		}
		var no *refusal
		if errors.As(err, &no) {
			w.complain(err)
			w.refused.Add(1)
			if no.code < 500 {
				return tries, err
			}
			time.Sleep(20 * time.Millisecond)
			continue
		}
		known := a.secret()
		p.known.salt = known.salt
		a.close()
		p.client = nil
	}
}

func (w *crowd) complain(err error) {
	var no *refusal
	if errors.As(err, &no) {
		w.mu.Lock()
		w.symbols[no.Error()]++
		w.mu.Unlock()
	}
}

// talk sends one message after the other until the crowd stops.
func (w *crowd) talk(p *person) {
	for n := 1; !w.stop.Load(); n++ {
		text := fmt.Sprintf("%d from %d", n, p.n)
		tries, err := w.ask(p, func(a *account) error {
			var sent tg.UpdatesBox
			return a.call(w.t.Context(), &tg.MessagesSendMessageRequest{Peer: p.peer, RandomID: int64(n), Message: text}, &sent)
		})
		if err != nil {
			w.t.Errorf("%s: %v", text, err)
			return
		}
		if tries > 1 {
			w.again.Add(1)
		}
		p.sent = append(p.sent, text)
		w.acked.Add(1)
	}
}

// welcome has newcomers sign up, whatever happens to the server meanwhile.
func (w *crowd) welcome() {
	for i := 0; i < w.newcomers && !w.stop.Load(); i++ {
		for {
			w.mu.Lock()
			s, turn := w.served, w.turn
			w.mu.Unlock()
			if s != nil {
				if a, err := signUp(w.t.Context(), s, 1000+i); err == nil {
					a.close()
					w.joined++
					break
				}
			}
			if w.t.Failed() {
				return
			}
			select {
			case <-turn:
			case <-time.After(20 * time.Millisecond):
			}
		}
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
	}
}

// end stops the crowd and holds what the server has against what it answered.
func (w *crowd) end() {
	w.t.Helper()
	w.stop.Store(true)
	w.running.Wait()
	if w.t.Failed() {
		return
	}
	for _, p := range w.people {
		w.judge(p)
	}
	w.heard()
	for _, p := range append(slices.Clone(w.people), w.host) {
		if p.client != nil {
			p.client.close()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.served.stop(); err != nil {
		w.t.Error(err)
	}
	w.served = nil
}

// judge reads a person's conversation from end to end.
func (w *crowd) judge(p *person) {
	w.t.Helper()
	times, ids := map[string]int{}, map[int]bool{}
	for offset := 0; ; {
		var page tg.MessagesMessagesBox
		if _, err := w.ask(p, func(a *account) error {
			return a.call(w.t.Context(), &tg.MessagesGetHistoryRequest{Peer: p.peer, OffsetID: offset, Limit: 100}, &page)
		}); err != nil {
			w.t.Errorf("history of %d: %v", p.n, err)
			return
		}
		ms, ok := page.Messages.AsModified()
		if !ok {
			w.t.Errorf("history of %d: %T", p.n, page.Messages)
			return
		}
		for _, x := range ms.GetMessages() {
			if m, ok := x.(*tg.Message); ok {
				times[m.Message]++
				ids[m.ID] = true
				offset = m.ID
			}
		}
		if len(ms.GetMessages()) == 0 {
			break
		}
	}
	for _, text := range append(slices.Clone(p.sent), p.other.sent...) {
		if times[text] != 1 {
			w.t.Errorf("%d has %q %d times", p.n, text, times[text])
		}
		delete(times, text)
	}
	for text := range times {
		w.t.Errorf("%d has %q, which nobody was told that it was sent", p.n, text)
	}
	w.positions(p, len(ids))
}

// positions holds what happened since the beginning against how many messages there are.
func (w *crowd) positions(p *person, want int) {
	w.t.Helper()
	if got := len(w.news(p)); got != want {
		w.t.Errorf("%d: told of %d messages; the history has %d", p.n, got, want)
	}
}

// news reads what happened since the beginning as a client that was away: every position once, without a gap. Nothing but
// messages that were sent happens to these people.
func (w *crowd) news(p *person) (all []tg.MessageClass) {
	w.t.Helper()
	at, got := p.begun, map[int]bool{}
	for {
		var d tg.UpdatesDifferenceBox
		if _, err := w.ask(p, func(a *account) error {
			return a.call(w.t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: at, Date: 1, Qts: 0}, &d)
		}); err != nil {
			w.t.Errorf("difference of %d: %v", p.n, err)
			return all
		}
		var news []tg.MessageClass
		var state tg.UpdatesState
		switch d := d.Difference.(type) {
		case *tg.UpdatesDifferenceEmpty:
			return all
		case *tg.UpdatesDifference:
			news, state = d.NewMessages, d.State
		case *tg.UpdatesDifferenceSlice:
			news, state = d.NewMessages, d.IntermediateState
		default:
			w.t.Errorf("difference of %d: %T", p.n, d)
			return all
		}
		for _, m := range news {
			if got[m.GetID()] {
				w.t.Errorf("%d: message %d is told of twice", p.n, m.GetID())
			}
			got[m.GetID()] = true
		}
		all = append(all, news...)
		if state.Pts != at+len(news) {
			w.t.Errorf("%d: %d messages between the positions %d and %d", p.n, len(news), at, state.Pts)
			return all
		}
		if at = state.Pts; len(news) == 0 {
			return all
		}
	}
}

// heard waits until the host heard of every newcomer: what a kill cut off between the two stores is done by a job.
func (w *crowd) heard() {
	w.t.Helper()
	var state tg.UpdatesState
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := w.ask(w.host, func(a *account) (err error) {
			state, err = a.state(w.t.Context())
			return err
		}); err != nil {
			w.t.Error(err)
			return
		}
		if state.Pts >= w.host.begun+w.joined || time.Now().After(end) {
			break
		}
	}
	if state.Pts != w.host.begun+w.joined {
		w.t.Errorf("%d newcomers came; the host heard of %d", w.joined, state.Pts-w.host.begun)
	}
	from := map[int64]int{}
	for _, x := range w.news(w.host) {
		if m, ok := x.(*tg.MessageService); ok {
			if peer, ok := m.PeerID.(*tg.PeerUser); ok && m.Action.TypeID() == tg.MessageActionContactSignUpTypeID {
				from[peer.UserID]++
			}
		}
	}
	if len(from) != w.joined {
		w.t.Errorf("%d newcomers came; the host heard of %d of them", w.joined, len(from))
	}
	for id, n := range from {
		if n != 1 {
			w.t.Errorf("the host heard of %d %d times", id, n)
		}
	}
}

// TestFullDisk fills the disk of the data folder while people talk, on a server that keeps room free and on one that runs
// into the end of it: senders get an error, what was said can be read, and once there is room they go on without a restart.
func TestFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts servers")
	}
	if out, err := exec.Command("unshare", "-m", "mount", "-t", "tmpfs", "none", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("this needs a disk of its own, and mounting one is not allowed here (it takes root): %v: %s", err, out)
	}
	for name, keep := range map[string]string{"keeps room": "32MiB", "to the end": "0"} {
		t.Run(name, func(t *testing.T) { testFullDisk(t, keep) })
	}
}

func testFullDisk(t *testing.T, keep string) {
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	// The server sees its data folder on a small disk that nobody else sees, and that goes with it.
	script := filepath.Join(t.TempDir(), "server")
	if err := os.WriteFile(script, []byte(fmt.Sprintf(`#!/bin/sh
shift # serve; --data and the folder follow
mkdir -p "$2"
exec unshare -m sh -c 'mount -t tmpfs -o size=160m,mode=700 none "$0" && exec "$@"' "$2" %s serve --limit-free-disk %s "$@"
`, binary, keep)), 0o700); err != nil {
		t.Fatal(err)
	}
	w := newCrowd(t, "pebble", script, 0)
	w.begin()
	w.more(100)
	fill := filepath.Join("/proc", fmt.Sprint(w.served.cmd.Process.Pid), "root", w.folder, "fill")
	f, err := os.Create(fill)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 20; size > 512; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	refusedBy := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.symbols["503 STORAGE_CHECK_FAILED"]
	}
	for end := time.Now().Add(30 * time.Second); refusedBy() < 20; time.Sleep(time.Millisecond) {
		if t.Failed() || time.Now().After(end) {
			w.stop.Store(true)
			t.Fatalf("nobody notices that the disk is full: refused with %v", w.symbols)
		}
	}
	for range 10 { // the host does not talk: its connection is free
		var dialogs tg.MessagesDialogsBox
		if err := w.host.client.call(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100}, &dialogs); err != nil {
			t.Errorf("reading while the disk is full: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	w.more(100)
	w.end()
	for symbol := range w.symbols {
		if !strings.HasPrefix(symbol, "503 ") {
			t.Errorf("somebody was told %s", symbol)
		}
	}
	t.Logf("seed %d: %d messages, refusals %v", w.seed, w.acked.Load(), w.symbols)
}
