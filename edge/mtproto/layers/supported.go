package layers

import (
	"slices"
	"sync"
)

// supported are the layers whose schema we have, in ascending order.
var supported = [...]int{158, 167, 170, 179, 181, 185, 189, 198, 204, 216, 218, 220, 221, 223, 227, Newest, 229}

// Supported returns the layers that are answered exactly, in ascending order.
func Supported() []int { return slices.Clone(supported[:]) }

// Oldest returns the oldest layer that is answered exactly. A key that never said a layer is answered in it.
func Oldest() int { return supported[0] }

// Nearest returns the supported layer to use for a client that speaks the given one, and whether it is that one.
// Between two at the same distance it takes the older, whose constructors a client is more likely to keep parsing.
func Nearest(layer int) (use int, exact bool) {
	i, exact := slices.BinarySearch(supported[:], layer)
	switch {
	case exact:
		return layer, true
	case i == 0:
		return supported[0], false
	case i == len(supported):
		return supported[i-1], false
	case supported[i]-layer < layer-supported[i-1]:
		return supported[i], false
	}
	return supported[i-1], false
}

// upward is the way of requests, from whatever layer into the newest.
var upward = sync.OnceValue(func() *converter {
	t := tables()
	return newConverter(t, t.newest(), true)
})

// downwards are the ways of answers. Each is made when the first session that needs it comes: a few milliseconds.
var downwards = func() map[int]func() *converter {
	m := map[int]func() *converter{}
	for _, l := range supported {
		m[l] = sync.OnceValue(func() *converter { return newDownward(l) })
	}
	return m
}()

func downward(layer int) *converter { return downwards[layer]() }

// newDownward makes the way into a layer, with what the results of methods need.
func newDownward(layer int) *converter {
	t, up := tables(), upward()
	c := newConverter(t, t.layers[layer], false)
	for i := range t.defs {
		if d := &t.defs[i]; d.method && len(up.plans[i]) > 0 {
			c.pair(up.plans[i][0].to.result, d.result)
		}
	}
	updates := -1
	for i := range t.types {
		if t.typeName(i) == "Updates" {
			updates = i
		}
	}
	c.updates = c.pair(updates, updates)
	return c
}
