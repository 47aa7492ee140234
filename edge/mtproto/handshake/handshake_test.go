package handshake

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/exchange"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
	"lamplight/edge/mtproto/transport"
)

// A wire connects gotd's client with an Exchange.
type wire struct {
	e       *Exchange
	replies [][]byte
}

func (w *wire) Send(ctx context.Context, b *bin.Buffer) error {
	var m proto.UnencryptedMessage
	if err := m.Decode(b); err != nil {
		return err
	}
	reply, err := w.e.Handle(ctx, m.MessageData)
	if reply != nil {
		w.replies = append(w.replies, reply)
	}
	return err
}

func (w *wire) Recv(_ context.Context, b *bin.Buffer) error {
	if len(w.replies) == 0 {
		return io.EOF
	}
	reply := w.replies[0]
	w.replies = w.replies[1:]
	b.Reset()
	return proto.UnencryptedMessage{MessageID: int64(testTime.Unix()<<32 | 1), MessageData: reply}.Encode(b)
}

func (w *wire) Close() error { return nil }

// TestGotdClient makes a permanent and then a temporary key over one connection, as gotd's client does with PFS.
func TestGotdClient(t *testing.T) {
	s, saved := newServer(t, nil)
	w := &wire{e: s.Begin()}
	keys := []exchange.PublicKey{{RSA: &testKey().PublicKey}}
	perm, err := exchange.NewExchanger(w, 2).Client(keys).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	temp, err := exchange.NewExchanger(w, 10002).WithTempMode(86400).Client(keys).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []lamplight.AuthKey{
		{ID: lamplight.KeyID(perm.AuthKey.IntID()), Value: lamplight.KeyValue(perm.AuthKey.Value), DC: 2, Created: testTime},
		{
			ID: lamplight.KeyID(temp.AuthKey.IntID()), Value: lamplight.KeyValue(temp.AuthKey.Value), DC: 10002, Created: testTime,
			Temp: true, Expires: testTime.Add(24 * time.Hour),
		},
	}
	if len(*saved) != 2 || (*saved)[0] != want[0] || (*saved)[1] != want[1] {
		t.Errorf("saved %+v, want %+v", *saved, want)
	}
}

func TestInnerData(t *testing.T) {
	tests := []struct {
		id     uint32
		dc     int
		expire int
		want   error
	}{
		{id: pqInnerData},
		{id: pqInnerDataDC, dc: 1},
		{id: pqInnerDataDC, dc: 5},
		{id: pqInnerDataDC, dc: 10001},
		{id: pqInnerDataDC, dc: -2},
		{id: pqInnerDataDC, dc: -10003},
		{id: pqInnerDataTemp, expire: 60},
		{id: pqInnerDataTempDC, dc: -4, expire: 30 * 86400},
		{id: pqInnerDataDC, dc: 0, want: ErrDC},
		{id: pqInnerDataDC, dc: 6, want: ErrDC},
		{id: pqInnerDataDC, dc: 203, want: ErrDC},
		{id: pqInnerDataDC, dc: 10000, want: ErrDC},
		{id: pqInnerDataDC, dc: -1 << 31, want: ErrDC},
		{id: pqInnerDataTemp, expire: 0, want: ErrInvalid},
		{id: pqInnerDataTemp, expire: -1, want: ErrInvalid},
		{id: pqInnerDataTempDC, dc: 2, expire: 30*86400 + 1, want: ErrInvalid},
		{id: 0x12345678, want: ErrInvalid},
	}
	for _, hashed := range []bool{false, true} {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%x dc %d for %d, hashed %v", tt.id, tt.dc, tt.expire, hashed), func(t *testing.T) {
				s, saved := newServer(t, nil)
				c := newClient(s.Begin())
				c.hashed = hashed
				err := c.run(tt.id, tt.dc, tt.expire)
				if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
					t.Fatalf("got %v, want %v", err, tt.want)
				}
				if tt.want != nil {
					if len(*saved) != 0 {
						t.Error("saved a key")
					}
					return
				}
				want := lamplight.AuthKey{
					ID: lamplight.KeyID(crypto.Key(c.key).WithID().IntID()), Value: c.key, DC: tt.dc, Created: testTime,
				}
				if tt.expire > 0 {
					want.Temp, want.Expires = true, testTime.Add(time.Duration(tt.expire)*time.Second)
				}
				if len(*saved) != 1 || (*saved)[0] != want {
					t.Errorf("saved %+v, want %+v", *saved, want)
				}
			})
		}
	}
}

