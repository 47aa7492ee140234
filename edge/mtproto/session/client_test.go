package session

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/tg"

	"lamplight"
)

// A rawClient says exactly what a test wants, over the intermediate framing.
type rawClient struct {
	t       testing.TB
	h       *harness
	conn    net.Conn
	key     crypto.AuthKey
	cipher  crypto.Cipher
	session int64
	salt    int64
	ids     *proto.MessageIDGen
	content int32
	frames  chan []rawMessage // what came, frame by frame; closed at the end
	end     *error            // how it ended; set before frames is closed
	queue   []rawMessage
	stop    atomic.Pointer[chan struct{}] // the reader waits for it; a nil channel is for ever
}

// pause has the client read no further until block is closed; nil: until the connection ends.
func (c *rawClient) pause(block chan struct{}) {
	if block == nil {
		block = make(chan struct{})
		c.t.Cleanup(func() { close(block) })
	}
	c.stop.Store(&block)
}

// keyOf names the client's key.
func keyOf(c *rawClient) lamplight.KeyID { return lamplight.KeyID(c.key.IntID()) }

// A rawMessage is one message from the server.
type rawMessage struct {
	id    int64
	seqNo int32
	body  []byte
}

func (m rawMessage) is(id uint32) bool { return constructor(m.body) == id }

// client connects with a key, in a new session.
func (h *harness) client(a lamplight.AuthKey) *rawClient {
	h.t.Helper()
	c := h.unconnected(a)
	c.connect()
	return c
}

// unconnected makes a client without a connection.
func (h *harness) unconnected(a lamplight.AuthKey) *rawClient {
	c := &rawClient{
		t: h.t, h: h, key: crypto.Key(a.Value).WithID(), cipher: crypto.NewClientCipher(rand.Reader),
		ids: proto.NewMessageIDGen(time.Now),
	}
	k, err := h.s.key(h.t.Context(), a.ID)
	if err == nil {
		c.salt = h.s.salts.Current(k.crypt, time.Now())
	}
	id, err := crypto.NewSessionID(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	c.session = id
	return c
}

// connect opens a connection; the one before, if any, is left as it is.
func (c *rawClient) connect() {
	c.conn = c.h.dial()
	c.start(1000)
	if _, err := c.conn.Write([]byte{0xee, 0xee, 0xee, 0xee}); err != nil {
		c.t.Fatal(err)
	}
}

// start reads what comes on the connection, and keeps that many frames.
func (c *rawClient) start(frames int) {
	c.frames, c.end, c.queue = make(chan []rawMessage, frames), new(error), nil
	go c.read(c.conn, c.frames, c.end)
}

func (c *rawClient) close() { _ = c.conn.Close() }

func (c *rawClient) read(conn net.Conn, frames chan<- []rawMessage, end *error) {
	defer close(frames)
	for {
		if stop := c.stop.Load(); stop != nil {
			<-*stop
		}
		frame, err := readFrame(conn)
		if err != nil {
			*end = err
			return
		}
		if len(frame) == 4 {
			*end = transportError(int32(binary.LittleEndian.Uint32(frame)))
			return
		}
		d, err := c.cipher.DecryptFromBuffer(c.key, &bin.Buffer{Buf: frame})
		if err != nil {
			*end = err
			return
		}
		if d.SessionID != c.session {
			*end = errors.New("wrong session")
			return
		}
		m := rawMessage{d.MessageID, d.SeqNo, d.Data()}
		if !m.is(idMsgContainer) {
			frames <- []rawMessage{m}
			continue
		}
		var container proto.MessageContainer
		if err := container.Decode(&bin.Buffer{Buf: m.body}); err != nil {
			*end = err
			return
		}
		var all []rawMessage
		for _, in := range container.Messages {
			if in.ID >= d.MessageID {
				*end = errors.New("a container is not younger than what it holds")
				return
			}
			all = append(all, rawMessage{in.ID, int32(in.SeqNo), in.Body})
		}
		frames <- all
	}
}

// A transportError is how the server ended the connection.
type transportError int32

func (e transportError) Error() string { return "transport error" }

func readFrame(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, binary.LittleEndian.Uint32(size[:]))
	_, err := io.ReadFull(r, frame)
	return frame, err
}

