// Package handshake is the server's side of the creation of auth keys (https://core.telegram.org/mtproto/auth_key).
package handshake

import (
	"context"
	"crypto/rsa"
	"errors"
	"io"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
	"lamplight/edge/mtproto/transport"
)

// Errors of an exchange. After any of them the connection should end; Code says what to tell the client.
var (
	// ErrInvalid says that the client broke the rules: a step out of order, a wrong nonce, factors, padding or hash.
	ErrInvalid = errors.New("handshake: invalid request")
	// ErrDC says that the client asked for a data centre that does not exist.
	ErrDC = errors.New("handshake: unknown data centre")
	// ErrBusy says that the server or the connection has too many handshakes.
	ErrBusy = errors.New("handshake: too many at once")
	// ErrTaken is what Options.Save returns if there is a key with this id already: the client is told to try again.
	ErrTaken = errors.New("handshake: key id is taken")
)

// Code returns the transport error that tells the client of err.
func Code(err error) int32 { return transport.CodeKeyUnknown }

// Limits bound what strangers can make handshakes cost.
type Limits struct {
	// HandshakesAtOnce is how many steps of handshakes are computed at once. Default: the number of CPUs.
	HandshakesAtOnce int
	// Wait is how long a step waits for its turn. Default 5 s.
	Wait time.Duration
	// PerConnection is how many exchanges one connection may begin. Default 16.
	PerConnection int
	// OpenPerConnection is how many of them may be unfinished at once; the oldest is forgotten for a further one. Default 4.
	OpenPerConnection int
	// TempLife is the longest life of a temporary key. Default 30 days.
	TempLife time.Duration
}

// Options are what a Server needs.
type Options struct {
	// Keys are the RSA keys of the server, 2048 bits each. All are offered; the first is the one to publish.
	Keys []*rsa.PrivateKey
	// Save keeps a new auth key, before the client is told that it is good. It sets ID, Value, Temp, Expires, DC and Created.
	Save func(ctx context.Context, key lamplight.AuthKey) error
	Now  func() time.Time
	Rand io.Reader // crypto/rand.Reader

	Limits     Limits
	Registerer prometheus.Registerer // may be nil
}

// A Server makes auth keys with clients. It is safe for concurrent use.
type Server struct{}

// New returns a Server.
func New(o Options) (*Server, error) { return nil, errors.New("handshake: not built yet") }

// An Exchange is the handshakes of one connection: one after the other, or side by side, told apart by their nonces. It
// is not safe for concurrent use, needs no end, and costs nothing until the first request.
type Exchange struct{}

// Begin returns the Exchange of a new connection.
func (s *Server) Begin() *Exchange { return &Exchange{} }

// Handle answers the body of an unencrypted message: req_pq, req_pq_multi, req_DH_params or set_client_DH_params. Bodies
// that are msgs_ack have no answer: reply is nil. After an error the connection should end.
func (e *Exchange) Handle(ctx context.Context, body []byte) (reply []byte, err error) { return nil, ErrInvalid }

// LoadKey reads a private key of 2048 bits (PEM, PKCS#1 or PKCS#8).
func LoadKey(pem []byte) (*rsa.PrivateKey, error) { return nil, errors.New("handshake: not built yet") }

// LoadOrCreateKey reads the private key in the file at path; if there is no file, it makes a key and writes it there for
// its owner alone (mode 0600). created says which.
func LoadOrCreateKey(path string, rand io.Reader) (key *rsa.PrivateKey, created bool, err error) {
	return nil, false, errors.New("handshake: not built yet")
}

// PublicPEM returns the public key as clients want it: PEM, PKCS#1.
func PublicPEM(key *rsa.PublicKey) []byte { return nil }

// Fingerprint returns what clients know the key by: the low 64 bits of the SHA-1 of its modulus and exponent, each a TL
// string.
func Fingerprint(key *rsa.PublicKey) int64 { return 0 }
