package handshake

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"

	"lamplight"
)

// An Exchange is the handshakes of one connection: one after the other, or side by side, told apart by their nonces. It
// is not safe for concurrent use, needs no end, and costs nothing until the first request.
type Exchange struct {
	server *Server
	begun  int
	open   []*pending // oldest first
	made   lamplight.KeyID
	salt   int64
}

// A pending is a handshake between its first and its last step.
type pending struct {
	nonce, serverNonce bin.Int128
	pq, p, q           []byte // big-endian, without leading zeros

	// From req_DH_params on:
	proven   bool // the client proved its work, and g_a was sent
	newNonce bin.Int256
	dc       int           // 0 if the client named none
	life     time.Duration // of a temporary key; 0 for a permanent one
	a        *big.Int
	aes, iv  []byte
	// Of a repeated set_client_DH_params, after dh_gen_retry:
	tries int
	retry int64 // auth_key_aux_hash of the try before
}

// Begin returns the Exchange of a new connection.
func (s *Server) Begin() *Exchange { return &Exchange{server: s} }

// Made returns the key that was made last and the salt that the client begins to use it with, which both sides know from the
// nonces; 0 if there is none yet.
//
// https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
func (e *Exchange) Made() (key lamplight.KeyID, salt int64) { return e.made, e.salt }

// Handle answers the body of an unencrypted message: req_pq, req_pq_multi, req_DH_params or set_client_DH_params. An
// acknowledgement (msgs_ack) has no answer: reply is nil. body is not kept or changed. After an error the connection should
// end.
func (e *Exchange) Handle(ctx context.Context, body []byte) (reply []byte, err error) {
	b := &bin.Buffer{Buf: body}
	id, err := b.PeekID()
	if err != nil {
		return nil, invalid("no constructor")
	}
	switch id {
	case mt.ReqPqRequestTypeID, mt.ReqPqMultiRequestTypeID:
		reply, err = e.reqPQ(b)
	case mt.ReqDHParamsRequestTypeID:
		reply, err = e.reqDHParams(ctx, b)
	case mt.SetClientDHParamsRequestTypeID:
		reply, err = e.setClientDHParams(ctx, b)
	case mt.MsgsAckTypeID:
		return nil, nil
	default:
		err = invalid("no step of a handshake")
	}
	if err != nil {
		e.server.count(resultOf(err))
		return nil, err
	}
	return reply, nil
}

// decode decodes v from the beginning of b. TDLib pads what it sends unencrypted with up to 255 random bytes and counts
// them in the length of the message, so what follows v is passed over.
func decode(b *bin.Buffer, v bin.Decoder) error {
	if err := v.Decode(b); err != nil {
		return invalid(err.Error())
	}
	return nil
}

func encode(v bin.Encoder) ([]byte, error) {
	var b bin.Buffer
	if err := v.Encode(&b); err != nil {
		return nil, err
	}
	return b.Buf, nil
}

// find returns the handshake with the nonces, or nil.
func (e *Exchange) find(nonce, serverNonce bin.Int128) *pending {
	for _, p := range e.open {
		if p.nonce == nonce && p.serverNonce == serverNonce {
			return p
		}
	}
	return nil
}

func (e *Exchange) forget(p *pending) {
	e.open = slices.DeleteFunc(e.open, func(o *pending) bool { return o == p })
}
