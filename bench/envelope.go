package main

import (
	"crypto/aes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/gotd/ige"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
)

// Sizes in bytes (https://core.telegram.org/mtproto/description#encrypted-message).
const (
	frameHead = 4                 // the intermediate framing's length
	keyHead   = 8 + 16            // auth_key_id and msg_key
	innerHead = 8 + 8 + 8 + 4 + 4 // salt, session_id, message_id, seq_no and length
	leastPad  = 12
)

var errEnvelope = errors.New("the server sent an envelope that the key does not open")

// A sealer turns messages into frames and back. Its buffers are used again, so what it returns is good until the next call.
type sealer struct {
	key         crypto.AuthKey
	plain, wire []byte
}

// seal returns the frame of a message whose inner part is inner, without padding.
func (s *sealer) seal(inner []byte) []byte {
	pad := leastPad + (aes.BlockSize-(len(inner)+leastPad)%aes.BlockSize)%aes.BlockSize
	s.plain = append(s.plain[:0], inner...)
	for range pad {
		s.plain = append(s.plain, byte(rand.Uint32())) // a load generator has no secrets: the padding needs no good randomness
	}
	msgKey := crypto.MessageKey(s.key.Value, s.plain, crypto.Client)
	key, iv := crypto.Keys(s.key.Value, msgKey, crypto.Client)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	size := keyHead + len(s.plain)
	s.wire = slices.Grow(s.wire[:0], frameHead+size)[:frameHead+size]
	binary.LittleEndian.PutUint32(s.wire, uint32(size))
	copy(s.wire[frameHead:], s.key.ID[:])
	copy(s.wire[frameHead+8:], msgKey[:])
	ige.EncryptBlocks(block, iv[:], s.wire[frameHead+keyHead:], s.plain)
	return s.wire
}

// open returns the inner part of a frame's payload, padding included.
func (s *sealer) open(payload []byte) ([]byte, error) {
	if len(payload) < keyHead+innerHead || (len(payload)-keyHead)%aes.BlockSize != 0 || [8]byte(payload) != s.key.ID {
		return nil, errEnvelope
	}
	msgKey := bin.Int128(payload[8:keyHead])
	key, iv := crypto.Keys(s.key.Value, msgKey, crypto.Server)
	size := len(payload) - keyHead
	s.plain = slices.Grow(s.plain[:0], size)[:size]
	ige.DecryptAES256Blocks(key[:], iv[:], s.plain, payload[keyHead:])
	if crypto.MessageKey(s.key.Value, s.plain, crypto.Server) != msgKey {
		return nil, errEnvelope
	}
	return s.plain, nil
}
