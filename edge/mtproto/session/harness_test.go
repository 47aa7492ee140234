package session

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/rpc"
	"lamplight/edge/mtproto/transport"
)

// A harness is a Server over small services of its own.
type harness struct {
	t       testing.TB
	s       *Server
	keys    *testKeys
	updates *testUpdates
	mu      sync.Mutex
	sent    []string        // texts of messages.sendMessage, in the order of execution
	runs    map[string]int  // calls of methods
	gate    chan struct{}   // messages.getHistory waits for it, if not nil
	writes  chan struct{}   // messages.sendMessage waits for it, if not nil
	calls   []rpc.Call      // of users.getUsers
	served  sync.WaitGroup  // connections
	private *rsa.PrivateKey // of the handshake
}

// inBubble runs f with a harness on a clock of its own.
func inBubble(t *testing.T, limits Limits, f func(t *testing.T, h *harness)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f(t, newHarness(t, limits))
	})
}

// testKey is made once: making one takes long.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func newHarness(t testing.TB, limits Limits) *harness {
	h := &harness{t: t, updates: &testUpdates{}, runs: map[string]int{}, private: testKey()}
	h.keys = &testKeys{keys: map[lamplight.KeyID]lamplight.AuthKey{}}
	hs, err := handshake.New(handshake.Options{
		Keys: []*rsa.PrivateKey{h.private}, Save: h.keys.save, Now: time.Now, Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.s, err = New(Options{
		Keys: h.keys, Handshake: hs, Router: rpc.NewRouter(h.routes()), Updates: h.updates, Renderer: testRenderer{},
		Limits: limits, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close) // runs after the listeners of the test are closed
	return h
}

// close closes the server; a second time does nothing.
func (h *harness) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := h.s.Close(ctx); err != nil {
		h.t.Errorf("Close: %v", err)
	}
	h.served.Wait()
}

func (h *harness) count(method string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runs[method]++
}

func (h *harness) ran(method string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.runs[method]
}

func (h *harness) texts() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.sent)
}

