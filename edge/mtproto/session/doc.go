// Package session is one connection's life: it finds the key of what arrives, keeps MTProto sessions with their salts,
// message ids, acknowledgements and containers, hands requests to the rpc room and takes answers and pushes back to the
// wire.
//
// A Server owns three kinds of thing. A connection (conn.go) is one goroutine that reads; a writer is started when
// there is something to write. A key (keys.go) is what this node remembers of an auth key and who holds it; it is
// dropped when it is unused for long or when somebody says that it changed. A session (session.go) is an MTProto
// session, the thing that numbers messages; it outlives its connection for a while so that answers can be sent again on
// the next one.
//
// https://core.telegram.org/mtproto/description
package session
