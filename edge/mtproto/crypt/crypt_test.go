package crypt

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/proto"

	"lamplight"
)

// newKeys returns one key, as ours and as gotd's.
func newKeys(seed byte) (*Key, crypto.AuthKey) {
	var value lamplight.KeyValue
	mathrand.NewChaCha8([32]byte{seed}).Read(value[:])
	return NewKey(value), crypto.Key(value).WithID()
}

// sealClient seals an envelope as gotd's client does.
func sealClient(t testing.TB, key crypto.AuthKey, p Plain) []byte {
	var b bin.Buffer
	err := crypto.NewClientCipher(rand.Reader).Encrypt(key, crypto.EncryptedMessageData{
		Salt: p.Salt, SessionID: p.Session, MessageID: p.MsgID, SeqNo: p.SeqNo,
		MessageDataLen: int32(len(p.Body)), MessageDataWithPadding: p.Body,
	}, &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Buf
}

func (p Plain) equal(q Plain) bool {
	return p.Salt == q.Salt && p.Session == q.Session && p.MsgID == q.MsgID && p.SeqNo == q.SeqNo && bytes.Equal(p.Body, q.Body)
}

func samplePlain(n int) Plain {
	body := make([]byte, n)
	rand.Read(body)
	return Plain{Salt: -1, Session: 1 << 60, MsgID: 1<<62 + 4, SeqNo: 7, Body: body}
}

func TestKeyID(t *testing.T) {
	for seed := range byte(8) {
		ours, theirs := newKeys(seed)
		if got := int64(ours.ID()); got != theirs.IntID() {
			t.Errorf("id %x, gotd says %x", got, theirs.IntID())
		}
	}
}

func TestKeyDoesNotPrint(t *testing.T) {
	key, _ := newKeys(1)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		value := fmt.Sprintf("%x", key.value[:4])
		if got := fmt.Sprintf(format, key); strings.Contains(got, value) || strings.Contains(got, fmt.Sprint(key.value[0], key.value[1])) {
			t.Errorf("%s prints %.40s", format, got)
		}
	}
}

// TestOpenGotd opens what gotd's client sealed, with and without the padding of the padded framing behind it.
func TestOpenGotd(t *testing.T) {
	key, theirs := newKeys(1)
	for _, n := range []int{4, 8, 12, 16, 20, 100, 4096, 600_000} {
		for _, behind := range []int{0, 3, 15} {
			want := samplePlain(n)
			got, err := key.Open(append(sealClient(t, theirs, want), make([]byte, behind)...))
			if err != nil || !got.equal(want) {
				t.Errorf("%d bytes and %d behind: %v", n, behind, err)
			}
		}
	}
}

// TestSealGotd lets gotd's client open what we sealed.
func TestSealGotd(t *testing.T) {
	key, theirs := newKeys(2)
	for _, n := range []int{4, 8, 12, 16, 20, 100, 4096, 600_000} {
		want := samplePlain(n)
		sealed, err := key.Seal([]byte("before"), want, rand.Reader)
		if err != nil || len(sealed) != len("before")+SealedSize(n) {
			t.Fatalf("%d bytes sealed to %d, %v; want %d", n, len(sealed), err, SealedSize(n))
		}
		got, err := crypto.NewClientCipher(rand.Reader).DecryptFromBuffer(theirs, &bin.Buffer{Buf: sealed[len("before"):]})
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if p := (Plain{Salt: got.Salt, Session: got.SessionID, MsgID: got.MessageID, SeqNo: got.SeqNo, Body: got.Data()}); !p.equal(want) {
			t.Errorf("%d bytes: gotd opened something else", n)
		}
	}
}

// sealRaw seals inner bytes as a client's, whatever they are.
func sealRaw(k *Key, inner []byte) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(k.id))
	sum := k.messageKey(inner, fromClient)
	out = append(out, sum[8:24]...)
	out = append(out, inner...)
	c := k.derive(out[idSize:sealedAt], fromClient)
	c.encrypt(out[sealedAt:])
	return out
}

