package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/rpc"
	"lamplight/edge/mtproto/transport"
)

func TestFirstMessage(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(0))
		defer c.close()
		id := c.send(&tg.HelpGetNearestDCRequest{})
		created := decode[mt.NewSessionCreated](t, c.want(mt.NewSessionCreatedTypeID).body)
		if created.FirstMsgID != id || created.ServerSalt != c.salt || created.UniqueID == 0 {
			t.Errorf("created = %+v, want first %d, salt %d", created, id, c.salt)
		}
		r := c.result(id)
		if dc := decode[tg.NearestDC](t, r.body); dc.NearestDC != 2 {
			t.Errorf("answer = %+v", dc)
		}
		if r.id&3 != 1 || r.seqNo&1 != 1 {
			t.Errorf("the answer's id is %x, its seqno %d", r.id, r.seqNo)
		}
		if c.call(&tg.HelpGetNearestDCRequest{}); h.ran("help.getNearestDc") != 2 {
			t.Error("not called twice")
		}
	})
}

func TestUnknownKey(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(0)
		h.keys.mu.Lock()
		clear(h.keys.keys)
		h.keys.mu.Unlock()
		c := h.client(a)
		c.raw(c.id(), 1, encoded(t, &tg.HelpGetConfigRequest{}))
		var end transportError
		if err := c.ended(); !errors.As(err, &end) || int32(end) != transport.CodeKeyUnknown {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestBadSalt(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		right := c.salt
		c.salt = 0
		id, body := c.id(), encoded(t, text("once"))
		c.raw(id, 1, body)
		bad := decode[mt.BadServerSalt](t, c.next().body)
		if want := (mt.BadServerSalt{BadMsgID: id, BadMsgSeqno: 1, ErrorCode: 48, NewServerSalt: right}); bad != want {
			t.Errorf("got %+v, want %+v", bad, want)
		}
		c.nothing(time.Second)
		if n := h.ran("messages.sendMessage"); n != 0 {
			t.Fatalf("executed %d times with a bad salt", n)
		}
		// gotd sends the same message again, under the same id.
		c.salt = right
		c.raw(id, 1, body)
		if r := c.result(id); r.code != 0 {
			t.Errorf("answer %d %s", r.code, r.symbol)
		}
		// Salts rotate; the one before is good for a while.
		time.Sleep(31 * time.Minute)
		c.close()
		c.connect()
		c.call(text("twice"))
		time.Sleep(30 * time.Minute)
		c.close()
		c.connect()
		c.send(text("thrice"))
		c.want(mt.BadServerSaltTypeID)
		if got := h.texts(); !slices.Equal(got, []string{"once", "twice"}) {
			t.Errorf("sent %q", got)
		}
	})
}

func TestBadMessageIDs(t *testing.T) {
	at := func(d time.Duration) int64 {
		return int64(proto.NewMessageID(time.Now().Add(d), proto.MessageFromClient))
	}
	tests := []struct {
		name string
		id   func() int64
		want int // 0: taken
	}{
		{"now", func() int64 { return at(0) }, 0},
		{"a little late", func() int64 { return at(-250 * time.Second) }, 0},
		{"too late", func() int64 { return at(-310 * time.Second) }, badIDTooLow},
		{"a little early", func() int64 { return at(20 * time.Second) }, 0},
		{"too early", func() int64 { return at(40 * time.Second) }, badIDTooHigh},
		{"of a server", func() int64 { return at(0) | 1 }, badIDBits},
		{"negative", func() int64 { return -4 }, badIDBits},
		{"before the start", func() int64 { return at(-20 * time.Minute) }, badIDTooLow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Limits{}, func(t *testing.T, h *harness) {
				time.Sleep(10 * time.Minute) // the server has run for a while
				c := h.client(h.newKey(1))
				defer c.close()
				id := tt.id()
				c.raw(id, 1, encoded(t, text("x")))
				if tt.want == 0 {
					c.result(id)
					return
				}
				bad := decode[mt.BadMsgNotification](t, c.next().body)
				if want := (mt.BadMsgNotification{BadMsgID: id, BadMsgSeqno: 1, ErrorCode: tt.want}); bad != want {
					t.Errorf("got %+v, want %+v", bad, want)
				}
				c.nothing(time.Second)
				if len(h.texts()) != 0 {
					t.Error("executed")
				}
			})
		})
	}
}

