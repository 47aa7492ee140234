package main

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
)

// factor splits a product of two primes, p < q, by Pollard's rho: the proof of work of a key exchange, in a millisecond.
func factor(pq []byte) (p, q *big.Int) {
	n := new(big.Int).SetBytes(pq).Uint64()
	for {
		d := rho(n, rand.Uint64N(n-1)+1, rand.Uint64N(n))
		if d != 1 && d != n {
			a, b := new(big.Int).SetUint64(min(d, n/d)), new(big.Int).SetUint64(max(d, n/d))
			return a, b
		}
	}
}

// rho looks for a divisor of n with the sequence x → x²+c. It returns 1 or n if it finds none.
func rho(n, c, x uint64) uint64 {
	step := func(x uint64) uint64 { return addMod(mulMod(x, x, n), c, n) }
	y := x
	for product, i := uint64(1), 1; ; i++ {
		x, y = step(x), step(step(y))
		if x == y {
			return gcd(product, n)
		}
		// Differences are multiplied up, since a greatest common divisor costs more than a step.
		next := mulMod(product, max(x, y)-min(x, y), n)
		if next == 0 {
			return gcd(max(x, y)-min(x, y), n)
		}
		if product = next; i%128 == 0 {
			if d := gcd(product, n); d != 1 {
				return d
			}
		}
	}
}

func addMod(a, b, n uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	return bits.Rem64(carry, sum, n)
}

func mulMod(a, b, n uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, n)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