// TestRefusals changes one thing at a time in a right handshake.
func TestRefusals(t *testing.T) {
	dh := func(change func(c *client, req *mt.ReqDHParamsRequest)) func(*client) error {
		return func(c *client) error {
			req, err := c.request(c.inner(pqInnerDataDC, 2, 0))
			if err != nil {
				return err
			}
			change(c, req)
			return c.sendDH(req)
		}
	}
	inner := func(change func(c *client)) func(*client) error {
		return func(c *client) error {
			wrong := *c
			change(&wrong)
			req, err := c.request(wrong.inner(pqInnerDataDC, 2, 0))
			if err != nil {
				return err
			}
			return c.sendDH(req)
		}
	}
	set := func(make func(c *client) *mt.SetClientDHParamsRequest) func(*client) error {
		return func(c *client) error {
			if err := c.reqDH(pqInnerDataDC, 2, 0); err != nil {
				return fmt.Errorf("too early: %v", err)
			}
			return c.call(make(c), &mt.SetClientDHParamsAnswerBox{})
		}
	}
	raw := func(data func(c *client) []byte) func(*client) error {
		return set(func(c *client) *mt.SetClientDHParamsRequest {
			return &mt.SetClientDHParamsRequest{Nonce: c.nonce, ServerNonce: c.res.ServerNonce, EncryptedData: data(c)}
		})
	}
	half := big.NewInt(0).Lsh(big.NewInt(1), 2000)
	tests := []struct {
		name string
		do   func(c *client) error
	}{
		{"wrong nonce", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.Nonce[0] ^= 1 })},
		{"wrong server nonce", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.ServerNonce[0] ^= 1 })},
		{"wrong p", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.P = []byte{3} })},
		{"p and q exchanged", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.P, r.Q = r.Q, r.P })},
		{"unknown fingerprint", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.PublicKeyFingerprint++ })},
		{"nothing sealed", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.EncryptedData = nil })},
		{"zeros sealed", dh(func(_ *client, r *mt.ReqDHParamsRequest) { clear(r.EncryptedData) })},
		{"too much sealed", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.EncryptedData = append(r.EncryptedData, 0) })},
		{"the modulus sealed", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.EncryptedData = testKey().N.Bytes() })},
		{"sealed data changed", dh(func(_ *client, r *mt.ReqDHParamsRequest) { r.EncryptedData[9] ^= 1 })},
		{"sealed: wrong pq", inner(func(c *client) { c.res.Pq = []byte{21} })},
		{"sealed: wrong p", inner(func(c *client) { c.p = []byte{3} })},
		{"sealed: wrong q", inner(func(c *client) { c.q = []byte{7} })},
		{"sealed: wrong nonce", inner(func(c *client) { c.nonce[0] ^= 1 })},
		{"sealed: wrong server nonce", inner(func(c *client) { c.res.ServerNonce[0] ^= 1 })},
		{"hashed: wrong hash", func(c *client) error {
			// The last bytes of data_with_hash are padding; behind a wrong number the hash cannot fit.
			block := make([]byte, 255)
			copy(block[20:], c.inner(pqInnerDataDC, 2, 0))
			n := new(big.Int).Exp(new(big.Int).SetBytes(block), big.NewInt(publicExponent), testKey().N)
			req, err := c.request(c.inner(pqInnerDataDC, 2, 0))
			if err != nil {
				return err
			}
			req.EncryptedData = n.FillBytes(make([]byte, 256))
			return c.sendDH(req)
		}},
		{"req_DH_params twice", func(c *client) error {
			req, err := c.request(c.inner(pqInnerDataDC, 2, 0))
			if err != nil {
				return err
			}
			if err := c.sendDH(req); err != nil {
				return fmt.Errorf("too early: %v", err)
			}
			return c.sendDH(req)
		}},
		{"set_client_DH_params before req_DH_params", func(c *client) error {
			c.aes, c.iv = make([]byte, 32), make([]byte, 32)
			return c.call(c.sealHalf(half, 0), &mt.DhGenOk{})
		}},
		{"set_client_DH_params after a refused req_DH_params", func(c *client) error {
			if err := c.call(&mt.ReqDHParamsRequest{Nonce: c.nonce, ServerNonce: c.res.ServerNonce}, &mt.ServerDHParamsOk{}); err == nil {
				return errors.New("too early")
			}
			c.aes, c.iv = make([]byte, 32), make([]byte, 32)
			return c.call(c.sealHalf(half, 0), &mt.DhGenOk{})
		}},
		{"set_client_DH_params twice", func(c *client) error {
			if err := c.reqDH(pqInnerDataDC, 2, 0); err != nil {
				return fmt.Errorf("too early: %v", err)
			}
			if _, err := c.setDH(0); err != nil {
				return fmt.Errorf("too early: %v", err)
			}
			_, err := c.setDH(0)
			return err
		}},
		{"half: wrong nonce", set(func(c *client) *mt.SetClientDHParamsRequest {
			wrong := *c
			wrong.nonce[0] ^= 1
			r := wrong.sealHalf(half, 0)
			r.Nonce = c.nonce
			return r
		})},
		{"half: a retry that nobody asked for", set(func(c *client) *mt.SetClientDHParamsRequest { return c.sealHalf(half, 5) })},
		{"half: longer than the group", set(func(c *client) *mt.SetClientDHParamsRequest {
			return c.sealHalf(new(big.Int).Lsh(big.NewInt(1), 2049), 0)
		})},
		{"half: nothing", raw(func(*client) []byte { return nil })},
		{"half: not whole blocks", raw(func(*client) []byte { return make([]byte, 337) })},
		{"half: a block", raw(func(*client) []byte { return make([]byte, 16) })},
		{"half: zeros", raw(func(*client) []byte { return make([]byte, 336) })},
		{"half: huge", raw(func(*client) []byte { return make([]byte, 1<<20) })},
		{"half: wrong hash", raw(func(c *client) []byte {
			inner, _ := encode(&mt.ClientDHInnerData{Nonce: c.nonce, ServerNonce: c.res.ServerNonce, GB: make([]byte, 256)})
			return c.sealBytes(inner, false)
		})},
		{"no constructor", func(c *client) error { _, err := c.e.Handle(context.Background(), []byte{1, 2}); return err }},
		{"another request", func(c *client) error { return c.call(&mt.PingRequest{}, &mt.Pong{}) }},
	}
	s, saved := newServer(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			*saved = nil
			c := newClient(s.Begin())
			if err := c.reqPQ(); err != nil {
				t.Fatal(err)
			}
			if err := tt.do(c); !errors.Is(err, ErrInvalid) || Code(err) != transport.CodeKeyUnknown {
				t.Errorf("got %v (code %d), want ErrInvalid", err, Code(err))
			}
		})
	}
}

