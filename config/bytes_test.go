package config

import "testing"

func TestBytes(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
		show string
	}{
		{"0", 0, "0"}, {"0MiB", 0, "0"}, {"1B", 1, "1B"}, {"1500B", 1500, "1500B"}, {"1024B", 1024, "1KiB"},
		{"256MiB", 256 << 20, "256MiB"}, {" 10 GiB ", 10 << 30, "10GiB"}, {"2TiB", 2 << 40, "2TiB"},
	} {
		var b Bytes
		if err := b.UnmarshalText([]byte(tt.text)); err != nil || int64(b) != tt.want || b.String() != tt.show {
			t.Errorf("%q is %d, shown %q, %v; want %d, %q", tt.text, b, b, err, tt.want, tt.show)
		}
	}
	for _, text := range []string{"", "10", "-1MiB", "1.5GiB", "1 GB", "GiB", "9000000TiB", "9999999999999999999B"} {
		var b Bytes
		if err := b.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken for %d bytes", text, b)
		}
	}
}