func (h *harness) wait(ctx context.Context, gate func() chan struct{}) error {
	h.mu.Lock()
	g := gate()
	h.mu.Unlock()
	if g == nil {
		return nil
	}
	select {
	case <-g:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *harness) routes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("help.getConfig", rpc.Anyone, rpc.Read, func(_ context.Context, c rpc.Call, _ *tg.HelpGetConfigRequest) (*tg.Config, error) {
			h.count("help.getConfig")
			return &tg.Config{ThisDC: 2, DCOptions: []tg.DCOption{{ID: 2, IPAddress: "127.0.0.1", Port: 443}}}, nil
		}),
		rpc.Handle("help.getNearestDc", rpc.Anyone, rpc.Read, func(context.Context, rpc.Call, *tg.HelpGetNearestDCRequest) (*tg.NearestDC, error) {
			h.count("help.getNearestDc")
			return &tg.NearestDC{Country: "AQ", ThisDC: 2, NearestDC: 2}, nil
		}),
		rpc.Handle("auth.signIn", rpc.Anyone, rpc.Expensive, func(_ context.Context, c rpc.Call, req *tg.AuthSignInRequest) (tg.AuthAuthorizationClass, error) {
			user := lamplight.UserID(len(req.PhoneNumber))
			h.keys.signIn(c.Key, user, 70+lamplight.SessionID(user))
			return &tg.AuthAuthorization{User: &tg.User{ID: int64(user), Self: true}}, nil
		}),
		rpc.Handle("auth.logOut", rpc.Users, rpc.Write, func(_ context.Context, c rpc.Call, _ *tg.AuthLogOutRequest) (*tg.AuthLoggedOut, error) {
			h.keys.signIn(c.Key, 0, 0)
			return &tg.AuthLoggedOut{}, nil
		}),
		rpc.Handle("users.getUsers", rpc.Users, rpc.Read, func(_ context.Context, c rpc.Call, _ *tg.UsersGetUsersRequest) (*tg.UserClassVector, error) {
			h.mu.Lock()
			h.calls = append(h.calls, c)
			h.mu.Unlock()
			return &tg.UserClassVector{Elems: []tg.UserClass{&tg.User{ID: int64(c.User), Self: true}}}, nil
		}),
		rpc.Handle("updates.getState", rpc.Users, rpc.Read, func(context.Context, rpc.Call, *tg.UpdatesGetStateRequest) (*tg.UpdatesState, error) {
			return &tg.UpdatesState{Pts: 1, Qts: 1, Date: 1, Seq: 1}, nil
		}),
		rpc.Handle("messages.sendMessage", rpc.Users, rpc.Write, func(ctx context.Context, c rpc.Call, req *tg.MessagesSendMessageRequest) (tg.UpdatesClass, error) {
			h.count("messages.sendMessage")
			if err := h.wait(ctx, func() chan struct{} { return h.writes }); err != nil {
				return nil, err
			}
			h.mu.Lock()
			h.sent = append(h.sent, req.Message)
			n := len(h.sent)
			h.mu.Unlock()
			if req.Message == "refused" {
				return nil, &lamplight.Error{Kind: lamplight.Invalid, Code: "MESSAGE_TOO_LONG"}
			}
			return &tg.UpdateShortSentMessage{Out: true, ID: n, Pts: n + 1, PtsCount: 1, Date: 1}, nil
		}),
		rpc.Handle("messages.getHistory", rpc.Users, rpc.Read, func(ctx context.Context, c rpc.Call, req *tg.MessagesGetHistoryRequest) (tg.MessagesMessagesClass, error) {
			h.count("messages.getHistory")
			if err := h.wait(ctx, func() chan struct{} { return h.gate }); err != nil {
				return nil, err
			}
			return &tg.MessagesMessages{Messages: messagesOf(req.Limit)}, nil
		}),
		rpc.Handle("upload.getFile", rpc.Users, rpc.Transfer, func(context.Context, rpc.Call, *tg.UploadGetFileRequest) (tg.UploadFileClass, error) {
			b := make([]byte, 1<<20) // the largest stretch of a file; random, so that it cannot be packed
			_, err := rand.Read(b)
			return &tg.UploadFile{Type: &tg.StorageFileUnknown{}, Bytes: b}, err
		}),
		rpc.Handle("messages.getDialogs", rpc.Users, rpc.Read, func(context.Context, rpc.Call, *tg.MessagesGetDialogsRequest) (tg.MessagesDialogsClass, error) {
			panic("a secret that somebody wrote")
		}),
		rpc.Handle("account.getAuthorizations", rpc.Users, rpc.Read, func(context.Context, rpc.Call, *tg.AccountGetAuthorizationsRequest) (*tg.AccountAuthorizations, error) {
			return nil, errors.New("the disk is full")
		}),
	}
}

func messagesOf(n int) []tg.MessageClass {
	all := make([]tg.MessageClass, n)
	for i := range all {
		all[i] = &tg.Message{ID: i + 1, PeerID: &tg.PeerUser{UserID: 5}, Message: "the same words again and again", Date: 1}
	}
	return all
}

// testKeys are the auth keys.
type testKeys struct {
	mu       sync.Mutex
	keys     map[lamplight.KeyID]lamplight.AuthKey
	watchers []func(lamplight.KeyID, bool, []lamplight.Event)
	reads    int
	layers   []int
	during   func() // runs after a key was read and before the reader has it, if not nil
}

func (k *testKeys) save(_ context.Context, a lamplight.AuthKey) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys[a.ID] = a
	return nil
}

func (k *testKeys) Key(_ context.Context, id lamplight.KeyID) (lamplight.AuthKey, error) {
	k.mu.Lock()
	k.reads++
	a, ok := k.keys[id]
	during := k.during
	k.mu.Unlock()
	if during != nil {
		during()
	}
	if !ok {
		return a, ErrKeyUnknown
	}
	return a, nil
}

func (k *testKeys) change(id lamplight.KeyID, f func(*lamplight.AuthKey)) {
	k.mu.Lock()
	a := k.keys[id]
	f(&a)
	k.keys[id] = a
	k.mu.Unlock()
}

func (k *testKeys) tell(id lamplight.KeyID, gone bool, events ...lamplight.Event) {
	k.mu.Lock()
	watchers := slices.Clone(k.watchers)
	k.mu.Unlock()
	for _, f := range watchers {
		f(id, gone, events)
	}
}

func (k *testKeys) signIn(id lamplight.KeyID, user lamplight.UserID, device lamplight.SessionID) {
	k.change(id, func(a *lamplight.AuthKey) { a.User, a.Session = user, device })
	k.tell(id, false)
}

