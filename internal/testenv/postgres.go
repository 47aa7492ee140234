// Package testenv starts what tests need and nobody wants to install by hand.
package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startWait is how long a new cluster may take until it answers.
const startWait = 60 * time.Second

// errMissing is what a machine without PostgreSQL is told.
var errMissing = errors.New("this test needs the programs of PostgreSQL 13 or later, which are not installed: apt-get install postgresql")

// Postgres returns the URL of a fresh, empty database in a private PostgreSQL cluster that the test binary starts once
// and that ends with it, databases and all: dropping one by one would cost a checkpoint each. The cluster syncs as a
// real one does and listens on a Unix socket alone.
//
// Where PostgreSQL is not installed the test fails with a sentence that says what to install; with -short it is
// skipped.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := shared()
	if errors.Is(err, errMissing) && testing.Short() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	url, drop, err := c.database()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return url
}

// Database is Postgres for a program that is no test, such as the benchmark. drop removes the database.
func Database() (url string, drop func() error, err error) {
	c, err := shared()
	if err != nil {
		return "", nil, err
	}
	return c.database()
}

// A cluster is a running PostgreSQL.
type cluster struct {
	dir       string
	bin, data string
	attr      *syscall.SysProcAttr
	databases atomic.Int64
	stdin     *os.File // the cluster ends when this is closed, and so when this process ends in whatever way
}

// shared starts the cluster of this process, the first time it is asked for.
var shared = sync.OnceValues(start)

func start() (*cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "lamplight-pg")
	if err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	attr, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	c := &cluster{dir: dir, bin: bin, data: data, attr: attr}
	initdb := exec.Command(filepath.Join(bin, "initdb"),
		"-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := c.run(); err != nil {
		return nil, err
	}
	return c, c.wait()
}

// run starts the server under a shell that stops it and removes its folder once this process is gone.
func (c *cluster) run() error {
	const script = `"$0" "$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$DIR"`
	cmd := exec.Command("/bin/sh", "-c", script, filepath.Join(c.bin, "postgres"), "-D", c.data,
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+c.dir, "-c", "fsync=on", "-c", "synchronous_commit=on",
		"-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "max_wal_size=4GB")
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	defer read.Close()
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	defer log.Close()
	// A process group of its own, so that the Ctrl-C meant for the tests lets it end in order.
	a := *c.attr
	a.Setpgid = true
	cmd.SysProcAttr, cmd.Dir, cmd.Env = &a, c.dir, append(os.Environ(), "DIR="+c.dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = read, log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	c.stdin = write
	return nil
}

// wait returns once the server answers.
func (c *cluster) wait() error {
	var err error
	for end := time.Now().Add(startWait); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = c.exec("SELECT 1"); err == nil {
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(c.dir, "log")) // shown as far as it can be read
	return fmt.Errorf("PostgreSQL does not answer: %w\n%s", err, log)
}

// database makes an empty database.
func (c *cluster) database() (url string, drop func() error, err error) {
	name := fmt.Sprintf("test_%d", c.databases.Add(1))
	if err := c.exec("CREATE DATABASE " + name); err != nil {
		return "", nil, err
	}
	return c.url(name), func() error { return c.exec("DROP DATABASE " + name + " WITH (FORCE)") }, nil
}

func (c *cluster) url(database string) string {
	return "postgres://postgres@/" + database + "?host=" + url.QueryEscape(c.dir)
}

func (c *cluster) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startWait)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the tests' PostgreSQL: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// programs returns the folder of the newest PostgreSQL that is installed.
func programs() (string, error) {
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return "", fmt.Errorf("look for PostgreSQL: %w", err)
		}
		found = append(found, paths...)
	}
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errMissing
}

// unprivileged returns how to start a program as somebody who is not root, which PostgreSQL insists on, and gives dir
// to them.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, fmt.Errorf("give PostgreSQL its folder: %w", err)
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user called postgres nor one called nobody")
}
