package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"lamplight/blob"
	"lamplight/blob/bucket"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/boxes/postgres"
	"lamplight/config"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

// scheme splits a URL such as pebble:DIR or postgres://… into its scheme and, for local ones, its path.
func scheme(url string) (kind, path string) {
	kind, path, _ = strings.Cut(url, ":")
	if kind == "postgresql" {
		kind = "postgres"
	}
	return kind, strings.TrimPrefix(path, "//")
}

// openStore opens the relational store. log may be nil.
func openStore(ctx context.Context, c config.Serve, key []byte, log *slog.Logger) (store.Store, error) {
	return sqlstore.Open(ctx, c.Store, sqlstore.Options{Key: key, Now: time.Now, Log: log})
}

// openBoxes opens the message log. log may be nil.
func openBoxes(ctx context.Context, c config.Serve, log *slog.Logger) (boxes.Log, error) {
	switch kind, path := scheme(c.Boxes); kind {
	case "pebble":
		return pebble.Open(pebble.Options{Dir: path, Log: log, Limits: boxLimits(c), FreeBytes: int64(c.FreeDisk)})
	case "postgres":
		return postgres.Open(ctx, postgres.Options{URL: c.Boxes, Log: log, Limits: boxLimits(c)})
	default:
		return nil, fmt.Errorf("--boxes: %q is no known kind", kind)
	}
}

// openBlobs opens the place for files.
func openBlobs(ctx context.Context, c config.Serve) (blob.Store, error) {
	// Messages have to be stored when files cannot be any more: files leave twice the room.
	b, err := bucket.Open(ctx, c.Blob, bucket.Options{Now: time.Now(), FreeBytes: 2 * int64(c.FreeDisk)})
	if err != nil {
		return nil, fmt.Errorf("--blob: %w", err)
	}
	return b, nil
}

// boxLimits are the limits of boxes that an operator can set.
func boxLimits(c config.Serve) boxes.Limits {
	return boxes.Limits{Events: c.Events, RememberKeys: c.RandomIDs, Quota: int64(c.StoragePerAccount)}
}

// closers is what is closed at the end, last opened first.
type closers []func(context.Context) error

func (c *closers) add(name string, f func(context.Context) error) {
	*c = append(*c, func(ctx context.Context) error {
		if err := f(ctx); err != nil {
			return fmt.Errorf("close %s: %w", name, err)
		}
		return nil
	})
}

// lookupTime bounds the look-up of the public host name.
const lookupTime = 5 * time.Second

// addressesOf returns the IP addresses behind the public address: clients are told numbers, since their configuration has no
// place for names.
func addressesOf(ctx context.Context, public string) ([]netip.AddrPort, error) {
	host, portText, err := net.SplitHostPort(public)
	if err != nil {
		return nil, fmt.Errorf("--public: %w", err)
	}
	number, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("--public %s: the port is no number from 1 to 65535", public)
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("--public %s: %w; clients are told IP addresses, so the name must have one", public, err)
	}
	var out []netip.AddrPort
	for _, ip := range ips {
		out = append(out, netip.AddrPortFrom(ip.Unmap(), uint16(number)))
	}
	return out, nil
}
