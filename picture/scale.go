package picture

import (
	"image"
	"image/color"
	"image/draw"
)

// scale returns in, on white where it is transparent, made smaller to w × h: each pixel is the mean of the area that it
// stands for. It goes over in row by row, so that it takes no memory beside its result.
func scale(in image.Image, w, h int) *image.RGBA {
	from := in.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	white := image.NewUniform(color.White)
	solid := opaque(in)
	paint := func(to *image.RGBA, r image.Rectangle, at image.Point) {
		if solid {
			draw.Draw(to, r, in, at, draw.Src)
			return
		}
		draw.Draw(to, r, white, image.Point{}, draw.Src)
		draw.Draw(to, r, in, at, draw.Over)
	}
	sw, sh := from.Dx(), from.Dy()
	if sw == w && sh == h {
		paint(out, out.Rect, from.Min)
		return out
	}
	across := spansOf(sw, w)
	row := image.NewRGBA(image.Rect(0, 0, sw, 1))
	narrow := make([]float32, 3*w) // one row, made narrow
	sum := make([]float32, 3*w)
	down := spansOf(sh, h)
	y := 0
	for sy := range sh {
		paint(row, row.Rect, image.Pt(from.Min.X, from.Min.Y+sy))
		shrink(narrow, row.Pix, across)
		// A source row is a part of one row of the result, or of two at their border.
		for y < h && down[y].from <= sy {
			weight := down[y].weight(sy)
			for i, v := range narrow {
				sum[i] += v * weight
			}
			if down[y].to > sy {
				break
			}
			put(out.Pix[y*out.Stride:], sum)
			clear(sum)
			y++
		}
	}
	return out
}

// A span is the source pixels that a pixel stands for: the weights of the first and the last, and of those between.
type span struct {
	from, to           int // to is the last one
	first, inner, last float32
}

// spansOf returns the spans of n pixels made of m ≥ n.
func spansOf(m, n int) []span {
	out := make([]span, n)
	for i := range out {
		a, b := i*m, (i+1)*m // in n-ths of a source pixel
		s := span{from: a / n, to: (b - 1) / n, inner: float32(n) / float32(m)}
		s.first = float32(min((s.from+1)*n, b)-a) / float32(m)
		s.last = float32(b-s.to*n) / float32(m)
		out[i] = s
	}
	return out
}

func (s span) weight(at int) float32 {
	switch at {
	case s.from:
		return s.first
	case s.to:
		return s.last
	default:
		return s.inner
	}
}

func shrink(out []float32, pix []uint8, spans []span) {
	for i, s := range spans {
		p := pix[4*s.from:]
		r, g, b := float32(p[0])*s.first, float32(p[1])*s.first, float32(p[2])*s.first
		if s.to > s.from {
			for x := s.from + 1; x < s.to; x++ {
				p := pix[4*x : 4*x+4 : 4*x+4]
				r, g, b = r+float32(p[0])*s.inner, g+float32(p[1])*s.inner, b+float32(p[2])*s.inner
			}
			p = pix[4*s.to:]
			r, g, b = r+float32(p[0])*s.last, g+float32(p[1])*s.last, b+float32(p[2])*s.last
		}
		out[3*i], out[3*i+1], out[3*i+2] = r, g, b
	}
}

func put(pix []uint8, sum []float32) {
	for i := 0; i < len(sum); i += 3 {
		o := i / 3 * 4
		pix[o], pix[o+1], pix[o+2], pix[o+3] = whole(sum[i]), whole(sum[i+1]), whole(sum[i+2]), 255
	}
}

func whole(v float32) uint8 { return uint8(min(max(v+0.5, 0), 255)) }

func opaque(in image.Image) bool {
	o, ok := in.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