func TestMessagesOfBeforeTheStart(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		// What was sent to the server that ran before may have been done by it.
		id := int64(proto.NewMessageID(time.Now().Add(-20*time.Second), proto.MessageFromClient))
		c.raw(id, 1, encoded(t, text("again?")))
		if bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body); bad.ErrorCode != badIDTooLow {
			t.Errorf("code %d", bad.ErrorCode)
		}
	})
}

func TestSeqNo(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		first, second, third := c.id(), c.id(), c.id()
		c.raw(second, 5, encoded(t, text("a")))
		c.result(second)
		c.raw(third, 3, encoded(t, text("b")))
		if bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body); bad.ErrorCode != badSeqTooLow || bad.BadMsgID != third {
			t.Errorf("later message with a lower seqno: %+v", bad)
		}
		c.raw(first, 7, encoded(t, text("c")))
		if bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body); bad.ErrorCode != badSeqTooHigh || bad.BadMsgID != first {
			t.Errorf("earlier message with a higher seqno: %+v", bad)
		}
		// mtcute gives its msgs_ack an odd seqno, and others give requests an even one.
		c.raw(c.id(), 9, encoded(t, &mt.MsgsAck{MsgIDs: []int64{1}}))
		even := c.id()
		c.raw(even, 6, encoded(t, text("d")))
		if r := c.result(even); r.code != 0 {
			t.Errorf("even seqno: %d %s", r.code, r.symbol)
		}
	})
}

func TestRepeatedMessage(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		body := encoded(t, text("once"))
		id := c.id()
		c.raw(id, 1, body)
		first := c.result(id)
		c.raw(id, 1, body)
		again := c.result(id)
		if again.id != first.id || again.seqNo != first.seqNo || string(again.body) != string(first.body) {
			t.Errorf("the repeated answer is another one: %+v, %+v", first, again)
		}
		// Once acknowledged, there is nothing to say but that it arrived.
		c.service(&mt.MsgsAck{MsgIDs: []int64{first.id}})
		c.raw(id, 1, body)
		ack := decode[mt.MsgsAck](t, c.want(mt.MsgsAckTypeID).body)
		if !slices.Contains(ack.MsgIDs, id) {
			t.Errorf("acknowledged %v", ack.MsgIDs)
		}
		c.nothing(time.Second)
		if n := h.ran("messages.sendMessage"); n != 1 {
			t.Errorf("executed %d times", n)
		}
	})
}

func TestRepeatedWhileRunning(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		h.writes = make(chan struct{})
		id, body := c.id(), encoded(t, text("slow"))
		c.raw(id, 1, body)
		// A long request is acknowledged before it is answered.
		if ack := decode[mt.MsgsAck](t, c.want(mt.MsgsAckTypeID).body); !slices.Contains(ack.MsgIDs, id) {
			t.Errorf("acknowledged %v", ack.MsgIDs)
		}
		c.raw(id, 1, body)
		c.nothing(5 * time.Second)
		close(h.writes)
		c.result(id)
		c.nothing(time.Second)
		if n := h.ran("messages.sendMessage"); n != 1 {
			t.Errorf("executed %d times", n)
		}
	})
}

func TestForgottenID(t *testing.T) {
	inBubble(t, Limits{MessageIDsKept: 100}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		id, body := c.id(), encoded(t, text("first"))
		c.raw(id, c.seq(true), body)
		for range 120 {
			c.call(&tg.HelpGetNearestDCRequest{})
		}
		c.raw(id, 1, body)
		bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body)
		if bad.ErrorCode != badIDOld || bad.BadMsgID != id {
			t.Errorf("got %+v", bad)
		}
		if n := h.ran("messages.sendMessage"); n != 1 {
			t.Errorf("executed %d times", n)
		}
	})
}

func TestAnswersComeAgainOnTheNextConnection(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		acked := c.call(text("acknowledged"))
		lost := c.call(text("lost"))
		c.service(&mt.MsgsAck{MsgIDs: []int64{acked.id}})
		synctest.Wait()
		h.writes = make(chan struct{})
		late := c.send(text("late"))
		synctest.Wait()
		c.close()
		synctest.Wait()
		close(h.writes) // it is done while nobody is connected
		synctest.Wait()

		c.connect()
		defer c.close()
		ping := c.service(&mt.PingRequest{PingID: 9})
		var ids []int64
		for {
			m := c.next()
			if m.is(idRPCResult) {
				ids = append(ids, c.parse(m).request)
				if r := c.parse(m); r.request == lost.request && r.id != lost.id {
					t.Error("the lost answer came under another id")
				}
			}
			if m.is(mt.PongTypeID) && decode[mt.Pong](t, m.body).MsgID == ping {
				break
			}
		}
		if !slices.Contains(ids, lost.request) || !slices.Contains(ids, late) || slices.Contains(ids, acked.request) {
			t.Errorf("came again: %v, want %d and %d, not %d", ids, lost.request, late, acked.request)
		}
		if got := h.texts(); len(got) != 3 {
			t.Errorf("executed %q", got)
		}
	})
}

