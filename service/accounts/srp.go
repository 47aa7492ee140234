package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"math/big"

	"lamplight/store"
)

// The server's half of SRP as clients do it (https://core.telegram.org/api/srp), which is SRP-6a over the group of the key
// exchange, with SHA-256 and proofs put together in Telegram's own way. The verifier is v = g^x; we never see x.
const (
	// SRPBase is g.
	SRPBase = 3
	// srpSize is the size of numbers of the group in bytes.
	srpSize = 256
)

// srpPrime is the safe prime that Telegram publishes, the only one that some clients take.
var srpPrime, _ = new(big.Int).SetString(""+
	"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"+
	"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"+
	"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"+
	"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"+
	"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"+
	"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"+
	"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"+
	"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b", 16)

var (
	srpG = big.NewInt(SRPBase)
	// srpLeast and srpMost are the ends of the range in which halves have to be: clients refuse others.
	srpLeast = new(big.Int).Lsh(big.NewInt(1), 2048-64)
	srpMost  = new(big.Int).Sub(srpPrime, srpLeast)
	// srpK is k = H(p | g).
	srpK = new(big.Int).SetBytes(hash(padded(srpPrime), padded(srpG)))
)

// SRPPrime returns p, big-endian.
func SRPPrime() []byte { return padded(srpPrime) }

func hash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func padded(n *big.Int) []byte { return n.FillBytes(make([]byte, srpSize)) }

// srpHalf draws the server's private number b and computes B = k·v + g^b.
func srpHalf(verifier store.Secret) (b store.Secret, half []byte) {
	v := new(big.Int).SetBytes(verifier)
	for {
		b = make([]byte, srpSize)
		rand.Read(b) // never fails
		n := new(big.Int).Exp(srpG, new(big.Int).SetBytes(b), srpPrime)
		n.Add(n, new(big.Int).Mul(srpK, v)).Mod(n, srpPrime)
		if inGroup(n) {
			return b, padded(n)
		}
	}
}

func inGroup(n *big.Int) bool { return n.Cmp(srpLeast) >= 0 && n.Cmp(srpMost) <= 0 }

// srpCheck reports whether the client, which sent A and the proof M1, knows the password. b and half are what srpHalf made.
func srpCheck(p store.Password, b store.Secret, half, clientHalf, proof []byte) bool {
	if len(clientHalf) > srpSize || len(clientHalf) == 0 {
		return false
	}
	a := new(big.Int).SetBytes(clientHalf)
	if !inGroup(a) { // 0 and multiples of p among them, with which one could pass without the password
		return false
	}
	pa := padded(a)
	u := new(big.Int).SetBytes(hash(pa, half))
	if u.Sign() == 0 {
		return false
	}
	// S = (A · v^u) ^ b
	s := new(big.Int).Exp(new(big.Int).SetBytes(p.Verifier), u, srpPrime)
	s.Mul(s, a).Mod(s, srpPrime)
	s.Exp(s, new(big.Int).SetBytes(b), srpPrime)

	pg := hash(padded(srpPrime))
	subtle.XORBytes(pg, pg, hash(padded(srpG)))
	want := hash(pg, hash(p.Salt1), hash(p.Salt2), pa, half, hash(padded(s)))
	return subtle.ConstantTimeCompare(want, proof) == 1
}

// srpHalfOf computes B anew for a private number.
func srpHalfOf(verifier, b store.Secret) []byte {
	n := new(big.Int).Exp(srpG, new(big.Int).SetBytes(b), srpPrime)
	n.Add(n, new(big.Int).Mul(srpK, new(big.Int).SetBytes(verifier))).Mod(n, srpPrime)
	return padded(n)
}

// verifierOK reports whether a verifier that a client made can be one.
func verifierOK(v []byte) bool {
	if len(v) != srpSize {
		return false
	}
	n := new(big.Int).SetBytes(v)
	return n.Cmp(big.NewInt(1)) > 0 && n.Cmp(new(big.Int).Sub(srpPrime, big.NewInt(1))) < 0
}
