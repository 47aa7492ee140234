package session

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"

	"lamplight"
)

func zipped(t testing.TB, r io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var b bin.Buffer
	b.PutID(mt.GzipPackedTypeID)
	b.PutBytes(packed.Bytes())
	return b.Buf
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBombs(t *testing.T) {
	bomb := zipped(t, io.LimitReader(zeros{}, 64<<20))
	var z zips
	l := Limits{}.orDefaults()
	for name, body := range map[string][]byte{
		"bomb":              bomb,
		"not gzip":          encoded(t, &mt.GzipPacked{PackedData: []byte("nonsense")}),
		"cut off":           zipped(t, strings.NewReader(strings.Repeat("x", 1000)))[:30],
		"nothing":           {},
		"the head alone":    bomb[:4],
		"a wrong checksum":  flipped(zipped(t, strings.NewReader("help"))),
		"gzip in gzip in …": nested(t, 40),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, rest, err := z.unwrap(body, l)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: became %d bytes", name, len(rest))
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 24<<20 {
			t.Errorf("%s: %d bytes allocated", name, n)
		}
	}
}

// flipped changes a bit of the checksum at the end.
func flipped(b []byte) []byte {
	i := len(b) - 8
	for b[i] == 0 {
		i--
	}
	b[i-4] ^= 1
	return b
}

func nested(t testing.TB, depth int) []byte {
	b := encoded(t, &tg.HelpGetConfigRequest{})
	for range depth {
		b = zipped(t, bytes.NewReader(b))
	}
	return b
}

func TestBombIsAnswered(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		id := c.id()
		c.raw(id, 1, zipped(t, io.LimitReader(zeros{}, 20<<20)))
		if r := c.result(id); r.code != 400 || r.symbol != "INPUT_REQUEST_INVALID" {
			t.Errorf("%d %s", r.code, r.symbol)
		}
	})
}

func TestDeepWrappers(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		var b bin.Buffer
		for range 10_000 {
			b.PutID(tg.InvokeWithoutUpdatesRequestTypeID)
		}
		b.Put(encoded(t, getState))
		id := c.id()
		c.raw(id, 1, b.Buf)
		if r := c.result(id); r.code != 400 {
			t.Errorf("%d %s", r.code, r.symbol)
		}
	})
}

func TestTooMuchAtOnceIsReadMoreSlowly(t *testing.T) {
	inBubble(t, Limits{InFlightPerSession: 20}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		h.writes = make(chan struct{})
		var in []rawMessage
		for i := range 100 {
			in = append(in, rawMessage{c.id(), c.seq(true), encoded(t, text(fmt.Sprint(i)))})
		}
		c.raw(c.id(), c.seq(false), containerOf(in...))
		synctest.Wait()
		k, err := h.s.key(t.Context(), keyOf(c))
		if err != nil {
			t.Fatal(err)
		}
		ss := k.sessions[0]
		ss.mu.Lock()
		if n := len(ss.queue); n != 20 {
			t.Errorf("%d requests in flight", n)
		}
		ss.mu.Unlock()
		close(h.writes)
		for _, m := range in {
			c.result(m.id)
		}
		if n := len(h.texts()); n != 100 {
			t.Errorf("%d executed", n)
		}
	})
}

func TestFloodWait(t *testing.T) {
	inBubble(t, Limits{Write: Rate{1, 5}}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c, d := h.client(a), h.client(h.newKey(1))
		defer c.close()
		defer d.close()
		for range 5 {
			if r := c.call(text("x")); r.code != 0 {
				t.Fatalf("%d %s", r.code, r.symbol)
			}
		}
		// The limit is the account's, whichever device.
		if r := d.call(text("x")); r.code != 420 || r.symbol != "FLOOD_WAIT_1" {
			t.Errorf("%d %s", r.code, r.symbol)
		}
		if r := d.call(getState); r.code != 0 {
			t.Errorf("a read: %d %s", r.code, r.symbol)
		}
		time.Sleep(time.Second)
		if r := d.call(text("x")); r.code != 0 {
			t.Errorf("after the wait: %d %s", r.code, r.symbol)
		}
		// Another account is not concerned.
		e := h.client(h.newKey(2))
		defer e.close()
		if r := e.call(text("x")); r.code != 0 {
			t.Errorf("another account: %d %s", r.code, r.symbol)
		}
	})
}

func TestInFlightPerAccount(t *testing.T) {
	inBubble(t, Limits{InFlightPerAccount: 10}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		h.writes = make(chan struct{})
		var ids []int64
		for range 11 {
			ids = append(ids, c.send(text("x")))
		}
		if r := c.result(ids[10]); r.code != 420 {
			t.Errorf("%d %s", r.code, r.symbol)
		}
		close(h.writes)
		for _, id := range ids[:10] {
			c.result(id)
		}
	})
}

