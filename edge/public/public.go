// Package public serves the pages for anybody: what a client must know to connect, whether the server is well, its
// metrics, and the small page behind a link to a person.
package public

import (
	"context"
	"encoding/json"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"lamplight/service/chats"
)

// Discovery is what a client must know to connect, as /.well-known/lamplight.json says it.
type Discovery struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Layer is the newest API layer, Layers the range of those that are answered in their own.
	Layer  int    `json:"layer"`
	Layers Layers `json:"layers"`
	DC     DC     `json:"dc"`
	// PublicKey is the server's RSA key: PEM, PKCS#1.
	PublicKey string `json:"public_key"`
	// Fingerprint is the key's, as a signed decimal number; a string, as JavaScript's numbers do not hold 64 bits.
	Fingerprint string `json:"fingerprint"`
	// WebSocket is where MTProto is spoken inside a WebSocket.
	WebSocket string `json:"websocket"`
}

// Layers is a range of API layers.
type Layers struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// DC is the data centre that there is.
type DC struct {
	ID   int    `json:"id"`
	Host string `json:"host"`
	Port int    `json:"port"`
}

// MetricsFor says who may read /metrics.
type MetricsFor string

// Who may read /metrics.
const (
	MetricsLoopback MetricsFor = "loopback"
	MetricsAll      MetricsFor = "all"
	MetricsNone     MetricsFor = "none"
)

// readyWithin bounds what /readyz waits for.
const readyWithin = 2 * time.Second

// People finds who a public name belongs to.
type People interface {
	// Named returns the display name of the account with a username, and whether there is one.
	Named(ctx context.Context, username string) (display string, found bool, err error)
}

// Chats finds what a public name or a link leads to.
type Chats interface {
	// Public returns the group or channel with a public name, Invited the one that a link ends with; and whether there is one.
	Public(ctx context.Context, name string) (p chats.Preview, found bool, err error)
	Invited(ctx context.Context, hash string) (p chats.Preview, found bool, err error)
}

// Options are what the pages show.
type Options struct {
	Discovery Discovery
	People    People
	Chats     Chats // optional: there are no groups and channels
	Ready     func(ctx context.Context) error
	App       http.Handler // the web app, at /
	Metrics   http.Handler
	For       MetricsFor
	Log       *slog.Logger
}

// looksPerSecond is how many names strangers may look up in a second, all together: enough for links that people follow, too
// few to walk through all names or to keep the store busy. A burst of as many seconds' worth as burstSeconds is let through.
const (
	looksPerSecond = 50
	burstSeconds   = 4
)

// pages are Options, and what the pages remember.
type pages struct {
	Options
	looks *rate.Limiter
}

// Handler returns the pages.
func Handler(options Options) http.Handler {
	o := &pages{options, rate.NewLimiter(looksPerSecond, looksPerSecond*burstSeconds)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/lamplight.json", o.discovery)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", o.ready)
	mux.HandleFunc("GET /metrics", o.metrics)
	mux.HandleFunc("GET /{name}", o.person)
	mux.HandleFunc("GET /joinchat/{hash}", func(w http.ResponseWriter, r *http.Request) { o.invitation(w, r, r.PathValue("hash")) })
	if o.App != nil {
		mux.Handle("GET /{$}", o.App)
	}
	return secured(mux)
}

func (o Options) discovery(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	// Pages of other origins may read it: a web client needs it to connect, and nothing in it is secret.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o.Discovery); err != nil {
		o.Log.Debug("discovery not sent", "err", err)
	}
}

