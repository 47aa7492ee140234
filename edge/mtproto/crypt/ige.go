package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// cipherText holds the key and the initial vector of AES-256-IGE.
type cipherText struct {
	key, iv [32]byte
}

// block returns the AES block cipher of the key.
func (c *cipherText) block() cipher.Block {
	b, err := aes.NewCipher(c.key[:])
	if err != nil {
		panic(err) // the key has the right size
	}
	return b
}

// encrypt encrypts data, whose length is a multiple of 16, in place.
//
// IGE chains both ways: each block is mixed with the ciphertext before it ahead of the cipher, and with the plaintext
// before it after.
func (c *cipherText) encrypt(data []byte) {
	block, le := c.block(), binary.LittleEndian
	x0, x1 := le.Uint64(c.iv[0:]), le.Uint64(c.iv[8:])
	y0, y1 := le.Uint64(c.iv[16:]), le.Uint64(c.iv[24:])
	for ; len(data) >= aes.BlockSize; data = data[aes.BlockSize:] {
		b := data[:aes.BlockSize:aes.BlockSize]
		p0, p1 := le.Uint64(b), le.Uint64(b[8:])
		le.PutUint64(b, p0^x0)
		le.PutUint64(b[8:], p1^x1)
		block.Encrypt(b, b)
		x0, x1 = le.Uint64(b)^y0, le.Uint64(b[8:])^y1
		le.PutUint64(b, x0)
		le.PutUint64(b[8:], x1)
		y0, y1 = p0, p1
	}
}

// decrypt decrypts data, whose length is a multiple of 16, in place.
func (c *cipherText) decrypt(data []byte) {
	block, le := c.block(), binary.LittleEndian
	x0, x1 := le.Uint64(c.iv[0:]), le.Uint64(c.iv[8:])
	y0, y1 := le.Uint64(c.iv[16:]), le.Uint64(c.iv[24:])
	for ; len(data) >= aes.BlockSize; data = data[aes.BlockSize:] {
		b := data[:aes.BlockSize:aes.BlockSize]
		c0, c1 := le.Uint64(b), le.Uint64(b[8:])
		le.PutUint64(b, c0^y0)
		le.PutUint64(b[8:], c1^y1)
		block.Decrypt(b, b)
		y0, y1 = le.Uint64(b)^x0, le.Uint64(b[8:])^x1
		le.PutUint64(b, y0)
		le.PutUint64(b[8:], y1)
		x0, x1 = c0, c1
	}
}
