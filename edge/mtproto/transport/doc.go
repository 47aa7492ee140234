// Package transport turns the bytes of a connection into frames and back. It knows the four MTProto framings over TCP
// (abridged, intermediate, padded intermediate, full), each plain or inside obfuscated2, and tells them apart by the
// first bytes that the client sends. What is inside a frame is the business of the rooms above.
//
// https://core.telegram.org/mtproto/mtproto-transports
package transport
