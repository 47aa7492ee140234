package media

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
)

// What an animated sticker has to be (https://core.telegram.org/stickers/webm-vp9-encoding and
// https://core.telegram.org/stickers#animation-requirements): a square of 512 pixels, at most three seconds.
const (
	canvas     = 512 // pixels
	middle     = canvas / 2
	frameRate  = 60            // frames a second
	longestRun = 3 * frameRate // frames
	maxPacked  = 64 << 10      // bytes
	lottie     = "5.5.2"       // the version of the format that clients read
	particles  = 12            // that fly from an emoji that was chosen
)

// An animation is a Lottie document (https://lottiefiles.github.io/lottie-docs/), as far as we use it.
type animation struct {
	TGS     int     `json:"tgs"`
	Version string  `json:"v"`
	Rate    int     `json:"fr"`
	First   int     `json:"ip"`
	Last    int     `json:"op"`
	Width   int     `json:"w"`
	Height  int     `json:"h"`
	Name    string  `json:"nm"`
	Flat    int     `json:"ddd"`
	Assets  []any   `json:"assets"`
	Layers  []layer `json:"layers"`
}

type layer struct {
	Flat    int       `json:"ddd"`
	Index   int       `json:"ind"`
	Kind    int       `json:"ty"` // 4: shapes
	Name    string    `json:"nm"`
	Stretch int       `json:"sr"`
	Place   transform `json:"ks"`
	Orient  int       `json:"ao"`
	Shapes  []group   `json:"shapes"`
	First   int       `json:"ip"`
	Last    int       `json:"op"`
	Start   int       `json:"st"`
	Blend   int       `json:"bm"`
}

type transform struct {
	Opacity  value `json:"o"`
	Rotation value `json:"r"`
	Position value `json:"p"`
	Anchor   value `json:"a"`
	Scale    value `json:"s"`
}

// A value is fixed or has key frames.
type value struct {
	Animated int `json:"a"`
	Value    any `json:"k"`
}

type group struct {
	Kind  string `json:"ty"` // gr
	Items []any  `json:"it"`
	Name  string `json:"nm"`
}

type outline struct {
	Kind string `json:"ty"` // sh
	Path value  `json:"ks"`
}

type curve struct {
	In     [][2]float64 `json:"i"`
	Out    [][2]float64 `json:"o"`
	Points [][2]float64 `json:"v"`
	Closed bool         `json:"c"`
}

type fill struct {
	Kind    string `json:"ty"` // fl
	Colour  value  `json:"c"`
	Opacity value  `json:"o"`
	Rule    int    `json:"r"`
}

type groupTransform struct {
	Kind string `json:"ty"` // tr
	transform
}

// A key is what a value has reached at a frame.
type key struct {
	frame int
	value []float64
}

type keyFrame struct {
	In    *handle   `json:"i,omitempty"`
	Out   *handle   `json:"o,omitempty"`
	Frame int       `json:"t"`
	Value []float64 `json:"s"`
}

// A handle shapes the way from one key frame to the next.
type handle struct {
	X []float64 `json:"x"`
	Y []float64 `json:"y"`
}

func fixed(v ...float64) value {
	if len(v) == 1 {
		return value{Value: v[0]}
	}
	return value{Value: v}
}

// moving returns a value that goes through keys, slowly at both ends of each stretch.
func moving(keys ...key) value {
	frames := make([]keyFrame, len(keys))
	for i, k := range keys {
		frames[i] = keyFrame{Frame: k.frame, Value: k.value}
		if i < len(keys)-1 {
			// A handle for each dimension: some clients read no fewer.
			in, out := &handle{}, &handle{}
			for range k.value {
				in.X, in.Y = append(in.X, 0.67), append(in.Y, 1)
				out.X, out.Y = append(out.X, 0.33), append(out.Y, 0)
			}
			frames[i].In, frames[i].Out = in, out
		}
	}
	return value{Animated: 1, Value: frames}
}

// at is a key of equal scale in all dimensions.
func at(frame int, percent float64) key { return key{frame, []float64{percent, percent, 100}} }

// turned is a key of a rotation.
func turned(frame int, degrees float64) key { return key{frame, []float64{degrees}} }

// resting is a transform that moves nothing.
func resting() transform {
	return transform{
		Opacity: fixed(100), Rotation: fixed(0), Position: fixed(middle, middle, 0), Anchor: fixed(middle, middle, 0),
		Scale: fixed(100, 100, 100),
	}
}

// newAnimation returns an animation of one drawing that moves as a whole, frames long.
func newAnimation(d design, role string, frames int, place transform) animation {
	a := animation{
		TGS: 1, Version: lottie, Rate: frameRate, Last: min(frames, longestRun), Width: canvas, Height: canvas,
		Name: d.title + ", " + role, Assets: []any{},
	}
	if d.shapes != nil {
		a.add("drawing", d.shapes, place)
	}
	return a
}

// add puts shapes on top of what is there.
func (a *animation) add(name string, shapes []shape, place transform) {
	l := layer{Index: len(a.Layers) + 1, Kind: 4, Name: name, Stretch: 1, Place: place, Last: a.Last}
	for i := len(shapes) - 1; i >= 0; i-- { // Lottie lists what lies on top first
		l.Shapes = append(l.Shapes, shapes[i].lottie())
	}
	a.Layers = append([]layer{l}, a.Layers...)
}

// lottie returns the shape as a group of the format.
func (s shape) lottie() group {
	c := curve{Closed: true}
	for _, n := range s.nodes {
		// Handles are told from their point on, rounded so that the documents stay small.
		c.Points = append(c.Points, [2]float64{tenth(n.x), tenth(n.y)})
		c.In = append(c.In, [2]float64{tenth(n.inX - n.x), tenth(n.inY - n.y)})
		c.Out = append(c.Out, [2]float64{tenth(n.outX - n.x), tenth(n.outY - n.y)})
	}
	share := func(b uint8) float64 { return math.Round(float64(b)/255*1000) / 1000 }
	return group{Kind: "gr", Name: "shape", Items: []any{
		outline{Kind: "sh", Path: value{Value: c}},
		fill{Kind: "fl", Colour: fixed(share(s.fill.R), share(s.fill.G), share(s.fill.B), 1), Opacity: fixed(100), Rule: 1},
		groupTransform{"tr", transform{
			Opacity: fixed(100), Rotation: fixed(0), Position: fixed(0, 0), Anchor: fixed(0, 0), Scale: fixed(100, 100),
		}},
	}}
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// pack returns the animation as a file: the document within gzip.
func (a animation) pack() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(z).Encode(a); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
