// Package previews fetches the pages that people link to, so that clients can show what a link leads to without asking the site
// themselves: the site sees the server, and never who reads.
//
// A page is fetched once an hour however many link to it, by a client that reaches public addresses alone (package outbound).
// Nothing of a message is sent with the request, but the address that stands in it.
//
// https://core.telegram.org/api/links
package previews

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"lamplight"
)

// Errors of this service.
var (
	ErrNoPage = &lamplight.Error{Kind: lamplight.Invalid, Code: "WEBPAGE_NOT_FOUND"}
	ErrURL    = &lamplight.Error{Kind: lamplight.Invalid, Code: "WEBPAGE_URL_INVALID"}
)

// HTTP asks others. *outbound.Client is one: it reaches public addresses alone, and bounds what it reads.
type HTTP interface {
	Do(*http.Request) (*http.Response, error)
}

// Pictures makes photos of the pictures that pages show. What it returns was looked at, and may be seen by anybody.
type Pictures interface {
	MakePreview(ctx context.Context, who lamplight.UserID, b []byte) (lamplight.Photo, error)
}

// Limits bound what is fetched. A zero field has its default.
type Limits struct {
	Page    int64         // bytes of a page that are read; 512 KiB
	Picture int64         // bytes of a picture; 5 MiB
	Time    time.Duration // of a page and its picture together; 12 s
	AtOnce  int64         // pages that are fetched at once; 16
	Age     time.Duration // for which a page is remembered; 1 h
	Absent  time.Duration // for which it is remembered that there is none; 10 min
	Kept    int           // pages that a node remembers; 4,096
	Each    int           // pages that one account has fetched in a minute; 20
	URL     int           // bytes of an address; 2,048
}

func (l *Limits) fill() {
	def(&l.Page, 512<<10)
	def(&l.Picture, 5<<20)
	def(&l.Time, 12*time.Second)
	def(&l.AtOnce, 16)
	def(&l.Age, time.Hour)
	def(&l.Absent, 10*time.Minute)
	def(&l.Kept, 4096)
	def(&l.Each, 20)
	def(&l.URL, 2048)
}

func def[T comparable](v *T, fallback T) {
	var zero T
	if *v == zero {
		*v = fallback
	}
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	HTTP     HTTP
	Pictures Pictures
	Now      func() time.Time
	Limits   Limits
	Log      *slog.Logger // optional: none
}

// A Service fetches previews. It is safe for concurrent use.
type Service struct {
	http     HTTP
	pictures Pictures
	now      func() time.Time
	limits   Limits
	log      *slog.Logger
	slots    *semaphore.Weighted

	mu     sync.Mutex
	known  map[string]known
	asked  map[lamplight.UserID]int // in the present minute
	minute int64
}

// known is what was found at an address.
type known struct {
	page lamplight.Page
	till time.Time
}

// New returns a Service.
func New(o Options) *Service {
	o.Limits.fill()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		http: o.HTTP, pictures: o.Pictures, now: o.Now, limits: o.Limits, log: o.Log, slots: semaphore.NewWeighted(o.Limits.AtOnce),
		known: map[string]known{}, asked: map[lamplight.UserID]int{},
	}
}

// normal returns the address of a page that may be fetched; "" if there is none.
func (s *Service) normal(address string) string {
	if len(address) > s.limits.URL {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" && port != "8080" && port != "8443" {
		return ""
	}
	u.Fragment, u.Host = "", strings.ToLower(u.Host)
	return u.String()
}

// id returns the id of a page: the same for an address everywhere.
func id(address string) int64 {
	h := fnv.New64a()
	h.Write([]byte(address))
	return int64(h.Sum64()>>1) | 1
}

