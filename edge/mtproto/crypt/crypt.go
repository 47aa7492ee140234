// Package crypt seals and opens MTProto envelopes (https://core.telegram.org/mtproto/description). It holds no state but
// keys and knows nothing of sessions.
package crypt

import (
	"errors"
	"io"
	"time"

	"lamplight"
)

// Errors of envelopes. A client that causes one is answered with silence or an end of the connection, never with detail.
var (
	// ErrEnvelope says that an envelope is malformed, or was not sealed with the key.
	ErrEnvelope = errors.New("crypt: bad envelope")
	// ErrBind says that the inner message of auth.bindTempAuthKey is malformed, or was not sealed with the key.
	ErrBind = errors.New("crypt: bad bind message")
)

// A Key is an auth key, ready for use. It is safe for concurrent use and never prints.
type Key struct {
	id    lamplight.KeyID
	value lamplight.KeyValue
}

// NewKey prepares a key.
func NewKey(value lamplight.KeyValue) *Key { return &Key{KeyID(value), value} }

// KeyID returns the id of an auth key: the low 64 bits of its SHA-1.
func KeyID(value lamplight.KeyValue) lamplight.KeyID { return 0 }

// ID returns the key's id.
func (k *Key) ID() lamplight.KeyID { return k.id }

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
func PeekKeyID(envelope []byte) (lamplight.KeyID, bool) { return 0, false }

// Open opens an envelope that a client sealed. It decrypts in place: Plain.Body is a part of envelope.
func (k *Key) Open(envelope []byte) (Plain, error) { return Plain{}, ErrEnvelope }

// Seal appends to dst the envelope of p for a client. The length of p.Body has to be a multiple of 4; padding comes from
// rand.
func (k *Key) Seal(dst []byte, p Plain, rand io.Reader) ([]byte, error) { return nil, ErrEnvelope }

// OpenUnencrypted parses an envelope with auth_key_id 0, as the handshake uses it. The body is a part of envelope.
func OpenUnencrypted(envelope []byte) (msgID int64, body []byte, err error) { return 0, nil, ErrEnvelope }

// AppendUnencrypted appends to dst an envelope with auth_key_id 0.
func AppendUnencrypted(dst []byte, msgID int64, body []byte) []byte { return nil }

// A Bind is the inner message of auth.bindTempAuthKey (https://core.telegram.org/method/auth.bindTempAuthKey).
type Bind struct {
	MsgID       int64 // of the request that carries it
	Nonce       int64
	TempKey     lamplight.KeyID
	PermKey     lamplight.KeyID
	TempSession int64
	Expires     time.Time
}

// OpenBind opens the encrypted_message of auth.bindTempAuthKey with the permanent key k. It checks that PermKey is k; the
// caller compares the other fields with the request and with the key and session that carry it.
func (k *Key) OpenBind(sealed []byte) (Bind, error) { return Bind{}, ErrBind }

// MsgIDs gives out the message ids of one session, each greater than the one before. Its zero value is ready. It is not
// safe for concurrent use.
type MsgIDs struct{ last int64 }

// Answer returns an id for a message that answers a client's (id mod 4 = 1).
func (m *MsgIDs) Answer(now time.Time) int64 { return 0 }

// Push returns an id for a message that no client asked for (id mod 4 = 3).
func (m *MsgIDs) Push(now time.Time) int64 { return 0 }

// MsgTime returns the time that a message id carries.
func MsgTime(id int64) time.Time { return time.Time{} }

// A Salt is valid for a key from Since until Until.
type Salt struct {
	Since, Until time.Time
	Value        int64
}

// Salts derives server salts from keys (https://core.telegram.org/mtproto/description#server-salt). Nothing is stored: a
// salt is a MAC, under the key, of the half hour in which it begins. Each is the current one for half an hour, and valid
// for an hour; both sides of a key and every node can tell it. The zero value is ready.
type Salts struct{}

// Current returns the salt that a client should use at now.
func (Salts) Current(k *Key, now time.Time) int64 { return 0 }

// Valid reports whether a client may use salt at now.
func (Salts) Valid(k *Key, salt int64, now time.Time) bool { return false }

// Future returns the salt of now and those after it, n in all and at most 64.
func (Salts) Future(k *Key, now time.Time, n int) []Salt { return nil }
