package crypt

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"sync/atomic"

	"lamplight"
)

// A Key is an auth key, ready for use. It is safe for concurrent use and never prints.
type Key struct {
	id    lamplight.KeyID
	value lamplight.KeyValue
	salts [32]byte                  // what the key's salts are derived from
	cache atomic.Pointer[turnSalts] // the salts last asked for
}

// NewKey prepares a key.
func NewKey(value lamplight.KeyValue) *Key {
	k := &Key{id: KeyID(value), value: value}
	mac := hmac.New(sha256.New, value[:])
	mac.Write([]byte("lamplight server salt"))
	mac.Sum(k.salts[:0])
	return k
}

// KeyID returns the id of an auth key: the low 64 bits of its SHA-1.
func KeyID(value lamplight.KeyValue) lamplight.KeyID {
	sum := sha1.Sum(value[:])
	return lamplight.KeyID(binary.LittleEndian.Uint64(sum[12:]))
}

// ID returns the key's id.
func (k *Key) ID() lamplight.KeyID { return k.id }

// String and GoString keep the value out of logs.
func (*Key) String() string   { return "<auth key>" }
func (*Key) GoString() string { return "<auth key>" }
