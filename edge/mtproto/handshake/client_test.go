package handshake

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/gotd/ige"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"

	"lamplight"
)

// testKey is one RSA key for all tests, since making one takes a while.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		panic(err)
	}
	return key
})

var testTime = time.Unix(1_800_000_000, 0)

// newServer returns a server and the keys that it saved.
func newServer(t testing.TB, change func(*Options)) (*Server, *[]lamplight.AuthKey) {
	var mu sync.Mutex
	saved := new([]lamplight.AuthKey)
	o := Options{
		Keys: []*rsa.PrivateKey{testKey()},
		Save: func(_ context.Context, key lamplight.AuthKey) error {
			mu.Lock()
			defer mu.Unlock()
			*saved = append(*saved, key)
			return nil
		},
		Now:  func() time.Time { return testTime },
		Rand: rand.Reader,
	}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, saved
}

// A client takes the steps of a handshake by hand, so that tests can take them wrongly.
type client struct {
	e      *Exchange
	hashed bool // the older scheme
	padded bool // the bodies, as TDLib's are

	nonce    bin.Int128
	newNonce bin.Int256
	res      mt.ResPQ
	p, q     []byte
	aes, iv  []byte
	server   mt.ServerDHInnerData
	key      lamplight.KeyValue
}

func newClient(e *Exchange) *client {
	c := &client{e: e}
	rand.Read(c.nonce[:])
	rand.Read(c.newNonce[:])
	return c
}

// call sends a request and decodes the answer.
func (c *client) call(req bin.Encoder, answer bin.Decoder) error {
	body, err := encode(req)
	if err != nil {
		return err
	}
	if c.padded {
		body = append(body, make([]byte, 252)...)
	}
	reply, err := c.e.Handle(context.Background(), body)
	if err != nil {
		return err
	}
	return answer.Decode(&bin.Buffer{Buf: reply})
}

func (c *client) reqPQ() error {
	if err := c.call(&mt.ReqPqMultiRequest{Nonce: c.nonce}, &c.res); err != nil {
		return err
	}
	// Factorising takes a third of a second, which gotd's client does elsewhere: here the server is asked.
	p := c.e.find(c.nonce, c.res.ServerNonce)
	c.p, c.q = p.p, p.q
	if pq := new(big.Int).Mul(new(big.Int).SetBytes(c.p), new(big.Int).SetBytes(c.q)); !bytes.Equal(pq.Bytes(), c.res.Pq) {
		return errors.New("pq is not the product of p and q")
	}
	return nil
}

// inner returns the P_Q_inner_data of the constructor id.
func (c *client) inner(id uint32, dc, expiresIn int) []byte {
	var b bin.Buffer
	b.PutID(id)
	b.PutBytes(c.res.Pq)
	b.PutBytes(c.p)
	b.PutBytes(c.q)
	b.PutInt128(c.nonce)
	b.PutInt128(c.res.ServerNonce)
	b.PutInt256(c.newNonce)
	if id == pqInnerDataDC || id == pqInnerDataTempDC {
		b.PutInt(dc)
	}
	if id == pqInnerDataTemp || id == pqInnerDataTempDC {
		b.PutInt(expiresIn)
	}
	return b.Buf
}

// request seals inner and returns the req_DH_params that carries it.
func (c *client) request(inner []byte) (*mt.ReqDHParamsRequest, error) {
	seal := crypto.RSAPad
	if c.hashed {
		seal = crypto.RSAEncryptHashed
	}
	sealed, err := seal(inner, &testKey().PublicKey, rand.Reader)
	return &mt.ReqDHParamsRequest{
		Nonce: c.nonce, ServerNonce: c.res.ServerNonce, P: c.p, Q: c.q,
		PublicKeyFingerprint: crypto.RSAFingerprint(&testKey().PublicKey), EncryptedData: sealed,
	}, err
}

