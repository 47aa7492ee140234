package crypt

import (
	"crypto/aes"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"slices"
	"time"

	"lamplight"
)

// A Bind is the inner message of auth.bindTempAuthKey (https://core.telegram.org/method/auth.bindTempAuthKey).
type Bind struct {
	MsgID       int64 // of the request that carries it
	Nonce       int64
	TempKey     lamplight.KeyID
	PermKey     lamplight.KeyID
	TempSession int64
	Expires     time.Time
}

const (
	// bindInner is the constructor of bind_auth_key_inner.
	bindInner = 0x75a3f765
	// bindHeader is what comes before it: 16 random bytes, message_id, seq_no and length.
	bindHeader = 16 + 8 + 4 + 4
	// bindBody is its length: the constructor, four longs and an int.
	bindBody = 4 + 4*8 + 4
)

// OpenBind opens the encrypted_message of auth.bindTempAuthKey with the permanent key k. It checks that PermKey is k; the
// caller compares the other fields with the request and with the key and session that carry it. sealed is not changed.
//
// https://core.telegram.org/api/pfs#special-binding-message
func (k *Key) OpenBind(sealed []byte) (Bind, error) {
	const size = (bindHeader + bindBody + aes.BlockSize - 1) &^ (aes.BlockSize - 1)
	if id, ok := PeekKeyID(sealed); !ok || id != k.id || len(sealed) != sealedAt+size {
		return Bind{}, ErrBind
	}
	msgKey := sealed[idSize:sealedAt]
	inner := slices.Clone(sealed[sealedAt:])
	c := k.deriveV1(msgKey)
	c.decrypt(inner)
	// In MTProto 1 the msg_key covers the message without its padding.
	sum := sha1.Sum(inner[:bindHeader+bindBody])
	if subtle.ConstantTimeCompare(sum[4:20], msgKey) != 1 {
		return Bind{}, ErrBind
	}
	le, body := binary.LittleEndian, inner[bindHeader:]
	if le.Uint32(inner[28:]) != bindBody || le.Uint32(body) != bindInner {
		return Bind{}, ErrBind
	}
	b := Bind{
		MsgID:       int64(le.Uint64(inner[16:])),
		Nonce:       int64(le.Uint64(body[4:])),
		TempKey:     lamplight.KeyID(le.Uint64(body[12:])),
		PermKey:     lamplight.KeyID(le.Uint64(body[20:])),
		TempSession: int64(le.Uint64(body[28:])),
		Expires:     time.Unix(int64(int32(le.Uint32(body[36:]))), 0),
	}
	if b.PermKey != k.id {
		return Bind{}, ErrBind
	}
	return b, nil
}
