package server

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lamplight/boxes"
	"lamplight/config"
)

// A Finding is one thing that was checked. Err nil: it is well.
type Finding struct {
	What string
	Err  error
}

// checkTime bounds each look at something that may be far away.
const checkTime = 5 * time.Second

// Check looks whether a configuration would work here, one thing after the other. It changes nothing: no key, folder or
// table is made. Where a server is running on the data folder, its stores are asked through it.
func Check(ctx context.Context, c config.Serve) iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		valid := c.Complete()
		if !yield(Finding{"configuration", valid}) || valid != nil {
			return
		}
		checks := []struct {
			what string
			do   func() error
		}{
			{"data folder " + c.Data, func() error { return checkFolder(c.Data) }},
			{"server key", func() error { return checkServerKey(c.Data) }},
			{"instance key", func() error { return checkInstanceKey(c) }},
			{"limits of boxes: " + limitsOf(c), func() error { return nil }},
			{"room on the disk", func() error { return checkRoom(c) }},
			{"stores", func() error { return checkStores(ctx, c) }},
			{"files", func() error { return checkFiles(ctx, c) }},
			{"certificate", func() error { return checkCertificate(c) }},
			{"listen on " + c.Listen, func() error { return checkListen(ctx, c) }},
			{"public address " + c.Public, func() error { return checkPublic(ctx, c.Public) }},
			{"clock", checkClock},
		}
		for _, check := range checks {
			if !yield(Finding{check.what, check.do()}) {
				return
			}
		}
	}
}

// checkFolder looks whether the folder can be used, or made.
func checkFolder(data string) error {
	info, err := os.Stat(data)
	if errors.Is(err, os.ErrNotExist) {
		parent := nearestFolder(data)
		if err := writable(parent); err != nil {
			return fmt.Errorf("it does not exist, and cannot be made in %s: %w", parent, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New("it is a file; choose a folder with --data")
	}
	if err := writable(data); err != nil {
		return fmt.Errorf("cannot write in it: %w; give it to the user who runs the server", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("others on this machine may look into it (mode %04o): chmod 700 %s", info.Mode().Perm(), data)
	}
	return nil
}

// limitsOf says the limits of boxes that are in force.
func limitsOf(c config.Serve) string {
	l := boxLimits(c).WithDefaults()
	return fmt.Sprintf("%v for each account, %d events, random ids for %v, %v of disk kept free",
		c.StoragePerAccount, l.Events, l.RememberKeys, c.FreeDisk)
}

// checkRoom looks whether the disk of the embedded message log has more room than is kept free.
func checkRoom(c config.Serve) error {
	kind, path := scheme(c.Boxes)
	if kind != "pebble" || c.FreeDisk == 0 {
		return nil
	}
	free, err := freeOn(nearestFolder(path))
	if err != nil {
		return err
	}
	if free <= c.FreeDisk {
		return fmt.Errorf("%d MiB are left for %s, and the last %v are kept free (--limit-free-disk): nothing could be stored; make room", free>>20, path, c.FreeDisk)
	}
	return nil
}

// freeOn returns how much a process like this one can still store in a folder.
func freeOn(dir string) (config.Bytes, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("how full the disk of %s is: %w", dir, err)
	}
	return config.Bytes(int64(s.Bavail) * int64(s.Bsize)), nil
}

// nearestFolder returns the deepest folder above path that exists.
func nearestFolder(path string) string {
	for path = filepath.Clean(path); ; path = filepath.Dir(path) {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || path == filepath.Dir(path) {
			return path
		}
	}
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".check-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func checkServerKey(data string) error {
	if _, err := os.Stat(filepath.Join(data, serverKeyFile)); errors.Is(err, os.ErrNotExist) {
		return nil // made at the first start
	}
	_, err := serverKey(data)
	return err
}

func checkInstanceKey(c config.Serve) error {
	if _, err := os.Stat(filepath.Join(c.Data, instanceKeyFile)); !errors.Is(err, os.ErrNotExist) {
		_, err := instanceKey(c.Data)
		return err
	}
	if kind, path := scheme(c.Store); kind == "sqlite" {
		if _, err := os.Stat(path); err == nil {
			return errors.New("missing, but there is a store that was sealed with one: put it back from your backup")
		}
	}
	return nil // made at the first start
}

// checkStores opens the stores, if they exist and no server has them.
func checkStores(ctx context.Context, c config.Serve) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	if err := errors.Join(checkDatabase(ctx, "store", c.Store), checkDatabase(ctx, "boxes", c.Boxes)); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(c.Data, instanceKeyFile)); errors.Is(err, os.ErrNotExist) {
		return nil // nothing was ever kept here
	}
	unlock, err := lock(c.Data)
	if errors.Is(err, errInUse) {
		_, done, err := Operator(ctx, c)
		if err != nil {
			return fmt.Errorf("a server runs on the data folder but does not answer: %w", err)
		}
		return done()
	}
	if err != nil {
		return err
	}
	defer unlock()
	key, err := instanceKey(c.Data)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c, key, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	b, err := openBoxes(ctx, c, nil)
	if err != nil {
		return err
	}
	return errors.Join(s.Ready(ctx), ready(ctx, b))
}

