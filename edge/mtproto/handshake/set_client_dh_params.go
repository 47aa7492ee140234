package handshake

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/gotd/ige"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"

	"lamplight"
)

// maxTries is how often a client may be told to try another g_b.
const maxTries = 3

// setClientDHParams answers set_client_DH_params: both halves of the key are there, and if it is good it is saved.
//
// https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
func (e *Exchange) setClientDHParams(ctx context.Context, b *bin.Buffer) ([]byte, error) {
	var req mt.SetClientDHParamsRequest
	if err := decode(b, &req); err != nil {
		return nil, err
	}
	p := e.find(req.Nonce, req.ServerNonce)
	if p == nil || !p.proven {
		return nil, invalid("set_client_DH_params out of order")
	}
	inner, err := p.openClientInner(req.EncryptedData)
	if err != nil {
		e.forget(p)
		return nil, fmt.Errorf("set_client_DH_params: %w", err)
	}
	var value lamplight.KeyValue
	gb := new(big.Int).SetBytes(inner.GB)
	good := inRange(gb)
	if good {
		err := e.server.compute(ctx, func() error {
			new(big.Int).Exp(gb, p.a, prime).FillBytes(value[:])
			return nil
		})
		if err != nil {
			e.forget(p)
			return nil, fmt.Errorf("set_client_DH_params: %w", err)
		}
	}
	aux := auxHash(value)
	if !good {
		// No key came to be, and the client learns that from the hash of an empty one.
		e.forget(p)
		e.server.count("fail")
		return encode(&mt.DhGenFail{Nonce: p.nonce, ServerNonce: p.serverNonce, NewNonceHash3: p.nonceHash(3, aux)})
	}
	switch err := e.save(ctx, p, value); {
	case errors.Is(err, ErrTaken):
		return e.retry(p, aux)
	case err != nil:
		e.forget(p)
		return nil, fmt.Errorf("save an auth key: %w", err)
	}
	e.forget(p)
	e.made, e.salt = keyID(value), crypto.ServerSalt(p.newNonce, p.serverNonce)
	e.server.count("ok")
	return encode(&mt.DhGenOk{Nonce: p.nonce, ServerNonce: p.serverNonce, NewNonceHash1: p.nonceHash(1, aux)})
}

// openClientInner opens the client's half of the key and checks that it belongs to this handshake.
func (p *pending) openClientInner(sealed []byte) (mt.ClientDHInnerData, error) {
	var d mt.ClientDHInnerData
	const longest = 1024 // bytes; an honest one has some 340
	if len(sealed)%aes.BlockSize != 0 || len(sealed) <= sha1.Size || len(sealed) > longest {
		return d, invalid("length of the sealed data")
	}
	cipher, err := aes.NewCipher(p.aes)
	if err != nil {
		return d, err
	}
	plain := make([]byte, len(sealed))
	ige.DecryptBlocks(cipher, p.iv, plain, sealed)
	hash, data := plain[:sha1.Size], plain[sha1.Size:]
	b := &bin.Buffer{Buf: data}
	if err := d.Decode(b); err != nil {
		return d, invalid(err.Error())
	}
	if sum := sha1.Sum(data[:len(data)-b.Len()]); !bytes.Equal(sum[:], hash) || b.Len() >= aes.BlockSize {
		return d, invalid("hash of the sealed data")
	}
	if d.Nonce != p.nonce || d.ServerNonce != p.serverNonce || d.RetryID != p.retry {
		return d, invalid("the sealed data differs from the request")
	}
	if len(d.GB) > groupSize {
		return d, invalid("g_b is too long")
	}
	return d, nil
}

func (e *Exchange) save(ctx context.Context, p *pending, value lamplight.KeyValue) error {
	now := e.server.o.Now()
	key := lamplight.AuthKey{ID: keyID(value), Value: value, DC: p.dc, Created: now}
	if p.life > 0 {
		key.Temp, key.Expires = true, now.Add(p.life)
	}
	return e.server.o.Save(ctx, key)
}

// retry tells the client to choose another g_b.
func (e *Exchange) retry(p *pending, aux [8]byte) ([]byte, error) {
	if p.tries++; p.tries >= maxTries {
		e.forget(p)
		e.server.count("fail")
		return encode(&mt.DhGenFail{Nonce: p.nonce, ServerNonce: p.serverNonce, NewNonceHash3: p.nonceHash(3, aux)})
	}
	p.retry = int64(binary.LittleEndian.Uint64(aux[:]))
	e.server.count("retry")
	return encode(&mt.DhGenRetry{Nonce: p.nonce, ServerNonce: p.serverNonce, NewNonceHash2: p.nonceHash(2, aux)})
}

// auxHash returns auth_key_aux_hash: the high 64 bits of the key's SHA-1.
func auxHash(value lamplight.KeyValue) (aux [8]byte) {
	sum := sha1.Sum(value[:])
	copy(aux[:], sum[:])
	return aux
}

// keyID returns the id of a key: the low 64 bits of its SHA-1.
func keyID(value lamplight.KeyValue) lamplight.KeyID {
	sum := sha1.Sum(value[:])
	return lamplight.KeyID(binary.LittleEndian.Uint64(sum[12:]))
}

// nonceHash returns new_nonce_hash1, 2 or 3, which proves to the client that we know new_nonce and the key.
func (p *pending) nonceHash(which byte, aux [8]byte) (h bin.Int128) {
	in := append(p.newNonce[:len(p.newNonce):len(p.newNonce)], which)
	sum := sha1.Sum(append(in, aux[:]...))
	copy(h[:], sum[4:])
	return h
}
