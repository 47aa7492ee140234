package crypt

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"lamplight"
)

// Plain is what an envelope holds.
type Plain struct {
	Salt    int64
	Session int64
	MsgID   int64
	SeqNo   int32
	Body    []byte
	// QuickAck is the token that answers a frame which asked for a quick acknowledgement. Set by Open.
	QuickAck uint32
}

// PeekKeyID returns the auth key id that an envelope starts with; 0 is an unencrypted one. It returns false for less than 8
// bytes.
func PeekKeyID(envelope []byte) (lamplight.KeyID, bool) {
	if len(envelope) < idSize {
		return 0, false
	}
	return lamplight.KeyID(binary.LittleEndian.Uint64(envelope)), true
}

// Open opens an envelope that a client sealed. It decrypts in place: Plain.Body is a part of envelope, and envelope is of
// no use afterwards, whatever comes out. Up to 15 bytes behind the last whole block are passed over, since the padded
// framing may leave them there; they are no part of the message.
//
// https://core.telegram.org/mtproto/description#encrypted-message
func (k *Key) Open(envelope []byte) (Plain, error) {
	id, ok := PeekKeyID(envelope)
	if !ok || id != k.id || len(envelope) < sealedAt+innerHeader+minPadding {
		return Plain{}, ErrEnvelope
	}
	msgKey := envelope[idSize:sealedAt]
	inner := envelope[sealedAt:]
	inner = inner[:len(inner)&^(aes.BlockSize-1)]
	c := k.derive(msgKey, fromClient)
	c.decrypt(inner)
	// Nothing of what was decrypted may be looked at before this check, and the time it takes may tell nothing
	// (https://core.telegram.org/mtproto/security_guidelines#checking-sha256-hash-value-of-msg-key).
	sum := k.messageKey(inner, fromClient)
	if subtle.ConstantTimeCompare(sum[8:24], msgKey) != 1 {
		return Plain{}, ErrEnvelope
	}
	length := binary.LittleEndian.Uint32(inner[28:])
	rest := uint32(len(inner) - innerHeader)
	if length == 0 || length%4 != 0 || length > rest || rest-length < minPadding || rest-length > maxPadding {
		return Plain{}, ErrEnvelope
	}
	end := innerHeader + int(length)
	return Plain{
		Salt:     int64(binary.LittleEndian.Uint64(inner)),
		Session:  int64(binary.LittleEndian.Uint64(inner[8:])),
		MsgID:    int64(binary.LittleEndian.Uint64(inner[16:])),
		SeqNo:    int32(binary.LittleEndian.Uint32(inner[24:])),
		Body:     inner[innerHeader:end:end],
		QuickAck: binary.LittleEndian.Uint32(sum[:]) | 1<<31,
	}, nil
}

// Seal appends to dst the envelope of p for a client. The length of p.Body has to be a multiple of 4 and not 0; padding
// comes from rand. dst and p.Body must not overlap. It returns an error only if rand does or the length is wrong.
func (k *Key) Seal(dst []byte, p Plain, rand io.Reader) ([]byte, error) {
	if len(p.Body) == 0 || len(p.Body)%4 != 0 {
		return dst, fmt.Errorf("seal a body of %d bytes: %w", len(p.Body), ErrEnvelope)
	}
	content := innerHeader + len(p.Body)
	size := (content + minPadding + aes.BlockSize - 1) &^ (aes.BlockSize - 1)
	start := len(dst)
	dst = slices.Grow(dst, sealedAt+size)[:start+sealedAt+size]
	envelope := dst[start:]
	binary.LittleEndian.PutUint64(envelope, uint64(k.id))
	inner := envelope[sealedAt:]
	binary.LittleEndian.PutUint64(inner, uint64(p.Salt))
	binary.LittleEndian.PutUint64(inner[8:], uint64(p.Session))
	binary.LittleEndian.PutUint64(inner[16:], uint64(p.MsgID))
	binary.LittleEndian.PutUint32(inner[24:], uint32(p.SeqNo))
	binary.LittleEndian.PutUint32(inner[28:], uint32(len(p.Body)))
	copy(inner[innerHeader:], p.Body)
	if _, err := io.ReadFull(rand, inner[content:]); err != nil {
		return dst[:start], fmt.Errorf("seal: padding: %w", err)
	}
	sum := k.messageKey(inner, fromServer)
	copy(envelope[idSize:], sum[8:24])
	c := k.derive(envelope[idSize:sealedAt], fromServer)
	c.encrypt(inner)
	return dst, nil
}

// SealedSize returns the length of the envelope of a body of n bytes, so that callers can borrow a buffer that fits.
func SealedSize(n int) int {
	return sealedAt + (innerHeader+n+minPadding+aes.BlockSize-1)&^(aes.BlockSize-1)
}
