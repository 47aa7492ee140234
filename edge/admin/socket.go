package admin

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// maxSocketPath is the longest path that the kernel takes for a Unix socket, in bytes (sun_path, with its final zero).
const maxSocketPath = 107

// withSocket calls f with a path to the socket that the kernel takes, however deep its folder lies.
func withSocket(path string, f func(short string) error) error {
	if len(path) <= maxSocketPath {
		return f(path)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return f(fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), filepath.Base(path)))
}

// Listen opens the socket for the owner of its folder alone. A socket that a dead server left is replaced: the caller holds
// the folder's lock, so no living one has it.
func Listen(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("operator's socket: %w", err)
	}
	var l net.Listener
	err := withSocket(path, func(short string) (err error) {
		l, err = net.Listen("unix", short)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("operator's socket: %w", err)
	}
	if u, ok := l.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false) // by its short path it could not; Server.Close removes it
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("operator's socket: %w", err)
	}
	return l, nil
}

// dial connects to the socket.
func dial(ctx context.Context, path string) (c net.Conn, err error) {
	err = withSocket(path, func(short string) (err error) {
		c, err = new(net.Dialer).DialContext(ctx, "unix", short)
		return err
	})
	return c, err
}
