package main

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/proto/codec"
)

const (
	// exchangeTime bounds a key exchange.
	exchangeTime = 60 * time.Second
	// halfBits is the size of our secret exponent. A real client takes 2,048; here there is nothing to keep secret, and two
	// thousand clients would be busy for minutes.
	halfBits = 256
)

var errExchange = errors.New("the server's answer does not belong to the exchange")

// exchange makes an auth key on a new connection (https://core.telegram.org/mtproto/auth_key). What protects a client from a bad
// server is left out: the prime is not tested, which alone would take a second.
func exchange(conn net.Conn, s *served) (made secret, err error) {
	if err := conn.SetDeadline(time.Now().Add(exchangeTime)); err != nil {
		return secret{}, err
	}
	if _, err := conn.Write(codec.IntermediateClientStart[:]); err != nil {
		return secret{}, err
	}
	nonce, err := crypto.RandInt128(rand.Reader)
	if err != nil {
		return secret{}, err
	}
	newNonce, err := crypto.RandInt256(rand.Reader)
	if err != nil {
		return secret{}, err
	}
	var pq mt.ResPQ
	if err := ask(conn, &mt.ReqPqMultiRequest{Nonce: nonce}, &pq); err != nil {
		return secret{}, fmt.Errorf("req_pq_multi: %w", err)
	}
	if pq.Nonce != nonce {
		return secret{}, errExchange
	}
	if len(pq.Pq) > 8 {
		return secret{}, errExchange
	}
	p, q := factor(pq.Pq)
	var inner bin.Buffer
	err = (&mt.PQInnerDataDC{
		Pq: pq.Pq, P: p.Bytes(), Q: q.Bytes(), Nonce: nonce, ServerNonce: pq.ServerNonce, NewNonce: newNonce, DC: s.dc,
	}).Encode(&inner)
	if err != nil {
		return secret{}, err
	}
	sealed, err := crypto.RSAPad(inner.Buf, s.key, rand.Reader)
	if err != nil {
		return secret{}, err
	}
	var params mt.ServerDHParamsOk
	if err := ask(conn, &mt.ReqDHParamsRequest{
		Nonce: nonce, ServerNonce: pq.ServerNonce, P: p.Bytes(), Q: q.Bytes(),
		PublicKeyFingerprint: crypto.RSAFingerprint(s.key), EncryptedData: sealed,
	}, &params); err != nil {
		return secret{}, fmt.Errorf("req_DH_params: %w", err)
	}
	key, iv := crypto.TempAESKeys(newNonce.BigInt(), pq.ServerNonce.BigInt())
	return half(conn, params, nonce, newNonce, key, iv)
}

// half opens the server's half of the key, sends ours, and returns the key.
func half(conn net.Conn, params mt.ServerDHParamsOk, nonce bin.Int128, newNonce bin.Int256, key, iv []byte) (secret, error) {
	opened, err := crypto.DecryptExchangeAnswer(params.EncryptedAnswer, key, iv)
	if err != nil {
		return secret{}, err
	}
	var theirs mt.ServerDHInnerData
	if err := theirs.Decode(&bin.Buffer{Buf: opened}); err != nil {
		return secret{}, err
	}
	if theirs.Nonce != nonce {
		return secret{}, errExchange
	}
	ours, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), halfBits))
	if err != nil {
		return secret{}, err
	}
	prime := new(big.Int).SetBytes(theirs.DhPrime)
	gb := new(big.Int).Exp(big.NewInt(int64(theirs.G)), ours, prime)
	var inner bin.Buffer
	if err := (&mt.ClientDHInnerData{Nonce: nonce, ServerNonce: theirs.ServerNonce, GB: gb.Bytes()}).Encode(&inner); err != nil {
		return secret{}, err
	}
	sealed, err := crypto.EncryptExchangeAnswer(rand.Reader, inner.Buf, key, iv)
	if err != nil {
		return secret{}, err
	}
	var done mt.DhGenOk
	if err := ask(conn, &mt.SetClientDHParamsRequest{Nonce: nonce, ServerNonce: theirs.ServerNonce, EncryptedData: sealed}, &done); err != nil {
		return secret{}, fmt.Errorf("set_client_DH_params: %w", err)
	}
	var value crypto.Key
	new(big.Int).Exp(new(big.Int).SetBytes(theirs.GA), ours, prime).FillBytes(value[:])
	if crypto.NonceHash1(newNonce, value) != done.NewNonceHash1 {
		return secret{}, errExchange
	}
	return secret{key: value.WithID(), salt: crypto.ServerSalt(newNonce, theirs.ServerNonce)}, conn.SetDeadline(time.Time{})
}

// ask sends an unencrypted message and reads the answer.
func ask(conn net.Conn, req bin.Encoder, answer bin.Decoder) error {
	var body, frame bin.Buffer
	if err := req.Encode(&body); err != nil {
		return err
	}
	m := proto.UnencryptedMessage{MessageID: int64(proto.NewMessageID(time.Now(), proto.MessageFromClient)), MessageData: body.Buf}
	if err := m.Encode(&frame); err != nil {
		return err
	}
	if _, err := conn.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(frame.Len())), frame.Buf...)); err != nil {
		return err
	}
	var head [frameHead]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return err
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxFrame {
		return fmt.Errorf("a frame of %d bytes", n)
	}
	frame.Buf = make([]byte, n)
	if _, err := io.ReadFull(conn, frame.Buf); err != nil {
		return err
	}
	if err := m.Decode(&frame); err != nil {
		return err
	}
	return answer.Decode(&bin.Buffer{Buf: m.MessageData})
}
