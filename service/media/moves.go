package media

import "math"

// appear lets the emoji grow into its place.
func appear(d design) animation {
	p := resting()
	p.Scale = moving(at(0, 0), at(18, 112), at(28, 94), at(36, 100), at(40, 100))
	return newAnimation(d, "appear", 41, p)
}

// choose rocks it, and ends as it began.
func choose(d design) animation {
	p := resting()
	p.Rotation = moving(turned(0, 0), turned(20, -9), turned(50, 9), turned(80, -6), turned(100, 0), turned(119, 0))
	p.Scale = moving(at(0, 100), at(40, 106), at(100, 100), at(119, 100))
	return newAnimation(d, "select", 120, p)
}

// activate lets it jump.
func activate(d design) animation {
	p := resting()
	p.Scale = moving(at(0, 100), at(10, 80), at(26, 118), at(42, 96), at(56, 100), at(60, 100))
	p.Rotation = moving(turned(0, 0), turned(18, -12), turned(34, 10), turned(52, 0), turned(60, 0))
	return newAnimation(d, "activate", 61, p)
}

// center lets it beat once in its small place.
func center(d design) animation {
	p := resting()
	p.Scale = moving(at(0, 60), at(16, 110), at(30, 100), at(60, 100))
	return newAnimation(d, "center", 61, p)
}

// effect lets small ones of it fly all over the message.
func effect(d design) animation {
	a := newAnimation(design{title: d.title}, "effect", 120, transform{})
	for i := range particles {
		a.fly(d.shapes, i, 60, 230, 18, 110)
	}
	return a
}

// around lets dots of its colour fly a little way.
func around(d design) animation {
	a := newAnimation(design{title: d.title}, "around", 75, transform{})
	dot := []shape{ellipse(middle, middle, middle, middle, d.shapes[0].fill)}
	for i := range particles {
		a.fly(dot, i, 40, 200, 8, 65)
	}
	return a
}

// fly adds a small drawing that goes outwards, the i-th of all directions, from one distance of the middle to another,
// in pixels, at so many percent of its size, and is gone at the frame end.
func (a *animation) fly(shapes []shape, i int, from, to, percent float64, end int) {
	sin, cos := math.Sincos(2 * math.Pi * float64(i) / particles)
	far := to * (0.75 + 0.25*float64(i%3)/2) // not all equally far
	start := i % 4 * 3
	p := resting()
	p.Position = moving(
		key{start, []float64{tenth(middle + from*cos), tenth(middle + from*sin), 0}},
		key{end, []float64{tenth(middle + far*cos), tenth(middle + far*sin), 0}},
	)
	p.Scale = moving(at(start, 0), at(start+14, percent), at(end, percent*0.6))
	p.Opacity = moving(key{start, []float64{100}}, key{end - 20, []float64{100}}, key{end, []float64{0}})
	a.add("particle", shapes, p)
}