func TestOpenRefuses(t *testing.T) {
	key, theirs := newKeys(3)
	_, other := newKeys(4)
	fresh := func() []byte { return sealClient(t, theirs, samplePlain(64)) }
	flip := func(at int) []byte { b := fresh(); b[at] ^= 1; return b }
	inner := func(length uint32, size int) []byte {
		b := make([]byte, size)
		binary.LittleEndian.PutUint32(b[28:], length)
		return sealRaw(key, b)
	}
	tests := []struct {
		name     string
		envelope []byte
	}{
		{"nothing", nil},
		{"an id alone", fresh()[:8]},
		{"no sealed part", fresh()[:24]},
		{"too short", fresh()[:67]},
		{"another key", sealClient(t, other, samplePlain(64))},
		{"msg_key changed", flip(9)},
		{"first block changed", flip(24)},
		{"last block changed", flip(24 + 64 + 32)},
		{"a block cut off", func() []byte { b := fresh(); return b[:len(b)-16] }()},
		{"a block too many", append(fresh(), make([]byte, 16)...)},
		{"the server's own", func() []byte { b, _ := key.Seal(nil, samplePlain(64), rand.Reader); return b }()},
		{"length 0", inner(0, 48)},
		{"length no multiple of 4", inner(5, 64)},
		{"length beyond the end", inner(1000, 64)},
		{"length of all bits", inner(1<<32-4, 64)},
		{"padding of 8", inner(8, 48)},
		{"padding of 1036", inner(4, 32+4+1036)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p, err := key.Open(tt.envelope); !errors.Is(err, ErrEnvelope) {
				t.Errorf("opened %v, %v", p, err)
			}
		})
	}
	for _, ok := range [][]byte{inner(4, 48), inner(20, 64), inner(12, 32+12+1012), inner(8, 32+8+1016)} {
		if _, err := key.Open(ok); err != nil {
			t.Errorf("%d bytes: %v", len(ok), err)
		}
	}
}

func TestSealRefusesUneven(t *testing.T) {
	key, _ := newKeys(1)
	for _, n := range []int{0, 3, 5} {
		if _, err := key.Seal(nil, Plain{Body: make([]byte, n)}, rand.Reader); err == nil {
			t.Errorf("sealed a body of %d", n)
		}
	}
}

// TestQuickAck compares with the definition: the first 32 bits of the hash that the msg_key is the middle of.
func TestQuickAck(t *testing.T) {
	key, theirs := newKeys(5)
	sealed := sealClient(t, theirs, samplePlain(40))
	plain := bytes.Clone(sealed[sealedAt:])
	c := key.derive(sealed[idSize:sealedAt], fromClient)
	c.decrypt(plain)
	want := binary.LittleEndian.Uint32(crypto.SHA256(theirs.Value[88:120], plain)) | 1<<31
	if got, err := key.Open(sealed); err != nil || got.QuickAck != want {
		t.Errorf("token %x, %v; want %x", got.QuickAck, err, want)
	}
}