// TestLargeAnswersTravelAlone: gotd, which the client of the tests unpacks containers with, takes none with a message of more
// than 1 MiB.
func TestLargeAnswersTravelAlone(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		get := &tg.UploadGetFileRequest{Location: &tg.InputDocumentFileLocation{}, Limit: 1 << 20}
		c.call(text("something to be acknowledged"))
		for range 3 {
			c.call(get)
		}
		lost := c.send(get)
		synctest.Wait()
		c.close()
		synctest.Wait()
		c.connect() // what was not acknowledged comes again
		defer c.close()
		c.service(&mt.PingRequest{PingID: 9})
		for {
			if m := c.next(); m.is(idRPCResult) && c.parse(m).request == lost {
				return
			}
		}
	})
}

func TestAnswersAreNotKeptForEver(t *testing.T) {
	inBubble(t, Limits{AnswersKept: 3}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		var last []int64
		for i := range 6 {
			last = append(last, c.call(text(fmt.Sprint(i))).request)
		}
		c.close()
		c.connect()
		c.service(&mt.PingRequest{PingID: 9})
		var ids []int64
		for m := c.next(); ; m = c.next() {
			if m.is(idRPCResult) {
				ids = append(ids, c.parse(m).request)
			}
			if m.is(mt.PongTypeID) {
				break
			}
		}
		if !slices.Equal(ids, last[3:]) {
			t.Errorf("came again: %v, want %v", ids, last[3:])
		}
		c.close()
		time.Sleep(4*time.Minute + time.Second)
		c.connect()
		defer c.close()
		c.service(&mt.PingRequest{PingID: 9})
		for m := c.next(); !m.is(mt.PongTypeID); m = c.next() {
			if m.is(idRPCResult) {
				t.Error("an answer came after its time")
			}
		}
	})
}

func TestContainer(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		var in []rawMessage
		for i := range 5 {
			in = append(in, rawMessage{c.id(), int32(2*i + 1), encoded(t, text(fmt.Sprint(i)))})
		}
		in = append(in, rawMessage{c.id(), 10, encoded(t, &mt.PingRequest{PingID: 4})})
		outer, body := c.id(), containerOf(in...)
		c.raw(outer, 10, body)
		created := decode[mt.NewSessionCreated](t, c.want(mt.NewSessionCreatedTypeID).body)
		if created.FirstMsgID != in[0].id {
			t.Errorf("first message %d, want the lowest in the container, %d", created.FirstMsgID, in[0].id)
		}
		for _, m := range in[:5] {
			c.result(m.id)
		}
		if got := h.texts(); !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
			t.Errorf("executed %q", got)
		}
		// The same container again executes nothing again.
		c.raw(outer, 10, body)
		for _, m := range in[:5] {
			c.result(m.id)
		}
		if got := h.texts(); len(got) != 5 {
			t.Errorf("executed %q", got)
		}
	})
}