// TestHalfOutOfRange checks that halves near the ends of the group fail and make no key.
func TestHalfOutOfRange(t *testing.T) {
	one := big.NewInt(1)
	for name, gb := range map[string]*big.Int{
		"zero":              new(big.Int),
		"one":               one,
		"the generator":     big.NewInt(3),
		"below the least":   new(big.Int).Sub(least, one),
		"above the most":    new(big.Int).Add(most, one),
		"minus one":         new(big.Int).Sub(prime, one),
		"the prime":         prime,
		"more than a prime": new(big.Int).Sub(new(big.Int).Lsh(one, 2048), one),
	} {
		t.Run(name, func(t *testing.T) {
			s, saved := newServer(t, nil)
			c := newClient(s.Begin())
			if err := errors.Join(c.reqPQ(), c.reqDH(pqInnerDataDC, 2, 0)); err != nil {
				t.Fatal(err)
			}
			answer, err := c.setHalf(gb, 0)
			if _, ok := answer.(*mt.DhGenFail); !ok || len(*saved) != 0 {
				t.Errorf("answered %T, %v, and saved %d keys", answer, err, len(*saved))
			}
		})
	}
}

// TestRetry makes Save say that the key is taken: the client tries again with the hash of the key before.
func TestRetry(t *testing.T) {
	for _, taken := range []int{1, 2, maxTries} {
		saves := 0
		s, _ := newServer(t, func(o *Options) {
			o.Save = func(context.Context, lamplight.AuthKey) error {
				if saves++; saves <= taken {
					return fmt.Errorf("insert: %w", ErrTaken)
				}
				return nil
			}
		})
		c := newClient(s.Begin())
		if err := errors.Join(c.reqPQ(), c.reqDH(pqInnerDataDC, 2, 0)); err != nil {
			t.Fatal(err)
		}
		retry := int64(0)
		for range min(taken, maxTries-1) {
			answer, err := c.setDH(retry)
			if _, ok := answer.(*mt.DhGenRetry); !ok {
				t.Fatalf("answered %T, %v, want a retry", answer, err)
			}
			aux := auxHash(c.key)
			b := bin.Buffer{Buf: aux[:]}
			retry, _ = b.Long()
		}
		answer, err := c.setDH(retry)
		_, ok := answer.(*mt.DhGenOk)
		_, failed := answer.(*mt.DhGenFail)
		if ok == failed || failed != (taken == maxTries) {
			t.Errorf("taken %d times: answered %T, %v", taken, answer, err)
		}
	}
}

