package transport

import "time"

// Limits bound what a client can make a connection cost. Zero fields take their default.
type Limits struct {
	// Frame is the largest body of a frame that a client may send, in bytes. Default 1 MiB + 64 KiB, which holds a file
	// part of 512 KiB in a container with room to spare.
	Frame int
	// Header is how long Accept waits for the bytes that tell the framing. Default 10 s.
	Header time.Duration
}

func (l Limits) withDefaults() Limits {
	if l.Frame <= 0 {
		l.Frame = 1<<20 + 64<<10
	}
	if l.Header <= 0 {
		l.Header = 10 * time.Second
	}
	return l
}
