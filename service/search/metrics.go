package search

import "github.com/prometheus/client_golang/prometheus"

// metrics count what this room does.
type metrics struct {
	indexed *prometheus.CounterVec // by what was done
	lag     prometheus.Histogram
	queries *prometheus.HistogramVec // by whether the box was caught up with
	failed  prometheus.Counter
	again   prometheus.Gauge // boxes that the worker has in hand
}

func newMetrics(r prometheus.Registerer, waiting *marks) *metrics {
	m := &metrics{
		indexed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "lamplight", Name: "search_messages_total", Help: "Messages put into the index of search or taken out of it.",
		}, []string{"done"}),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "lamplight", Name: "search_lag_seconds", Help: "How old the newest event of a box was when the index had it.",
			Buckets: []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200},
		}),
		queries: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "lamplight", Name: "search_query_seconds", Help: "Time of a search, by whether it had all that was said (exact) or answered before (inexact).",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"index"}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "lamplight", Name: "search_index_failures_total", Help: "Batches that could not be indexed; they are tried again.",
		}),
		again: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "lamplight", Name: "search_boxes_behind", Help: "Boxes that the worker knows to be behind and has begun with.",
		}),
	}
	if r != nil {
		r.MustRegister(m.indexed, m.lag, m.queries, m.failed, m.again, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Namespace: "lamplight", Name: "search_boxes_waiting", Help: "Boxes that moved on and wait to be indexed.",
		}, func() float64 { return float64(waiting.waiting()) }))
	}
	return m
}
