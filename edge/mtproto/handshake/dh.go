package handshake

import (
	"io"
	"math/big"
)

const (
	// groupSize is the size of the prime, and of a key, in bytes.
	groupSize = 256
	// generator generates the subgroup of prime order of the group.
	generator = 3
	// exponentSize is the size of our secret exponent in bytes. The protocol speaks of a random 2048-bit number. In a group
	// of a safe prime of that size more than 225 bits of exponent add no strength (NIST SP 800-56A, table 25; RFC 7919,
	// section 5.2), and 512 cost a quarter of the time of 2048.
	exponentSize = 64
)

// prime is the safe prime that Telegram publishes. Clients know it, and some (Pyrogram) accept no other.
var prime, _ = new(big.Int).SetString(""+
	"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"+
	"48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"+
	"20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"+
	"2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"+
	"a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"+
	"fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"+
	"e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"+
	"0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b", 16)

// The range that both halves of a key have to be in, which is far from the ends of the group
// (https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation). It lies within 1 < g < prime - 1.
var (
	least = new(big.Int).Lsh(big.NewInt(1), 2048-64)
	most  = new(big.Int).Sub(prime, least)
)

func inRange(half *big.Int) bool { return half.Cmp(least) >= 0 && half.Cmp(most) <= 0 }

// newHalf returns a secret exponent and our half of a key, g to its power. Neither is used twice, so that the time this
// takes, which is not the same for all exponents, tells nobody enough.
func newHalf(random io.Reader) (a, ga *big.Int, err error) {
	secret := make([]byte, exponentSize)
	for {
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, nil, err
		}
		secret[0] |= 0x80
		a = new(big.Int).SetBytes(secret)
		if ga = new(big.Int).Exp(big.NewInt(generator), a, prime); inRange(ga) {
			return a, ga, nil
		}
	}
}
