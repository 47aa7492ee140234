package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/proto/codec"
	"github.com/gotd/td/tg"
)

const (
	// callTime is how long a call may take before the run is given up.
	callTime = 60 * time.Second
	// ackEvery is how many messages of the server wait for their acknowledgement, which travels with the next request or else
	// alone.
	ackEvery = 16
	// maxFrame is the largest frame that is read, in bytes.
	maxFrame = 4 << 20
)

// A secret is what a client keeps over a restart: a key that is signed in.
type secret struct {
	key  crypto.AuthKey
	salt int64
	user int64
}

// A client is one MTProto session on one connection.
type client struct {
	conn    net.Conn
	session int64
	updates atomic.Pointer[func(body []byte)]

	mu      sync.Mutex // for all below, and to write
	out     sealer
	inner   []byte
	salt    int64
	lastID  int64
	seqNo   int32
	acks    []int64
	waiting map[int64]*call
	err     error

	in   sealer // of the goroutine that reads
	done chan struct{}
}

// A call waits for its answer.
type call struct {
	body []byte // to be sent again if the salt was wrong; nil: it is not kept
	// answer is called with the result, from the goroutine that reads, or with an error. The bytes are good until it returns.
	answer func(result []byte, err error)
}

// dial connects to addr from a loopback address of its own, so that limits by address see each client apart.
func dial(ctx context.Context, addr, from string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	return d.DialContext(ctx, "tcp", addr)
}

// connect makes a key on a new connection and begins a session under it.
func connect(ctx context.Context, s *served, from string) (*client, error) {
	conn, err := dial(ctx, s.address, from)
	if err != nil {
		return nil, err
	}
	made, err := exchange(conn, s)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("key exchange: %w", err), conn.Close())
	}
	return newClient(conn, made), nil
}

// resume begins a session under a key that there is already.
func resume(ctx context.Context, s *served, from string, known secret) (*client, error) {
	conn, err := dial(ctx, s.address, from)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(codec.IntermediateClientStart[:]); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return newClient(conn, known), nil
}

func newClient(conn net.Conn, known secret) *client {
	c := &client{
		conn: conn, session: rand.Int64(), salt: known.salt, waiting: map[int64]*call{}, done: make(chan struct{}),
		in: sealer{key: known.key}, out: sealer{key: known.key},
	}
	go c.read()
	return c
}

// close ends the connection and waits for the goroutine that reads it.
func (c *client) close() {
	c.conn.Close() // nobody is left to care
	<-c.done
}

// call makes a request and waits for its result.
func (c *client) call(ctx context.Context, req bin.Encoder, result bin.Decoder) error {
	var b bin.Buffer
	if err := req.Encode(&b); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	came := make(chan error, 1)
	c.begin(b.Buf, func(body []byte, err error) {
		if err == nil {
			err = result.Decode(&bin.Buffer{Buf: body})
		}
		came <- err
	})
	select {
	case err := <-came:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%T: %w", req, ctx.Err())
	}
}

// begin sends a request; answer is called with its result. body must stay as it is until then.
func (c *client) begin(body []byte, answer func(result []byte, err error)) {
	c.mu.Lock()
	err := c.err
	if err == nil {
		err = c.sendLocked(&call{body: body, answer: answer})
	}
	c.mu.Unlock()
	if err != nil {
		answer(nil, err)
	}
}

// sendLocked writes a request, and the acknowledgements that wait, in one frame. mu is held.
func (c *client) sendLocked(r *call) error {
	id, seq := c.nextID(), c.seqNo*2+1
	c.seqNo++
	c.waiting[id] = r
	if len(c.acks) < ackEvery/2 {
		return c.writeLocked(id, seq, r.body)
	}
	acks, container := c.ackLocked(), c.nextID()
	b := bin.Buffer{}
	b.PutID(mt.MsgContainerTypeID)
	b.PutInt(2)
	b.PutLong(id)
	b.PutInt32(seq)
	b.PutInt(len(r.body))
	b.Put(r.body)
	b.PutLong(container)
	b.PutInt32(c.seqNo * 2)
	b.PutInt(len(acks))
	b.Put(acks)
	return c.writeLocked(c.nextID(), c.seqNo*2, b.Buf)
}

// ackLocked returns an acknowledgement of what has come. mu is held.
func (c *client) ackLocked() []byte {
	b := bin.Buffer{}
	b.PutID(mt.MsgsAckTypeID)
	b.PutVectorHeader(len(c.acks))
	for _, id := range c.acks {
		b.PutLong(id)
	}
	c.acks = c.acks[:0]
	return b.Buf
}

// writeLocked writes one message. mu is held.
func (c *client) writeLocked(id int64, seq int32, body []byte) error {
	le := binary.LittleEndian
	b := le.AppendUint64(c.inner[:0], uint64(c.salt))
	b = le.AppendUint64(b, uint64(c.session))
	b = le.AppendUint64(b, uint64(id))
	b = le.AppendUint32(b, uint32(seq))
	b = le.AppendUint32(b, uint32(len(body)))
	c.inner = append(b, body...)
	_, err := c.conn.Write(c.out.seal(c.inner))
	return err
}

// nextID returns a message id: the time, rising, divisible by 4.
func (c *client) nextID() int64 {
	id := int64(proto.NewMessageID(time.Now(), proto.MessageFromClient))
	c.lastID = max(id, c.lastID+4)
	return c.lastID
}

// read takes what the server sends until the connection ends.
func (c *client) read() {
	defer close(c.done)
	err := c.readAll()
	c.mu.Lock()
	c.err = fmt.Errorf("connection ended: %w", err)
	waiting := c.waiting
	c.waiting = nil
	c.mu.Unlock()
	for _, w := range waiting {
		w.answer(nil, c.err)
	}
}

