package handshake

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
)

// reqDHParams answers req_DH_params: it checks the client's work and what it sealed for our RSA key, and sends our half of
// the key, which only a client that knows new_nonce can read.
//
// https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication
func (e *Exchange) reqDHParams(ctx context.Context, b *bin.Buffer) ([]byte, error) {
	var req mt.ReqDHParamsRequest
	if err := decode(b, &req); err != nil {
		return nil, err
	}
	p := e.find(req.Nonce, req.ServerNonce)
	if p == nil || p.proven {
		return nil, invalid("req_DH_params out of order")
	}
	// Each exchange has one try, so that nobody can use us to learn about the RSA key one question after the other for the
	// price of one factorisation.
	p.proven = true
	answer, err := e.prove(ctx, p, req)
	if err != nil {
		e.forget(p)
		return nil, fmt.Errorf("req_DH_params: %w", err)
	}
	return encode(&mt.ServerDHParamsOk{Nonce: p.nonce, ServerNonce: p.serverNonce, EncryptedAnswer: answer})
}

// prove checks the proof of work and what the client sealed, and returns our sealed half of the key.
func (e *Exchange) prove(ctx context.Context, p *pending, req mt.ReqDHParamsRequest) (answer []byte, err error) {
	if !sameNumber(req.P, p.p) || !sameNumber(req.Q, p.q) {
		return nil, invalid("wrong factors")
	}
	key := e.server.keys[req.PublicKeyFingerprint]
	if key == nil {
		return nil, invalid("unknown fingerprint")
	}
	err = e.server.compute(ctx, func() error {
		inner, err := key.openInner(req.EncryptedData, e.server.o.Rand)
		if err != nil {
			return err
		}
		if err := p.take(inner, e.server.o.Limits.TempLife); err != nil {
			return err
		}
		answer, err = e.answerDH(p)
		return err
	})
	return answer, err
}

// take checks what the client sealed and keeps what the next steps need of it.
func (p *pending) take(in innerData, longest time.Duration) error {
	if in.nonce != p.nonce || in.serverNonce != p.serverNonce || !sameNumber(in.pq, p.pq) ||
		!sameNumber(in.p, p.p) || !sameNumber(in.q, p.q) {
		return invalid("the sealed data differs from the request")
	}
	if in.hasDC && !validDC(in.dc) {
		return fmt.Errorf("data centre %d: %w", in.dc, ErrDC)
	}
	if in.temp {
		p.life = time.Duration(in.expiresIn) * time.Second
		if p.life <= 0 || p.life > longest {
			return invalid(fmt.Sprintf("a temporary key for %v", p.life))
		}
	}
	p.newNonce, p.dc = in.newNonce, in.dc
	return nil
}

// answerDH chooses our exponent and seals g_a for the client.
func (e *Exchange) answerDH(p *pending) ([]byte, error) {
	a, ga, err := newHalf(e.server.o.Rand)
	if err != nil {
		return nil, err
	}
	p.a = a
	p.aes, p.iv = crypto.TempAESKeys(p.newNonce.BigInt(), p.serverNonce.BigInt())
	inner, err := encode(&mt.ServerDHInnerData{
		Nonce: p.nonce, ServerNonce: p.serverNonce,
		G: generator, DhPrime: prime.Bytes(), GA: ga.Bytes(),
		ServerTime: int(e.server.o.Now().Unix()),
	})
	if err != nil {
		return nil, err
	}
	return crypto.EncryptExchangeAnswer(e.server.o.Rand, inner, p.aes, p.iv)
}

// validDC reports whether clients may name dc: 1 to 5, with 10000 added for the test servers, negative for media.
func validDC(dc int) bool {
	if dc < 0 {
		dc = -dc
	}
	if dc > 10000 {
		dc -= 10000
	}
	return dc >= 1 && dc <= 5
}

// sameNumber reports whether a big-endian number from the wire, with or without leading zeros, is want.
func sameNumber(got, want []byte) bool { return bytes.Equal(bytes.TrimLeft(got, "\x00"), want) }
