package sqlstore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// errSeal says that a sealed value cannot be opened: another key, or somebody changed it.
var errSeal = errors.New("sealed value does not open: wrong instance key, or it was changed")

// sealVersion leads every sealed value, so that the scheme can change.
const sealVersion = 1

// A sealer encrypts what a thief of the database must not read: AES-256-GCM under a key derived from the instance key. Each
// value is bound to its place (table and row), so that nobody can move one to another row.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	k, err := hkdf.Key(sha256.New, key, nil, "lamplight store seal v1", 32)
	if err != nil {
		return sealer{}, fmt.Errorf("derive sealing key: %w", err)
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{aead}, err
}

// seal encrypts a value for its place.
func (t *tx) seal(place string, row any, v []byte) []byte {
	return t.s.sealer.aead.Seal([]byte{sealVersion}, nil, v, aad(place, row))
}

// open decrypts a value of a place.
func (t *tx) open(place string, row any, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealVersion {
		return nil, fmt.Errorf("%s of %v: %w", place, row, errSeal)
	}
	v, err := t.s.sealer.aead.Open(nil, nil, sealed[1:], aad(place, row))
	if err != nil {
		return nil, fmt.Errorf("%s of %v: %w", place, row, errSeal)
	}
	return v, nil
}

func aad(place string, row any) []byte { return fmt.Appendf(nil, "%s/%v", place, row) }

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails (crypto/rand)
	return b
}