func (c *client) readAll() error {
	r := bufio.NewReaderSize(c.conn, 2<<10)
	var head [frameHead]byte
	var frame []byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return err
		}
		n := int(binary.LittleEndian.Uint32(head[:]))
		if n > maxFrame {
			return fmt.Errorf("a frame of %d bytes", n)
		}
		if cap(frame) < n {
			frame = make([]byte, n)
		}
		frame = frame[:n]
		if _, err := io.ReadFull(r, frame); err != nil {
			return err
		}
		if n == 4 {
			return fmt.Errorf("transport error %d", int32(binary.LittleEndian.Uint32(frame)))
		}
		inner, err := c.in.open(frame)
		if err != nil {
			return err
		}
		le := binary.LittleEndian
		id, seq, size := int64(le.Uint64(inner[16:])), int32(le.Uint32(inner[24:])), int(le.Uint32(inner[28:]))
		if size > len(inner)-innerHead {
			return errEnvelope
		}
		if err := c.message(id, seq, inner[innerHead:innerHead+size]); err != nil {
			return err
		}
	}
}

// message takes one message of the server.
func (c *client) message(id int64, seq int32, body []byte) error {
	if seq&1 == 1 {
		if err := c.acknowledge(id); err != nil {
			return err
		}
	}
	b := &bin.Buffer{Buf: body}
	kind, err := b.PeekID()
	if err != nil {
		return err
	}
	switch kind {
	case mt.MsgContainerTypeID:
		var all proto.MessageContainer
		if err := all.Decode(b); err != nil {
			return err
		}
		for _, m := range all.Messages {
			if err := c.message(m.ID, int32(m.SeqNo), m.Body); err != nil {
				return err
			}
		}
		return nil
	case mt.GzipPackedTypeID:
		var z proto.GZIP
		if err := z.Decode(b); err != nil {
			return err
		}
		return c.message(id, 0, z.Data)
	case mt.RPCResultTypeID:
		return c.result(body)
	case mt.BadServerSaltTypeID:
		return c.newSalt(b)
	case mt.BadMsgNotificationTypeID:
		var bad mt.BadMsgNotification
		if err := bad.Decode(b); err != nil {
			return err
		}
		return fmt.Errorf("the server refused message %d with code %d", bad.BadMsgID, bad.ErrorCode)
	case mt.NewSessionCreatedTypeID:
		var created mt.NewSessionCreated
		if err := created.Decode(b); err != nil {
			return err
		}
		c.mu.Lock()
		c.salt = created.ServerSalt
		c.mu.Unlock()
		return nil
	case mt.MsgsAckTypeID, mt.PongTypeID, mt.FutureSaltsTypeID, mt.MsgDetailedInfoTypeID, mt.MsgNewDetailedInfoTypeID:
		return nil
	}
	if f := c.updates.Load(); f != nil {
		(*f)(body)
	}
	return nil
}

// onUpdates has f called with each pushed Updates from now on, from the goroutine that reads. The bytes are good until it
// returns.
func (c *client) onUpdates(f func(body []byte)) { c.updates.Store(&f) }

// acknowledge notes that a message has come. Where requests do not carry the acknowledgements away they are sent alone.
func (c *client) acknowledge(id int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.acks = append(c.acks, id); len(c.acks) < ackEvery {
		return nil
	}
	return c.writeLocked(c.nextID(), c.seqNo*2, c.ackLocked())
}

// result hands a result to who waits for it.
func (c *client) result(body []byte) error {
	if len(body) < 16 {
		return io.ErrUnexpectedEOF
	}
	c.mu.Lock()
	id := int64(binary.LittleEndian.Uint64(body[4:]))
	w := c.waiting[id]
	delete(c.waiting, id)
	c.mu.Unlock()
	if w == nil {
		return nil // the answer to a request that was sent again
	}
	b := &bin.Buffer{Buf: body[12:]}
	switch kind, _ := b.PeekID(); kind { // there are four bytes more
	case mt.RPCErrorTypeID:
		var e mt.RPCError
		if err := e.Decode(b); err != nil {
			return err
		}
		w.answer(nil, &refusal{e.ErrorCode, e.ErrorMessage})
	case mt.GzipPackedTypeID:
		var z proto.GZIP
		if err := z.Decode(b); err != nil {
			return err
		}
		w.answer(z.Data, nil)
	default:
		w.answer(b.Buf, nil)
	}
	return nil
}

// newSalt takes the salt that the server wants and sends again what it refused.
func (c *client) newSalt(b *bin.Buffer) error {
	var bad mt.BadServerSalt
	if err := bad.Decode(b); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.salt = bad.NewServerSalt
	w := c.waiting[bad.BadMsgID]
	if w == nil {
		// A container was refused. What was in it is not named: everything that waits is sent again. A request that the server
		// did take is known to it by its random id.
		again := c.waiting
		c.waiting = map[int64]*call{}
		for _, w := range again {
			if err := c.sendLocked(w); err != nil {
				return err
			}
		}
		return nil
	}
	delete(c.waiting, bad.BadMsgID)
	return c.sendLocked(w)
}

// A refusal is an error that the server answered.
type refusal struct {
	code   int
	symbol string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.symbol) }

// hello wraps the first request of a session: it says which layer the client speaks, and who it is.
func hello(req bin.Object) bin.Object {
	return &tg.InvokeWithLayerRequest{Layer: tg.Layer, Query: &tg.InitConnectionRequest{
		APIID: 1, DeviceModel: "bench", SystemVersion: "1", AppVersion: "1", SystemLangCode: "en", LangCode: "en", Query: req,
	}}
}
