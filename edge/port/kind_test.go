package port

import (
	"net"
	"strings"
	"testing"
)

func TestKindOf(t *testing.T) {
	tests := []struct {
		in   string
		want Kind // "" if more bytes are needed
	}{
		{"\xef", MTProto},
		{"\xee", MTProto},
		{"\xdd\xdd", MTProto},
		{"\x00", MTProto},
		{"G", ""}, {"GE", ""}, {"GET", ""}, {"GET ", HTTP}, {"GET /", HTTP}, {"GETX", MTProto},
		{"P", ""}, {"PU", ""}, {"PUT ", HTTP}, {"POST", HTTP}, {"PATC", HTTP}, {"PRI ", HTTP}, {"PX", MTProto}, {"POSE", MTProto},
		{"HEAD", HTTP}, {"OPTI", HTTP}, {"DELE", HTTP}, {"get ", MTProto},
		{"\x16", ""}, {"\x16\x03", ""}, {"\x16\x03\x01", ""}, {"\x16\x03\x01\x02", ""}, {"\x16\x03\x01\x02\x00", ""},
		{"\x16\x03\x01\x02\x00\x01", TLS},
		{"\x16\x03\x04\x02\x00\x01", TLS},
		{"\x16\x03\x01\x00\x28\x01", TLS},
		{"\x16\x03\x01\x40\x00\x01", TLS},
		{"\x16\x02", MTProto},
		{"\x16\x03\x05", MTProto},
		{"\x16\x03\x01\x41", MTProto},
		{"\x16\x03\x01\x40\x01", MTProto},
		{"\x16\x03\x01\x00\x27", MTProto},
		{"\x16\x03\x01\x02\x00\x02", MTProto},
	}
	for _, tt := range tests {
		got, enough := kindOf([]byte(tt.in))
		if got != tt.want || enough != (tt.want != "") {
			t.Errorf("%q: %q, %v; want %q", tt.in, got, enough, tt.want)
		}
	}
}

// FuzzKindOf checks that what is told does not change with more bytes, and always is by the sixth.
func FuzzKindOf(f *testing.F) {
	for _, s := range []string{"\xef", "GET / HTTP/1.1", "\x16\x03\x01\x02\x00\x01", "\x16\x03\x09", strings.Repeat("\xee", 8), "OPTI"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		told := Kind("")
		for n := 1; n <= len(in); n++ {
			kind, enough := kindOf(in[:n])
			if told != "" && kind != told || !enough && n >= sniffed {
				t.Fatalf("%x: %q, %v after %q", in[:n], kind, enough, told)
			}
			told = kind
		}
	})
}

type from struct {
	net.Conn
	addr net.Addr
}

func (f from) RemoteAddr() net.Addr { return f.addr }
func (from) Close() error           { return nil }

func TestAddresses(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"2001:db8::1", "2001:db8::ffff:1", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
	}
	for _, tt := range tests {
		c := newCounter(Limits{Connections: 9, ConnectionsPerAddress: 1})
		at := func(ip string) net.Conn { return from{addr: &net.TCPAddr{IP: net.ParseIP(ip)}} }
		one, ok := c.admit(at(tt.a))
		if !ok {
			t.Fatal("the first is refused")
		}
		if _, ok := c.admit(at(tt.b)); ok == tt.same {
			t.Errorf("%s after %s: admitted %v", tt.b, tt.a, ok)
		}
		one.Close()
		one.Close() // counts once
		if _, ok := c.admit(at(tt.a)); !ok {
			t.Errorf("%s: not admitted after the first closed", tt.a)
		}
	}
}
