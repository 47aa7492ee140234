package server

import (
	"context"
	"crypto/aes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/gotd/ige"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/store"
)

// igeKeys derives the AES key and vector of MTProto 2.0; x is 0 for what a client sends, 8 for what it gets.
func igeKeys(key lamplight.KeyValue, msgKey []byte, x int) (k, iv []byte) {
	a := sha256.Sum256(append(append([]byte{}, msgKey...), key[x:x+36]...))
	b := sha256.Sum256(append(append([]byte{}, key[40+x:76+x]...), msgKey...))
	k = append(append(append(k, a[:8]...), b[8:24]...), a[24:]...)
	return k, append(append(append(iv, b[:8]...), a[8:24]...), b[24:]...)
}

// say writes the nth encrypted message of a session in the intermediate framing.
func say(t *testing.T, conn net.Conn, key lamplight.KeyValue, n int, body []byte) {
	t.Helper()
	le, now := binary.LittleEndian, time.Now()
	plain := le.AppendUint64(nil, uint64(crypt.Salts{}.Current(crypt.NewKey(key), now)))
	plain = le.AppendUint64(plain, 7)                                    // session
	plain = le.AppendUint64(plain, uint64(now.Unix())<<32+uint64(n)<<24) // message
	plain = append(le.AppendUint32(le.AppendUint32(plain, uint32(2*n+1)), uint32(len(body))), body...)
	plain = append(plain, make([]byte, 12+(4-len(plain))&15)...)
	sum := sha256.Sum256(append(append([]byte{}, key[88:120]...), plain...))
	k, iv := igeKeys(key, sum[8:24], 0)
	block, _ := aes.NewCipher(k)
	sealed := make([]byte, len(plain))
	ige.EncryptBlocks(block, iv, sealed, plain)
	envelope := append(le.AppendUint64(nil, uint64(crypt.KeyID(key))), sum[8:24]...)
	envelope = append(envelope, sealed...)
	if _, err := conn.Write(append(le.AppendUint32(nil, uint32(len(envelope))), envelope...)); err != nil {
		t.Fatal(err)
	}
}

// await reads until an object with the constructor comes, alone or in a container.
func await(conn net.Conn, key lamplight.KeyValue, constructor uint32) error {
	le := binary.LittleEndian
	for {
		head := make([]byte, 4)
		if _, err := io.ReadFull(conn, head); err != nil {
			return err
		}
		envelope := make([]byte, le.Uint32(head))
		if _, err := io.ReadFull(conn, envelope); err != nil {
			return err
		}
		if len(envelope) < 40 {
			return errors.New("a transport error")
		}
		k, iv := igeKeys(key, envelope[8:24], 8)
		block, _ := aes.NewCipher(k)
		plain := make([]byte, len(envelope)-24)
		ige.DecryptBlocks(block, iv, plain, envelope[24:])
		for at := 32; at+4 <= len(plain); at += 4 {
			if le.Uint32(plain[at:]) == constructor {
				return nil
			}
		}
	}
}

// TestStopAnswersWhatRuns: a request that runs when the server is told to end is answered before the connection closes.
func TestStopAnswersWhatRuns(t *testing.T) {
	h, l, stop, ended := serving(t)
	defer stop()

	var key lamplight.KeyValue
	rand.Read(key[:])
	if err := h.accounts.Save(t.Context(), lamplight.AuthKey{ID: crypt.KeyID(key), Value: key, DC: 2, Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	// The one writer of the store is taken, so that auth.sendCode waits.
	held, free, freed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		freed <- h.store.Write(context.WithoutCancel(t.Context()), func(store.Tx) error { close(held); <-free; return nil })
	}()
	<-held
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(closeWithin))
	conn.Write([]byte{0xee, 0xee, 0xee, 0xee})
	le, text := binary.LittleEndian, func(b []byte, s string) []byte {
		b = append(append(b, byte(len(s))), s...)
		return append(b, make([]byte, (4-(len(s)+1)%4)%4)...)
	}
	body := le.AppendUint32(le.AppendUint32(nil, 0xda9b0d0d), 228)                   // invokeWithLayer
	body = le.AppendUint32(le.AppendUint32(le.AppendUint32(body, 0xc1cd5ea9), 0), 1) // initConnection
	for _, s := range []string{"device", "system", "1", "en", "", "en"} {
		body = text(body, s)
	}
	body = text(le.AppendUint32(body, 0xa677244f), "4915112345678") // auth.sendCode
	body = text(le.AppendUint32(body, 1), "hash")
	body = le.AppendUint32(le.AppendUint32(body, 0xad253d78), 0) // codeSettings
	say(t, conn, key, 0, body)
	say(t, conn, key, 1, append(le.AppendUint32(nil, 0x7abe77ec), make([]byte, 8)...)) // ping
	if err := await(conn, key, 0x347773c5); err != nil {                               // pong: what came before it runs
		t.Fatal(err)
	}
	stop()
	for { // until the port is closed
		other, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			break
		}
		other.Close()
	}
	close(free)
	if err := await(conn, key, 0xf35c6d01); err != nil { // rpc_result
		t.Errorf("the request that ran was not answered: %v", err)
	}
	if err := errors.Join(<-freed, <-ended); err != nil {
		t.Error(err)
	}
}
