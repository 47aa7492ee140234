// Package picture decodes pictures that strangers send, within limits on bytes, pixels, memory and time, and makes of them
// what is given out: smaller copies that carry nothing of the file they come from but what is seen.
//
// JPEG, PNG, GIF, WebP and BMP are read; of what moves, the first frame. A file is walked from its first to its last byte
// before anything is decoded: one that is cut off, that has something else behind its end, or that says it is larger than the
// limits is refused without an allocation of its size. Nothing here panics on any input, and all of it is fuzzed.
//
// The same room serves media and screening: Decode hands out luma and colour at a size that the caller bounds.
package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
)

// A Format is a kind of picture file.
type Format uint8

// The formats that are read.
const (
	JPEG Format = iota + 1
	PNG
	GIF
	WebP
	BMP
)

// MIME returns the format's media type.
func (f Format) MIME() string {
	switch f {
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case GIF:
		return "image/gif"
	case WebP:
		return "image/webp"
	case BMP:
		return "image/bmp"
	default:
		return "application/octet-stream"
	}
}

// Errors of Decode. All say that the file is refused; none says that something of ours went wrong.
var (
	ErrFormat   = errors.New("picture: no format that is read")
	ErrBroken   = errors.New("picture: the file is broken or cut off")
	ErrTrailing = errors.New("picture: something stands behind the end of the picture")
	ErrSize     = errors.New("picture: too many bytes")
	ErrPixels   = errors.New("picture: too many pixels, or none")
	ErrTime     = errors.New("picture: it takes too long")
)

// Limits bound what is decoded. A zero field means its default.
type Limits struct {
	Bytes  int64         // of a file; 20 MiB
	Pixels int           // width × height; 25,000,000
	Side   int           // pixels of either side; 16,383
	Memory int64         // bytes that all decoding takes at once, as estimated from the headers; 512 MiB
	Time   time.Duration // of decoding one picture, waiting not counted; 10 s
	AtOnce int           // pictures worked on at once; the number of processors that Go uses
}

// A Decoder decodes. It is safe for concurrent use; those beyond its limits wait.
type Decoder struct {
	limits Limits
	memory *semaphore.Weighted
	slots  *semaphore.Weighted
}

// New returns a Decoder.
func New(l Limits) *Decoder {
	if l.Bytes == 0 {
		l.Bytes = 20 << 20
	}
	if l.Pixels == 0 {
		l.Pixels = 25_000_000
	}
	if l.Side == 0 {
		l.Side = 16_383
	}
	if l.Memory == 0 {
		l.Memory = 512 << 20
	}
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	if l.AtOnce == 0 {
		l.AtOnce = runtime.GOMAXPROCS(0)
	}
	return &Decoder{limits: l, memory: semaphore.NewWeighted(l.Memory), slots: semaphore.NewWeighted(int64(l.AtOnce))}
}

// Limits returns the limits that hold.
func (d *Decoder) Limits() Limits { return d.limits }

// A Header is what a file says of itself; what is seen upright.
type Header struct {
	Format        Format
	Width, Height int
}

// Header reads what the file says of itself, and walks it to its end, without decoding it: any error of Decode but ErrTime.
func (d *Decoder) Header(data []byte) (Header, error) {
	f, err := d.read(data)
	if err != nil {
		return Header{}, err
	}
	h := Header{Format: f.format, Width: f.width, Height: f.height}
	if f.turn.sideways() {
		h.Width, h.Height = h.Height, h.Width
	}
	return h, nil
}

// Decode decodes a file and calls use with what it shows; the picture is not to be kept after use returns. It waits while
// as many pictures as Limits.AtOnce are worked on. It returns an error of this package if the file is refused, that of ctx
// if it ended, else that of use.
func (d *Decoder) Decode(ctx context.Context, data []byte, use func(*Picture) error) error {
	f, err := d.read(data)
	if err != nil {
		return err
	}
	weight := f.memory
	if weight > d.limits.Memory {
		return fmt.Errorf("%w: %d MiB to decode", ErrPixels, weight>>20)
	}
	if err := d.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	defer d.slots.Release(1)
	if err := d.memory.Acquire(ctx, weight); err != nil {
		return err
	}
	defer d.memory.Release(weight)
	inTime, cancel := context.WithTimeout(ctx, d.limits.Time)
	defer cancel()
	shown, err := f.decode(inTime, data)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case inTime.Err() != nil:
		return ErrTime
	case err != nil:
		return err
	}
	p := &Picture{Header: Header{Format: f.format, Width: f.width, Height: f.height}, source: shown, turn: f.turn}
	if f.turn.sideways() {
		p.Width, p.Height = p.Height, p.Width
	}
	return use(p)
}

// A Picture is a decoded picture. It is for one goroutine.
type Picture struct {
	Header
	source image.Image // as stored in the file
	turn   turn
	last   *image.RGBA // the smallest upright copy made so far
}

// Clone returns the same picture for another goroutine.
func (p *Picture) Clone() *Picture {
	c := *p
	c.last = nil
	return &c
}