// Known returns what is remembered of an address: a page, an empty one if there is nothing to show, or one that is Pending if
// it was not fetched lately. ok is false for what is no address of a page.
func (s *Service) Known(address string) (page lamplight.Page, ok bool) {
	at := s.normal(address)
	if at == "" {
		return page, false
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.known[at]; ok && now.Before(k.till) {
		return k.page, true
	}
	return lamplight.Page{ID: id(at), URL: at, Pending: true, Date: now.Add(s.limits.Time).Truncate(time.Second)}, true
}

// Fetch returns the page of an address for somebody who links to it: WEBPAGE_NOT_FOUND if there is nothing to show or they ask
// too often, WEBPAGE_URL_INVALID if there can be none.
func (s *Service) Fetch(ctx context.Context, who lamplight.UserID, address string) (lamplight.Page, error) {
	page, ok := s.Known(address)
	switch {
	case !ok:
		return page, ErrURL
	case page.Empty:
		return page, ErrNoPage
	case !page.Pending:
		return page, nil
	case !s.turn(who):
		return page, ErrNoPage
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.Time)
	defer cancel()
	if err := s.slots.Acquire(ctx, 1); err != nil {
		return page, ErrNoPage.Because(err)
	}
	defer s.slots.Release(1)
	at := page.URL
	found, err := s.fetch(ctx, who, at)
	age := s.limits.Age
	if err != nil {
		s.log.DebugContext(ctx, "no preview of a link", "err", errors.Unwrap(err))
		found, age = lamplight.Page{Empty: true}, s.limits.Absent
	}
	found.ID = id(at)
	found.URL = at
	s.remember(at, known{found, s.now().Add(age)})
	if err != nil {
		return found, ErrNoPage
	}
	return found, nil
}

// turn reports whether somebody may have another page fetched in this minute.
func (s *Service) turn(who lamplight.UserID) bool {
	minute := s.now().Unix() / 60
	s.mu.Lock()
	defer s.mu.Unlock()
	if minute != s.minute {
		s.minute, s.asked = minute, map[lamplight.UserID]int{}
	}
	s.asked[who]++
	return s.asked[who] <= s.limits.Each
}

func (s *Service) remember(at string, k known) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for old := range s.known { // any one
		if len(s.known) < s.limits.Kept {
			break
		}
		delete(s.known, old)
	}
	s.known[at] = k
}

// fetch asks the site.
func (s *Service) fetch(ctx context.Context, who lamplight.UserID, at string) (lamplight.Page, error) {
	body, kind, final, err := s.get(ctx, at, s.limits.Page, "text/html,application/xhtml+xml,image/*;q=0.8")
	if err != nil {
		return lamplight.Page{}, err
	}
	page := lamplight.Page{Shown: shown(final), Type: "article", Site: lamplight.Text(final.Hostname())}
	if strings.HasPrefix(kind, "image/") {
		page.Type = "photo"
		page.Photo = s.photo(ctx, who, final, at)
		if page.Photo == nil {
			return page, errors.New("its picture cannot be shown")
		}
		return page, nil
	}
	if kind != "text/html" && kind != "application/xhtml+xml" {
		return page, errors.New("it is no page")
	}
	said := parse(body)
	if said.title == "" && said.description == "" {
		return page, errors.New("it says nothing of itself")
	}
	page.Title, page.Description, page.Author = lamplight.Text(said.title), lamplight.Text(said.description), lamplight.Text(said.author)
	if said.site != "" {
		page.Site = lamplight.Text(said.site)
	}
	if said.picture != "" {
		page.Photo = s.photo(ctx, who, final, said.picture)
	}
	return page, nil
}

// photo returns the picture of a page; nil if it cannot be shown.
func (s *Service) photo(ctx context.Context, who lamplight.UserID, base *url.URL, ref string) *lamplight.Photo {
	u, err := base.Parse(ref)
	if err != nil {
		return nil
	}
	at := s.normal(u.String())
	if at == "" || base.Scheme == "https" && u.Scheme != "https" {
		return nil
	}
	b, kind, _, err := s.get(ctx, at, s.limits.Picture, "image/*")
	if err != nil || !strings.HasPrefix(kind, "image/") || int64(len(b)) >= s.limits.Picture {
		return nil
	}
	p, err := s.pictures.MakePreview(ctx, who, b)
	if err != nil {
		return nil
	}
	return &p
}

// get asks for an address, and reads at most limit bytes of the answer.
func (s *Service) get(ctx context.Context, at string, limit int64, accept string) (body []byte, kind string, final *url.URL, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, "", nil, fmt.Errorf("ask: %w", err)
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", "Mozilla/5.0 (compatible; LamplightPreview)")
	res, err := s.http.Do(req)
	if err != nil {
		return nil, "", nil, fmt.Errorf("ask: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, "", nil, fmt.Errorf("ask: %w", errors.New(res.Status))
	}
	kind, _, err = mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil {
		return nil, "", nil, fmt.Errorf("what it is: %w", err)
	}
	body, err = io.ReadAll(io.LimitReader(res.Body, limit))
	if err != nil {
		return nil, "", nil, fmt.Errorf("read: %w", err)
	}
	return body, kind, res.Request.URL, nil
}

// shown returns an address as people read it.
func shown(u *url.URL) string {
	return strings.TrimSuffix(strings.TrimPrefix(u.Host, "www.")+u.EscapedPath(), "/")
}
