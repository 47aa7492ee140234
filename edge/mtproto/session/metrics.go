package session

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what this room does. Labels have closed sets of values: methods are those that have a route.
type metrics struct {
	connections *prometheus.GaugeVec     // by transport
	accepted    *prometheus.CounterVec   // by transport
	ended       *prometheus.CounterVec   // by reason
	rpcs        *prometheus.CounterVec   // by method, result
	seconds     *prometheus.HistogramVec // by cost
	pushes      prometheus.Counter
	gaps        *prometheus.CounterVec // by reason: told to ask for the difference
	badMessages *prometheus.CounterVec // by code
	conversions *prometheus.CounterVec // by direction, result
	layers      *prometheus.CounterVec // by whether the layer said is supported exactly
	resent      prometheus.Counter
	repeated    prometheus.Counter
	faults      *prometheus.CounterVec // by kind: our own
	unknownKeys prometheus.Counter
	sessions    prometheus.Gauge
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "lamplight", Name: name, Help: help}, labels)
	}
	single := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "lamplight", Name: name, Help: help})
	}
	m := &metrics{
		connections: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "lamplight", Name: "mtproto_connections", Help: "Open MTProto connections, by transport.",
		}, []string{"transport"}),
		accepted: counter("mtproto_connections_total", "MTProto connections since start, by transport.", "transport"),
		ended:    counter("mtproto_connections_ended_total", "MTProto connections that ended, by reason.", "reason"),
		rpcs:     counter("rpc_requests_total", "API calls, by method and result (ok, or the number of the error).", "method", "result"),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "lamplight", Name: "rpc_seconds", Help: "Time from the arrival of a call to its answer, by cost.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"cost"}),
		pushes:      single("pushes_total", "Pushes written to sessions."),
		gaps:        counter("gaps_total", "Sessions that were told to ask for the difference, by reason.", "reason"),
		badMessages: counter("bad_messages_total", "Messages refused with bad_msg_notification or bad_server_salt, by code.", "code"),
		conversions: counter("layer_conversions_total", "Conversions between layers, by direction and result.", "direction", "result"),
		layers:      counter("layers_said_total", "invokeWithLayer, by whether the layer is supported exactly.", "supported"),
		resent:      single("answers_resent_total", "Answers sent again because they were not acknowledged."),
		repeated:    single("messages_repeated_total", "Messages that had arrived before."),
		faults:      counter("faults_total", "Faults of our own, by kind.", "kind"),
		unknownKeys: single("unknown_keys_total", "Messages with an auth key that we do not know."),
		sessions: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "lamplight", Name: "mtproto_sessions", Help: "MTProto sessions in memory.",
		}),
	}
	if r == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{
		m.connections, m.accepted, m.ended, m.rpcs, m.seconds, m.pushes, m.gaps, m.badMessages, m.conversions, m.layers,
		m.resent, m.repeated, m.faults, m.unknownKeys, m.sessions,
	} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *metrics) bad(code int) { m.badMessages.WithLabelValues(strconv.Itoa(code)).Inc() }

func (m *metrics) converted(direction string, err error) {
	result := "ok"
	if err != nil {
		result = "error"
	}
	m.conversions.WithLabelValues(direction, result).Inc()
}