func TestBadContainers(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		ping := encoded(t, &mt.PingRequest{PingID: 4})
		good := func() rawMessage { return rawMessage{c.id(), 1, encoded(t, text("x"))} }
		tests := []struct {
			name string
			body func() []byte
		}{
			{"nested", func() []byte { return containerOf(rawMessage{c.id(), 0, containerOf(good())}) }},
			{"younger message", func() []byte {
				return containerOf(rawMessage{int64(proto.NewMessageID(time.Now().Add(10*time.Second), proto.MessageFromClient)), 0, ping})
			}},
			{"too many", func() []byte {
				return containerOf(slices.Repeat([]rawMessage{{c.id(), 0, ping}}, 1021)...)
			}},
			{"cut off", func() []byte { b := containerOf(good(), good()); return b[:len(b)-4] }},
			{"more bytes than messages", func() []byte { return append(containerOf(good()), 0, 0, 0, 0) }},
			{"count that cannot be", func() []byte { b := containerOf(good()); b[7] = 0x7f; return b }},
			{"negative count", func() []byte { b := containerOf(good()); b[7] = 0xff; return b }},
		}
		for _, tt := range tests {
			body := tt.body()
			id := c.id()
			c.raw(id, 0, body)
			bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body)
			if bad.ErrorCode != badContainer || bad.BadMsgID != id {
				t.Errorf("%s: %+v", tt.name, bad)
			}
		}
		// An id that was a message's cannot be a container's.
		id := c.send(&tg.HelpGetNearestDCRequest{})
		c.result(id)
		c.raw(id, 1, containerOf(rawMessage{id - 4, 0, ping}))
		if bad := decode[mt.BadMsgNotification](t, c.want(mt.BadMsgNotificationTypeID).body); bad.ErrorCode != badIDRepeated {
			t.Errorf("container with the id of a message: %+v", bad)
		}
		if got := h.texts(); len(got) != 0 {
			t.Errorf("executed %q", got)
		}
	})
}

func TestServiceMessages(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		id := c.service(&mt.PingRequest{PingID: 77})
		if pong := decode[mt.Pong](t, c.want(mt.PongTypeID).body); pong != (mt.Pong{MsgID: id, PingID: 77}) {
			t.Errorf("pong = %+v", pong)
		}
		id = c.service(&mt.GetFutureSaltsRequest{Num: 40})
		salts := decode[mt.FutureSalts](t, c.want(mt.FutureSaltsTypeID).body)
		if salts.ReqMsgID != id || len(salts.Salts) != 40 || salts.Salts[0].Salt != c.salt {
			t.Errorf("future salts: %d of them, for %d", len(salts.Salts), salts.ReqMsgID)
		}
		c.service(&mt.HTTPWaitRequest{})
		c.service(&mt.MsgsAllInfo{MsgIDs: []int64{4}, Info: []byte{1}})
		c.service(&mt.MsgsStateInfo{ReqMsgID: 4, Info: []byte{1}})
		c.service(&mt.MsgDetailedInfo{MsgID: 4})
		c.service(&mt.MsgNewDetailedInfo{AnswerMsgID: 4})
		c.nothing(2 * time.Second)

		done := c.call(text("x"))
		h.gate = make(chan struct{})
		running := c.send(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}})
		future := int64(proto.NewMessageID(time.Now().Add(time.Hour), proto.MessageFromClient))
		missing := c.id()
		id = c.service(&mt.MsgsStateReq{MsgIDs: []int64{done.request, running, missing, future, 4}})
		info := decode[mt.MsgsStateInfo](t, c.want(mt.MsgsStateInfoTypeID).body)
		if want := []byte{infoReceived | infoAnswered, infoReceived | infoProcessed, infoMissing, infoTooHigh, infoUnknown}; info.ReqMsgID != id || !slices.Equal(info.Info, want) {
			t.Errorf("states %v, want %v", info.Info, want)
		}
		close(h.gate)
		c.result(running)

		c.service(&mt.MsgResendReq{MsgIDs: []int64{done.id}})
		if again := c.result(done.request); again.id != done.id {
			t.Error("sent again under another id")
		}
		id = c.service(&mt.MsgResendReq{MsgIDs: []int64{done.id, 5}})
		if info := decode[mt.MsgsStateInfo](t, c.want(mt.MsgsStateInfoTypeID).body); info.ReqMsgID != id || info.Info[1] != infoUnknown {
			t.Errorf("states %+v", info)
		}
	})
}

