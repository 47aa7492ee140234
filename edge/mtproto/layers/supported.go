package layers

import "slices"

// supported are the layers whose schema we have, in ascending order.
var supported = [...]int{158, 167, 170, 179, 181, 185, 189, 198, 204, 216, 218, 220, 221, 223, 227, Newest}

// Supported returns the layers that are answered exactly, in ascending order.
func Supported() []int { return slices.Clone(supported[:]) }

// Oldest returns the oldest layer that is answered exactly. A key that never said a layer is answered in it.
func Oldest() int { return supported[0] }

// Nearest returns the supported layer to use for a client that speaks the given one, and whether it is that one. Between
// two at the same distance it takes the older, whose constructors a client is more likely to keep parsing.
func Nearest(layer int) (use int, exact bool) {
	i, exact := slices.BinarySearch(supported[:], layer)
	switch {
	case exact:
		return layer, true
	case i == 0:
		return supported[0], false
	case i == len(supported):
		return Newest, false
	case supported[i]-layer < layer-supported[i-1]:
		return supported[i], false
	}
	return supported[i-1], false
}