// checkFiles looks whether files can be kept. No folder is made.
func checkFiles(ctx context.Context, c config.Serve) error {
	if kind, path := scheme(c.Blob); kind == "file" {
		dir := nearestFolder(path)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return fmt.Errorf("--blob: %s is no folder: %w", dir, cmp.Or(err, error(syscall.ENOTDIR)))
		}
		if err := writable(dir); err != nil {
			return fmt.Errorf("--blob: cannot write in %s: %w; give it to the user who runs the server", dir, err)
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	b, err := openBlobs(ctx, c)
	if err != nil {
		return err
	}
	if err = b.Ready(ctx); err != nil {
		err = fmt.Errorf("--blob: %w", err)
	}
	return errors.Join(err, b.Close())
}

// checkDatabase looks whether the PostgreSQL of a URL can be reached at all. What it holds is left to the drivers, which make
// tables where there are none.
func checkDatabase(ctx context.Context, key, address string) error {
	if kind, _ := scheme(address); kind != "postgres" {
		return nil
	}
	// Not url.Parse: the driver takes passwords that it does not.
	_, at, _ := strings.Cut(address, "://")
	at = at[strings.LastIndex(at, "@")+1:]
	if strings.Contains(at, "host=") || strings.Contains(at, ",") {
		return nil // a socket, or several servers: the driver will see
	}
	at = at[:strings.IndexAny(at+"/", "/?")]
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		host, port = strings.Trim(at, "[]"), "5432"
	}
	host = cmp.Or(host, "localhost")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		const advice = "check that it runs there and lets this machine in"
		return fmt.Errorf("--%s: reach PostgreSQL: %w; %s", key, err, advice)
	}
	return conn.Close()
}

func ready(ctx context.Context, b boxes.Log) error { return errors.Join(b.Ready(ctx), b.Close()) }

// checkListen looks whether the port is free, or taken by the server of this data folder.
func checkListen(ctx context.Context, c config.Serve) error {
	l, err := net.Listen("tcp", c.Listen)
	if err == nil {
		return l.Close()
	}
	if unlock, locked := lock(c.Data); !errors.Is(locked, errInUse) {
		if locked == nil {
			unlock()
		}
		return fmt.Errorf("%w; stop what uses it, or choose another address with --listen", err)
	}
	_, done, running := Operator(ctx, c)
	if running != nil {
		return err
	}
	return done()
}

// checkPublic looks whether what clients are told is an address at all.
func checkPublic(ctx context.Context, public string) error {
	found, err := addressesOf(ctx, public)
	if err != nil {
		return err
	}
	for _, a := range found {
		if a.Addr().IsUnspecified() {
			return errors.New("clients cannot connect to the unspecified address; give --public HOST:PORT")
		}
	}
	return nil
}

// checkCertificate looks whether the certificate is one that clients would take today, under the public name.
func checkCertificate(c config.Serve) error {
	t, err := tlsConfig(c)
	if err != nil || c.TLSCert == "" {
		return err
	}
	leaf, err := x509.ParseCertificate(t.Certificates[0].Certificate[0])
	if err != nil {
		return fmt.Errorf("--tls-cert %s: %w", c.TLSCert, err)
	}
	if now := time.Now(); now.After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		return fmt.Errorf("--tls-cert %s: it is good from %s to %s only; renew it, and start the server again",
			c.TLSCert, leaf.NotBefore.Format(time.DateOnly), leaf.NotAfter.Format(time.DateOnly))
	}
	host, _, err := net.SplitHostPort(c.Public)
	if err != nil {
		return err
	}
	if err := leaf.VerifyHostname(host); err != nil {
		return fmt.Errorf("--tls-cert %s: %w; get one for the name in --public", c.TLSCert, err)
	}
	return nil
}

// built is before any version of this program was: a clock behind it is wrong.
var built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func checkClock() error {
	if now := time.Now(); now.Before(built) {
		return fmt.Errorf("it says %s, before this program was written; clients refuse a server whose clock is off: set it, and keep it right with NTP", now.Format(time.DateTime))
	}
	return nil
}
