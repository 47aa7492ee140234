package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// chunk is how much a decoder is given at once, in bytes: between two chunks it is asked whether its time is up.
const chunk = 256

// A file is what was read of a picture before decoding it.
type file struct {
	format        Format
	width, height int // as stored
	turn          turn
	memory        int64 // bytes that decoding takes, estimated
	data          []byte
}

// read finds the format, walks the file, and holds its header to the limits.
func (d *Decoder) read(data []byte) (file, error) {
	if int64(len(data)) > d.limits.Bytes {
		return file{}, ErrSize
	}
	f := file{format: sniff(data), data: data}
	var config image.Config
	var perPixel int64
	var err error
	switch f.format {
	case JPEG:
		var w walkedJPEG
		if w, err = walkJPEG(data); err == nil {
			f.turn = w.turn
			perPixel = 3 + 4
			if w.progressive {
				perPixel += 12 // the coefficients of all components
			}
			f.data = data[:w.end]
			config, err = jpeg.DecodeConfig(bytes.NewReader(f.data))
		}
	case PNG:
		if f.turn, err = walkPNG(data); err == nil {
			perPixel = 2*8 + 4
			config, err = png.DecodeConfig(bytes.NewReader(data))
		}
	case GIF:
		if err = walkGIF(data); err == nil {
			perPixel = 1 + 4 + 4
			config, err = gif.DecodeConfig(bytes.NewReader(data))
		}
	case WebP:
		if f.turn, f.data, err = walkWebP(data); err == nil {
			perPixel = 4 + 4 + 4
			config, err = webp.DecodeConfig(bytes.NewReader(f.data))
		}
	case BMP:
		if err = walkBMP(data); err == nil {
			perPixel = 4 + 4
			config, err = bmp.DecodeConfig(bytes.NewReader(data))
		}
	default:
		return file{}, ErrFormat
	}
	if err != nil {
		return file{}, refusal(err)
	}
	f.width, f.height = config.Width, config.Height
	if f.width <= 0 || f.height <= 0 || f.width > d.limits.Side || f.height > d.limits.Side ||
		int64(f.width)*int64(f.height) > int64(d.limits.Pixels) {
		return file{}, fmt.Errorf("%w: %d×%d", ErrPixels, f.width, f.height)
	}
	f.memory = int64(f.width)*int64(f.height)*perPixel + 1<<20
	return f, nil
}

// sniff tells the format by the first bytes; 0 if it is none of ours.
func sniff(data []byte) Format {
	has := func(at int, s string) bool { return len(data) >= at+len(s) && string(data[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return GIF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(0, "BM"):
		return BMP
	default:
		return 0
	}
}

// refusal makes an error of a decoder one of ours.
func refusal(err error) error {
	for _, own := range []error{ErrFormat, ErrBroken, ErrTrailing, ErrSize, ErrPixels, ErrTime} {
		if is(err, own) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// decode decodes the file, as it is stored. The decoders of others are held to be safe, and yet not trusted: should one
// panic, the file is broken.
func (f *file) decode(ctx context.Context, _ []byte) (shown image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			shown, err = nil, fmt.Errorf("%w: the decoder panicked: %v", ErrBroken, p)
		}
	}()
	r := &slow{ctx: ctx, data: f.data}
	switch f.format {
	case JPEG:
		shown, err = jpeg.Decode(r)
	case PNG:
		shown, err = png.Decode(r)
	case GIF:
		shown, err = gif.Decode(r) // the first frame
	case WebP:
		shown, err = webp.Decode(r)
	case BMP:
		shown, err = bmp.Decode(r)
	default:
		return nil, ErrFormat
	}
	if err != nil {
		return nil, refusal(err)
	}
	b := shown.Bounds()
	if f.format == GIF && b != image.Rect(0, 0, f.width, f.height) {
		// A first frame may be smaller than the picture.
		whole := image.NewRGBA(image.Rect(0, 0, f.width, f.height))
		draw.Draw(whole, whole.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(whole, b, shown, b.Min, draw.Over)
		return whole, nil
	}
	if b.Dx() != f.width || b.Dy() != f.height {
		return nil, fmt.Errorf("%w: it is %d×%d and says %d×%d", ErrBroken, b.Dx(), b.Dy(), f.width, f.height)
	}
	return shown, nil
}

// slow gives out a file in small chunks until ctx ends: the decoders have no other way to be stopped.
type slow struct {
	ctx  context.Context
	data []byte
}

func (s *slow) Read(b []byte) (int, error) {
	if len(s.data) == 0 {
		return 0, io.EOF
	}
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n := copy(b[:min(len(b), chunk)], s.data)
	s.data = s.data[n:]
	return n, nil
}
