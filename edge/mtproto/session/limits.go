package session

import (
	"time"

	"golang.org/x/time/rate"

	"lamplight/edge/mtproto/rpc"
)

// Limits bound what one client can make the server do. A zero field means its default.
type Limits struct {
	// Of a connection that has not shown a key we know.
	StrangerTime  time.Duration // from accept to the first good encrypted message; 30 s
	StrangerBytes int           // bytes of unencrypted messages in that time; 64 KiB

	// Of what arrives. The largest frame is transport.Limits.Frame.
	ContainerMessages int // messages of a container; 1020
	UnpackedBytes     int // what one gzip_packed may become; 2 MiB
	UnpackedRatio     int // how many times its packed size that may be, above 64 KiB; 200
	RequestBytes      int // a request outside upload.*, without its wrappers; 512 KiB
	WrapperDepth      int // invokeWith… and gzip_packed around one request; 16

	// Of work.
	InFlightPerSession int           // requests waiting or running in a session before it is read no further; 256
	InFlightBytes      int           // bytes of them; 8 MiB
	InFlightPerAccount int           // requests waiting or running in all sessions of an account before FLOOD_WAIT; 1024
	ReadsPerSession    int           // requests of a session that run at the same time (writes run one by one); 8
	RequestTime        time.Duration // a request is cancelled after that; 30 s
	LongRequestTime    time.Duration // the same for a method that reads a large file (rpc.Route.Long); 10 min
	AfterMessage       time.Duration // how long invokeAfterMsg waits; 20 s

	// Of how often, per account (per key before sign-in).
	Read, Write, Expensive Rate // 200/s, burst 1,000; 50/s, burst 300; 5/s, burst 50
	// Of stretches of files: small clients ask for 64 KiB at a time, and are not to wait for it. 2,000/s, burst 10,000.
	Transfer Rate
	// Of searches: one for each key that is typed, on each device, and none in the way of what is expensive. 10/s, burst 100.
	Search Rate

	// Of what is kept.
	AnswersKept     int           // answers of a session that are not acknowledged; 512
	AnswerBytesKept int           // bytes of them; 4 MiB
	AnswersAge      time.Duration // how long after their sending they may be sent again; 4 min
	KeptBytes       int           // bytes of them in all sessions without a connection together; 128 MiB
	MessageIDsKept  int           // message ids of a session by which repeats are known; 4096
	SessionAge      time.Duration // how long a session without a connection is kept; 10 min
	SessionsPerKey  int           // sessions of one key on this node; 64
	KeysKept        int           // keys without a connection that this node remembers; 65536
	PushQueue       int           // events waiting for a slow client, before it is told to ask for the difference; 512
	PushQueueBytes  int           // bytes of pushes waiting to be written before no further ones are rendered; 256 KiB
	WritePause      int           // bytes waiting to be written before no further request is started; 2 MiB
	WriteQueue      int           // bytes waiting to be written before the client is cut off; 16 MiB

	// Of waiting.
	WriteTime  time.Duration // one write to a client, up to a second less; 20 s
	IdleTime   time.Duration // a connection without a frame from the client; 5 min
	AckDelay   time.Duration // how long an acknowledgement waits for something to travel with; 500 ms
	CloseGrace time.Duration // after shutdown begins, for what runs; 6 s
	SeenEvery  time.Duration // between two calls of Options.Seen for one key; 5 min

	// GzipFrom is the size in bytes from which an answer is packed; 4 KiB.
	GzipFrom int
}

// A Rate is how often something may happen.
type Rate struct {
	PerSecond rate.Limit
	Burst     int
}

const (
	// A client's message id may lie that far in the past or the future
	// (https://core.telegram.org/mtproto/description#message-identifier-msg-id).
	idPast   = 300 * time.Second
	idFuture = 30 * time.Second
	// leastSessionAge is how long a session has to be remembered so that none of its messages can be played again: by
	// then its ids are too old.
	leastSessionAge = idPast + idFuture + time.Minute
	// firstSaltLife is how long the salt that follows from the handshake is good. Some clients lose the message that
	// tells them of another one.
	firstSaltLife = 30 * time.Minute
	// Frames to the client: messages that wait together travel in one container up to this.
	frameMessages = 100
	frameBytes    = 64 << 10
	// aloneFrom is the size in bytes from which a message travels in no container, not even with an acknowledgement, or when it
	// is sent again: clients refuse containers that hold more than 1 MiB.
	aloneFrom = 512 << 10
	// outMessages may wait to be written before a client is cut off, and outFrames that belong to no session.
	outMessages = 16 << 10
	outFrames   = 1 << 10
	// resends is how often one answer is sent again because the session came back on another connection.
	resends = 5
	// smallUnpacked may be unpacked whatever the ratio.
	smallUnpacked = 64 << 10
	// silentFor is after how much silence a session gives way to another one that would be told of updates. Clients
	// ping once a minute.
	silentFor = 90 * time.Second
	// sweepEvery is the time between two looks for sessions and keys to forget.
	sweepEvery = 30 * time.Second
	// uploadBytes is the largest request of upload.*: a part of 512 KiB with room.
	uploadBytes = 1 << 20
)

func (l Limits) orDefaults() Limits {
	number := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	wait := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	often := func(p *Rate, v Rate) {
		if *p == (Rate{}) {
			*p = v
		}
	}
	wait(&l.StrangerTime, 30*time.Second)
	number(&l.StrangerBytes, 64<<10)
	number(&l.ContainerMessages, 1020)
	number(&l.UnpackedBytes, 2<<20)
	number(&l.UnpackedRatio, 200)
	number(&l.RequestBytes, 512<<10)
	number(&l.WrapperDepth, 16)
	number(&l.InFlightPerSession, 256)
	number(&l.InFlightBytes, 8<<20)
	number(&l.InFlightPerAccount, 1024)
	number(&l.ReadsPerSession, 8)
	wait(&l.RequestTime, 30*time.Second)
	wait(&l.LongRequestTime, 10*time.Minute)
	wait(&l.AfterMessage, 20*time.Second)
	often(&l.Read, Rate{200, 1000})
	often(&l.Write, Rate{50, 300})
	often(&l.Expensive, Rate{5, 50})
	often(&l.Search, Rate{10, 100})
	often(&l.Transfer, Rate{2000, 10_000})
	number(&l.AnswersKept, 512)
	number(&l.AnswerBytesKept, 4<<20)
	wait(&l.AnswersAge, 4*time.Minute)
	number(&l.KeptBytes, 128<<20)
	number(&l.MessageIDsKept, 4096)
	wait(&l.SessionAge, 10*time.Minute)
	number(&l.SessionsPerKey, 64)
	number(&l.KeysKept, 65536)
	number(&l.PushQueue, 512)
	number(&l.PushQueueBytes, 256<<10)
	number(&l.WritePause, 2<<20)
	number(&l.WriteQueue, 16<<20)
	wait(&l.WriteTime, 20*time.Second)
	wait(&l.IdleTime, 5*time.Minute)
	wait(&l.AckDelay, 500*time.Millisecond)
	wait(&l.CloseGrace, 6*time.Second)
	wait(&l.SeenEvery, 5*time.Minute)
	number(&l.GzipFrom, 4<<10)
	return l
}

// rate returns the limit of a class of calls.
func (l Limits) rate(c rpc.Cost) Rate {
	switch c {
	case rpc.Read:
		return l.Read
	case rpc.Write:
		return l.Write
	case rpc.Expensive:
		return l.Expensive
	case rpc.Search:
		return l.Search
	case rpc.Transfer:
		return l.Transfer
	}
	panic("session: unknown cost")
}
