package port_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/exchange"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto/codec"
	gotd "github.com/gotd/td/transport"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/transport"
	"lamplight/edge/port"
)

// A miniature is a server of the rooms below sessions: it makes keys, and answers every sealed message with its body.
type miniature struct {
	t          *testing.T
	handshakes *handshake.Server
	mu         sync.Mutex
	keys       map[lamplight.KeyID]*crypt.Key
}

func (m *miniature) save(_ context.Context, key lamplight.AuthKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys[key.ID] = crypt.NewKey(key.Value)
	return nil
}

func (m *miniature) serve(ctx context.Context, conn net.Conn) {
	c, err := transport.Accept(conn, transport.Limits{})
	if err != nil {
		m.t.Errorf("accept: %v", err)
		return
	}
	defer context.AfterFunc(ctx, func() { c.Close() })()
	var ids crypt.MsgIDs
	exchange := m.handshakes.Begin()
	for {
		f, err := c.ReadFrame()
		if err != nil {
			return
		}
		id, _ := crypt.PeekKeyID(f.Body)
		if id == 0 {
			_, body, err := crypt.OpenUnencrypted(f.Body)
			if err == nil {
				body, err = exchange.Handle(ctx, body)
			}
			if err != nil {
				c.WriteError(handshake.Code(err))
				return
			}
			c.WriteFrame(crypt.AppendUnencrypted(nil, ids.Answer(time.Now()), body))
			continue
		}
		m.mu.Lock()
		key := m.keys[id]
		m.mu.Unlock()
		if key == nil {
			c.WriteError(transport.CodeKeyUnknown)
			return
		}
		p, err := key.Open(f.Body)
		if err != nil {
			m.t.Errorf("open: %v", err)
			return
		}
		p.MsgID = ids.Answer(time.Now())
		sealed, err := key.Seal(nil, p, rand.Reader)
		if err != nil {
			m.t.Errorf("seal: %v", err)
			return
		}
		c.WriteFrame(sealed)
	}
}

// TestLoopback takes gotd's client through the whole of the lower rooms: port, framing, a permanent and a temporary key,
// sealed messages of both; and shows it that an unknown key is unknown.
func TestLoopback(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m := &miniature{t: t, keys: make(map[lamplight.KeyID]*crypt.Key)}
	m.handshakes, err = handshake.New(handshake.Options{
		Keys: []*rsa.PrivateKey{rsaKey}, Save: m.save, Now: time.Now, Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	start(t, l, func(o *port.Options) { o.MTProto = later(m.serve) })
	connect := func(protocol gotd.Protocol) gotd.Conn {
		conn, err := protocol.Handshake(dial(t, l))
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	// One connection makes the keys, since gotd's client takes a second to check what it is sent; all use them.
	first := connect(gotd.PaddedIntermediate)
	public := []exchange.PublicKey{{RSA: &rsaKey.PublicKey}}
	perm, err := exchange.NewExchanger(first, 2).Client(public).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	temp, err := exchange.NewExchanger(first, 2).WithTempMode(3600).Client(public).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unknown := perm.AuthKey
	unknown.ID[0] ^= 1
	for name, conn := range map[string]gotd.Conn{
		"the same": first, "abridged": connect(gotd.Abridged), "intermediate": connect(gotd.Intermediate),
		"padded": connect(gotd.PaddedIntermediate), "full": connect(gotd.Full),
	} {
		t.Run(name, func(t *testing.T) {
			for _, key := range []crypto.AuthKey{perm.AuthKey, temp.AuthKey} {
				ping(t, conn, key)
			}
			b := seal(t, unknown, []byte("four"))
			if err := conn.Send(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			var code *codec.ProtocolErr
			if err := conn.Recv(t.Context(), b); !errors.As(err, &code) || code.Code != 404 {
				t.Errorf("an unknown key: %v, want the transport error 404", err)
			}
		})
	}
}

func seal(t *testing.T, key crypto.AuthKey, body []byte) *bin.Buffer {
	t.Helper()
	b := new(bin.Buffer)
	err := crypto.NewClientCipher(rand.Reader).Encrypt(key, crypto.EncryptedMessageData{
		Salt: 1, SessionID: 2, MessageID: 4, SeqNo: 1, MessageDataLen: int32(len(body)), MessageDataWithPadding: body,
	}, b)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ping sends a sealed message and checks that the body comes back sealed.
func ping(t *testing.T, conn gotd.Conn, key crypto.AuthKey) {
	t.Helper()
	var body bin.Buffer
	if err := (&mt.PingRequest{PingID: 42}).Encode(&body); err != nil {
		t.Fatal(err)
	}
	b := seal(t, key, body.Buf)
	if err := conn.Send(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := conn.Recv(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	got, err := crypto.NewClientCipher(rand.Reader).DecryptFromBuffer(key, b)
	if err != nil || !bytes.Equal(got.Data(), body.Buf) || got.MessageID%4 != 1 {
		t.Fatalf("%x came back, %v", got, err)
	}
}
