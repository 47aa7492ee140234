package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/gotd/td/crypto"
)

// The layers that the server has to speak: the newest of those it is written for, and Pyrogram's.
const (
	tgLayer     = 228
	oldestLayer = 158
)

// serverAddress is where the server listens; the link forwards to it.
const (
	serverPort    = 4443
	serverAddress = "127.0.0.1:4443"
)

// startLimit bounds the wait for the server to be ready, the making of its key included.
const startLimit = 20 * time.Second

// server is the built binary, running.
type server struct {
	data  string
	flags []string // of serve, beside those that every test needs
	cmd   *exec.Cmd
	ended chan error
	log   *os.File
	took  time.Duration // from exec to ready

	about about
}

// about is what /.well-known/lamplight.json says.
type about struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Layer   int    `json:"layer"`
	Layers  struct {
		Min int `json:"min"`
		Max int `json:"max"`
	} `json:"layers"`
	DC struct {
		ID   int    `json:"id"`
		Host string `json:"host"`
		Port int    `json:"port"`
	} `json:"dc"`
	PublicKey   string `json:"public_key"`
	Fingerprint string `json:"fingerprint"` // decimal
	WebSocket   string `json:"websocket"`
}

// newServer starts a server on an empty folder and stops it when the test ends.
func newServer(t *testing.T, flags ...string) *server {
	t.Helper()
	s := &server{data: t.TempDir(), flags: flags}
	s.start(t)
	t.Cleanup(func() { s.stop(t) })
	return s
}

// start starts the server on its folder and waits until it is ready.
func (s *server) start(t *testing.T) {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(logs(), "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(log, "\n=== %s\n", t.Name())
	s.log = log
	s.cmd = exec.Command(filepath.Join(run.dir, "lamplight"), append([]string{"serve",
		"--data", s.data, "--listen", serverAddress, "--public", fmt.Sprintf("127.0.0.1:%d", linkPort),
		"--test-accounts", "--log-level", "debug"}, // which names each refused request
		s.flags...)...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("start lamplight: %v", err)
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.cmd.Wait() }()

	ctx, stop := context.WithTimeout(t.Context(), startLimit)
	defer stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ready(ctx) {
		select {
		case err := <-s.ended:
			t.Fatalf("lamplight serve ended: %v; see %s", err, log.Name())
		case <-ctx.Done():
			t.Fatalf("lamplight serve is not ready after %v; see %s", startLimit, log.Name())
		case <-tick.C:
		}
	}
	s.took = time.Since(began)
	if err := get(ctx, "/.well-known/lamplight.json", &s.about); err != nil {
		t.Fatal(err)
	}
}

// stop sends SIGTERM and tells how long the server took to end.
func (s *server) stop(t *testing.T) time.Duration {
	t.Helper()
	if s.cmd == nil {
		return 0
	}
	defer s.log.Close()
	began := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("lamplight serve was gone before it was told to stop: %v", err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("lamplight serve ended with %v after SIGTERM, want exit code 0", err)
		}
	case <-time.After(10 * time.Second):
		t.Errorf("lamplight serve did not end within 10 s of SIGTERM")
		s.cmd.Process.Kill()
		<-s.ended
	}
	s.cmd = nil
	return time.Since(began)
}

// crash ends the server without a word.
func (s *server) crash(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.ended
	s.log.Close()
	s.cmd = nil
}

func ready(ctx context.Context) bool {
	return get(ctx, "/readyz", nil) == nil
}

func get(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+serverAddress+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, res.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// readyLimit is what may pass from exec to ready on an existing key.
const readyLimit = 300 * time.Millisecond

func TestServerStartsQuicklyAndEndsCleanly(t *testing.T) {
	s := newServer(t)
	t.Logf("ready after %v with a new key", s.took)
	best := startLimit // of some, because other tests may keep the machine busy
	for range 5 {
		ended := s.stop(t)
		s.start(t)
		t.Logf("ended %v after SIGTERM, ready after %v", ended, s.took)
		best = min(best, s.took)
	}
	if best > readyLimit {
		t.Errorf("ready after %v on an existing key, want at most %v", best, readyLimit)
	}
}

// TestWellKnown: what /.well-known/lamplight.json says is enough to point a client at the server.
func TestWellKnown(t *testing.T) {
	said := newServer(t).about
	keys, err := crypto.ParseRSAPublicKeys([]byte(said.PublicKey))
	if err != nil || len(keys) != 1 {
		t.Fatalf("public_key: %d keys, %v", len(keys), err)
	}
	if want := fmt.Sprint(crypto.RSAFingerprint(keys[0])); said.Fingerprint != want {
		t.Errorf("fingerprint %q, want %q", said.Fingerprint, want)
	}
	if said.Name == "" || said.Version == "" {
		t.Errorf("name %q, version %q", said.Name, said.Version)
	}
	if said.Layer != tgLayer || said.Layers.Min > oldestLayer || said.Layers.Max < said.Layer {
		t.Errorf("layer %d of %+v, want %d from %d on", said.Layer, said.Layers, tgLayer, oldestLayer)
	}
	if said.DC.Host != "127.0.0.1" || said.DC.Port != linkPort || said.DC.ID < 1 || said.DC.ID > 5 {
		t.Errorf("dc %+v, want what --public said", said.DC)
	}
	if want := fmt.Sprintf("ws://127.0.0.1:%d/apiws", linkPort); said.WebSocket != want {
		t.Errorf("websocket %q, want %q", said.WebSocket, want)
	}
}