// TestReplayOnAnotherConnection plays a recorded frame again: it is not executed, and an old one does not take the session
// away from its owner.
func TestReplayOnAnotherConnection(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		id := c.id()
		frame := c.seal(id, c.seq(true), encoded(t, text("once")))
		c.writeFrame(slices.Clone(frame))
		c.result(id)
		c.call(getState)
		time.Sleep(6 * time.Minute / 2)

		thief := &rawClient{t: t, h: h, key: c.key, cipher: c.cipher, session: c.session, ids: c.ids}
		time.Sleep(3 * time.Minute)
		c.connect() // the first connection was idle for too long
		c.service(&mt.PingRequest{PingID: 1})
		c.want(mt.PongTypeID)
		thief.connect()
		defer thief.close()
		thief.writeFrame(slices.Clone(frame))
		thief.want(mt.BadMsgNotificationTypeID)
		h.updates.tell(1, typing(4))
		c.pushed(1)
		thief.nothing(time.Second)
		if got := h.texts(); len(got) != 1 {
			t.Errorf("executed %q", got)
		}
	})
}

// TestFloodHurtsOnlyItself floods one connection while it measures another one.
func TestFloodHurtsOnlyItself(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	h := newHarness(t, Limits{})
	flooder, other := h.client(h.newKey(1)), h.client(h.newKey(2))
	other.call(getState)
	var stop atomic.Bool
	done := make(chan int)
	go func() {
		n := 0
		for ; !stop.Load(); n++ {
			var b bytes.Buffer
			id := flooder.id()
			frame := flooder.seal(id, 0, encoded(t, &tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 100}))
			b.Write([]byte{byte(len(frame)), byte(len(frame) >> 8), byte(len(frame) >> 16), 0})
			b.Write(frame)
			if _, err := flooder.conn.Write(b.Bytes()); err != nil {
				break
			}
		}
		done <- n
	}()
	go func() {
		for range flooder.frames {
		}
	}()
	var times []time.Duration
	for range 200 {
		start := time.Now()
		if r := other.call(getState); r.code != 0 {
			t.Errorf("%d %s", r.code, r.symbol)
		}
		times = append(times, time.Since(start))
		time.Sleep(2 * time.Millisecond)
	}
	stop.Store(true)
	flooder.close()
	n := <-done
	other.close()
	slices.Sort(times)
	p50, p99 := times[len(times)/2], times[len(times)*99/100]
	t.Logf("%d requests of the flood; the other's p50 %v, p99 %v", n, p50, p99)
	if p50 > 50*time.Millisecond {
		t.Errorf("the other connection waits %v", p50)
	}
}

func TestWrongRequestsAreAnswered(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		whole := encoded(t, text("x"))
		for name, body := range map[string][]byte{
			"cut off":        whole[:len(whole)-8],
			"a constructor":  {1, 2, 3, 4},
			"a wrapper":      encoded(t, &tg.InvokeWithoutUpdatesRequest{Query: getState})[:4],
			"layer 0":        encoded(t, &tg.InvokeWithLayerRequest{Layer: 0, Query: getState}),
			"too large":      append(slices.Clone(whole), make([]byte, 600<<10)...),
			"vector of 2^30": append(encoded(t, &tg.UsersGetUsersRequest{})[:8], 0, 0, 0, 0x40),
		} {
			id := c.id()
			c.raw(id, c.seq(true), body)
			if r := c.result(id); r.code != 400 {
				t.Errorf("%s: %d %s", name, r.code, r.symbol)
			}
		}
		// Bytes behind a request are what some clients leave there.
		id := c.id()
		c.raw(id, c.seq(true), append(encoded(t, getState), 0, 0, 0, 0))
		if r := c.result(id); r.code != 0 {
			t.Errorf("with bytes behind it: %d %s", r.code, r.symbol)
		}
	})
}

func TestGarbageEndsTheConnection(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		for name, frame := range map[string]func(c *rawClient) []byte{
			"short":       func(*rawClient) []byte { return []byte{1, 2, 3, 4} },
			"wrong bytes": func(c *rawClient) []byte { b := c.seal(c.id(), 1, encoded(t, getState)); b[40] ^= 1; return b },
			"empty":       func(c *rawClient) []byte { return c.seal(c.id(), 1, nil) },
		} {
			c := h.client(a)
			c.writeFrame(frame(c))
			if err := c.ended(); !errors.Is(err, io.EOF) {
				t.Errorf("%s: ended with %v", name, err)
			}
		}
	})
}

// TestWhoDoesNotReadIsCutOff has a client ask and ask and never read an answer.
func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	for name, say := range map[string]func(c *rawClient) []byte{
		"pings": func(c *rawClient) []byte {
			ping := encoded(t, &mt.PingRequest{PingID: 1})
			in := make([]rawMessage, 1000)
			for i := range in {
				in[i] = rawMessage{c.id(), 0, ping}
			}
			return c.seal(c.id(), 0, containerOf(in...))
		},
		"bad salts": func(c *rawClient) []byte {
			c.salt = 1
			return c.seal(c.id(), 0, encoded(t, getState))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, Limits{}, func(t *testing.T, h *harness) {
				c := h.client(h.newKey(1))
				c.call(getState)
				c.pause(nil)
				start := time.Now()
				for range 3000 {
					frame := say(c)
					b := append([]byte{byte(len(frame)), byte(len(frame) >> 8), byte(len(frame) >> 16), 0}, frame...)
					if _, err := c.conn.Write(b); err != nil {
						if d := time.Since(start); d > 21*time.Second {
							t.Errorf("cut off after %v", d)
						}
						return
					}
				}
				t.Error("not cut off")
			})
		})
	}
}

