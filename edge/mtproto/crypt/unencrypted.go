package crypt

import "encoding/binary"

// unencryptedHeader is what comes before the body of an unencrypted message: auth_key_id 0, message_id and length.
const unencryptedHeader = 8 + 8 + 4

// OpenUnencrypted parses an envelope with auth_key_id 0, as the handshake uses it. The body is a part of envelope; up to
// 15 bytes behind it are passed over, since the padded framing may leave them there.
//
// https://core.telegram.org/mtproto/description#unencrypted-message
func OpenUnencrypted(envelope []byte) (msgID int64, body []byte, err error) {
	id, ok := PeekKeyID(envelope)
	if !ok || id != 0 || len(envelope) < unencryptedHeader {
		return 0, nil, ErrEnvelope
	}
	length := binary.LittleEndian.Uint32(envelope[16:])
	rest := envelope[unencryptedHeader:]
	if length == 0 || length%4 != 0 || uint64(length) > uint64(len(rest)) || len(rest)-int(length) > maxTransportPadding {
		return 0, nil, ErrEnvelope
	}
	return int64(binary.LittleEndian.Uint64(envelope[8:])), rest[:length:length], nil
}

// AppendUnencrypted appends to dst an envelope with auth_key_id 0.
func AppendUnencrypted(dst []byte, msgID int64, body []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, 0)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(msgID))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(body)))
	return append(dst, body...)
}
