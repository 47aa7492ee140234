package media

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// iconSize is the width and height of a reaction's picture, in pixels.
const iconSize = 128

// A shape is a closed outline filled with one colour, on a square of canvas by canvas. The same shapes are painted into
// pictures and written into animations.
type shape struct {
	nodes []node
	fill  color.NRGBA
}

// A node is a point of an outline, with the handles of the curves that come to it and go from it.
type node struct{ x, y, inX, inY, outX, outY float64 }

// corner is a node without curves.
func corner(x, y float64) node { return node{x, y, x, y, x, y} }

// smooth is a node whose curves go through it straight, along (dx, dy).
func smooth(x, y, dx, dy float64) node { return node{x, y, x - dx, y - dy, x + dx, y + dy} }

// outlined returns the shape with the given nodes.
func outlined(c color.NRGBA, nodes ...node) shape { return shape{nodes: nodes, fill: c} }

// polygon returns the shape whose corners are the given x and y, in pairs.
func polygon(c color.NRGBA, xy ...float64) shape {
	s := shape{fill: c}
	for i := 0; i+1 < len(xy); i += 2 {
		s.nodes = append(s.nodes, corner(xy[i], xy[i+1]))
	}
	return s
}

// roundness is how long the handles of a quarter of a circle are, of a radius of 1.
const roundness = 0.5523

func ellipse(x, y, rx, ry float64, c color.NRGBA) shape {
	hx, hy := rx*roundness, ry*roundness
	return outlined(c, smooth(x, y-ry, hx, 0), smooth(x+rx, y, 0, hy), smooth(x, y+ry, -hx, 0), smooth(x-rx, y, 0, -hy))
}

// bar returns a stroke from one point to another with round ends.
func bar(x1, y1, x2, y2, width float64, c color.NRGBA) shape {
	r, h := width/2, width/2*roundness
	length := math.Hypot(x2-x1, y2-y1)
	ux, uy := (x2-x1)/length, (y2-y1)/length // along
	vx, vy := -uy, ux                        // across
	// going returns the node at so many radii along and across from the point, going in direction (dx, dy).
	going := func(x, y, along, across, dx, dy float64) node {
		px, py := x+(ux*along+vx*across)*r, y+(uy*along+vy*across)*r
		return smooth(px, py, dx*h, dy*h)
	}
	return outlined(c,
		going(x1, y1, 0, -1, ux, uy), going(x2, y2, 0, -1, ux, uy), going(x2, y2, 1, 0, vx, vy),
		going(x2, y2, 0, 1, -ux, -uy), going(x1, y1, 0, 1, -ux, -uy), going(x1, y1, -1, 0, -vx, -vy))
}

// arc returns a crescent between two points whose edges bulge downwards by so much each; a smile or, with numbers below
// 0, a frown.
func arc(x1, x2, y, upper, lower float64, c color.NRGBA) shape {
	third := (x2 - x1) / 3
	return outlined(c,
		node{x1, y, x1 + third, y + lower, x1 + third, y + upper},
		node{x2, y, x2 - third, y + upper, x2 - third, y + lower})
}

// star returns a star of five points.
func star(x, y, r float64, c color.NRGBA) shape {
	s := shape{fill: c}
	for i := range 10 {
		sin, cos := math.Sincos(math.Pi * (float64(i)/5 - 0.5))
		d := r
		if i%2 == 1 {
			d = r * 0.45
		}
		s.nodes = append(s.nodes, corner(x+d*cos, y+d*sin))
	}
	return s
}

// heart returns a heart of the given half width.
func heart(x, y, r float64, c color.NRGBA) shape {
	at := func(px, py, ix, iy, ox, oy float64) node {
		return node{x + px*r, y + py*r, x + ix*r, y + iy*r, x + ox*r, y + oy*r}
	}
	return outlined(c,
		at(0, -0.45, -0.12, -0.8, 0.12, -0.8),
		at(1, -0.3, 1, -0.85, 1, 0.25),
		at(0, 0.9, 0.25, 0.65, -0.25, 0.65),
		at(-1, -0.3, -1, 0.25, -1, -0.85))
}

// mirrored returns the shapes with left and right exchanged.
func mirrored(shapes ...shape) []shape {
	out := make([]shape, len(shapes))
	for i, s := range shapes {
		out[i].fill = s.fill
		for _, n := range s.nodes {
			out[i].nodes = append(out[i].nodes, node{canvas - n.x, n.y, canvas - n.inX, n.inY, canvas - n.outX, n.outY})
		}
	}
	return out
}

// upsideDown returns the shapes with top and bottom exchanged.
func upsideDown(shapes ...shape) []shape {
	out := make([]shape, len(shapes))
	for i, s := range shapes {
		out[i].fill = s.fill
		for _, n := range s.nodes {
			out[i].nodes = append(out[i].nodes, node{n.x, canvas - n.y, n.inX, canvas - n.inY, n.outX, canvas - n.outY})
		}
	}
	return out
}

// paint paints the shapes over each other on a transparent square of size by size pixels.
func paint(shapes []shape, size int) *image.NRGBA {
	// Painted with alpha in the colours, as the rasteriser wants it, and taken out of them at the end.
	over := image.NewRGBA(image.Rect(0, 0, size, size))
	scale := float64(size) / canvas
	for _, s := range shapes {
		r := vector.NewRasterizer(size, size)
		p := func(v float64) float32 { return float32(v * scale) }
		r.MoveTo(p(s.nodes[0].x), p(s.nodes[0].y))
		for i := range s.nodes {
			from, to := s.nodes[i], s.nodes[(i+1)%len(s.nodes)]
			r.CubeTo(p(from.outX), p(from.outY), p(to.inX), p(to.inY), p(to.x), p(to.y))
		}
		r.ClosePath()
		r.Draw(over, over.Bounds(), image.NewUniform(s.fill), image.Point{})
	}
	out := image.NewNRGBA(over.Bounds())
	for y := range size {
		for x := range size {
			out.Set(x, y, over.At(x, y))
		}
	}
	return out
}