func TestLargeAnswersDoNotPileUp(t *testing.T) {
	inBubble(t, Limits{WritePause: 64 << 10, GzipFrom: 1 << 30}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		c.call(getState)
		block := make(chan struct{})
		c.pause(block)
		var ids []int64
		for range 100 {
			ids = append(ids, c.send(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 500}))
		}
		synctest.Wait()
		if n := h.ran("messages.getHistory"); n > 30 {
			t.Errorf("%d requests ran for a client that does not read", n)
		}
		close(block)
		for range ids {
			c.want(idRPCResult)
		}
	})
}

// TestWhoLeavesWithoutReadingIsForgotten has a client ask for much, read nothing and never come back.
func TestWhoLeavesWithoutReadingIsForgotten(t *testing.T) {
	inBubble(t, Limits{WritePause: 64 << 10, GzipFrom: 1 << 30}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		c.call(getState)
		c.pause(nil)
		for range 100 {
			c.send(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 500})
		}
		synctest.Wait()
		c.close()
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		k, err := h.s.key(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := k.holder.Load().account.inFlight.Load(); n != 0 {
			t.Errorf("%d requests still count as under way", n)
		}
		if n := len(k.live()); n != 0 {
			t.Errorf("%d sessions are kept for ever", n)
		}
	})
}

// TestTooManySessionsOfAKey opens more sessions than a key may have, all of them live.
func TestTooManySessionsOfAKey(t *testing.T) {
	inBubble(t, Limits{SessionsPerKey: 2}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		first := h.client(a)
		defer first.close()
		first.call(getState)
		for range 2 {
			time.Sleep(time.Second) // ids up to those of a session that was forgotten are not taken
			c := h.client(a)
			defer c.close()
			c.call(&tg.HelpGetConfigRequest{})
		}
		h.updates.tell(1, typing(5))
		first.nothing(time.Second)
		if err := h.keys.Destroy(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := h.updates.attached(); n != 0 {
			t.Errorf("%d sessions are told what happens after their key is gone", n)
		}
	})
}

// TestAKeyThatIsGoneIsToldNothing ends a key whose client reads so slowly that its connection is not closed yet.
func TestAKeyThatIsGoneIsToldNothing(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		defer c.close()
		c.call(getState)
		c.pause(nil)
		h.updates.tell(1, typing(1))
		h.updates.tell(1, typing(2))
		synctest.Wait()
		if err := h.keys.Destroy(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		if n := h.updates.attached(); n != 0 {
			t.Errorf("%d sessions are told what happens after their key is gone", n)
		}
	})
}

// TestKeptAnswersAreBounded has clients ask for much and leave before they read it.
func TestKeptAnswersAreBounded(t *testing.T) {
	const room = 400 << 10
	inBubble(t, Limits{GzipFrom: 1 << 30, KeptBytes: room}, func(t *testing.T, h *harness) {
		most := int64(0)
		leave := func(user lamplight.UserID, method bin.Encoder, n int) *rawClient {
			c := h.client(h.newKey(user))
			c.call(&tg.HelpGetConfigRequest{})
			c.pause(nil)
			for range n {
				c.send(method)
			}
			synctest.Wait()
			c.close()
			synctest.Wait()
			most = max(most, h.s.kept.Load())
			return c
		}
		for range 4 {
			leave(0, &tg.HelpGetConfigRequest{}, 600)
		}
		if most == 0 || most > room/4 {
			t.Errorf("strangers had %d bytes kept", most)
		}
		history := &tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 500}
		first := leave(1, history, 3)
		for user := range lamplight.UserID(20) {
			leave(user+2, history, 5)
		}
		if most <= room/4 || most > room {
			t.Errorf("%d bytes kept", most)
		}
		// Who was there first gets what was kept.
		first.stop.Store(nil)
		before := h.s.kept.Load()
		first.connect()
		first.service(&mt.PingRequest{PingID: 1})
		for range 3 {
			first.want(idRPCResult)
		}
		if h.s.kept.Load() >= before {
			t.Error("what was taken still counts")
		}
		first.close()
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if n := h.s.kept.Load(); n != 0 {
			t.Errorf("%d bytes count for ever", n)
		}
	})
}

// TestAForgottenSessionIsNotJoined forgets a session between the look for it and the taking of its frame.
func TestAForgottenSessionIsNotJoined(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		c.call(getState)
		c.close()
		synctest.Wait()
		k, err := h.s.key(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		ss := h.s.session(k, c.session)
		if ss == nil || !k.destroySession(h.s, c.session) {
			t.Fatal("no session")
		}
		if ss.join(&conn{s: h.s}) {
			t.Error("a session that was forgotten has a connection")
		}
	})
}
