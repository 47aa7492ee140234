package session

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"
)

func FuzzContainer(f *testing.F) {
	ping := []byte{0xec, 0x77, 0xbe, 0x7a, 1, 2, 3, 4, 5, 6, 7, 8}
	f.Add(containerOf())
	f.Add(containerOf(rawMessage{4, 1, ping}))
	f.Add(containerOf(rawMessage{4, 1, ping}, rawMessage{8, 2, ping}))
	f.Add(containerOf(rawMessage{4, 1, containerOf(rawMessage{4, 1, ping})}))
	f.Add([]byte{0xdc, 0xf8, 0xf1, 0x73, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, body []byte) {
		messages, err := parseContainer(body, 1020)
		if err != nil {
			return
		}
		// What is taken is taken wholly: written again it is the same.
		again := make([]rawMessage, len(messages))
		for i, m := range messages {
			again[i] = rawMessage{m.id, m.seqNo, m.body}
		}
		if !bytes.Equal(containerOf(again...), body) {
			t.Errorf("%x is taken as %x", body, containerOf(again...))
		}
	})
}

func FuzzGzip(f *testing.F) {
	f.Add(zipped(f, bytes.NewReader([]byte("help"))))
	f.Add(zipped(f, bytes.NewReader(make([]byte, 1<<20))))
	f.Add(nested(f, 3))
	var z zips
	l := Limits{UnpackedBytes: 1 << 20}.orDefaults()
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := z.unpack(body, l)
		if err != nil {
			return
		}
		if len(out) > l.UnpackedBytes || len(out) > max(smallUnpacked, len(body)*l.UnpackedRatio) {
			t.Fatalf("%d bytes became %d", len(body), len(out))
		}
		if packed, ok := z.pack(nil, out); ok {
			again, err := z.unpack(packed, Limits{UnpackedBytes: 1 << 20, UnpackedRatio: 1 << 20})
			if err != nil || !bytes.Equal(again, out) {
				t.Fatalf("packed and unpacked it is another: %v", err)
			}
		}
	})
}

func FuzzWrappers(f *testing.F) {
	query := &tg.HelpGetConfigRequest{}
	f.Add(encoded(f, &tg.InvokeWithLayerRequest{Layer: 158, Query: &tg.InitConnectionRequest{
		APIID: 1, DeviceModel: "a", Proxy: tg.InputClientProxy{Address: "b", Port: 3},
		Params: &tg.JSONObject{Value: []tg.JSONObjectValue{{Key: "k", Value: &tg.JSONArray{Value: []tg.JSONValueClass{&tg.JSONNull{}, &tg.JSONBool{}, &tg.JSONString{}, &tg.JSONNumber{}}}}}},
		Query:  query,
	}}))
	f.Add(encoded(f, &tg.InvokeAfterMsgsRequest{MsgIDs: []int64{4, 8}, Query: &tg.InvokeAfterMsgRequest{MsgID: 12, Query: query}}))
	f.Add(encoded(f, &tg.InvokeWithTakeoutRequest{TakeoutID: 1, Query: &tg.InvokeWithMessagesRangeRequest{Range: tg.MessageRange{MinID: 1, MaxID: 2}, Query: query}}))
	f.Add(encoded(f, &tg.InvokeWithoutUpdatesRequest{Query: &tg.InvokeWithApnsSecretRequest{Nonce: "n", Secret: "s", Query: query}}))
	f.Add(encoded(f, &tg.InvokeWithGooglePlayIntegrityRequest{Nonce: "n", Token: "t", Query: &tg.InvokeWithReCaptchaRequest{Token: "t", Query: query}}))
	f.Add(nested(f, 2))
	var z zips
	l := Limits{}.orDefaults()
	f.Fuzz(func(t *testing.T, body []byte) {
		w, rest, err := z.unwrap(body, l)
		if err != nil {
			return
		}
		if len(w.after) > afterMessages*l.WrapperDepth {
			t.Errorf("waits for %d messages", len(w.after))
		}
		if len(rest) < 4 {
			t.Errorf("a request of %d bytes", len(rest))
		}
		if w.client != nil && len(w.client.Device) > clientFieldBytes {
			t.Errorf("a device of %d bytes", len(w.client.Device))
		}
	})
}

// FuzzMessage gives a session whatever a client with a good key can say; it must go on afterwards.
func FuzzMessage(f *testing.F) {
	ids := []int64{4, 8, 12}
	for _, seed := range [][]byte{
		encoded(f, &mt.MsgsAck{MsgIDs: ids}), encoded(f, &mt.MsgsStateReq{MsgIDs: ids}), encoded(f, &mt.MsgResendReq{MsgIDs: ids}),
		encoded(f, &mt.PingRequest{PingID: 1}), encoded(f, &mt.PingDelayDisconnectRequest{PingID: 1, DisconnectDelay: 60}),
		encoded(f, &mt.GetFutureSaltsRequest{Num: 1 << 30}), encoded(f, &mt.DestroySessionRequest{SessionID: 5}),
		encoded(f, &mt.RPCDropAnswerRequest{ReqMsgID: 4}), encoded(f, &mt.HTTPWaitRequest{}),
		encoded(f, text("x")), encoded(f, &tg.InvokeWithLayerRequest{Layer: 198, Query: &tg.HelpGetConfigRequest{}}),
		containerOf(rawMessage{4, 1, encoded(f, text("x"))}), {0xd1, 0x43, 0x51, 0x60},
		append(encoded(f, &mt.MsgsAck{})[:8], 0xff, 0xff, 0xff, 0x7f),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) == 0 || len(body)%4 != 0 || len(body) > 1<<16 || constructor(body) == idDestroyAuthKey {
			return
		}
		synctest.Test(t, func(t *testing.T) {
			h := newHarness(t, Limits{})
			c := h.client(h.newKey(1))
			c.raw(c.id(), c.seq(true), body)
			time.Sleep(time.Millisecond)
			c.raw(c.id(), 1<<20, encoded(t, &mt.PingRequest{PingID: 77}))
			for {
				m := c.want(mt.PongTypeID)
				if decode[mt.Pong](t, m.body).PingID == 77 {
					break
				}
			}
			c.close()
		})
	})
}
