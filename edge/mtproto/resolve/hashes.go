package resolve

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"lamplight"
)

// SecretSize is the size of the secret that access hashes are made with, in bytes.
const SecretSize = 32

// Hashes makes access hashes: a keyed MAC of who looks and at whom, so that none has to be stored and one person's hash
// is of no use to another (https://core.telegram.org/api/peers#access-hash). It is safe for concurrent use.
type Hashes struct {
	// Viewer and peer together fill one block exactly, so one call of AES is a whole CBC-MAC.
	block cipher.Block
}

// NewHashes returns Hashes made with the instance's secret, of SecretSize bytes. Whoever knows it can name anybody.
func NewHashes(secret []byte) (*Hashes, error) {
	if len(secret) != SecretSize {
		return nil, fmt.Errorf("access hashes: the secret has %d bytes, want %d", len(secret), SecretSize)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("access hashes: %w", err)
	}
	return &Hashes{block: block}, nil
}

// Of returns the access hash by which viewer names peer. It is never 0.
func (h *Hashes) Of(viewer lamplight.UserID, peer lamplight.Peer) int64 {
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[:8], uint64(viewer))
	binary.BigEndian.PutUint64(b[8:], uint64(peer.ID)) // ids stay below 2^40, so the first byte is free
	b[8] = byte(peer.Kind)
	h.block.Encrypt(b[:], b[:])
	if sum := int64(binary.BigEndian.Uint64(b[:8])); sum != 0 {
		return sum
	}
	return 1
}