func TestSaveFails(t *testing.T) {
	broken := errors.New("disk full")
	s, _ := newServer(t, func(o *Options) { o.Save = func(context.Context, lamplight.AuthKey) error { return broken } })
	c := newClient(s.Begin())
	if err := c.run(pqInnerDataDC, 2, 0); !errors.Is(err, broken) || Code(err) != 0 {
		t.Errorf("got %v (code %d), want the store's error and no code", err, Code(err))
	}
}

// TestTwoAtOnce interleaves the steps of two handshakes on one connection.
func TestTwoAtOnce(t *testing.T) {
	s, saved := newServer(t, nil)
	e := s.Begin()
	one, two := newClient(e), newClient(e)
	if err := errors.Join(one.reqPQ(), two.reqPQ(), two.reqDH(pqInnerDataTempDC, 2, 60), one.reqDH(pqInnerDataDC, 2, 0)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client{one, two} {
		if _, err := c.setDH(0); err != nil {
			t.Fatal(err)
		}
	}
	if len(*saved) != 2 || (*saved)[0].Value != one.key || (*saved)[1].Value != two.key || !(*saved)[1].Temp {
		t.Errorf("saved %d keys, or the wrong ones", len(*saved))
	}
}

func TestRequestsDiffer(t *testing.T) {
	s, _ := newServer(t, nil)
	e := s.Begin()
	seen := make(map[string]bool)
	for range 4 {
		c := newClient(e)
		if err := c.reqPQ(); err != nil {
			t.Fatal(err)
		}
		first := c.res
		if err := c.reqPQ(); err != nil || first.ServerNonce != c.res.ServerNonce || !bytes.Equal(first.Pq, c.res.Pq) {
			t.Errorf("a repeated req_pq was answered differently: %v", err)
		}
		if pq := string(c.res.Pq); seen[pq] {
			t.Error("pq repeats")
		} else {
			seen[pq] = true
		}
		if n := new(big.Int).SetBytes(c.res.Pq); n.BitLen() > 63 || !bytes.Equal(c.res.Pq, n.Bytes()) {
			t.Errorf("pq %x", c.res.Pq)
		}
	}
}

// TestPaddingPasses: TDLib pads what it sends unencrypted, and counts the padding in the length.
func TestPaddingPasses(t *testing.T) {
	s, saved := newServer(t, nil)
	c := newClient(s.Begin())
	c.padded = true
	if err := c.run(pqInnerDataDC, 2, 0); err != nil {
		t.Fatal(err)
	}
	if len(*saved) != 1 {
		t.Errorf("saved %d keys, want 1", len(*saved))
	}
}

func TestAcknowledgementsPass(t *testing.T) {
	s, _ := newServer(t, nil)
	body, err := encode(&mt.MsgsAck{MsgIDs: []int64{1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := s.Begin().Handle(t.Context(), body); reply != nil || err != nil {
		t.Errorf("answered %x, %v", reply, err)
	}
}

func TestConnectionLimits(t *testing.T) {
	s, _ := newServer(t, func(o *Options) { o.Limits = Limits{PerConnection: 3, OpenPerConnection: 2} })
	e := s.Begin()
	clients := []*client{newClient(e), newClient(e), newClient(e)}
	for _, c := range clients {
		if err := c.reqPQ(); err != nil {
			t.Fatal(err)
		}
	}
	if err := clients[0].reqDH(pqInnerDataDC, 2, 0); !errors.Is(err, ErrInvalid) {
		t.Errorf("the oldest: %v, want it forgotten", err)
	}
	if err := clients[2].reqDH(pqInnerDataDC, 2, 0); err != nil {
		t.Errorf("the newest: %v", err)
	}
	if err := newClient(e).reqPQ(); !errors.Is(err, ErrBusy) || Code(err) != transport.CodeFlood {
		t.Errorf("one more: %v, want ErrBusy", err)
	}
}

// TestHandshakesAtOnce lets one handshake hold the only turn: others wait, and give up in time.
func TestHandshakesAtOnce(t *testing.T) {
	testKey()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t, func(o *Options) { o.Limits = Limits{HandshakesAtOnce: 1, Wait: 5 * time.Second} })
		c, d := newClient(s.Begin()), newClient(s.Begin())
		if err := errors.Join(c.reqPQ(), d.reqPQ()); err != nil {
			t.Fatal(err)
		}
		hold := func(d time.Duration) {
			go s.compute(t.Context(), func() error { time.Sleep(d); return nil })
			synctest.Wait()
		}
		hold(4 * time.Second)
		start := time.Now()
		if err := c.reqDH(pqInnerDataDC, 2, 0); err != nil || time.Since(start) != 4*time.Second {
			t.Errorf("after %v: %v, want a turn after 4 s", time.Since(start), err)
		}
		hold(10 * time.Second)
		start = time.Now()
		if err := d.reqDH(pqInnerDataDC, 2, 0); !errors.Is(err, ErrBusy) || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %v, want ErrBusy after 5 s", time.Since(start), err)
		}
		time.Sleep(10 * time.Second)
	})
}