func (k *testKeys) Bind(_ context.Context, temp, perm lamplight.KeyID, expires time.Time) error {
	k.change(temp, func(a *lamplight.AuthKey) { a.Bound, a.Expires = perm, expires })
	return nil
}

func (k *testKeys) SetLayer(_ context.Context, perm lamplight.KeyID, layer int) error {
	k.change(perm, func(a *lamplight.AuthKey) { a.Layer = layer })
	k.mu.Lock()
	defer k.mu.Unlock()
	k.layers = append(k.layers, layer)
	return nil
}

func (k *testKeys) Destroy(_ context.Context, id lamplight.KeyID) error {
	k.mu.Lock()
	delete(k.keys, id)
	k.mu.Unlock()
	k.tell(id, true)
	return nil
}

func (k *testKeys) WatchKeys(f func(lamplight.KeyID, bool, []lamplight.Event)) func() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.watchers = append(k.watchers, f)
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.watchers = nil
	}
}

// testUpdates hands events to whoever is attached.
type testUpdates struct {
	mu    sync.Mutex
	sinks []*testSink
	ever  int
}

type testSink struct {
	user   lamplight.UserID
	device lamplight.SessionID
	sink   func([]lamplight.Event)
}

func (u *testUpdates) Attach(_ context.Context, user lamplight.UserID, device lamplight.SessionID, sink func([]lamplight.Event)) (func(), error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s := &testSink{user, device, sink}
	u.sinks = append(u.sinks, s)
	u.ever++
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.sinks = slices.DeleteFunc(u.sinks, func(o *testSink) bool { return o == s })
	}, nil
}

func (u *testUpdates) attached() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.sinks)
}

func (u *testUpdates) tell(user lamplight.UserID, events ...lamplight.Event) {
	u.mu.Lock()
	sinks := slices.Clone(u.sinks)
	u.mu.Unlock()
	for _, s := range sinks {
		if s.user == user {
			s.sink(events)
		}
	}
}

// testRenderer says each event as typing of the user whose id is its Number.
type testRenderer struct{}

func (testRenderer) Updates(_ context.Context, c rpc.Call, events []lamplight.Event) (tg.UpdatesClass, error) {
	u := &tg.Updates{Date: 1}
	for _, e := range events {
		if e.Number == 0 {
			return nil, errors.New("cannot say it")
		}
		u.Updates = append(u.Updates, &tg.UpdateUserTyping{UserID: e.Number, Action: &tg.SendMessageTypingAction{}})
	}
	return u, nil
}

// Shared says an event as of the user a thousand after its Number. One with Flag is not the same for all.
func (r testRenderer) Shared(ctx context.Context, c rpc.Call, e lamplight.Event) (tg.UpdatesClass, bool, error) {
	e.Number += 1000
	u, err := r.Updates(ctx, c, []lamplight.Event{e})
	return u, !e.Flag, err
}

// newKey adds a permanent auth key that user holds (0: nobody), layer 228.
func (h *harness) newKey(user lamplight.UserID) lamplight.AuthKey {
	var a lamplight.AuthKey
	if _, err := io.ReadFull(rand.Reader, a.Value[:]); err != nil {
		h.t.Fatal(err)
	}
	a.ID, a.DC, a.Layer, a.User = crypt.KeyID(a.Value), 2, 228, user
	if user != 0 {
		a.Session = 70 + lamplight.SessionID(user)
	}
	if err := h.keys.save(context.Background(), a); err != nil {
		h.t.Fatal(err)
	}
	return a
}

// dial connects to the server over a pipe.
func (h *harness) dial() net.Conn {
	server, client := net.Pipe()
	h.served.Go(func() {
		t, err := transport.Accept(server, transport.Limits{})
		if err != nil {
			_ = server.Close()
			return
		}
		h.s.Serve(context.Background(), t)
	})
	return client
}

func text(n string) *tg.MessagesSendMessageRequest {
	return &tg.MessagesSendMessageRequest{Peer: &tg.InputPeerSelf{}, Message: n, RandomID: 1}
}

func encoded(t testing.TB, e bin.Encoder) []byte {
	t.Helper()
	var b bin.Buffer
	if err := e.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Buf
}