func TestDropAnswer(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		var log bytes.Buffer
		h.s.o.Log = slog.New(slog.NewTextHandler(&log, nil))
		c := h.client(h.newKey(1))
		defer c.close()
		drop := func(id int64) bin.Object {
			t.Helper()
			var box mt.RPCDropAnswerBox
			if err := box.Decode(&bin.Buffer{Buf: c.call(&mt.RPCDropAnswerRequest{ReqMsgID: id}).body}); err != nil {
				t.Fatal(err)
			}
			return box.RpcDropAnswer
		}
		if got, ok := drop(c.id()).(*mt.RPCAnswerUnknown); !ok {
			t.Errorf("never sent: %T", got)
		}
		answered := c.call(text("x"))
		if got, ok := drop(answered.request).(*mt.RPCAnswerDropped); !ok || got.MsgID != answered.id || got.Bytes != len(answered.rawMessage.body) {
			t.Errorf("answered: %+v", got)
		}
		if got, ok := drop(answered.request).(*mt.RPCAnswerUnknown); !ok {
			t.Errorf("dropped before: %T", got)
		}
		h.gate = make(chan struct{})
		running := c.send(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}})
		if got, ok := drop(running).(*mt.RPCAnswerDroppedRunning); !ok {
			t.Errorf("running: %T", got)
		}
		// Its context was cancelled, and no answer comes; nor is that a fault of ours.
		c.nothing(time.Second)
		synctest.Wait()
		if h.ran("messages.getHistory") != 1 || log.Len() != 0 {
			t.Errorf("ran %d times; the log says %q", h.ran("messages.getHistory"), log.String())
		}
	})
}

func TestDestroySession(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		other := h.client(a)
		id, body := other.id(), encoded(t, text("once"))
		other.raw(id, 1, body)
		other.result(id)
		c := h.client(a)
		defer c.close()
		c.service(&mt.DestroySessionRequest{SessionID: other.session})
		if ok := decode[mt.DestroySessionOk](t, c.want(mt.DestroySessionOkTypeID).body); ok.SessionID != other.session {
			t.Errorf("got %+v", ok)
		}
		c.service(&mt.DestroySessionRequest{SessionID: other.session})
		c.want(mt.DestroySessionNoneTypeID)
		// Its messages cannot be played again.
		other.raw(id, 1, body)
		if bad := decode[mt.BadMsgNotification](t, other.want(mt.BadMsgNotificationTypeID).body); bad.ErrorCode != badIDOld {
			t.Errorf("got %+v", bad)
		}
		other.close()
		if n := h.ran("messages.sendMessage"); n != 1 {
			t.Errorf("executed %d times", n)
		}
	})
}

func TestDestroyAuthKey(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		c.call(text("x"))
		var b bin.Buffer
		b.PutID(idDestroyAuthKey)
		c.raw(c.id(), 2, b.Buf)
		c.want(idDestroyAuthKeyOK)
		var end transportError
		if err := c.ended(); !errors.As(err, &end) || int32(end) != transport.CodeKeyUnknown {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestKeyGone(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		c.call(text("x"))
		if err := h.keys.Destroy(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		var end transportError
		if err := c.ended(); !errors.As(err, &end) || int32(end) != transport.CodeKeyUnknown {
			t.Errorf("ended with %v", err)
		}
		synctest.Wait()
		if h.updates.attached() != 0 {
			t.Error("still told of updates")
		}
	})
}

func TestSignInIsSeenByTheNextCall(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(0))
		defer c.close()
		self := &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}
		if r := c.call(self); r.code != 401 || r.symbol != "AUTH_KEY_UNREGISTERED" {
			t.Errorf("before sign-in: %d %s", r.code, r.symbol)
		}
		if r := c.call(&tg.AuthSignInRequest{PhoneNumber: "123456", PhoneCodeHash: "x"}); r.code != 0 {
			t.Fatalf("sign in: %d %s", r.code, r.symbol)
		}
		if h.updates.attached() != 1 {
			t.Error("not told of updates after sign-in")
		}
		if r := c.call(self); r.code != 0 {
			t.Errorf("after sign-in: %d %s", r.code, r.symbol)
		}
		c.call(&tg.AuthLogOutRequest{})
		if h.updates.attached() != 0 {
			t.Error("told of updates after sign-out")
		}
		if r := c.call(self); r.code != 401 {
			t.Errorf("after sign-out: %d %s", r.code, r.symbol)
		}
	})
}

func TestErrors(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		tests := []struct {
			name   string
			req    bin.Encoder
			code   int
			symbol string
		}{
			{"of the service", text("refused"), 400, "MESSAGE_TOO_LONG"},
			{"of ours", &tg.AccountGetAuthorizationsRequest{}, 500, "INTERNAL_SERVER_ERROR"},
			{"a panic", &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}}, 500, "INTERNAL_SERVER_ERROR"},
			{"no route", &tg.PhoneGetCallConfigRequest{}, 400, "INPUT_METHOD_INVALID"},
			{"for a business", &tg.InvokeWithBusinessConnectionRequest{ConnectionID: "x", Query: text("x")}, 400, "CONNECTION_ID_INVALID"},
		}
		for _, tt := range tests {
			if r := c.call(tt.req); r.code != tt.code || r.symbol != tt.symbol {
				t.Errorf("%s: %d %s, want %d %s", tt.name, r.code, r.symbol, tt.code, tt.symbol)
			}
		}
	})
}

