// Package crypt seals and opens MTProto envelopes (https://core.telegram.org/mtproto/description). It holds no state but
// keys and knows nothing of sessions.
package crypt

import "errors"

// Errors of envelopes. A client that causes one is answered with silence or an end of the connection, never with detail.
var (
	// ErrEnvelope says that an envelope is malformed, or was not sealed with the key.
	ErrEnvelope = errors.New("crypt: bad envelope")
	// ErrBind says that the inner message of auth.bindTempAuthKey is malformed, or was not sealed with the key.
	ErrBind = errors.New("crypt: bad bind message")
)

const (
	idSize     = 8  // of an auth key id, in bytes
	msgKeySize = 16 // in bytes
	// sealedAt is where the sealed part of an envelope begins: after auth_key_id and msg_key.
	sealedAt = idSize + msgKeySize
	// innerHeader is what comes before the body of a sealed message: salt, session_id, message_id, seq_no and length.
	innerHeader = 8 + 8 + 8 + 4 + 4
	// The bounds of random padding in an envelope, in bytes
	// (https://core.telegram.org/mtproto/description#encrypted-message-encrypted-data).
	minPadding, maxPadding = 12, 1024
	// maxTransportPadding is how many bytes the padded framing may leave behind an envelope.
	maxTransportPadding = 15
)
