package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// A meter collects how long each of something took.
type meter struct {
	times      []time.Duration
	deliveries int // of each
	most       int // how many are measured; 0: as many as fit
}

// took notes that one has ended. A nil meter notes nothing.
func (m *meter) took(began time.Time) {
	if m != nil {
		m.times = append(m.times, time.Since(began))
	}
}

// until repeats f, which notes itself what it does, for about d.
func (m *meter) until(d time.Duration, f func() error) error {
	for began := time.Now(); time.Since(began) < d || len(m.times) < leastOften; {
		if m.most > 0 && len(m.times) >= m.most {
			return nil
		}
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// each repeats f for about d, and notes how long it takes each time.
func (m *meter) each(d time.Duration, f func() error) error {
	return m.until(d, func() error {
		began := time.Now()
		err := f()
		m.took(began)
		return err
	})
}

// A cost is what one thing costs.
type cost struct {
	What       string  `json:"what"`
	Chat       string  `json:"chat,omitempty"`
	Members    int     `json:"members,omitempty"`
	Online     int     `json:"online"`
	N          int     `json:"n"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	CPU        float64 `json:"server_cpu_us"`
	ClientCPU  float64 `json:"client_cpu_us"`
	Deliveries float64 `json:"deliveries_per_s,omitempty"`
	// Alone is what the server could deliver if the clients did not run on its processors.
	Alone float64 `json:"deliveries_per_s_server_alone,omitempty"`
}

// spend measures what f does on a server.
func spend(s *served, k cost, f func(m *meter) error) (cost, error) {
	var m meter
	before, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return k, err
	}
	self, err := cpu(os.Getpid())
	if err != nil {
		return k, err
	}
	began := time.Now()
	if err := f(&m); err != nil {
		return k, err
	}
	took := time.Since(began)
	after, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return k, err
	}
	selfAfter, err := cpu(os.Getpid())
	if err != nil {
		return k, err
	}
	slices.Sort(m.times)
	k.N = len(m.times)
	k.P50, k.P99 = milliseconds(m.times[k.N/2]), milliseconds(m.times[k.N*99/100])
	k.CPU = float64((after - before).Microseconds()) / float64(k.N)
	k.ClientCPU = float64((selfAfter - self).Microseconds()) / float64(k.N)
	if m.deliveries > 0 {
		n := float64(k.N * m.deliveries)
		k.Deliveries = n / took.Seconds()
		if spent := (after - before).Seconds(); spent > 0 {
			k.Alone = n / spent * float64(runtime.NumCPU())
		}
	}
	return k, nil
}

// costTable prints what the parts of a scenario cost.
func costTable(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	said := false
	for _, r := range rows {
		if r.Quick != nil {
			fmt.Fprintf(w, "\n%s on %s: the server answered %.1f %% within a millisecond\n", r.Scenario, r.Boxes, *r.Quick)
		}
		for _, k := range r.Costs {
			if !said {
				fmt.Fprintln(t, "\nscenario\tboxes\twhat\tof\tmembers\tonline\ttimes\tp50 ms\tp99 ms\tserver CPU µs\tclient's\tdeliveries/s\tserver alone\t")
				said = true
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%.2f\t%.2f\t%.0f\t%.0f\t%.0f\t%.0f\t\n", r.Scenario, r.Boxes, k.What, k.Chat,
				k.Members, k.Online, k.N, k.P50, k.P99, k.CPU, k.ClientCPU, k.Deliveries, k.Alone)
		}
	}
	return t.Flush()
}