func TestWritesRunInOrderAndReadsBesideThem(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		h.writes = make(chan struct{})
		var want []string
		var ids []int64
		for i := range 50 {
			want = append(want, fmt.Sprint(i))
			ids = append(ids, c.send(text(want[i])))
		}
		c.call(&tg.HelpGetNearestDCRequest{})
		synctest.Wait()
		if h.ran("messages.sendMessage") != 1 {
			t.Errorf("%d writes run at once", h.ran("messages.sendMessage"))
		}
		close(h.writes)
		for _, id := range ids {
			c.result(id)
		}
		if got := h.texts(); !slices.Equal(got, want) {
			t.Errorf("executed %q", got)
		}
	})
}

func TestAfter(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		after := func(id int64, s string) int64 { return c.send(&tg.InvokeAfterMsgRequest{MsgID: id, Query: text(s)}) }

		refused := c.send(text("refused"))
		second := after(refused, "a")
		third := c.send(&tg.InvokeAfterMsgsRequest{MsgIDs: []int64{second, refused}, Query: text("b")})
		for _, id := range []int64{second, third} {
			if r := c.result(id); r.code != 400 || r.symbol != "MSG_WAIT_FAILED" {
				t.Errorf("after a failed one: %d %s", r.code, r.symbol)
			}
		}
		// It may come later than what waits for it.
		first := c.id()
		waits := after(first, "waits")
		c.nothing(time.Second)
		c.raw(first, 0, encoded(t, text("first")))
		c.result(first)
		c.result(waits)
		// Or never.
		if r := c.result(after(c.id(), "never")); r.code != 400 || r.symbol != "MSG_WAIT_TIMEOUT" {
			t.Errorf("after one that never comes: %d %s", r.code, r.symbol)
		}
		// What is so old that nobody knows it does not hold anything up.
		c.result(after(4, "old"))
		if got := h.texts(); !slices.Equal(got, []string{"refused", "first", "waits", "old"}) {
			t.Errorf("executed %q", got)
		}
	})
}

func TestLayerAndClientAreRemembered(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		defer c.close()
		self := &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}
		h.keys.change(a.ID, func(a *lamplight.AuthKey) { a.Layer = 0 })
		h.keys.tell(a.ID, false)
		c.call(&tg.InvokeWithLayerRequest{Layer: 228, Query: &tg.InitConnectionRequest{
			APIID: 17, DeviceModel: "brick", SystemVersion: "1", AppVersion: "2", SystemLangCode: "en", LangPack: "", LangCode: "de",
			Params: &tg.JSONObject{Value: []tg.JSONObjectValue{{Key: "tz", Value: &tg.JSONArray{Value: []tg.JSONValueClass{&tg.JSONNumber{Value: 3}}}}}},
			Query:  &tg.InvokeWithTakeoutRequest{TakeoutID: 8, Query: &tg.InvokeWithMessagesRangeRequest{Range: tg.MessageRange{MinID: 3, MaxID: 9}, Query: self}},
		}})
		d := h.client(a)
		defer d.close()
		d.call(self)
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.calls) != 2 {
			t.Fatalf("%d calls", len(h.calls))
		}
		first, second := h.calls[0], h.calls[1]
		if first.Takeout != 8 || first.Range.Min != 3 || first.Range.Max != 9 || first.User != 1 || first.Session != 71 || first.Key != a.ID {
			t.Errorf("call = %+v", first)
		}
		for _, call := range []int{first.Layer, second.Layer} {
			if call != 228 {
				t.Errorf("layer %d", call)
			}
		}
		if first.Client != second.Client || second.Client.Device != "brick" || second.Client.APIID != 17 || second.Client.Language != "de" {
			t.Errorf("clients %+v, %+v", first.Client, second.Client)
		}
		if !slices.Equal(h.keys.layers, []int{228}) {
			t.Errorf("layers kept: %v", h.keys.layers)
		}
	})
}

