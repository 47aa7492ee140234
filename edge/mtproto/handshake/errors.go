package handshake

import (
	"errors"
	"fmt"

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

// Code returns the transport error that tells the client of err, or 0 if it is told nothing: the fault is ours.
func Code(err error) int32 {
	switch {
	case errors.Is(err, ErrInvalid):
		return transport.CodeKeyUnknown
	case errors.Is(err, ErrDC):
		return transport.CodeWrongDC
	case errors.Is(err, ErrBusy):
		return transport.CodeFlood
	}
	return 0
}

// invalid returns an ErrInvalid that says what is wrong, for the log.
func invalid(what string) error { return fmt.Errorf("%s: %w", what, ErrInvalid) }
