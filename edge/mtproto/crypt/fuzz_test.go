package crypt

import (
	"bytes"
	"crypto/rand"
	"testing"
)

// FuzzOpen opens anything, sealed with the key or not.
func FuzzOpen(f *testing.F) {
	key, theirs := newKeys(1)
	f.Add(sealClient(f, theirs, samplePlain(20)), false)
	f.Add(sealClient(f, theirs, samplePlain(500)), false)
	f.Add(make([]byte, 64), true)
	f.Add(append(make([]byte, 28), 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), true)
	f.Fuzz(func(t *testing.T, in []byte, seal bool) {
		if seal { // in is the inside: reach the checks behind the msg_key
			in = sealRaw(key, in[:len(in)&^15])
		}
		p, err := key.Open(bytes.Clone(in))
		if err != nil {
			return
		}
		if padding := len(in) - sealedAt - innerHeader - len(p.Body); len(p.Body)%4 != 0 || len(p.Body) == 0 ||
			padding < minPadding || padding > maxPadding+maxTransportPadding {
			t.Fatalf("opened a body of %d with %d of padding", len(p.Body), padding)
		}
	})
}

// FuzzOpenUnencrypted parses anything, and what it accepts it writes the same.
func FuzzOpenUnencrypted(f *testing.F) {
	f.Add(AppendUnencrypted(nil, 4, make([]byte, 20)))
	f.Add(append(AppendUnencrypted(nil, 1<<40, make([]byte, 340)), 1, 2))
	f.Add(make([]byte, 20))
	f.Fuzz(func(t *testing.T, in []byte) {
		id, body, err := OpenUnencrypted(in)
		if err != nil {
			return
		}
		if out := AppendUnencrypted(nil, id, body); !bytes.HasPrefix(in, out) {
			t.Fatalf("%x became %x", in, out)
		}
	})
}

// FuzzOpenBind opens anything as the inner message of auth.bindTempAuthKey.
func FuzzOpenBind(f *testing.F) {
	key, _ := newKeys(1)
	f.Add(make([]byte, 104))
	f.Fuzz(func(t *testing.T, in []byte) {
		if b, err := key.OpenBind(in); err == nil && b.PermKey != key.ID() {
			t.Fatal("opened a message for another key")
		}
	})
}

// FuzzSeal seals anything and opens it as a client.
func FuzzSeal(f *testing.F) {
	key, _ := newKeys(1)
	f.Add([]byte("abcd"), int64(1), int64(2), int64(5), int32(3))
	f.Fuzz(func(t *testing.T, body []byte, salt, session, id int64, seq int32) {
		body = body[:len(body)&^3]
		if len(body) == 0 {
			return
		}
		want := Plain{Salt: salt, Session: session, MsgID: id, SeqNo: seq, Body: body}
		sealed, err := key.Seal(nil, want, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c := key.derive(sealed[idSize:sealedAt], fromServer)
		inner := sealed[sealedAt:]
		c.decrypt(inner)
		if p, err := key.Open(sealRaw(key, inner)); err != nil || !p.equal(want) {
			t.Fatalf("%v became %v, %v", want, p, err)
		}
	})
}
