package handshake

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/big"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
)

// primeBits is the size of either factor of pq, so that pq is below 2^62: the protocol says at most 2^63 - 1.
const primeBits = 31

// reqPQ answers req_pq and req_pq_multi with a number to factorise and the keys that the client may choose from.
//
// A client that repeats itself before it goes on gets the same number again: some send a first request that they do not
// wait for.
//
// https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation
func (e *Exchange) reqPQ(b *bin.Buffer) ([]byte, error) {
	var req mt.ReqPqMultiRequest // differs from req_pq by its constructor alone
	if _, err := b.ID(); err != nil {
		return nil, invalid(err.Error())
	}
	if err := req.DecodeBare(b); err != nil { // padding may follow, see decode
		return nil, invalid("req_pq")
	}
	p := e.repeated(req.Nonce)
	if p == nil {
		var err error
		if p, err = e.begin(req.Nonce); err != nil {
			return nil, err
		}
	}
	return encode(&mt.ResPQ{
		Nonce: p.nonce, ServerNonce: p.serverNonce, Pq: p.pq, ServerPublicKeyFingerprints: e.server.prints,
	})
}

// repeated returns the handshake that the nonce began and that did not go on since, or nil.
func (e *Exchange) repeated(nonce bin.Int128) *pending {
	for _, p := range e.open {
		if p.nonce == nonce && !p.proven {
			return p
		}
	}
	return nil
}

func (e *Exchange) begin(nonce bin.Int128) (*pending, error) {
	limits, random := e.server.o.Limits, e.server.o.Rand
	if e.begun++; e.begun > limits.PerConnection {
		return nil, fmt.Errorf("a connection began %d: %w", e.begun, ErrBusy)
	}
	p := &pending{nonce: nonce}
	var err error
	if p.serverNonce, err = crypto.RandInt128(random); err != nil {
		return nil, err
	}
	if err := p.choosePQ(random); err != nil {
		return nil, err
	}
	if len(e.open) >= limits.OpenPerConnection {
		e.open = e.open[1:]
	}
	e.open = append(e.open, p)
	return p, nil
}

// choosePQ chooses two different primes p < q and their product.
func (p *pending) choosePQ(random io.Reader) error {
	var primes [2]*big.Int
	for primes[0] == nil || primes[0].Cmp(primes[1]) == 0 {
		for i := range primes {
			var err error
			if primes[i], err = smallPrime(random); err != nil {
				return err
			}
		}
	}
	if primes[0].Cmp(primes[1]) > 0 {
		primes[0], primes[1] = primes[1], primes[0]
	}
	p.p, p.q = primes[0].Bytes(), primes[1].Bytes()
	p.pq = new(big.Int).Mul(primes[0], primes[1]).Bytes()
	return nil
}

// smallPrime returns a random prime of primeBits bits. The test of big.Int is exact below 2^64.
func smallPrime(random io.Reader) (*big.Int, error) {
	var b [4]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return nil, err
		}
		n := binary.LittleEndian.Uint32(b[:])&(1<<primeBits-1) | 1<<(primeBits-1) | 1
		if p := big.NewInt(int64(n)); p.ProbablyPrime(0) {
			return p, nil
		}
	}
}
