package handshake

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// keyBits and publicExponent are what clients expect of the server's RSA key.
const (
	keyBits        = 2048
	publicExponent = 65537
)

// A privateKey decrypts what clients sealed for the server. The scheme is none of those that crypto/rsa knows, so that the
// bare operation has to be done here.
type privateKey struct {
	n, e, p, q, dp, dq, qInv *big.Int
}

func newPrivateKey(key *rsa.PrivateKey) (*privateKey, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	p, q := key.Primes[0], key.Primes[1]
	one := big.NewInt(1)
	return &privateKey{
		n: key.N, e: big.NewInt(int64(key.E)), p: p, q: q,
		dp:   new(big.Int).Mod(key.D, new(big.Int).Sub(p, one)),
		dq:   new(big.Int).Mod(key.D, new(big.Int).Sub(q, one)),
		qInv: new(big.Int).ModInverse(q, p),
	}, nil
}

// checkKey returns an error for a key that clients could not use.
func checkKey(key *rsa.PrivateKey) error {
	switch {
	case key.N.BitLen() != keyBits:
		return fmt.Errorf("the RSA key has %d bits, want %d", key.N.BitLen(), keyBits)
	case key.E != publicExponent:
		return fmt.Errorf("the RSA key has the exponent %d, want %d", key.E, publicExponent)
	case len(key.Primes) != 2:
		return errors.New("the RSA key has not two primes")
	}
	return nil
}

// decrypt computes sealed^d mod n, over both primes apart, which takes a third of the time.
//
// The arithmetic does not take the same time for all numbers, and the key lives for years. So what is computed on is
// blinded first: multiplied with a random number that nobody knows and that is taken out again at the end.
func (k *privateKey) decrypt(sealed []byte, random io.Reader) (block [keyBits / 8]byte, err error) {
	c := new(big.Int).SetBytes(sealed)
	if len(sealed) > keyBits/8 || c.Sign() == 0 || c.Cmp(k.n) >= 0 {
		return block, invalid("length of the sealed data")
	}
	blind, unblind, err := k.blinding(random)
	if err != nil {
		return block, err
	}
	c.Mul(c, blind).Mod(c, k.n)

	m1 := new(big.Int).Exp(new(big.Int).Mod(c, k.p), k.dp, k.p)
	m2 := new(big.Int).Exp(new(big.Int).Mod(c, k.q), k.dq, k.q)
	m1.Sub(m1, m2).Mul(m1, k.qInv).Mod(m1, k.p)
	m := m1.Mul(m1, k.q).Add(m1, m2)

	m.Mul(m, unblind).Mod(m, k.n)
	m.FillBytes(block[:])
	return block, nil
}

// blinding returns r^e and 1/r for a random r.
func (k *privateKey) blinding(random io.Reader) (blind, unblind *big.Int, err error) {
	for {
		r, err := rand.Int(random, k.n)
		if err != nil {
			return nil, nil, err
		}
		if unblind = new(big.Int).ModInverse(r, k.n); unblind != nil {
			return r.Exp(r, k.e, k.n), unblind, nil
		}
	}
}