func TestGzip(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		// TDLib packs the request and puts the wrappers around it.
		id := c.send(&tg.InvokeWithLayerRequest{Layer: 228, Query: gzipObject{proto.GZIP{Data: encoded(t, text("packed"))}}})
		if r := c.result(id); r.code != 0 {
			t.Errorf("%d %s", r.code, r.symbol)
		}
		// Others pack all of it.
		id = c.id()
		c.raw(id, c.seq(true), encoded(t, proto.GZIP{Data: encoded(t, text("whole"))}))
		c.result(id)
		inner := rawMessage{c.id(), c.seq(true), encoded(t, text("in a container"))}
		c.raw(c.id(), c.seq(false), encoded(t, proto.GZIP{Data: containerOf(inner)}))
		c.result(inner.id)
		if got := h.texts(); !slices.Equal(got, []string{"packed", "whole", "in a container"}) {
			t.Errorf("executed %q", got)
		}
		r := c.call(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 100})
		if got := decode[tg.MessagesMessages](t, r.body); !r.packed || len(got.Messages) != 100 {
			t.Errorf("packed %v, %d messages", r.packed, len(got.Messages))
		}
		if r := c.call(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 1}); r.packed {
			t.Error("a small answer is packed")
		}
	})
}

// gzipObject is gzip_packed where gotd wants a request.
type gzipObject struct{ proto.GZIP }

func (g gzipObject) Decode(b *bin.Buffer) error { return g.GZIP.Decode(b) }

func TestTemporaryKey(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		perm, temp := h.newKey(1), h.newKey(0)
		expires := time.Now().Add(time.Hour)
		h.keys.change(temp.ID, func(a *lamplight.AuthKey) { a.Temp, a.Expires, a.Layer = true, expires, 0 })
		c := h.client(temp)
		if r := c.call(text("unbound")); r.code != 401 || r.symbol != "AUTH_KEY_PERM_EMPTY" {
			t.Errorf("before binding: %d %s", r.code, r.symbol)
		}
		c.service(&mt.PingRequest{PingID: 1})
		c.want(mt.PongTypeID)

		if r := c.bind(perm, expires, func(b *bindFields) { b.nonce++ }); r.symbol != "ENCRYPTED_MESSAGE_INVALID" {
			t.Errorf("wrong nonce: %d %s", r.code, r.symbol)
		}
		if r := c.bind(perm, expires, func(b *bindFields) { b.session++ }); r.symbol != "ENCRYPTED_MESSAGE_INVALID" {
			t.Errorf("wrong session: %d %s", r.code, r.symbol)
		}
		if r := c.bind(perm, expires, func(b *bindFields) { b.msgID += 4 }); r.symbol != "ENCRYPTED_MESSAGE_INVALID" {
			t.Errorf("wrong message id: %d %s", r.code, r.symbol)
		}
		if r := c.bind(h.newKeyUnsaved(), expires, nil); r.symbol != "ENCRYPTED_MESSAGE_INVALID" {
			t.Errorf("unknown key: %d %s", r.code, r.symbol)
		}
		if r := c.bind(perm, expires, nil); r.code != 0 || constructor(r.body) != idBoolTrue {
			t.Fatalf("bind: %d %s", r.code, r.symbol)
		}
		if r := c.bind(h.newKey(2), expires, nil); r.symbol != "TEMP_AUTH_KEY_ALREADY_BOUND" {
			t.Errorf("bound again: %d %s", r.code, r.symbol)
		}
		self := &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}
		c.call(self)
		if got := h.calls[0]; got.User != 1 || got.Key != perm.ID || got.TempKey != temp.ID {
			t.Errorf("call = %+v", got)
		}
		// What becomes of the permanent key becomes of it.
		h.keys.signIn(perm.ID, 0, 0)
		if r := c.call(self); r.code != 401 {
			t.Errorf("signed out: %d %s", r.code, r.symbol)
		}
		// Trying keys is not free.
		for i := 0; ; i++ {
			if r := c.bind(h.newKeyUnsaved(), expires, nil); r.code == 420 {
				break
			} else if i == 60 {
				t.Fatalf("try %d: %d %s", i, r.code, r.symbol)
			}
		}
		time.Sleep(time.Hour)
		c.close()
		c.connect()
		c.send(self)
		var end transportError
		if err := c.ended(); !errors.As(err, &end) || int32(end) != transport.CodeKeyUnknown {
			t.Errorf("expired: ended with %v", err)
		}
	})
}

