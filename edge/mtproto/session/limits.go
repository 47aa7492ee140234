package session

import (
	"time"

	"golang.org/x/time/rate"
)

// Limits bound what one client can make the server do. A zero field means its default.
type Limits struct {
	// Before a connection has shown a key that we know.
	HandshakeTime     time.Duration // from accept to the first good encrypted message; 30 s
	HandshakeBytes    int           // bytes read in that time; 64 KiB
	HandshakeMessages int           // unencrypted messages of a connection; 16

	// Of what arrives.
	FrameBytes        int // an encrypted message; 2 MiB
	ContainerMessages int // messages of a container; 1020
	UnpackedBytes     int // what one gzip_packed may become; 8 MiB
	UnpackedRatio     int // how many times its packed size that may be, above 64 KiB; 200
	WrapperDepth      int // invokeWith… around one request; 16

	// Of work.
	InFlightPerSession int           // requests running or waiting in a session; 256
	InFlightPerAccount int           // requests running or waiting in all sessions of an account (or key); 1024
	ReadsPerSession    int           // requests of a session running at the same time; 8
	RequestTime        time.Duration // a request is cancelled after that; 30 s
	AfterMessage       time.Duration // how long invokeAfterMsg waits; 20 s

	// Of rates, per account (per key before sign-in), with the burst of that many seconds.
	Rates      map[int]Rate // by rpc.Cost
	FloodAfter time.Duration

	// Of what is kept.
	AnswersKept     int           // answers of a session that are not acknowledged; 512
	AnswerBytesKept int           // bytes of them; 4 MiB
	AnswersAge      time.Duration // how long after their sending; 10 min
	MessageIDsKept  int           // message ids of a session by which repeats are known; 2048
	SessionAge      time.Duration // how long a session without a connection is kept; 10 min
	SessionsPerKey  int           // sessions of one key on this node; 64
	KeysKept        int           // keys without a connection that this node remembers; 16384
	PushQueue       int           // pushes waiting for a slow client; 256
	PushQueueBytes  int           // bytes of them; 1 MiB
	WriteQueueBytes int           // answers waiting for a slow client before it is cut off; 8 MiB

	// Of waiting.
	WriteTime  time.Duration // one frame to a client; 20 s
	IdleTime   time.Duration // a connection without a byte from the client; 5 min
	CloseGrace time.Duration // after shutdown begins, for what runs; 8 s

	// GzipFrom is the size in bytes from which an answer is packed; 1 KiB.
	GzipFrom int
}

// A Rate is how often something may happen.
type Rate struct {
	PerSecond rate.Limit
	Burst     int
}
