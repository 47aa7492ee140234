package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// drawing returns a picture that is red at the left, blue at the right, and brighter above.
func drawing(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(255 - 255*x/w), uint8(120 - 120*y/h), uint8(255 * x / w), 255})
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif returns a segment that says how a picture is turned and where it was taken.
func exif(orientation uint16) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	entry := func(tag, kind uint16, count, value uint32) {
		tiff = binary.BigEndian.AppendUint16(tiff, tag)
		tiff = binary.BigEndian.AppendUint16(tiff, kind)
		tiff = binary.BigEndian.AppendUint32(tiff, count)
		tiff = binary.BigEndian.AppendUint32(tiff, value)
	}
	entry(0x0112, 3, 1, uint32(orientation)<<16)
	entry(0x8825, 4, 1, 38) // where the place is
	tiff = append(tiff, "\x00\x00\x00\x00GPSLatitude"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	return append([]byte{0xff, 0xe1, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

func withExif(data []byte, orientation uint16) []byte {
	return append(append(bytes.Clone(data[:2]), exif(orientation)...), data[2:]...)
}

func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) < 8 {
		t.Fatalf("corpus: %d files, %v", len(names), err)
	}
	out := map[string][]byte{}
	for _, n := range names {
		if out[filepath.Base(n)], err = os.ReadFile(n); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestEveryFormatIsRead(t *testing.T) {
	d := New(Limits{})
	for name, data := range corpus(t) {
		err := d.Decode(t.Context(), data, func(p *Picture) error {
			if p.Width != 48 || p.Height != 32 {
				t.Errorf("%s: %d×%d, want 48×32", name, p.Width, p.Height)
			}
			if m := p.RGBA(1000); m.Rect != image.Rect(0, 0, 48, 32) {
				t.Errorf("%s: shown as %v", name, m.Rect)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCutOffAndFollowed(t *testing.T) {
	d := New(Limits{})
	for name, data := range corpus(t) {
		for _, n := range []int{1, 2, 10, len(data) / 2, len(data) - 3} {
			if err := d.Decode(t.Context(), data[:len(data)-n], func(*Picture) error { return nil }); !errors.Is(err, ErrBroken) && !errors.Is(err, ErrFormat) {
				t.Errorf("%s without its last %d bytes: %v", name, n, err)
			}
		}
		for _, tail := range []string{"PK\x03\x04", "<html><script>", "\x00\x00\x00\x18ftypmp42", "x"} {
			if err := d.Decode(t.Context(), append(bytes.Clone(data), tail...), func(*Picture) error { return nil }); !errors.Is(err, ErrTrailing) {
				t.Errorf("%s followed by %q: %v", name, tail, err)
			}
		}
		if err := d.Decode(t.Context(), append([]byte("<html>"), data...), func(*Picture) error { return nil }); !errors.Is(err, ErrFormat) {
			t.Errorf("%s after HTML: %v", name, err)
		}
	}
	one := jpegOf(t, drawing(20, 20))
	if err := d.Decode(t.Context(), append(bytes.Clone(one), one...), func(*Picture) error { return nil }); err != nil {
		t.Errorf("a camera's second picture: %v", err)
	}
}

func TestBombs(t *testing.T) {
	big := pngOf(t, image.NewGray(image.Rect(0, 0, 6000, 5000)))
	many := jpegOf(t, drawing(16, 16))
	at := bytes.Index(many, []byte{0xff, 0xda})
	scan := many[at : len(many)-2]
	var scans []byte
	for range maxScans {
		scans = append(scans, scan...)
	}
	many = append(append(bytes.Clone(many[:at]), scans...), many[at:]...)
	wide := pngOf(t, image.NewGray(image.Rect(0, 0, 20_000, 1)))
	says := pngOf(t, drawing(4, 4))
	binary.BigEndian.PutUint32(says[16:], 1<<30) // without its checksum, it is refused whatever it says
	tests := []struct {
		name   string
		limits Limits
		data   []byte
		want   error
	}{
		{"too many pixels", Limits{}, big, ErrPixels},
		{"too wide", Limits{}, wide, ErrPixels},
		{"too many bytes", Limits{Bytes: 100}, big, ErrSize},
		{"too much memory", Limits{Memory: 2 << 20, Pixels: 1 << 30}, big, ErrPixels},
		{"too many scans", Limits{}, many, ErrBroken},
		{"a header that lies", Limits{}, says, ErrBroken},
		{"no time", Limits{Time: time.Nanosecond}, pngOf(t, drawing(500, 500)), ErrTime},
		{"nothing", Limits{}, nil, ErrFormat},
	}
	for _, tt := range tests {
		err := New(tt.limits).Decode(t.Context(), tt.data, func(*Picture) error { return nil })
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestOrientation(t *testing.T) {
	d := New(Limits{})
	upright := drawing(60, 30)
	for o := uint16(1); o <= 8; o++ {
		// What a camera stores is the upright picture turned the other way.
		inverse := []turn{0, 1, 2, 3, 4, 5, 8, 7, 6}[o]
		data := withExif(jpegOf(t, inverse.upright(upright)), o)
		err := d.Decode(t.Context(), data, func(p *Picture) error {
			m := p.RGBA(60)
			if m.Rect != upright.Rect || p.Width != 60 || p.Height != 30 {
				t.Fatalf("orientation %d: %v", o, m.Rect)
			}
			for _, at := range []image.Point{{5, 5}, {55, 5}, {5, 25}, {55, 25}} {
				got, want := m.RGBAAt(at.X, at.Y), upright.RGBAAt(at.X, at.Y)
				if far(got.R, want.R) || far(got.G, want.G) || far(got.B, want.B) {
					t.Errorf("orientation %d at %v: %v, want %v", o, at, got, want)
				}
			}
			sizes, err := p.Photo()
			for _, s := range sizes {
				if bytes.Contains(s.JPEG, []byte("GPS")) || bytes.Contains(s.JPEG, []byte("Exif")) {
					t.Error("a copy says where the picture was taken")
				}
			}
			return err
		})
		if err != nil {
			t.Errorf("orientation %d: %v", o, err)
		}
	}
}

func far(a, b uint8) bool { return max(a, b)-min(a, b) > 24 }

func TestSizes(t *testing.T) {
	tests := []struct {
		w, h int
		want []string
	}{
		{50, 40, []string{"i 40×32", "s 50×40"}},
		{100, 300, []string{"i 13×40", "s 33×100", "m 100×300"}},
		{640, 480, []string{"i 40×30", "s 100×75", "m 320×240", "x 640×480"}},
		{1280, 720, []string{"i 40×23", "s 100×56", "m 320×180", "x 800×450", "y 1280×720"}},
		{3000, 1500, []string{"i 40×20", "s 100×50", "m 320×160", "x 800×400", "y 1280×640", "w 2560×1280"}},
	}
	d := New(Limits{})
	for _, tt := range tests {
		err := d.Decode(t.Context(), jpegOf(t, drawing(tt.w, tt.h)), func(p *Picture) error {
			sizes, err := p.Photo()
			if len(sizes) != len(tt.want) {
				t.Fatalf("%d×%d: %d sizes, want %v", tt.w, tt.h, len(sizes), tt.want)
			}
			for i, s := range sizes {
				if got := s.Type + " " + dims(s); got != tt.want[i] {
					t.Errorf("%d×%d: %s, want %s", tt.w, tt.h, got, tt.want[i])
				}
				if s.Type == "i" {
					continue
				}
				if c, err := jpeg.DecodeConfig(bytes.NewReader(s.JPEG)); err != nil || c.Width != s.Width || c.Height != s.Height {
					t.Errorf("%s: %v, %v", s.Type, c, err)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	err := d.Decode(t.Context(), jpegOf(t, drawing(500, 300)), func(p *Picture) error {
		sizes, err := p.Profile()
		for i, want := range []string{"i 40×40", "a 160×160", "b 300×300", "c 300×300"} {
			if got := sizes[i].Type + " " + dims(sizes[i]); got != want {
				t.Errorf("profile: %s, want %s", got, want)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func dims(s Size) string {
	return string(append(append(itoa(s.Width), "×"...), itoa(s.Height)...))
}

func itoa(n int) []byte {
	if n < 10 {
		return []byte{byte('0' + n)}
	}
	return append(itoa(n/10), byte('0'+n%10))
}

// TestStripped puts the header before a stripped thumbnail that clients put there, made here from the standard's tables.
func TestStripped(t *testing.T) {
	in := drawing(400, 300)
	err := New(Limits{}).Decode(t.Context(), pngOf(t, in), func(p *Picture) error {
		s, err := stripped(p.RGBA(strippedSide))
		if err != nil {
			return err
		}
		m, err := jpeg.Decode(bytes.NewReader(expand(s.JPEG)))
		if err != nil {
			t.Fatalf("as clients make it: %v", err)
		}
		if m.Bounds() != image.Rect(0, 0, 40, 30) {
			t.Errorf("it is %v", m.Bounds())
		}
		for _, at := range []image.Point{{4, 15}, {36, 15}} {
			r, _, b, _ := m.At(at.X, at.Y).RGBA()
			if want := in.RGBAAt(at.X*10, at.Y*10); far(uint8(r>>8), want.R) || far(uint8(b>>8), want.B) {
				t.Errorf("at %v: %d, %d, want %v", at, r>>8, b>>8, want)
			}
		}
		if len(s.JPEG) > 2000 {
			t.Errorf("%d bytes", len(s.JPEG))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// expand makes a whole JPEG of a stripped one: the tables of ITU-T T.81, annex K, for quality 20, in zigzag order.
func expand(s []byte) []byte {
	luma := []byte{
		16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
		56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
	}
	chroma := []byte{17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66}
	for len(chroma) < 64 {
		chroma = append(chroma, 99)
	}
	h := []byte{0xff, 0xd8}
	for i, table := range [][]byte{luma, chroma} {
		h = append(h, 0xff, 0xdb, 0, 67, byte(i))
		for _, q := range table {
			h = append(h, byte(min(255, (int(q)*250+50)/100)))
		}
	}
	h = append(h, 0xff, 0xc0, 0, 17, 8, 0, s[1], 0, s[2], 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)
	// The standard's Huffman tables are in every JPEG that the standard library writes.
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil)
	from := bytes.Index(b.Bytes(), []byte{0xff, 0xc4})
	to := bytes.Index(b.Bytes(), []byte{0xff, 0xda})
	h = append(h, b.Bytes()[from:to]...)
	h = append(h, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0)
	return append(append(h, s[3:]...), 0xff, 0xd9)
}

func TestTransparencyIsWhite(t *testing.T) {
	in := image.NewNRGBA(image.Rect(0, 0, 10, 10))
	err := New(Limits{}).Decode(t.Context(), pngOf(t, in), func(p *Picture) error {
		if got := p.RGBA(10).RGBAAt(5, 5); got != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("shown as %v", got)
		}
		if got := p.Luma(5); got.Rect.Dx() != 5 || got.GrayAt(2, 2).Y != 255 {
			t.Errorf("luma %v of %v", got.GrayAt(2, 2), got.Rect)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOneAtATime(t *testing.T) {
	d := New(Limits{AtOnce: 1})
	data := jpegOf(t, drawing(8, 8))
	err := d.Decode(t.Context(), data, func(*Picture) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return d.Decode(ctx, data, func(*Picture) error { return nil })
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second of two: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range corpus(f) {
		f.Add(data)
	}
	f.Add(withExif(jpegOf(f, drawing(8, 8)), 6))
	d := New(Limits{Bytes: 1 << 20, Pixels: 1 << 16, Memory: 16 << 20, Time: time.Second})
	f.Fuzz(func(t *testing.T, data []byte) {
		h, herr := d.Header(data)
		err := d.Decode(t.Context(), data, func(p *Picture) error {
			if p.Header != h {
				t.Errorf("decoded as %v, announced as %v", p.Header, h)
			}
			sizes, err := p.Photo()
			for _, s := range sizes {
				if s.Width < 1 || s.Height < 1 || len(s.JPEG) == 0 {
					t.Errorf("size %s is %d×%d, %d bytes", s.Type, s.Width, s.Height, len(s.JPEG))
				}
			}
			return err
		})
		if err == nil && herr != nil {
			t.Errorf("decoded although %v", herr)
		}
	})
}

func BenchmarkPhoto(b *testing.B) {
	d := New(Limits{})
	data := jpegOf(b, drawing(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Decode(b.Context(), data, func(p *Picture) error { _, err := p.Photo(); return err }); err != nil {
			b.Fatal(err)
		}
	}
}
