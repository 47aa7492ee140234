package session

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"

	"lamplight"
)

// typing is an event that testRenderer can say.
func typing(n int64) lamplight.Event {
	return lamplight.Event{Kind: lamplight.EventTyping, Number: n}
}

// pushed waits for pushes until n updates came and returns their users.
func (c *rawClient) pushed(n int) []int64 {
	c.t.Helper()
	var got []int64
	for len(got) < n {
		m := c.want(tg.UpdatesTypeID)
		for _, u := range decode[tg.Updates](c.t, m.body).Updates {
			got = append(got, u.(*tg.UpdateUserTyping).UserID)
		}
	}
	return got
}

var getState = &tg.UpdatesGetStateRequest{}

func TestPush(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		c.call(getState)
		for i := range 20 {
			h.updates.tell(1, typing(int64(i+1)))
		}
		for i, user := range c.pushed(20) {
			if user != int64(i+1) {
				t.Fatalf("update %d is of %d", i, user)
			}
		}
		// What cannot be rendered the client has to ask for.
		h.updates.tell(1, lamplight.Event{Kind: lamplight.EventTyping})
		c.want(tg.UpdatesTooLongTypeID)
	})
}

func TestWhoIsTold(t *testing.T) {
	file := &tg.UploadGetFileRequest{Location: &tg.InputFileLocation{}, Limit: 4096}
	tests := []struct {
		name string
		call bin.Encoder
		want int
	}{
		{"a main session", getState, 1},
		{"a sender", text("x"), 1},
		{"what every session asks first", &tg.HelpGetConfigRequest{}, 1},
		{"what is asked before sign-in too", &tg.HelpGetNearestDCRequest{}, 0},
		{"files", file, 0},
		{"one that wants no updates", &tg.InvokeWithoutUpdatesRequest{Query: getState}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Limits{}, func(t *testing.T, h *harness) {
				c := h.client(h.newKey(1))
				defer c.close()
				c.call(tt.call)
				if n := h.updates.attached(); n != tt.want {
					t.Errorf("%d told, want %d", n, tt.want)
				}
			})
		})
	}
}

func TestOneSessionOfADeviceIsTold(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		main := h.client(a)
		main.call(getState)
		// A further session begins like every session, and then loads files.
		files := h.client(a)
		defer files.close()
		files.call(&tg.HelpGetConfigRequest{})
		h.updates.tell(1, typing(5))
		main.pushed(1)
		files.nothing(time.Second)

		// A newer main session takes over: the client lost the old one without a word.
		newer := h.client(a)
		newer.call(getState)
		h.updates.tell(1, typing(6))
		newer.pushed(1)
		main.nothing(time.Second)

		// When it goes, the one before is told to catch up, and told again.
		newer.close()
		main.want(tg.UpdatesTooLongTypeID)
		h.updates.tell(1, typing(7))
		main.pushed(1)
		main.close()
		files.want(tg.UpdatesTooLongTypeID)
		h.updates.tell(1, typing(8))
		files.pushed(1)
		if n := h.updates.attached(); n != 1 {
			t.Errorf("%d attached", n)
		}
	})
}

func TestMissedPushes(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		c.call(getState)
		c.close()
		synctest.Wait()
		if n := h.updates.attached(); n != 0 {
			t.Errorf("%d attached without a connection", n)
		}
		h.updates.tell(1, typing(5))
		c.connect()
		defer c.close()
		c.service(&mt.PingRequest{PingID: 1})
		c.want(tg.UpdatesTooLongTypeID)
		h.updates.tell(1, typing(6))
		if got := c.pushed(1); got[0] != 6 {
			t.Errorf("pushed %v", got)
		}
	})
}

func TestSlowClientIsToldToAsk(t *testing.T) {
	inBubble(t, Limits{PushQueue: 50, PushQueueBytes: 1 << 10}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		c.call(getState)
		// The client stops reading: a pipe has no buffer, so the next write waits.
		block := make(chan struct{})
		c.pause(block)
		for i := range 1000 {
			h.updates.tell(1, typing(int64(i+1)))
			if i%10 == 0 {
				synctest.Wait()
			}
		}
		k, err := h.s.key(t.Context(), keyOf(c))
		if err != nil {
			t.Fatal(err)
		}
		ss := k.sessions[0]
		ss.mu.Lock()
		if len(ss.events) > 50 || ss.pushBytes > 4<<10 || !ss.tooLong {
			t.Errorf("%d events, %d bytes wait; too long: %v", len(ss.events), ss.pushBytes, ss.tooLong)
		}
		ss.mu.Unlock()
		close(block)
		c.want(tg.UpdatesTooLongTypeID)
		h.updates.tell(1, typing(2000))
		if got := c.pushed(1); got[len(got)-1] != 2000 {
			t.Errorf("pushed %v", got)
		}
	})
}

func TestDeadClientIsCutOff(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		c.call(getState)
		c.pause(nil)
		start := time.Now()
		for i := range 3 {
			h.updates.tell(1, typing(int64(i+1)))
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		if n := h.s.openConns(); n != 0 {
			t.Errorf("%d connections after %v", n, time.Since(start))
		}
	})
}

func TestLoginToken(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(0)
		c := h.client(a)
		defer c.close()
		c.call(&tg.HelpGetConfigRequest{})
		h.keys.tell(a.ID, false, lamplight.Event{Kind: lamplight.EventLoginToken, Date: time.Now()})
		u := decode[tg.UpdateShort](t, c.want(tg.UpdateShortTypeID).body)
		if _, ok := u.Update.(*tg.UpdateLoginToken); !ok {
			t.Errorf("pushed %T", u.Update)
		}
	})
}

func TestSignedOutElsewhere(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		defer c.close()
		c.call(getState)
		h.keys.signIn(a.ID, 0, 0)
		synctest.Wait()
		if n := h.updates.attached(); n != 0 {
			t.Errorf("%d told", n)
		}
		c.nothing(time.Second)
	})
}

func TestSilentSessionGivesWay(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		dead := h.client(a)
		defer dead.close()
		dead.call(getState)
		time.Sleep(2 * time.Minute)
		c := h.client(a)
		defer c.close()
		c.call(&tg.HelpGetConfigRequest{}) // all that a client does that has nothing to ask
		h.updates.tell(1, typing(5))
		c.pushed(1)
		dead.nothing(time.Second)
	})
}

// TestNewSessionLearnsWhatTheOldOneDid restarts a client while its call runs: nobody takes the answer, and what the call did
// is not pushed to the device that did it. So its new session is told to ask.
func TestNewSessionLearnsWhatTheOldOneDid(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		h.writes = make(chan struct{})
		old := h.client(a)
		old.call(getState)
		old.send(text("x"))
		synctest.Wait()
		old.close()

		newer := h.client(a)
		defer newer.close()
		newer.call(getState)
		newer.nothing(time.Second)
		close(h.writes)
		newer.want(tg.UpdatesTooLongTypeID)
		newer.nothing(time.Second)
	})
}
