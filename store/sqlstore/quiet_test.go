package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestQueueLogsWhatMatters(t *testing.T) {
	var out bytes.Buffer
	l := riverLog(slog.New(slog.NewTextHandler(&out, nil)))
	l.Info("started")
	l.Error("stopping", "error", fmt.Errorf("begin: %w", context.Canceled))
	l.Error("broken", "error", errors.New("disk full"))
	if s := out.String(); strings.Contains(s, "start") || strings.Contains(s, "stopping") || !strings.Contains(s, "disk full") {
		t.Errorf("logged %q, want the disk alone", s)
	}
}