func TestUnencrypted(t *testing.T) {
	for _, n := range []int{4, 20, 340} {
		body := samplePlain(n).Body
		want := proto.UnencryptedMessage{MessageID: 5<<32 + 4, MessageData: body}
		var b bin.Buffer
		if err := want.Encode(&b); err != nil {
			t.Fatal(err)
		}
		if got := AppendUnencrypted(nil, want.MessageID, body); !bytes.Equal(got, b.Buf) {
			t.Errorf("wrote %x, gotd writes %x", got, b.Buf)
		}
		id, got, err := OpenUnencrypted(append(b.Buf, 1, 2, 3))
		if err != nil || id != want.MessageID || !bytes.Equal(got, body) {
			t.Errorf("%d bytes: opened %d, %x, %v", n, id, got, err)
		}
	}
	tests := []struct {
		name     string
		envelope []byte
	}{
		{"nothing", nil},
		{"no length", make([]byte, 19)},
		{"length 0", make([]byte, 20)},
		{"a key id", append([]byte{1}, AppendUnencrypted(nil, 4, make([]byte, 20))[1:]...)},
		{"cut", AppendUnencrypted(nil, 4, make([]byte, 20))[:39]},
		{"uneven", AppendUnencrypted(nil, 4, make([]byte, 21))},
		{"much behind", append(AppendUnencrypted(nil, 4, make([]byte, 20)), make([]byte, 16)...)},
		{"huge", binary.LittleEndian.AppendUint32(make([]byte, 16), 1<<32-4)},
	}
	for _, tt := range tests {
		if _, _, err := OpenUnencrypted(tt.envelope); !errors.Is(err, ErrEnvelope) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOpenBind(t *testing.T) {
	key, theirs := newKeys(6)
	_, other := newKeys(7)
	inner := crypto.BindAuthKeyInner{
		Nonce: -3, TempAuthKeyID: 1 << 61, PermAuthKeyID: theirs.IntID(), TempSessionID: 77, ExpiresAt: 1_900_000_000,
	}
	seal := func(k crypto.AuthKey, change func(*crypto.BindAuthKeyInner)) []byte {
		in := inner
		if change != nil {
			change(&in)
		}
		b, err := crypto.EncryptBindMessage(rand.Reader, k, 12345<<32, &in)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	sealed := seal(theirs, nil)
	want := Bind{
		MsgID: 12345 << 32, Nonce: -3, TempKey: 1 << 61, PermKey: key.ID(), TempSession: 77, Expires: time.Unix(1_900_000_000, 0),
	}
	for range 2 { // sealed is not changed
		if got, err := key.OpenBind(sealed); err != nil || got != want {
			t.Errorf("opened %+v, %v; want %+v", got, err, want)
		}
	}
	tests := []struct {
		name   string
		sealed []byte
	}{
		{"nothing", nil},
		{"short", sealed[:len(sealed)-16]},
		{"long", append(bytes.Clone(sealed), make([]byte, 16)...)},
		{"another key", seal(other, nil)},
		{"another permanent key named", seal(theirs, func(b *crypto.BindAuthKeyInner) { b.PermAuthKeyID++ })},
		{"changed", func() []byte { b := bytes.Clone(sealed); b[60] ^= 1; return b }()},
	}
	for _, tt := range tests {
		if b, err := key.OpenBind(tt.sealed); !errors.Is(err, ErrBind) {
			t.Errorf("%s: opened %+v, %v", tt.name, b, err)
		}
	}
}

func TestMsgIDs(t *testing.T) {
	var ids MsgIDs
	now := time.Unix(1_800_000_000, 123_456_789)
	last := int64(0)
	for i := range 1000 {
		at := now
		if i%10 == 9 {
			at = now.Add(-time.Hour) // clocks go back
		}
		id, want := ids.Answer(at), int64(1)
		if i%3 == 0 {
			id, want = ids.Push(at), 3
		}
		if id <= last || id%4 != want {
			t.Fatalf("id %d after %d leaves %d, want %d", id, last, id%4, want)
		}
		if off := MsgTime(id).Sub(now).Abs(); off > time.Millisecond {
			t.Fatalf("id %d says a time %v off", id, off)
		}
		last = id
	}
}

func TestSalts(t *testing.T) {
	key, _ := newKeys(1)
	other, _ := newKeys(2)
	var salts Salts
	start := time.Unix(1_800_000_000, 0).Truncate(30 * time.Minute)
	first, second := salts.Current(key, start), salts.Current(key, start.Add(30*time.Minute))
	if first == second || first == salts.Current(other, start) || first == 0 {
		t.Fatal("salts repeat")
	}
	tests := []struct {
		after time.Duration
		salt  int64
		want  bool
	}{
		{0, first, true},
		{0, second, false},
		{29*time.Minute - time.Second, second, false},
		{29 * time.Minute, second, true}, // a clock that is ahead
		{30*time.Minute - 1, first, true},
		{30 * time.Minute, second, true},
		{30 * time.Minute, first, true},
		{time.Hour - time.Second, first, true},
		{time.Hour, first, false},
		{time.Hour, second, true},
		{0, 0, false},
	}
	for _, tt := range tests {
		if got := salts.Valid(key, tt.salt, start.Add(tt.after)); got != tt.want {
			t.Errorf("after %v: valid %v, want %v", tt.after, got, tt.want)
		}
	}
	future := salts.Future(key, start.Add(time.Minute), 100)
	if len(future) != MaxFutureSalts || future[0].Value != first || future[1].Value != second {
		t.Fatalf("%d future salts from %d", len(future), future[0].Value)
	}
	for _, s := range future {
		for _, at := range []time.Time{s.Since, s.Until.Add(-time.Second)} {
			if !salts.Valid(key, s.Value, at) {
				t.Errorf("%d is not valid at %v", s.Value, at)
			}
		}
		if salts.Valid(key, s.Value, s.Until) || salts.Valid(key, s.Value, s.Since.Add(-2*time.Minute)) {
			t.Errorf("%d is valid outside its time", s.Value)
		}
		if s.Until.Sub(s.Since) != time.Hour {
			t.Errorf("%d lives for %v", s.Value, s.Until.Sub(s.Since))
		}
	}
	if n := len(salts.Future(key, start, -1)); n != 0 {
		t.Errorf("asked for -1, got %d", n)
	}
}
