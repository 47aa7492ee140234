package handshake

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
)

// Limits bound what strangers can make handshakes cost. Zero fields take their default.
type Limits struct {
	// HandshakesAtOnce is how many steps of handshakes are computed at once. Default: the number of CPUs.
	HandshakesAtOnce int
	// Wait is how long a step waits for its turn. Default 5 s.
	Wait time.Duration
	// PerConnection is how many exchanges one connection may begin. Default 16.
	PerConnection int
	// OpenPerConnection is how many of them may be unfinished at once; the oldest is forgotten for a further one. Default 4.
	OpenPerConnection int
	// TempLife is the longest life of a temporary key that a client may ask for. Default 30 days.
	TempLife time.Duration
}

func (l Limits) withDefaults() Limits {
	if l.HandshakesAtOnce <= 0 {
		l.HandshakesAtOnce = runtime.GOMAXPROCS(0)
	}
	if l.Wait <= 0 {
		l.Wait = 5 * time.Second
	}
	if l.PerConnection <= 0 {
		l.PerConnection = 16
	}
	if l.OpenPerConnection <= 0 {
		l.OpenPerConnection = 4
	}
	if l.TempLife <= 0 {
		l.TempLife = 30 * 24 * time.Hour
	}
	return l
}

// Options are what a Server needs.
type Options struct {
	// Keys are the RSA keys of the server, 2048 bits each. All are offered; the first is the one to publish.
	Keys []*rsa.PrivateKey
	// Save keeps a new auth key, before the client is told that it is good. It is given ID, Value, Temp, Expires, DC (0 if
	// the client named none) and Created. ErrTaken makes the client try again.
	Save func(ctx context.Context, key lamplight.AuthKey) error
	Now  func() time.Time
	Rand io.Reader // crypto/rand.Reader

	Limits     Limits
	Registerer prometheus.Registerer // may be nil
}

// A Server makes auth keys with clients. It is safe for concurrent use.
type Server struct {
	o       Options
	keys    map[int64]*privateKey
	prints  []int64 // the fingerprints of keys, in the order of Options.Keys
	turns   chan struct{}
	results *prometheus.CounterVec
	seconds prometheus.Histogram
}

// New returns a Server. It returns an error for keys that clients could not use.
func New(o Options) (*Server, error) {
	if len(o.Keys) == 0 || o.Save == nil || o.Now == nil || o.Rand == nil {
		return nil, errors.New("handshake: Keys, Save, Now and Rand are needed")
	}
	o.Limits = o.Limits.withDefaults()
	s := &Server{
		o:     o,
		keys:  make(map[int64]*privateKey),
		turns: make(chan struct{}, o.Limits.HandshakesAtOnce),
		results: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lamplight_handshakes_total",
			Help: "Handshakes that ended, by result.",
		}, []string{"result"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lamplight_handshake_step_seconds",
			Help:    "Time to compute one step of a handshake, without waiting for its turn.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 10),
		}),
	}
	for _, key := range o.Keys {
		k, err := newPrivateKey(key)
		if err != nil {
			return nil, err
		}
		print := Fingerprint(&key.PublicKey)
		s.keys[print] = k
		s.prints = append(s.prints, print)
	}
	if o.Registerer != nil {
		for _, c := range []prometheus.Collector{s.results, s.seconds} {
			if err := o.Registerer.Register(c); err != nil {
				return nil, fmt.Errorf("handshake: %w", err)
			}
		}
	}
	return s, nil
}

// compute runs f, which takes milliseconds of a CPU, when it is its turn. Handshakes are the one thing that strangers can
// make expensive, so they may not take all CPUs from those who are signed in and just write.
func (s *Server) compute(ctx context.Context, f func() error) error {
	late := time.NewTimer(s.o.Limits.Wait)
	defer late.Stop()
	select {
	case s.turns <- struct{}{}:
	case <-late.C:
		return fmt.Errorf("waited %v: %w", s.o.Limits.Wait, ErrBusy)
	case <-ctx.Done():
		return ctx.Err()
	}
	start := s.o.Now()
	defer func() {
		<-s.turns
		s.seconds.Observe(s.o.Now().Sub(start).Seconds())
	}()
	return f()
}

// count counts how a handshake ended.
func (s *Server) count(result string) { s.results.WithLabelValues(result).Inc() }

// resultOf names err for the metric.
func resultOf(err error) string {
	switch {
	case errors.Is(err, ErrInvalid):
		return "invalid"
	case errors.Is(err, ErrDC):
		return "wrong_dc"
	case errors.Is(err, ErrBusy):
		return "busy"
	}
	return "error"
}
