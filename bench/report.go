package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// A row is what one scenario found. What it does not measure is null.
type row struct {
	Scenario          string   `json:"scenario"`
	Boxes             string   `json:"boxes"`
	MessagesPerSecond *float64 `json:"messages_per_s"`
	P50               *float64 `json:"p50_ms"`
	P99               *float64 `json:"p99_ms"`
	CPU               *float64 `json:"server_cpu_us_per_message"`
	ClientCPU         *float64 `json:"client_cpu_us_per_message"`
	KiBPerSession     *float64 `json:"kib_per_idle_session"`
	IdleMB            *float64 `json:"idle_mb"`     // what the empty server allocated
	IdleAllMB         *float64 `json:"idle_all_mb"` // with the pages of its program file
	StartMS           *float64 `json:"start_ms"`
	UploadMBs         *float64 `json:"upload_mb_per_s,omitempty"`           // a million bytes a second
	AssembleMS        *float64 `json:"assemble_ms,omitempty"`               // from the last part to the document
	DownloadMBs       *float64 `json:"download_mb_per_s,omitempty"`         // a million bytes a second; CPU is for each MiB
	Quick             *float64 `json:"reads_within_1_ms_percent,omitempty"` // by the server's own clock
	IndexedS          *float64 `json:"indexed_s,omitempty"`                 // until the index of words had what was written; null: it was not waited for so long
	Costs             []cost   `json:"costs,omitempty"`                     // of a scenario that measures several things
	Load              string   `json:"load_before"`                         // load average of the minute before: others on the machine make results worse
	Commit            string   `json:"commit"`
}

func some(v float64) *float64 { return &v }

// table prints rows for people.
func table(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "scenario\tboxes\tmessages/s\tp50 ms\tp99 ms\tserver CPU µs/message\tclient's\tKiB/idle session\tidle MB\twith program MB\tstart ms\tup MB/s\tassembled ms\tdown MB/s\tload before\t")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t", r.Scenario, r.Boxes)
		cells := []struct {
			value  *float64
			digits int
		}{
			{r.MessagesPerSecond, 0}, {r.P50, 1}, {r.P99, 1}, {r.CPU, 0}, {r.ClientCPU, 0}, {r.KiBPerSession, 1}, {r.IdleMB, 1}, {r.IdleAllMB, 1},
			{r.StartMS, 0}, {r.UploadMBs, 0}, {r.AssembleMS, 0}, {r.DownloadMBs, 0},
		}
		for _, c := range cells {
			if c.value == nil {
				fmt.Fprint(t, "–\t")
				continue
			}
			fmt.Fprintf(t, "%.*f\t", c.digits, *c.value)
		}
		fmt.Fprintf(t, "%s\t\n", r.Load)
	}
	return t.Flush()
}

// record writes rows where results are kept.
func record(file string, rows []row) error {
	b, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(b, '\n'), 0o644)
}

// commit names the source that is measured; empty outside a repository.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// join is errors.Join that keeps a single error as it is.
func join(a, b error) error {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return errors.Join(a, b)
}
