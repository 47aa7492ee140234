package previews

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lamplight"
	"lamplight/outbound"
)

type pictures struct{ refuse bool }

func (p pictures) MakePreview(_ context.Context, _ lamplight.UserID, b []byte) (lamplight.Photo, error) {
	if p.refuse {
		return lamplight.Photo{}, errors.New("blocked")
	}
	return lamplight.Photo{ID: lamplight.PhotoID(len(b))}, nil
}

// rewrite leads the name site.test to the server of the test.
type rewrite struct {
	to  string
	out *outbound.Client
}

func (r rewrite) Do(req *http.Request) (*http.Response, error) {
	req.URL.Host = strings.Replace(req.URL.Host, "site.test", r.to, 1)
	res, err := r.out.Do(req)
	if err == nil {
		res.Request.URL.Host = strings.Replace(res.Request.URL.Host, r.to, "site.test", 1)
	}
	return res, err
}

func TestFetch(t *testing.T) {
	asked := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<html><head><title>No</title><meta property="og:title" content="A &amp; B"><meta name=description content="  two
			lines"><meta property="og:image" content="/p.png"></head>`, strings.Repeat("<p>x", 10))
	})
	mux.HandleFunc("/p.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		fmt.Fprint(w, "12345")
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/zip")
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/page", http.StatusFound)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	now := time.Unix(1_790_000_000, 0)
	make := func(private bool, l Limits) *Service {
		return New(Options{
			HTTP:     rewrite{strings.TrimPrefix(srv.URL, "http://"), outbound.New(outbound.Limits{Time: 2 * time.Second, Body: 6 << 20}, private)},
			Pictures: pictures{}, Now: func() time.Time { return now }, Limits: l,
		})
	}
	s := make(true, Limits{Each: 5})
	if p, ok := s.Known("site.test/page"); !ok || !p.Pending || p.ID == 0 {
		t.Fatalf("before: %+v %v", p, ok)
	}
	p, err := s.Fetch(t.Context(), 1, "site.test/page#part")
	if err != nil || p.Title != "A & B" || p.Description != "two lines" || p.Photo == nil || p.Photo.ID != 5 || p.URL != "http://site.test/page" {
		t.Fatalf("%+v %v", p, err)
	}
	if again, err := s.Fetch(t.Context(), 1, "http://site.test/page"); err != nil || again.ID != p.ID || asked != 1 {
		t.Errorf("again: %v, asked %d times", err, asked)
	}
	now = now.Add(2 * time.Hour)
	if q, _ := s.Known("site.test/page"); !q.Pending {
		t.Error("it is remembered for too long")
	}
	for _, bad := range []string{"site.test/file", "site.test/none"} {
		if _, err := s.Fetch(t.Context(), 1, bad); !errors.Is(err, ErrNoPage) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []string{"ftp://a.test/", "http://a:b@c.test/", "http://a.test:22/", "", "http://"} {
		if _, err := s.Fetch(t.Context(), 1, bad); !errors.Is(err, ErrURL) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for range 5 {
		_, _ = s.Fetch(t.Context(), 2, fmt.Sprintf("site.test/none%d", asked))
		asked++
	}
	if _, err := s.Fetch(t.Context(), 2, "site.test/page"); !errors.Is(err, ErrNoPage) {
		t.Error("somebody asks as often as they like")
	}
	// Without the test's allowance nothing on this machine is reached, by whatever name.
	asked = 0
	for _, at := range []string{"site.test/page", "127.0.0.1/page", "localhost/page", "[::1]/page", "169.254.169.254/page"} {
		if _, err := make(false, Limits{}).Fetch(t.Context(), 1, at); !errors.Is(err, ErrNoPage) || asked != 0 {
			t.Errorf("%s: %v", at, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<head><title>a</title><meta property="og:image" content="b">`))
	f.Add([]byte("<meta charset=utf-16><title>\xff\xfe"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := parse(b)
		for _, v := range []string{s.title, s.description, s.site, s.author, s.picture} {
			if !utf8.ValidString(v) || utf8.RuneCountInString(v) > maxAddress || strings.ContainsAny(v, "\n\r\x00") {
				t.Errorf("%q", v)
			}
		}
	})
}
