// Package outbound is the only HTTP client: what the server asks of others goes through here.
//
// It connects to public addresses alone, unless the operator says otherwise. The address is checked when the connection is
// made, after the name was resolved, so that neither a redirect nor a name that changes its answer leads inside. Everything
// has a limit: time, redirects, and the size of what is read. Only questions (GET, HEAD) are redirected.
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Limits bound one request. A zero field means its default.
type Limits struct {
	Time      time.Duration // of the whole request; 15 s
	Body      int64         // bytes of an answer that are read; 1 MiB
	Header    int64         // bytes of an answer's header; 64 KiB
	Redirects int           // followed; 3
}

// ErrPrivate says that an address is not public.
var ErrPrivate = errors.New("outbound: the address is not public")

// ErrTooLarge says that an answer is larger than Limits.Body.
var ErrTooLarge = errors.New("outbound: the answer is too large")

// A Client makes requests. It is safe for concurrent use.
type Client struct {
	http   *http.Client
	limits Limits
}

// New returns a Client. With allowPrivate it also reaches private and loopback addresses: for an operator's own services.
func New(l Limits, allowPrivate bool) *Client {
	if l.Time == 0 {
		l.Time = 15 * time.Second
	}
	if l.Body == 0 {
		l.Body = 1 << 20
	}
	if l.Header == 0 {
		l.Header = 64 << 10
	}
	if l.Redirects == 0 {
		l.Redirects = 3
	}
	d := &net.Dialer{Timeout: l.Time, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		if allowPrivate {
			return nil
		}
		a, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !Public(a.Addr()) {
			return ErrPrivate
		}
		return nil
	}}
	return &Client{limits: l, http: &http.Client{
		Timeout: l.Time,
		Transport: &http.Transport{
			Proxy: nil, DialContext: d.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: l.Time,
			MaxResponseHeaderBytes: l.Header, MaxIdleConns: 16, IdleConnTimeout: time.Minute,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if m := via[0].Method; m != http.MethodGet && m != http.MethodHead {
				// What is handed over is for who was asked alone, and a redirect that turns it into a question would look as if
				// it had been taken. The caller sees the redirect as the answer.
				return http.ErrUseLastResponse
			}
			if len(via) > l.Redirects {
				return fmt.Errorf("outbound: more than %d redirects", l.Redirects)
			}
			if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
				return errors.New("outbound: a redirect leads out of TLS")
			}
			return nil
		},
	}}
}

// Do makes a request. Reading more than Limits.Body of the answer fails with ErrTooLarge.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return nil, fmt.Errorf("outbound: %q is no scheme to ask by", req.URL.Scheme)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	res.Body = &limited{res.Body, c.limits.Body}
	return res, nil
}

// limited is a body that ends in an error when it is too large.
type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}

// special are ranges that belong to no public host, beyond those that net/netip knows (RFC 6890 and its registries).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address can be a public host's.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