func TestIdleEnds(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		stranger := h.dial()
		start := time.Now()
		if _, err := stranger.Write([]byte{0xee, 0xee, 0xee, 0xee}); err != nil {
			t.Fatal(err)
		}
		_, _ = stranger.Read(make([]byte, 1))
		if d := time.Since(start); d != 30*time.Second {
			t.Errorf("a stranger was cut off after %v", d)
		}

		c := h.client(h.newKey(1))
		c.call(&tg.HelpGetNearestDCRequest{})
		start = time.Now()
		_ = c.ended()
		if d := time.Since(start); d != 5*time.Minute {
			t.Errorf("an idle connection was cut off after %v", d)
		}
		c.connect()
		c.service(&mt.PingDelayDisconnectRequest{PingID: 1, DisconnectDelay: 35})
		c.want(mt.PongTypeID)
		start = time.Now()
		_ = c.ended()
		if d := time.Since(start); d < 34*time.Second || d > 35*time.Second {
			t.Errorf("ping_delay_disconnect cut off after %v", d)
		}
	})
}

func TestStrangerBytes(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(0))
		c.writeFrame(make([]byte, 65<<10)) // key id 0, no handshake
		if err := c.ended(); err == nil {
			t.Error("goes on")
		}
	})
}

func TestCloseLetsRequestsFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, Limits{})
		c := h.client(h.newKey(1))
		h.writes = make(chan struct{})
		id := c.send(text("late"))
		synctest.Wait()
		time.AfterFunc(2*time.Second, func() { close(h.writes) })
		start := time.Now()
		h.close()
		if d := time.Since(start); d < 2*time.Second || d > 3*time.Second {
			t.Errorf("closed after %v", d)
		}
		if r := c.result(id); r.code != 0 {
			t.Errorf("answer %d %s", r.code, r.symbol)
		}
		_ = c.ended()
	})
}

func TestCloseDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, Limits{})
		c := h.client(h.newKey(1))
		h.gate = make(chan struct{})
		c.send(&tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}})
		synctest.Wait()
		start := time.Now()
		if err := h.s.Close(t.Context()); err == nil {
			t.Error("Close says that all was done")
		}
		h.served.Wait()
		if d := time.Since(start); d > 7*time.Second {
			t.Errorf("closed after %v", d)
		}
	})
}

func TestSweep(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		c := h.client(a)
		c.call(text("x"))
		c.close()
		synctest.Wait()
		k, err := h.s.key(t.Context(), a.ID)
		if err != nil || len(k.live()) != 1 {
			t.Fatalf("%v, %d sessions", err, len(k.live()))
		}
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		h.s.mu.Lock()
		defer h.s.mu.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if len(k.sessions) != 0 || len(h.s.accounts) != 0 {
			t.Errorf("%d sessions, %d accounts left", len(k.sessions), len(h.s.accounts))
		}
	})
}

func TestKeysAreForgotten(t *testing.T) {
	inBubble(t, Limits{KeysKept: 10}, func(t *testing.T, h *harness) {
		for range 30 {
			if _, err := h.s.key(t.Context(), h.newKey(0).ID); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(31 * time.Second)
		h.s.mu.Lock()
		n := len(h.s.keys)
		h.s.mu.Unlock()
		if n > 10 {
			t.Errorf("%d keys left", n)
		}
	})
}

func TestMsgIDsGrow(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		var last int64
		for range 20 {
			c.send(text("x"))
		}
		for n := 0; n < 20; {
			m := c.next()
			if m.id <= last {
				t.Fatalf("id %x after %x", m.id, last)
			}
			if d := time.Since(crypt.MsgTime(m.id)).Abs(); d > time.Second {
				t.Fatalf("id of %v ago", d)
			}
			last = m.id
			if m.is(idRPCResult) {
				n++
			}
		}
	})
}

func TestSeen(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		var seen []rpc.Call
		h.s.o.Seen = func(_ context.Context, c rpc.Call) error {
			seen = append(seen, c)
			return errors.New("not noted")
		}
		c := h.client(h.newKey(1))
		defer c.close()
		for range 5 {
			c.call(getState)
		}
		c.call(&tg.InitConnectionRequest{DeviceModel: "brick", Query: getState})
		time.Sleep(4 * time.Minute)
		c.call(getState)
		time.Sleep(2 * time.Minute)
		c.call(getState)
		if len(seen) != 3 || seen[0].Client.Device != "" || seen[1].Client.Device != "brick" || seen[2].User != 1 {
			t.Errorf("seen %+v", seen)
		}
	})
}
