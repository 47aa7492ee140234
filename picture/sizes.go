package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
)

// A Size is a picture made smaller, as a JPEG.
type Size struct {
	Type          string // one letter, or "i" for a stripped one
	Width, Height int    // pixels
	JPEG          []byte // of type i: without header and end
	Steps         []int  // bytes after which each scan of a progressive JPEG is whole; nil if it has one scan
}

// A Box is a size that clients know by a letter.
//
// https://core.telegram.org/api/files#image-thumbnail-types
type Box struct {
	Type string
	Side int // pixels that the longer side has at most
	Crop bool
}

// The boxes of photos, and of photos of people and chats, which are square. Smallest first.
var (
	photoBoxes   = []Box{{"s", 100, false}, {"m", 320, false}, {"x", 800, false}, {"y", 1280, false}, {"w", 2560, false}}
	profileBoxes = []Box{{"a", 160, true}, {"b", 320, true}, {"c", 640, true}}
)

// Qualities of JPEGs, 1 to 100, as the standard library means them.
const (
	quality         = 87
	thumbQuality    = 80
	strippedQuality = 20 // what the header that clients add says
)

// strippedSide is how many pixels the longer side of a stripped thumbnail has.
const strippedSide = 40

// largestSide is the longer side of the largest copy that is given out.
const largestSide = 2560

// Photo returns the sizes of a photo, smallest first, the stripped one before all: each box that it is larger than, and the
// first that it fits in.
func (p *Picture) Photo() ([]Size, error) { return p.boxes(photoBoxes) }

// Profile returns the sizes of a photo of somebody, cut to a square around its middle.
func (p *Picture) Profile() ([]Size, error) {
	p.crop()
	return p.boxes(profileBoxes)
}

// Thumb returns the thumbnail of a document, within side pixels, with a stripped one before it.
func (p *Picture) Thumb(side int) ([]Size, error) { return p.boxes([]Box{{"m", side, false}}) }

func (p *Picture) boxes(boxes []Box) ([]Size, error) {
	longer := max(p.Width, p.Height)
	last := 0
	for last < len(boxes)-1 && longer > boxes[last].Side {
		last++
	}
	if boxes[0].Crop {
		last = len(boxes) - 1 // clients ask for each of them by its letter
	}
	out := make([]Size, last+2)
	for i := last; i >= 0; i-- { // each is made of the next larger one
		q := quality
		if i == 0 && last > 0 || len(boxes) == 1 {
			q = thumbQuality
		}
		s, err := encode(p.RGBA(boxes[i].Side), q)
		if err != nil {
			return nil, err
		}
		s.Type = boxes[i].Type
		out[i+1] = s
	}
	var err error
	if out[0], err = stripped(p.RGBA(strippedSide)); err != nil {
		return nil, err
	}
	return out, nil
}

// RGBA returns the picture upright, its longer side at most side pixels, on white where it is transparent. It is not made
// larger. Asking for smaller and smaller ones is quick: each is made of the one before.
func (p *Picture) RGBA(side int) *image.RGBA {
	side = max(1, min(side, largestSide))
	w, h := within(p.Width, p.Height, side)
	if p.last == nil || p.last.Rect.Dx() < w || p.last.Rect.Dy() < h {
		sw, sh := w, h
		if p.turn.sideways() {
			sw, sh = h, w
		}
		p.last = p.turn.upright(scale(p.source, sw, sh))
	}
	if p.last.Rect.Dx() != w || p.last.Rect.Dy() != h {
		p.last = scale(p.last, w, h)
	}
	return p.last
}

// Luma returns the brightness of the picture upright (ITU-R BT.601), its longer side at most side pixels.
func (p *Picture) Luma(side int) *image.Gray {
	in := p.RGBA(side)
	out := image.NewGray(in.Rect)
	for y := range in.Rect.Dy() {
		for x := range in.Rect.Dx() {
			i := y*in.Stride + 4*x
			r, g, b := int(in.Pix[i]), int(in.Pix[i+1]), int(in.Pix[i+2])
			out.Pix[y*out.Stride+x] = uint8((19595*r + 38470*g + 7471*b + 1<<15) >> 16)
		}
	}
	return out
}

// crop cuts the picture to the square around its middle.
func (p *Picture) crop() {
	if p.Width == p.Height {
		return
	}
	in := p.RGBA(largestSide)
	w, h := in.Rect.Dx(), in.Rect.Dy()
	side := min(w, h)
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Rect, in, image.Pt((w-side)/2, (h-side)/2), draw.Src)
	p.source, p.last, p.turn, p.Width, p.Height = out, out, 0, side, side
}

// within returns the size of a picture of w × h whose longer side has at most side pixels.
func within(w, h, side int) (int, int) {
	longer := max(w, h)
	if longer <= side {
		return w, h
	}
	return max(1, (w*side+longer/2)/longer), max(1, (h*side+longer/2)/longer)
}

func encode(in *image.RGBA, quality int) (Size, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, in, &jpeg.Options{Quality: quality}); err != nil {
		return Size{}, fmt.Errorf("picture: write a JPEG: %w", err)
	}
	return Size{Width: in.Rect.Dx(), Height: in.Rect.Dy(), JPEG: b.Bytes()}, nil
}

// stripped returns a JPEG without what all of them share: clients put a header of quality 20, with the tables of the
// standard, before it, and the end of the image behind. What is left is 1, height and width, and the scan.
//
// https://core.telegram.org/api/files#stripped-thumbnails
func stripped(in *image.RGBA) (Size, error) {
	s, err := encode(in, strippedQuality)
	if err != nil {
		return s, err
	}
	at := bytes.Index(s.JPEG, []byte{0xff, 0xda})
	if at < 0 {
		return s, fmt.Errorf("%w: no scan in what was written", ErrBroken)
	}
	at += 2 + int(s.JPEG[at+2])<<8 + int(s.JPEG[at+3])
	scan := s.JPEG[at : len(s.JPEG)-2]
	s.Type, s.JPEG = "i", append([]byte{1, byte(s.Height), byte(s.Width)}, scan...)
	return s, nil
}
