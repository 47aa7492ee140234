package media

import "github.com/prometheus/client_golang/prometheus"

// metrics count what goes through.
type metrics struct {
	bytes     *prometheus.CounterVec // by direction
	collected prometheus.Counter
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "lamplight", Subsystem: "files", Name: "bytes_total", Help: "Bytes of files that clients sent (up) and fetched (down).",
		}, []string{"direction"}),
		collected: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "lamplight", Subsystem: "files", Name: "collected_total", Help: "Files removed because nobody referred to them any more.",
		}),
	}
	if r != nil {
		r.MustRegister(m.bytes, m.collected)
	}
	return m
}

func (m *metrics) up(n int)   { m.bytes.WithLabelValues("up").Add(float64(n)) }
func (m *metrics) down(n int) { m.bytes.WithLabelValues("down").Add(float64(n)) }
