package main

import (
	"bufio"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gotd/td/crypto"
)

const (
	readyTime = 60 * time.Second // until a started server must answer
	endTime   = 15 * time.Second // until an interrupted one must have ended
)

// A served is a running server.
type served struct {
	cmd     *exec.Cmd
	folder  string
	address string
	dc      int
	key     *rsa.PublicKey
	started time.Time // when it was executed
}

// serve starts a server on a data folder, with limits so high that what is measured is the server and not them.
func serve(ctx context.Context, o options, folder, boxes string) (*served, error) {
	cmd := exec.CommandContext(ctx, o.server, "serve", "--data", folder, "--boxes", boxes, "--listen", "127.0.0.1:0",
		"--test-accounts", "--log-level", o.log,
		"--limit-connections", "100000", "--limit-connections-per-address", "100000", "--limit-handshakes-at-once", "1000",
		"--limit-reads-per-second", "1000000", "--limit-writes-per-second", "1000000",
		"--limit-expensive-per-second", "1000000", "--limit-transfers-per-second", "1000000", "--limit-free-disk", "0", "--limit-new-chats-per-day", "1000000")
	if o.store != "" {
		cmd.Args = append(cmd.Args, "--store", o.store)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endTime
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s := &served{cmd: cmd, folder: folder, started: time.Now()}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := s.await(ctx, out); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// await reads the greeting until it says where the server can be reached, and asks there for its key.
func (s *served) await(ctx context.Context, out io.ReadCloser) error {
	page := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, url, ok := strings.Cut(lines.Text(), "For clients"); ok {
				page <- strings.TrimSpace(url)
			}
		}
		close(page)
	}()
	select {
	case url, ok := <-page:
		if !ok {
			return errors.New("the server ended before it was ready")
		}
		return s.discover(ctx, url)
	case <-time.After(readyTime):
		return fmt.Errorf("the server was not ready within %v", readyTime)
	}
}

func (s *served) discover(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var page struct {
		DC struct {
			ID   int    `json:"id"`
			Host string `json:"host"`
			Port int    `json:"port"`
		} `json:"dc"`
		PublicKey string `json:"public_key"`
	}
	if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	keys, err := crypto.ParseRSAPublicKeys([]byte(page.PublicKey))
	if err != nil || len(keys) != 1 {
		return fmt.Errorf("%s gives %d keys: %w", url, len(keys), err)
	}
	s.dc, s.key = page.DC.ID, keys[0]
	s.address = net.JoinHostPort(page.DC.Host, strconv.Itoa(page.DC.Port))
	return nil
}

// stop ends the server and returns an error unless it ended cleanly.
func (s *served) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	slow := time.AfterFunc(endTime, func() { _ = s.cmd.Process.Kill() }) // Wait tells
	defer slow.Stop()
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server did not end cleanly: %w", err)
	}
	return nil
}

// profile fetches a profile by the operator's socket, such as "profile?seconds=10" or "heap", into a file.
func (s *served) profile(ctx context.Context, what, file string) error {
	socket := filepath.Join(s.folder, "admin.sock")
	c := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	defer c.CloseIdleConnections()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(fetch(ctx, &c, "http://operator/debug/pprof/"+what, f), f.Close())
}

// fetch writes a page to w.
func fetch(ctx context.Context, c *http.Client, url string, w io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	_, err = io.Copy(w, res.Body)
	return err
}
