// Package handshake is the server's side of the creation of auth keys: the client proves that it did some work, the server
// that it holds the RSA key that the client trusts, and both agree on a key by Diffie and Hellman.
//
// https://core.telegram.org/mtproto/auth_key
package handshake
