package testenv

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Crashing is a PostgreSQL cluster of one test alone, which may kill it and start it again.
type Crashing struct {
	c     *cluster
	stdin []*os.File // of the shells that guard each start; closing one ends what it started and removes the folder
}

// CrashingPostgres starts a cluster that ends with the test. It is skipped or fails as Postgres does.
func CrashingPostgres(t testing.TB) *Crashing {
	t.Helper()
	p, end, err := Crashable()
	if errors.Is(err, errMissing) && testing.Short() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	return p
}

// Crashable is CrashingPostgres for a program that is no test.
func Crashable() (p *Crashing, end func(), err error) {
	c, err := start()
	if err != nil {
		return nil, nil, err
	}
	p = &Crashing{c: c, stdin: []*os.File{c.stdin}}
	return p, func() {
		for _, f := range p.stdin {
			f.Close() // which has the shell clear up
		}
	}, nil
}

// Database makes an empty database and returns its URL, which stays good over a Restart.
func (p *Crashing) Database() (string, error) {
	url, _, err := p.c.database()
	return url, err
}

// Kill ends the cluster with SIGKILL and returns once nothing of it is left.
func (p *Crashing) Kill() error {
	text, err := os.ReadFile(filepath.Join(p.c.data, "postmaster.pid"))
	if err != nil {
		return fmt.Errorf("kill PostgreSQL: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 {
		return fmt.Errorf("kill PostgreSQL: process %q, %w", first, err)
	}
	// What the postmaster started ends by itself once it is gone, but not at once; it is killed too, as a crash would.
	children, err := childrenOf(pid)
	if err != nil {
		return err
	}
	for _, id := range append([]int{pid}, children...) {
		if err := syscall.Kill(id, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("kill PostgreSQL: %w", err)
		}
	}
	for end := time.Now().Add(startWait); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		left := 0
		for _, id := range append([]int{pid}, children...) {
			if running(id) {
				left++
			}
		}
		if left == 0 {
			return nil
		}
	}
	return errors.New("PostgreSQL outlives SIGKILL")
}

// Restart starts the cluster again on what is in its files, and returns once it answers.
func (p *Crashing) Restart() error {
	if err := p.c.run(); err != nil {
		return err
	}
	p.stdin = append(p.stdin, p.c.stdin)
	return p.c.wait()
}

// childrenOf returns the processes that a process started and that still are its own.
func childrenOf(pid int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var found []int
	for _, path := range stats {
		if parent, _, err := statOf(path); err == nil && parent == pid {
			id, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			if err != nil {
				return nil, err
			}
			found = append(found, id)
		}
	}
	return found, nil
}

// running reports whether a process is there and not only waits to be buried.
func running(pid int) bool {
	_, state, err := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && state != "Z"
}

func statOf(path string) (parent int, state string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, "", err
	}
	// The name, in brackets, may hold blanks: the fields are counted from behind it.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 2 {
		return 0, "", fmt.Errorf("%s is shorter than expected", path)
	}
	parent, err = strconv.Atoi(fields[1])
	return parent, fields[0], err
}