func (o Options) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if err := o.Ready(ctx); err != nil {
		// The detail is for who runs the machine: /readyz can be read by anybody.
		o.Log.Warn("not ready", "err", err)
		if fromLoopback(r) {
			plain(w, http.StatusServiceUnavailable, "not ready: "+err.Error())
			return
		}
		plain(w, http.StatusServiceUnavailable, "not ready; the log says why")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func (o Options) metrics(w http.ResponseWriter, r *http.Request) {
	if o.For == MetricsAll || o.For == MetricsLoopback && fromLoopback(r) {
		o.Metrics.ServeHTTP(w, r)
		return
	}
	plain(w, http.StatusForbidden, "metrics are not shown here (setting: metrics)")
}

func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	// A proxy on this machine speaks for others.
	return err == nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

// username is the form of public names: 5 to 32 letters, digits and underscores, a letter first. Shorter ones are looked up
// too, as an operator may give them out.
var username = regexp.MustCompile(`^@?[A-Za-z][A-Za-z0-9_]{2,31}$`)

// A look is what the page behind a link shows.
type look struct {
	Server, Host  string
	Name, Display string
	Kind          string // "person", "group" or "channel"; "" if there is none
	Members       int
	Link          bool // it is a link by which one joins
	Approval      bool // joining needs an administrator's yes
}

// allow counts a look at something, and says so where there were too many.
func (o *pages) allow(w http.ResponseWriter) bool {
	if o.looks.Allow() {
		return true
	}
	w.Header().Set("Retry-After", "1")
	plain(w, http.StatusTooManyRequests, "Too many people are looking for somebody just now. Please try again in a moment.")
	return false
}

func (o *pages) person(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if hash, ok := strings.CutPrefix(name, "+"); ok {
		o.invitation(w, r, hash)
		return
	}
	page := look{Server: o.Discovery.Name, Name: strings.TrimPrefix(name, "@"), Host: r.Host}
	if username.MatchString(name) {
		if !o.allow(w) {
			return
		}
		display, found, err := o.People.Named(r.Context(), page.Name)
		if found {
			page.Display, page.Kind = display, "person"
		} else if err == nil && o.Chats != nil {
			var p chats.Preview
			if p, found, err = o.Chats.Public(r.Context(), page.Name); found {
				page.preview(p)
			}
		}
		if err != nil {
			o.failed(w, err)
			return
		}
	}
	o.show(w, page)
}

// invitation shows what a link leads to.
func (o *pages) invitation(w http.ResponseWriter, r *http.Request, hash string) {
	page := look{Server: o.Discovery.Name, Host: r.Host, Link: true}
	if o.Chats != nil {
		if !o.allow(w) {
			return
		}
		p, found, err := o.Chats.Invited(r.Context(), hash)
		if err != nil {
			o.failed(w, err)
			return
		}
		if found {
			page.preview(p)
		}
	}
	o.show(w, page)
}

func (l *look) preview(p chats.Preview) {
	l.Display, l.Members, l.Approval, l.Kind = p.Title, p.Members, p.Approval, "group"
	if p.Broadcast {
		l.Kind = "channel"
	}
}

func (o *pages) failed(w http.ResponseWriter, err error) {
	o.Log.Error("look up what a page is of", "err", err)
	plain(w, http.StatusServiceUnavailable, "This cannot be looked up just now. Please try again in a moment.")
}

func (o *pages) show(w http.ResponseWriter, page look) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if page.Kind == "" {
		w.WriteHeader(http.StatusNotFound)
	}
	if err := personPage.Execute(w, page); err != nil {
		o.Log.Debug("page not sent", "err", err)
	}
}

var personPage = template.Must(template.New("person").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{if .Kind}}{{.Display}} on {{.Server}}{{else}}Nobody here{{end}}</title>
<link rel="stylesheet" href="/page.css">
<main>
{{- if eq .Kind "person"}}
<h1><bdi>{{.Display}}</bdi></h1>
<p class="name">@{{.Name}}</p>
<p>To write to this person, open an app that is connected to <b>{{.Server}}</b> ({{.Host}}) and search for <b>@{{.Name}}</b>.</p>
{{- else if .Kind}}
<h1><bdi>{{.Display}}</bdi></h1>
<p class="name">{{if .Name}}@{{.Name}} · {{end}}{{.Members}} {{if eq .Kind "channel"}}{{if eq .Members 1}}subscriber{{else}}subscribers{{end}}{{else}}{{if eq .Members 1}}member{{else}}members{{end}}{{end}}</p>
{{- if .Link}}
<p>You are invited to this {{.Kind}}. To {{if .Approval}}ask to join it{{else}}join it{{end}}, open this link in an app that is connected to <b>{{.Server}}</b> ({{.Host}}).</p>
{{- else}}
<p>To see this {{.Kind}}, open an app that is connected to <b>{{.Server}}</b> ({{.Host}}) and search for <b>@{{.Name}}</b>.</p>
{{- end}}
{{- else if .Link}}
<h1>Nobody here</h1>
<p>This link does not lead anywhere on {{.Server}}, or not any more.</p>
{{- else}}
<h1>Nobody here</h1>
<p>There is no person, group or channel with this name on {{.Server}}. Check the spelling of the link.</p>
{{- end}}
</main>
</html>
`))

const pageCSS = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}
body{margin:0;display:grid;min-height:100vh;place-items:center}
main{max-width:26rem;padding:2rem;text-align:center}
h1{font-size:1.6rem;margin:0;overflow-wrap:anywhere}
.name{margin:.2rem 0 1.2rem;opacity:.7}
`

// secured adds the headers that every page of ours carries.
func secured(next *http.ServeMux) http.Handler {
	next.HandleFunc("GET /page.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write([]byte(pageCSS))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
