package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var (
	programs = flag.String("e2e.programs", "", "folder of the built programs; given by the test to itself")
	update   = flag.Bool("update", false, "write docs/clients.md instead of comparing with it")
)

// run is what the tests of one run share.
var run struct {
	dir    string // temporary
	report report
}

// TestMain builds the programs, then starts the test binary again in a network namespace of its own.
func TestMain(m *testing.M) {
	flag.Parse()
	code, err := start(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func start(m *testing.M) (int, error) {
	if *programs == "" {
		dir, err := os.MkdirTemp("", "lamplight-e2e-")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
		if err := build(dir); err != nil {
			return 0, err
		}
		return enter(dir)
	}
	run.dir = *programs
	if err := os.RemoveAll(logs()); err != nil { // of the run before
		return 0, err
	}
	if err := prepareNetwork(); err != nil {
		return 0, err
	}
	code := m.Run()
	if code != 0 {
		fmt.Fprintln(os.Stderr, "e2e: what server and clients said is in", logs())
		return code, nil
	}
	return 0, run.report.finish()
}

// build compiles the server and the one driver that is written in Go. It happens outside of the namespace, because the
// go command may want to download modules.
func build(dir string) error {
	for _, p := range []struct{ name, path string }{
		{"lamplight", "../cmd/lamplight"},
		{"gotd", "./clients/gotd"},
	} {
		cmd := exec.Command("go", "build", "-o", filepath.Join(dir, p.name), p.path)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p.path, err, out)
		}
	}
	return nil
}

// logs is the folder in which server and clients leave what they say, for whoever has to find out why a test failed.
func logs() string {
	dir := filepath.Join("..", "out", "e2e")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		panic(err)
	}
	return dir
}