// sendDH sends req_DH_params and opens the server's half of the key.
func (c *client) sendDH(req *mt.ReqDHParamsRequest) error {
	var ok mt.ServerDHParamsOk
	if err := c.call(req, &ok); err != nil {
		return err
	}
	c.aes, c.iv = crypto.TempAESKeys(c.newNonce.BigInt(), c.res.ServerNonce.BigInt())
	plain, err := crypto.DecryptExchangeAnswer(ok.EncryptedAnswer, c.aes, c.iv)
	if err != nil {
		return err
	}
	return c.server.Decode(&bin.Buffer{Buf: plain})
}

func (c *client) reqDH(id uint32, dc, expiresIn int) error {
	req, err := c.request(c.inner(id, dc, expiresIn))
	if err != nil {
		return err
	}
	return c.sendDH(req)
}

// sealHalf seals a client_DH_inner_data.
func (c *client) sealHalf(gb *big.Int, retry int64) *mt.SetClientDHParamsRequest {
	inner, err := encode(&mt.ClientDHInnerData{Nonce: c.nonce, ServerNonce: c.res.ServerNonce, RetryID: retry, GB: gb.Bytes()})
	if err != nil {
		panic(err)
	}
	sealed, err := crypto.EncryptExchangeAnswer(rand.Reader, inner, c.aes, c.iv)
	if err != nil {
		panic(err)
	}
	return &mt.SetClientDHParamsRequest{Nonce: c.nonce, ServerNonce: c.res.ServerNonce, EncryptedData: sealed}
}

// setDH sends the client's half of the key and checks the hash of what comes back.
func (c *client) setDH(retry int64) (mt.SetClientDHParamsAnswerClass, error) {
	gA, p := new(big.Int).SetBytes(c.server.GA), new(big.Int).SetBytes(c.server.DhPrime)
	b := crand(256)
	new(big.Int).Exp(gA, b, p).FillBytes(c.key[:])
	return c.setHalf(new(big.Int).Exp(big.NewInt(int64(c.server.G)), b, p), retry)
}

func (c *client) setHalf(gb *big.Int, retry int64) (mt.SetClientDHParamsAnswerClass, error) {
	var box mt.SetClientDHParamsAnswerBox
	if err := c.call(c.sealHalf(gb, retry), &box); err != nil {
		return nil, err
	}
	aux := sha1.Sum(c.key[:])
	var hash bin.Int128
	which := byte(0)
	switch a := box.Set_client_DH_params_answer.(type) {
	case *mt.DhGenOk:
		hash, which = a.NewNonceHash1, 1
	case *mt.DhGenRetry:
		hash, which = a.NewNonceHash2, 2
	case *mt.DhGenFail:
		hash, which = a.NewNonceHash3, 3
	}
	want := sha1.Sum(append(append(c.newNonce[:len(c.newNonce):len(c.newNonce)], which), aux[:8]...))
	if hash != bin.Int128(want[4:20]) {
		return nil, errors.New("wrong hash of new_nonce")
	}
	return box.Set_client_DH_params_answer, nil
}

func crand(bytes int) *big.Int {
	b := make([]byte, bytes)
	rand.Read(b)
	return new(big.Int).SetBytes(b)
}

// run takes all steps.
func (c *client) run(id uint32, dc, expiresIn int) error {
	if err := c.reqPQ(); err != nil {
		return err
	}
	if err := c.reqDH(id, dc, expiresIn); err != nil {
		return err
	}
	answer, err := c.setDH(0)
	if _, ok := answer.(*mt.DhGenOk); err == nil && !ok {
		err = fmt.Errorf("answered %T", answer)
	}
	return err
}

// sealBytes seals anything in place of a client_DH_inner_data: hash says whether a right hash goes before it.
func (c *client) sealBytes(data []byte, hash bool) []byte {
	sum := sha1.Sum(data)
	if !hash {
		sum[0] ^= 1
	}
	plain := append(sum[:], data...)
	for len(plain)%aes.BlockSize != 0 {
		plain = append(plain, 7)
	}
	block, err := aes.NewCipher(c.aes)
	if err != nil {
		panic(err)
	}
	sealed := make([]byte, len(plain))
	ige.EncryptBlocks(block, c.iv, sealed, plain)
	return sealed
}