func TestMetrics(t *testing.T) {
	reg := prometheus.NewRegistry()
	s, _ := newServer(t, func(o *Options) { o.Registerer = reg })
	if err := newClient(s.Begin()).run(pqInnerDataDC, 2, 0); err != nil {
		t.Fatal(err)
	}
	newClient(s.Begin()).run(pqInnerDataDC, 77, 0)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]float64)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			got[name] = m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	want := map[string]float64{
		"lamplight_handshakes_total ok": 1, "lamplight_handshakes_total wrong_dc": 1,
		"lamplight_handshake_step_seconds": 3, // two of the one, one of the other
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestDecryptMatches compares our RSA with crypto/rsa by way of its public operation.
func TestDecryptMatches(t *testing.T) {
	k, err := newPrivateKey(testKey())
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		want := new(big.Int).Mod(crand(256), k.n)
		sealed := new(big.Int).Exp(want, k.e, k.n)
		block, err := k.decrypt(sealed.Bytes(), rand.Reader)
		if err != nil || new(big.Int).SetBytes(block[:]).Cmp(want) != 0 {
			t.Fatalf("decrypted wrongly: %v", err)
		}
	}
}

func TestPrime(t *testing.T) {
	if err := crypto.CheckDH(generator, prime); err != nil {
		t.Error(err)
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "server.pem")
	key, created, err := LoadOrCreateKey(path, rand.Reader)
	if err != nil || !created {
		t.Fatalf("first: created %v, %v", created, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	again, created, err := LoadOrCreateKey(path, rand.Reader)
	if err != nil || created || !again.Equal(key) {
		t.Errorf("second: created %v, %v", created, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left %d files", len(entries))
	}

	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if got, err := LoadKey(pkcs1); err != nil || !got.Equal(key) {
		t.Errorf("PKCS#1: %v", err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"nothing":     nil,
		"no key":      pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("hello")}),
		"a small key": pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(small)}),
	} {
		if _, err := LoadKey(text); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
	if err := os.WriteFile(path, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreateKey(path, rand.Reader); err == nil {
		t.Error("a broken file was replaced or read")
	}
}

func TestFoundByAll(t *testing.T) {
	for _, tt := range []struct {
		fingerprint int64
		want        bool
	}{
		{0x007033ba45001789, false},
		{0x0fffffffffffffff, false},
		{0x1000000000000000, true},
		{0x7fffffffffffffff, true},
		{-1, true},
	} {
		if got := foundByAll(tt.fingerprint); got != tt.want {
			t.Errorf("%016x: %v, want %v", tt.fingerprint, got, tt.want)
		}
	}
}

func TestPublicKey(t *testing.T) {
	public := &testKey().PublicKey
	if got, want := Fingerprint(public), crypto.RSAFingerprint(public); got != want {
		t.Errorf("fingerprint %x, gotd says %x", got, want)
	}
	if got, err := crypto.ParseRSAPublicKeys(PublicPEM(public)); err != nil || len(got) != 1 || !got[0].Equal(public) {
		t.Errorf("gotd reads our PEM as %v, %v", got, err)
	}
}

func BenchmarkHandshake(b *testing.B) {
	s, _ := newServer(b, nil)
	b.Run("req_pq", func(b *testing.B) {
		for b.Loop() {
			e := s.Begin()
			if _, err := e.begin(bin.Int128{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	k, err := newPrivateKey(testKey())
	if err != nil {
		b.Fatal(err)
	}
	sealed := crand(255).Bytes()
	b.Run("RSA", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.decrypt(sealed, rand.Reader); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("g_a", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := newHalf(rand.Reader); err != nil {
				b.Fatal(err)
			}
		}
	})
	a, _, _ := newHalf(rand.Reader)
	gb := crand(255)
	b.Run("auth_key", func(b *testing.B) {
		for b.Loop() {
			new(big.Int).Exp(gb, a, prime)
		}
	})
	// All of the server's work, without the client's: req_DH_params and set_client_DH_params are prepared outside the timer.
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			c := newClient(s.Begin())
			if err := c.reqPQ(); err != nil {
				b.Fatal(err)
			}
			req, err := c.request(c.inner(pqInnerDataDC, 2, 0))
			if err != nil {
				b.Fatal(err)
			}
			body, _ := encode(req)
			b.StartTimer()
			if _, err := c.e.begin(bin.Int128{1}); err != nil {
				b.Fatal(err)
			}
			if _, err := c.e.Handle(b.Context(), body); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			c.aes, c.iv = crypto.TempAESKeys(c.newNonce.BigInt(), c.res.ServerNonce.BigInt())
			body, _ = encode(c.sealHalf(gb, 0))
			b.StartTimer()
			if _, err := c.e.Handle(b.Context(), body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
