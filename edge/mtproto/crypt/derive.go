package crypt

import (
	"crypto/sha1"
	"crypto/sha256"
)

// A side says whose message an envelope holds. The key derivation of MTProto 2.0 reads other parts of the auth key for
// either (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector).
type side int

const (
	fromClient side = 0
	fromServer side = 8
)

// messageKey returns the hash that begins an envelope's msg_key: msg_key is its middle 128 bits, and the token of a quick
// acknowledgement its first 32.
func (k *Key) messageKey(plain []byte, s side) [sha256.Size]byte {
	h := sha256.New()
	h.Write(k.value[88+s : 88+s+32])
	h.Write(plain)
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum
}

// derive returns the AES key and vector for a msg_key.
func (k *Key) derive(msgKey []byte, s side) (c cipherText) {
	var in [msgKeySize + 36]byte
	copy(in[:], msgKey)
	copy(in[msgKeySize:], k.value[s:s+36])
	a := sha256.Sum256(in[:])

	copy(in[:], k.value[40+s:40+s+36])
	copy(in[36:], msgKey)
	b := sha256.Sum256(in[:])

	copy(c.key[0:8], a[0:8])
	copy(c.key[8:24], b[8:24])
	copy(c.key[24:32], a[24:32])
	copy(c.iv[0:8], b[0:8])
	copy(c.iv[8:24], a[8:24])
	copy(c.iv[24:32], b[24:32])
	return c
}

// deriveV1 returns the AES key and vector that MTProto 1 derives for a msg_key of a client. It lives on in the binding of
// temporary keys (https://core.telegram.org/mtproto/description_v1#defining-aes-key-and-initialization-vector).
func (k *Key) deriveV1(msgKey []byte) (c cipherText) {
	hash := func(parts ...[]byte) [sha1.Size]byte {
		var in [48]byte
		n := 0
		for _, p := range parts {
			n += copy(in[n:], p)
		}
		return sha1.Sum(in[:])
	}
	v := k.value[:]
	a1 := hash(msgKey, v[0:32])
	b1 := hash(v[32:48], msgKey, v[48:64])
	c1 := hash(v[64:96], msgKey)
	d1 := hash(msgKey, v[96:128])

	copy(c.key[0:8], a1[0:8])
	copy(c.key[8:20], b1[8:20])
	copy(c.key[20:32], c1[4:16])
	copy(c.iv[0:12], a1[8:20])
	copy(c.iv[12:20], b1[0:8])
	copy(c.iv[20:24], c1[16:20])
	copy(c.iv[24:32], d1[0:8])
	return c
}