func (c *rawClient) writeFrame(b []byte) {
	c.t.Helper()
	frame := binary.LittleEndian.AppendUint32(nil, uint32(len(b)))
	if _, err := c.conn.Write(append(frame, b...)); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

// seal makes the envelope of a message.
func (c *rawClient) seal(id int64, seqNo int32, body []byte) []byte {
	c.t.Helper()
	var b bin.Buffer
	err := c.cipher.Encrypt(c.key, crypto.EncryptedMessageData{
		Salt: c.salt, SessionID: c.session, MessageID: id, SeqNo: seqNo,
		MessageDataLen: int32(len(body)), MessageDataWithPadding: body,
	}, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	return b.Buf
}

// raw sends a message under a given id.
func (c *rawClient) raw(id int64, seqNo int32, body []byte) {
	c.t.Helper()
	c.writeFrame(c.seal(id, seqNo, body))
}

func (c *rawClient) id() int64 { return c.ids.New(proto.MessageFromClient) }

func (c *rawClient) seq(content bool) int32 {
	s := c.content * 2
	if content {
		s++
		c.content++
	}
	return s
}

// send sends a request and returns its id.
func (c *rawClient) send(e bin.Encoder) int64 {
	c.t.Helper()
	id := c.id()
	c.raw(id, c.seq(true), encoded(c.t, e))
	return id
}

// service sends what is not acknowledged.
func (c *rawClient) service(e bin.Encoder) int64 {
	c.t.Helper()
	id := c.id()
	c.raw(id, c.seq(false), encoded(c.t, e))
	return id
}

// next returns the next message; it fails the test if none comes within a minute.
func (c *rawClient) next() rawMessage {
	c.t.Helper()
	for len(c.queue) == 0 {
		select {
		case f, ok := <-c.frames:
			if !ok {
				c.t.Fatalf("the connection ended: %v", *c.end)
			}
			c.queue = f
		case <-time.After(time.Minute):
			c.t.Fatal("nothing came")
		}
	}
	m := c.queue[0]
	c.queue = c.queue[1:]
	return m
}

// nothing fails the test if a message comes within d, other than msgs_ack.
func (c *rawClient) nothing(d time.Duration) {
	c.t.Helper()
	deadline := time.After(d)
	for {
		for _, m := range c.queue {
			if !m.is(mt.MsgsAckTypeID) {
				c.t.Fatalf("message %#x came", constructor(m.body))
			}
		}
		c.queue = nil
		select {
		case f, ok := <-c.frames:
			if !ok {
				c.t.Fatalf("the connection ended: %v", *c.end)
			}
			c.queue = f
		case <-deadline:
			return
		}
	}
}

// want returns the next message with that constructor; others are passed over.
func (c *rawClient) want(id uint32) rawMessage {
	c.t.Helper()
	for {
		if m := c.next(); m.is(id) {
			return m
		}
	}
}

// ended waits for the end of the connection and returns how it ended.
func (c *rawClient) ended() error {
	c.t.Helper()
	deadline := time.After(time.Hour)
	for {
		select {
		case _, ok := <-c.frames:
			if !ok {
				return *c.end
			}
		case <-deadline:
			c.t.Fatal("the connection goes on")
		}
	}
}

// A rawResult is an rpc_result.
type rawResult struct {
	rawMessage
	request int64
	body    []byte // of the result, unpacked
	code    int    // of rpc_error; 0 if it is none
	symbol  string
	packed  bool
}

// result waits for the answer to a request; other messages are passed over.
func (c *rawClient) result(request int64) rawResult {
	c.t.Helper()
	for {
		r := c.parse(c.want(idRPCResult))
		if r.request == request {
			return r
		}
	}
}

func (c *rawClient) parse(m rawMessage) rawResult {
	c.t.Helper()
	var res proto.Result
	if err := res.Decode(&bin.Buffer{Buf: m.body}); err != nil {
		c.t.Fatal(err)
	}
	r := rawResult{rawMessage: m, request: res.RequestMessageID, body: res.Result}
	if constructor(r.body) == mt.GzipPackedTypeID {
		var z proto.GZIP
		if err := z.Decode(&bin.Buffer{Buf: r.body}); err != nil {
			c.t.Fatal(err)
		}
		r.body, r.packed = z.Data, true
	}
	if constructor(r.body) == mt.RPCErrorTypeID {
		var e mt.RPCError
		if err := e.Decode(&bin.Buffer{Buf: r.body}); err != nil {
			c.t.Fatal(err)
		}
		r.code, r.symbol = e.ErrorCode, e.ErrorMessage
	}
	return r
}

// call sends a request and returns its answer.
func (c *rawClient) call(e bin.Encoder) rawResult {
	c.t.Helper()
	return c.result(c.send(e))
}

// decode decodes a message.
func decode[T any, P interface {
	*T
	bin.Decoder
}](t testing.TB, body []byte) T {
	t.Helper()
	var v T
	if err := P(&v).Decode(&bin.Buffer{Buf: body}); err != nil {
		t.Fatal(err)
	}
	return v
}

// container makes a container of messages.
func containerOf(messages ...rawMessage) []byte {
	b := binary.LittleEndian.AppendUint32(nil, idMsgContainer)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(messages)))
	for _, m := range messages {
		b = binary.LittleEndian.AppendUint64(b, uint64(m.id))
		b = binary.LittleEndian.AppendUint32(b, uint32(m.seqNo))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(m.body)))
		b = append(b, m.body...)
	}
	return b
}

// bindFields are what auth.bindTempAuthKey's sealed message says.
type bindFields struct {
	nonce, session, msgID int64
}

// bind binds the client's temporary key to perm; change makes the sealed message say something else.
func (c *rawClient) bind(perm lamplight.AuthKey, expires time.Time, change func(*bindFields)) rawResult {
	c.t.Helper()
	id := c.id()
	f := bindFields{nonce: 5, session: c.session, msgID: id}
	if change != nil {
		change(&f)
	}
	key := crypto.Key(perm.Value).WithID()
	sealed, err := crypto.EncryptBindMessage(rand.Reader, key, f.msgID, &crypto.BindAuthKeyInner{
		Nonce: f.nonce, TempAuthKeyID: c.key.IntID(), PermAuthKeyID: key.IntID(), TempSessionID: f.session, ExpiresAt: int(expires.Unix()),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.raw(id, c.seq(true), encoded(c.t, &tg.AuthBindTempAuthKeyRequest{
		PermAuthKeyID: key.IntID(), Nonce: 5, ExpiresAt: int(expires.Unix()), EncryptedMessage: sealed,
	}))
	return c.result(id)
}

// newKeyUnsaved makes a key that the server does not know.
func (h *harness) newKeyUnsaved() lamplight.AuthKey {
	a := h.newKey(0)
	h.keys.mu.Lock()
	defer h.keys.mu.Unlock()
	delete(h.keys.keys, a.ID)
	return a
}
