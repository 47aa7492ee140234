package public

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lamplight/service/chats"
)

type people map[string]string

func (p people) Named(_ context.Context, name string) (string, bool, error) {
	if name == "broken" {
		return "", false, errors.New("disk on fire")
	}
	display, ok := p[name]
	return display, ok, nil
}

// halls are the groups and channels behind names and links.
type halls map[string]chats.Preview

func (h halls) Public(_ context.Context, name string) (chats.Preview, bool, error) {
	p, ok := h[name]
	return p, ok && p.Public, nil
}

func (h halls) Invited(_ context.Context, hash string) (chats.Preview, bool, error) {
	if hash == "Lbroken" {
		return chats.Preview{}, false, errors.New("disk on fire")
	}
	p, ok := h[hash]
	return p, ok && !p.Public, nil
}

func TestPages(t *testing.T) {
	ready := error(nil)
	h := Handler(Options{
		Discovery: Discovery{Name: "Test", Version: "v1", Layer: 228, Fingerprint: "-7"},
		People:    people{"annie": `<b>Ann</b>`},
		Chats: halls{
			"newsroom": {Title: "<i>News</i>", Broadcast: true, Members: 1, Public: true},
			"Lsecret":  {Title: "Friends", Members: 7, Approval: true},
		},
		Ready:   func(context.Context) error { return ready },
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "metrics") }),
		For:     MetricsLoopback,
		Log:     slog.New(slog.DiscardHandler),
	})
	tests := []struct {
		name, path, from, proxied string
		status                    int
		has, hasNot               string
	}{
		{name: "health", path: "/healthz", status: 200, has: "ok"},
		{name: "ready", path: "/readyz", status: 200, has: "ready"},
		{name: "metrics from here", path: "/metrics", from: "127.0.0.1:9", status: 200, has: "metrics"},
		{name: "metrics from elsewhere", path: "/metrics", from: "192.0.2.1:9", status: 403, hasNot: "metrics\n"},
		{name: "metrics through a proxy here", path: "/metrics", from: "127.0.0.1:9", proxied: "192.0.2.1", status: 403},
		{name: "a person", path: "/annie", status: 200, has: "&lt;b&gt;Ann&lt;/b&gt;", hasNot: "<b>Ann"},
		{name: "with an at sign", path: "/@annie", status: 200, has: "@annie"},
		{name: "nobody", path: "/nobody1", status: 404, has: "Nobody here"},
		{name: "no name at all", path: "/%3Cscript%3E", status: 404, hasNot: "<script>"},
		{name: "a channel", path: "/newsroom", status: 200, has: "&lt;i&gt;News&lt;/i&gt;", hasNot: "<i>"},
		{name: "its size", path: "/newsroom", status: 200, has: "1 subscriber<"},
		{name: "a link", path: "/+Lsecret", status: 200, has: "ask to join"},
		{name: "a link of the older form", path: "/joinchat/Lsecret", status: 200, has: "7 members"},
		{name: "what a link leads to has no page of its own", path: "/Lsecret", status: 404, hasNot: "Friends"},
		{name: "another link", path: "/+Lother", status: 404, has: "does not lead anywhere"},
		{name: "a fault of ours behind a link", path: "/+Lbroken", status: 503, hasNot: "fire"},
		{name: "a fault of ours", path: "/broken", status: 503, hasNot: "fire"},
		{name: "deeper", path: "/a/b", status: 404},
		{name: "style", path: "/page.css", status: 200, has: "main{"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", tt.path, nil)
			if tt.from != "" {
				r.RemoteAddr = tt.from
			}
			if tt.proxied != "" {
				r.Header.Set("X-Forwarded-For", tt.proxied)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status = %d, want %d", w.Code, tt.status)
			}
			body := w.Body.String()
			if tt.has != "" && !strings.Contains(body, tt.has) {
				t.Errorf("no %q in %q", tt.has, body)
			}
			if tt.hasNot != "" && strings.Contains(body, tt.hasNot) {
				t.Errorf("%q in %q", tt.hasNot, body)
			}
			if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Error("no content security policy")
			}
		})
	}

	ready = errors.New("postgres://user:password@host is away")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	if w.Code != 503 || strings.Contains(w.Body.String(), "password") {
		t.Errorf("not ready: %d %q", w.Code, w.Body)
	}
}

func TestDiscovery(t *testing.T) {
	want := Discovery{Name: "Test", Version: "v1", Layer: 228, Layers: Layers{158, 228}, DC: DC{2, "127.0.0.1", 4443},
		PublicKey: "-----BEGIN RSA PUBLIC KEY-----\n", Fingerprint: "-8972309238472309847", WebSocket: "ws://127.0.0.1:4443/apiws"}
	w := httptest.NewRecorder()
	Handler(Options{Discovery: want, Log: slog.New(slog.DiscardHandler)}).ServeHTTP(w, httptest.NewRequest("GET", "/.well-known/lamplight.json", nil))
	var got Discovery
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got != want {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

func TestNamesCannotBeWalkedThrough(t *testing.T) {
	h := Handler(Options{People: people{"annie": "Ann"}, Log: slog.New(slog.DiscardHandler)})
	refused := 0
	for range looksPerSecond*burstSeconds + 200 {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/annie", nil))
		if w.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("any number of names can be looked up")
	}
}
