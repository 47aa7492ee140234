package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"lamplight/boxes"
)

// newRegistry returns the metrics that every process has; the rooms add theirs.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "lamplight_info", Help: "1; the label says which version runs.", ConstLabels: prometheus.Labels{"version": Version()}})
	info.Set(1)
	r.MustRegister(info)
	return r
}

// measured counts what is appended to a log and how long that takes.
type measured struct {
	boxes.Log
	now     func() time.Time
	appends *prometheus.CounterVec
	seconds prometheus.Histogram
}

func measure(l boxes.Log, now func() time.Time, r prometheus.Registerer) boxes.Log {
	m := &measured{
		Log: l, now: now,
		appends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lamplight_appends_total", Help: "Groups of operations on boxes, by result: done, repeated, failed.",
		}, []string{"result"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "lamplight_append_seconds", Help: "Time until a group was durable.", Buckets: prometheus.ExponentialBuckets(0.0002, 2, 14),
		}),
	}
	writable := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lamplight_boxes_writable", Help: "1 while boxes take appends; 0 on a full or failed disk, or without their database.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), writableWithin)
		defer cancel()
		if l.Ready(ctx) != nil {
			return 0
		}
		return 1
	})
	r.MustRegister(m.appends, m.seconds, writable)
	return m
}

// writableWithin is how long a database may take to say that it is there, for the metric.
const writableWithin = time.Second

// Apply implements boxes.Log.
func (m *measured) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	start := m.now()
	res, err := m.Log.Apply(ctx, g)
	m.seconds.Observe(m.now().Sub(start).Seconds())
	switch {
	case err != nil:
		m.appends.WithLabelValues("failed").Inc()
	case res.Repeated:
		m.appends.WithLabelValues("repeated").Inc()
	default:
		m.appends.WithLabelValues("done").Inc()
	}
	return res, err
}

// measureLate shows by how much what happens at a time comes too late.
func measureLate(late func() (scheduled, expired time.Duration), r prometheus.Registerer) {
	for what, pick := range map[string]func(scheduled, expired time.Duration) time.Duration{
		"scheduled": func(d, _ time.Duration) time.Duration { return d },
		"expired":   func(_, d time.Duration) time.Duration { return d },
	} {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "lamplight_late_seconds", ConstLabels: prometheus.Labels{"what": what},
			Help: "By how much messages that are due now come too late: scheduled ones to be sent, and those that go by themselves.",
		}, func() float64 { return pick(late()).Seconds() }))
	}
}
