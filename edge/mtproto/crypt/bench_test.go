package crypt

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"
	"time"
)

func BenchmarkEnvelope(b *testing.B) {
	key, theirs := newKeys(1)
	for _, n := range []int{128, 1024, 16 << 10, 512 << 10} {
		b.Run(fmt.Sprint("open ", n), func(b *testing.B) {
			sealed := sealClient(b, theirs, samplePlain(n))
			work := bytes.Clone(sealed)
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				copy(work, sealed)
				if _, err := key.Open(work); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprint("seal ", n), func(b *testing.B) {
			p, dst := samplePlain(n), make([]byte, 0, SealedSize(n))
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := key.Seal(dst, p, rand.Reader); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSaltValid(b *testing.B) {
	key, _ := newKeys(1)
	now := time.Now()
	salt := Salts{}.Current(key, now)
	for b.Loop() {
		if !(Salts{}).Valid(key, salt, now) {
			b.Fatal("not valid")
		}
	}
}
