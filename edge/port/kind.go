package port

import (
	"encoding/binary"
	"strings"
)

// A Kind is what became of a connection.
type Kind string

// The kinds. A connection that speaks TLS counts as what it speaks inside.
const (
	MTProto Kind = "mtproto"
	HTTP    Kind = "http"
	TLS     Kind = "tls"     // never observed
	Silent  Kind = "silent"  // ended, or said too little for too long
	Refused Kind = "refused" // TLS that is not configured, failed, or lies within TLS
	Limited Kind = "limited" // one too many
)

// sniffed is how many bytes it takes at most to tell what a client speaks.
const sniffed = 6

// kindOf returns what a client speaks whose first bytes are b, or false if it takes more bytes to tell.
//
// It relies on what obfuscated2, which looks like noise, promises never to begin with
// (https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation).
func kindOf(b []byte) (Kind, bool) {
	for _, word := range []string{"GET ", "POST", "HEAD", "OPTI", "PUT ", "DELE", "PATC", "PRI "} {
		if len(b) >= len(word) && string(b[:len(word)]) == word {
			return HTTP, true
		}
		if len(b) < len(word) && strings.HasPrefix(word, string(b)) {
			return "", false
		}
	}
	switch is, enough := isTLS(b); {
	case !enough:
		return "", false
	case is:
		return TLS, true
	}
	return MTProto, true
}

// isTLS reports whether b begins a record of TLS that holds a ClientHello: type 22, version 3.x, a plausible length, and
// then type 1.
func isTLS(b []byte) (is, enough bool) {
	const (
		record, major, lastMinor, hello = 22, 3, 4, 1
		// A ClientHello has a version, 32 random bytes and some lists; a record has at most 16 KiB.
		shortest, longest = 40, 1 << 14
	)
	for i, ok := range []func(byte) bool{
		func(x byte) bool { return x == record },
		func(x byte) bool { return x == major },
		func(x byte) bool { return x <= lastMinor },
		func(x byte) bool { return x <= longest>>8 },
		func(byte) bool { n := binary.BigEndian.Uint16(b[3:]); return n >= shortest && n <= longest },
		func(x byte) bool { return x == hello },
	} {
		if i == len(b) {
			return false, false
		}
		if !ok(b[i]) {
			return false, true
		}
	}
	return true, true
}
