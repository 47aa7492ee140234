package outbound

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"1.1.1.1": true, "8.8.8.8": true, "2606:4700::1111": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.5.5": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "ff02::1": false, "::ffff:127.0.0.1": false,
		"::ffff:10.1.1.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false, "::7f00:1": false, "fec0::1": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("Public(%s) = %v, want %v", addr, got, want)
		}
	}
}

func TestDo(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/small", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "0123456789") })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "0123456789x") })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	get := func(private bool, url string) (string, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := New(Limits{Body: 10}, private).Do(req)
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		return string(b), err
	}
	if b, err := get(true, srv.URL+"/small"); b != "0123456789" || err != nil {
		t.Errorf("small = %q, %v", b, err)
	}
	if b, err := get(true, srv.URL+"/large"); b != "0123456789" || !errors.Is(err, ErrTooLarge) {
		t.Errorf("large = %q, %v, want ErrTooLarge", b, err)
	}
	if _, err := get(true, srv.URL+"/loop"); err == nil || !strings.Contains(err.Error(), "redirects") {
		t.Errorf("loop: %v", err)
	}
	for _, url := range []string{srv.URL + "/small", strings.Replace(srv.URL, "127.0.0.1", "localhost", 1) + "/small"} {
		if _, err := get(false, url); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v, want ErrPrivate", url, err)
		}
	}
	if _, err := get(true, "file:///etc/passwd"); err == nil {
		t.Error("a file went through")
	}
}
