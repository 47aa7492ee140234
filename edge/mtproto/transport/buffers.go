package transport

import "sync"

// classes are the sizes of the buffers that large frames and writes borrow, in bytes. A frame is read into the smallest
// that holds what has arrived, so that a client which announces much and sends little costs little.
var classes = [...]int{2 << 10, 8 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20}

// buffers hold what is not borrowed at the moment. They are a cache of free memory and carry nothing from one user to the
// next.
var buffers [len(classes)]sync.Pool

// A buffer is borrowed memory. Its bytes have the length of its class.
type buffer struct {
	bytes []byte
	class int // -1: larger than any class, not given back
}

// borrow returns a buffer of at least n bytes.
func borrow(n int) *buffer {
	for i, size := range classes {
		if n > size {
			continue
		}
		if b, ok := buffers[i].Get().(*buffer); ok {
			return b
		}
		return &buffer{make([]byte, size), i}
	}
	return &buffer{make([]byte, n), -1}
}

func (b *buffer) giveBack() {
	if b.class >= 0 {
		buffers[b.class].Put(b)
	}
}
