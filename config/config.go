// Package config is everything an operator can set, in one struct: the command line, the environment, the configuration
// file, the help and the annotated whole that `lamplight serve --print-config` prints all come from it.
//
// A setting `--sign-up` is the key `sign-up` of the file and the variable LAMPLIGHT_SIGN_UP. The command line wins over the
// environment, the environment over the file, the file over the default.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Serve is the configuration of a server. The tags are kong's (name, help, default, placeholder, group).
type Serve struct {
	Storage  `embed:"" group:"Storage"`
	Network  `embed:"" group:"Network"`
	Accounts `embed:"" group:"Accounts"`
	Codes    `embed:"" prefix:"code-" group:"Login codes"`
	Limits   `embed:"" prefix:"limit-" group:"Limits"`
	Logging  `embed:"" group:"Logs and metrics"`
}

// Storage is where the server keeps what it knows.
type Storage struct {
	Data         string `help:"Folder for keys, databases and files. Made if it does not exist." default:"./data" placeholder:"DIR"`
	Store        string `help:"Relational store: sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE. Default: a file in the data folder." placeholder:"URL"`
	Boxes        string `help:"Message log: pebble:DIR or postgres://USER:PASSWORD@HOST/DATABASE. Default: a folder in the data folder." placeholder:"URL"`
	Bus          string `help:"What nodes tell each other by: local: (one node)." default:"local:" placeholder:"URL"`
	Blob         string `help:"Files: file:DIR, or s3://BUCKET?region=REGION, with endpoint=URL and use_path_style=true for a service other than Amazon's; credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY). Default: a folder in the data folder." placeholder:"URL"`
	FFmpeg       string `name:"ffmpeg" help:"Program that takes a picture of each video, with ffprobe beside it: auto (looked for at the start), a path, or off." default:"auto" placeholder:"FILE"`
	LinkPreviews string `help:"Whether the server fetches the pages that people link to, to show what they are: on or off. On, each site that is linked to learns of it by a visit of the server." enum:"on,off" default:"off"`
}

// Network is how clients reach the server.
type Network struct {
	Name    string `help:"Name of this messenger, as people see it." default:"Lamplight" placeholder:"NAME"`
	Listen  string `help:"Address to listen on: one port for MTProto, WebSocket, HTTP and TLS." default:"127.0.0.1:4443" placeholder:"ADDR"`
	Public  string `help:"HOST:PORT that clients are told to connect to. Default: the listen address." placeholder:"HOST:PORT"`
	DC      int    `name:"dc" help:"Number of the data centre that clients are told they are on, 1 to 5." default:"2"`
	TLSCert string `name:"tls-cert" help:"Certificate chain (PEM). Needs --tls-key." placeholder:"FILE"`
	TLSKey  string `name:"tls-key" help:"Private key of the certificate (PEM)." placeholder:"FILE"`

	ACMEHosts []string `name:"acme-host" help:"Host name to get a certificate for by ACME; may be repeated. The server must be reachable there on port 443." placeholder:"HOST"`
	ACMEEmail string   `name:"acme-email" help:"Address that the certificate authority may write to." placeholder:"ADDRESS"`
	ACMEURL   string   `name:"acme-url" help:"Directory of the certificate authority. Default: Let's Encrypt." placeholder:"URL"`
}

// Accounts is who may have one, and when its data may be carried away.
type Accounts struct {
	SignUp       string `help:"Who may sign up: open (anybody), invited (phones named with 'lamplight user invite'), listed (as invited, and other phones are not even sent a code), closed (nobody)." enum:"open,invited,listed,closed" default:"open"`
	TestAccounts bool   `help:"Phones 99966XYYYY sign in with the code XXXXX, as on test servers. Refused on a listener that others can reach."`
	ForceTest    bool   `name:"force-test-accounts" help:"Allow --test-accounts on a listener that others can reach: anybody can then sign in as any such phone."`

	TakeoutDelay time.Duration `help:"How long a device must be signed in before it may export the account's data; 0s: not at all. A thief of a login code has to wait that long, and the owner has the time to notice." default:"24h"`
}

// Codes is how login codes reach people. There is no default code, ever.
type Codes struct {
	By            string        `help:"How login codes are sent: log (written to the server's log; only on a listener on loopback, unless forced), webhook, email (to the address given with 'lamplight user invite --email'). Default: log on loopback; elsewhere it must be said." enum:",log,webhook,email" default:""`
	ForceLog      bool          `help:"Allow --code-by=log on a listener that others can reach."`
	Webhook       string        `help:"HTTPS address that is told each code by POST, signed with --code-webhook-secret." placeholder:"URL"`
	WebhookSecret string        `help:"Secret that signs the webhook's body (HMAC-SHA256 in the header Lamplight-Signature), at least 16 characters." placeholder:"SECRET"`
	WebhookLocal  bool          `help:"Allow a webhook on a private or loopback address."`
	SMTP          string        `name:"smtp" help:"Mail server for codes and password recovery: smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the first byte." placeholder:"URL"`
	From          string        `help:"Sender of mail." placeholder:"ADDRESS"`
	Lifetime      time.Duration `help:"How long a code is good." default:"5m"`
}

// Limits is what one client may use up. Further limits are named constants in their rooms.
type Limits struct {
	ConnectionsPerAddress int           `help:"Connections from one IP address (IPv6: from one /64); negative: as many as in all, behind a proxy that all connections come from." default:"256"`
	Connections           int           `help:"Connections in all." default:"18000"`
	HandshakesAtOnce      int           `help:"Steps of key exchanges that are computed at once, in all; 0: one for each CPU. More take the CPUs from those who are signed in." default:"0"`
	ReadsPerSecond        float64       `help:"Reading requests a second of one account, after a burst of five seconds' worth." default:"200"`
	WritesPerSecond       float64       `help:"Writing requests a second of one account, such as messages, after a burst of six seconds' worth." default:"50"`
	ExpensivePerSecond    float64       `help:"Expensive requests a second of one account, such as codes and new groups, after a burst of ten seconds' worth; there may be twice as many searches beside them." default:"5"`
	TransfersPerSecond    float64       `help:"Parts of files a second that one account may send and fetch, after a burst of five seconds' worth." default:"2000"`
	FileSize              Bytes         `help:"Largest file that people may send, 1MiB to 2000MiB." default:"2000MiB" placeholder:"SIZE"`
	UnfinishedUploads     Bytes         `help:"What one account may have on its way in files that it did not send yet. What nobody goes on with for a day is removed." default:"8000MiB" placeholder:"SIZE"`
	UnusedFiles           time.Duration `help:"How long a file is kept that no message, photo or sticker set refers to any more, 24h or more." default:"168h"`
	AdminLog              time.Duration `help:"How long administrators of supergroups and channels can look up what was done there, 48h or more." default:"48h"`
	ShortestAutoDelete    time.Duration `help:"Least time after which people may have messages of a conversation delete themselves, 1s to 8760h. Clients offer a day and more." default:"24h"`
	ReactionsPerMessage   int           `help:"Reactions that one account may put to one message, 1 to 11." default:"1"`
	NewChatsPerDay        int           `help:"Strangers that one account may write to first, in a day." default:"50"`

	StoragePerAccount Bytes         `help:"What the conversations of one account may take, in text and 256 bytes for each message, 1MiB or more; 0: no limit. Who is at it can read and delete, but neither send nor receive." default:"10GiB" placeholder:"SIZE"`
	Events            int           `help:"Changes of an account's conversations that are kept for its devices to catch up with, 1000 to 100000000. A device that missed more loads its conversations anew." default:"100000"`
	RandomIDs         time.Duration `name:"random-ids" help:"How long a message that is sent again is known by its random id and not stored twice, 1h to 720h." default:"72h"`
	FreeDisk          Bytes         `help:"Room on the disk of the message log under which nothing more is stored, while reading and deleting go on; 0: it is not looked at. For pebble: only, which must not run full." default:"256MiB" placeholder:"SIZE"`
}

// Logging is what the server says of itself.
type Logging struct {
	LogLevel  string `help:"Least level that is logged: debug, info, warn, error." enum:"debug,info,warn,error" default:"info"`
	LogFormat string `help:"Form of the log: text or json." enum:"text,json" default:"text"`
	Metrics   string `help:"Who may read /metrics: loopback (this machine), all, none." enum:"loopback,all,none" default:"loopback"`
}

// Complete fills in what has a default that depends on something else, and returns an error that says what is wrong, where,
// and what to do. Call it once, before use.
func (c *Serve) Complete() error {
	var wrong []error
	say := func(key, format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("--%s: %s", key, fmt.Sprintf(format, args...)))
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil || port == "" {
		say("listen", "%q is not an address: write HOST:PORT, such as 127.0.0.1:4443 or :443", c.Listen)
	}
	if c.Public == "" {
		c.Public = c.Listen
		if local := host == "" || isUnspecified(host); local && err == nil {
			c.Public = net.JoinHostPort("127.0.0.1", port)
			if !c.onLoopback() && c.Codes.By != "" {
				say("public", "clients must be told where to connect, and %s is every address of this machine: give --public HOST:PORT", c.Listen)
			}
		}
	}
	if h, p, err := net.SplitHostPort(c.Public); err != nil || h == "" || p == "" {
		say("public", "%q is not HOST:PORT", c.Public)
	}
	if c.DC < 1 || c.DC > 5 {
		say("dc", "%d is not a data centre that every client knows: take 1 to 5", c.DC)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		say("tls-cert", "a certificate and its key go together: give --tls-cert and --tls-key")
	}
	if c.TLSCert != "" && len(c.ACMEHosts) > 0 {
		say("acme-host", "a certificate is given by --tls-cert already: take one of the two")
	}
	c.Fill()
	checkScheme(say, "store", c.Store, "sqlite", "postgres", "postgresql")
	checkScheme(say, "boxes", c.Boxes, "pebble", "postgres", "postgresql")
	checkScheme(say, "bus", c.Bus, "local")
	checkScheme(say, "blob", c.Blob, "file", "s3")
	c.validateReach(say)
	c.validateLimits(say)
	return errors.Join(wrong...)
}

// The ranges of the limits of boxes.
const (
	minEvents    = 1_000
	maxEvents    = 100_000_000
	minRandomIDs = time.Hour
	maxRandomIDs = 30 * 24 * time.Hour
	minStorage   = Bytes(1 << 20)
	minFile      = Bytes(1 << 20)
	maxFile      = Bytes(2000 << 20) // 4,000 parts of 512 KiB
)

// validateLimits refuses limits that would let nobody in, or mean nothing.
func (c *Serve) validateLimits(say func(key, format string, args ...any)) {
	for _, l := range []struct {
		key   string
		value float64
		least float64
	}{
		{"limit-connections", float64(c.Connections), 1},
		{"limit-handshakes-at-once", float64(c.HandshakesAtOnce), 0},
		{"limit-new-chats-per-day", float64(c.NewChatsPerDay), 1},
		{"limit-reads-per-second", c.ReadsPerSecond, 0.01},
		{"limit-writes-per-second", c.WritesPerSecond, 0.01},
		{"limit-expensive-per-second", c.ExpensivePerSecond, 0.01},
	} {
		if !(l.value >= l.least) { // NaN too
			say(l.key, "%v is too low: take %v or more", l.value, l.least)
		}
	}
	// A configuration that was not parsed has 0 for the defaults of boxes.Limits.
	if c.Events != 0 && (c.Events < minEvents || c.Events > maxEvents) {
		say("limit-events", "%d: take %d to %d", c.Events, minEvents, maxEvents)
	}
	if c.RandomIDs != 0 && (c.RandomIDs < minRandomIDs || c.RandomIDs > maxRandomIDs) {
		say("limit-random-ids", "%v: take %v to %v", c.RandomIDs, minRandomIDs, maxRandomIDs)
	}
	if c.StoragePerAccount != 0 && c.StoragePerAccount < minStorage {
		say("limit-storage-per-account", "%v is less than people need: take %v or more, or 0 for no limit", c.StoragePerAccount, minStorage)
	}
	if c.ConnectionsPerAddress == 0 {
		say("limit-connections-per-address", "0 lets nobody in: take 1 or more, or a negative number behind a proxy that all connections come from")
	}
	if c.ShortestAutoDelete == 0 {
		c.ShortestAutoDelete = 24 * time.Hour
	}
	if c.ShortestAutoDelete < time.Second || c.ShortestAutoDelete > 365*24*time.Hour {
		say("limit-shortest-auto-delete", "%v: take 1s to 8760h", c.ShortestAutoDelete)
	}
	// A configuration that was not parsed has 0 for the defaults of media.Limits.
	if c.FileSize != 0 && (c.FileSize < minFile || c.FileSize > maxFile) {
		say("limit-file-size", "%v: take %v to %v", c.FileSize, minFile, maxFile)
	}
	if c.UnfinishedUploads != 0 && c.UnfinishedUploads < c.FileSize {
		say("limit-unfinished-uploads", "%v is less than one file may have: take %v or more", c.UnfinishedUploads, c.FileSize)
	}
	// Clients tell administrators that they can look back for 48 hours. 0 is the default of chats.Limits.
	if c.AdminLog != 0 && c.AdminLog < 48*time.Hour {
		say("limit-admin-log", "%v: take 48h or more", c.AdminLog)
	}
	if c.UnusedFiles != 0 && c.UnusedFiles < 24*time.Hour {
		say("limit-unused-files", "%v: take 24h or more", c.UnusedFiles)
	}
	if c.TransfersPerSecond != 0 && !(c.TransfersPerSecond >= 0.01) {
		say("limit-transfers-per-second", "%v is too low: take 0.01 or more", c.TransfersPerSecond)
	}
	if c.ReactionsPerMessage == 0 {
		c.ReactionsPerMessage = 1
	}
	if c.ReactionsPerMessage < 1 || c.ReactionsPerMessage > 11 {
		say("limit-reactions-per-message", "%d: take 1 to 11", c.ReactionsPerMessage)
	}
	if c.Codes.Lifetime <= 0 {
		say("code-lifetime", "%v is no time in which a code can be used", c.Codes.Lifetime)
	}
	if c.TakeoutDelay < 0 {
		say("takeout-delay", "%v is in the past: take 0s to have nobody wait", c.TakeoutDelay)
	}
}

// Fill fills in where things are stored, as far as it was not said: in the data folder.
func (c *Serve) Fill() {
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(c.Data, "store.db")
	}
	if c.Boxes == "" {
		c.Boxes = "pebble:" + filepath.Join(c.Data, "boxes")
	}
	if c.Blob == "" {
		c.Blob = "file:" + filepath.Join(c.Data, "files")
	}
}

// validateReach refuses what would let anybody in on a listener that others can reach.
func (c *Serve) validateReach(say func(key, format string, args ...any)) {
	local := c.onLoopback()
	if c.TestAccounts && !local && !c.ForceTest {
		say("test-accounts", "others can reach %s (public: %s), and anybody could sign in as a test phone: leave it out, listen on 127.0.0.1, or add --force-test-accounts", c.Listen, c.Public)
	}
	switch c.Codes.By {
	case "":
		if local {
			c.Codes.By = "log"
		} else {
			say("code-by", "say how login codes reach people: --code-by=webhook or --code-by=email (log is the default on loopback only)")
		}
	case "log":
		if !local && !c.Codes.ForceLog {
			say("code-by", "codes in the log are meant for a server on loopback: take webhook or email, or add --code-force-log")
		}
	case "webhook":
		u, err := url.Parse(c.Codes.Webhook)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			say("code-webhook", "%q is not an address: write https://HOST/PATH", c.Codes.Webhook)
		} else if u.Scheme == "http" && !c.Codes.WebhookLocal {
			say("code-webhook", "codes do not go over plain http: write https://, or add --code-webhook-local for a gateway on this machine")
		}
		if len(c.Codes.WebhookSecret) < 16 {
			say("code-webhook-secret", "a secret of at least 16 characters is needed to sign the codes")
		}
	case "email":
		if c.Codes.SMTP == "" {
			say("code-smtp", "codes by e-mail need a mail server: give --code-smtp smtp://USER:PASSWORD@HOST:PORT")
		}
	}
	if c.Codes.SMTP != "" {
		if u, err := url.Parse(c.Codes.SMTP); err != nil || u.Host == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
			say("code-smtp", "write smtp://USER:PASSWORD@HOST:PORT or smtps://...")
		}
		if c.Codes.From == "" {
			say("code-from", "mail needs a sender: give --code-from ADDRESS")
		}
	}
}

// onLoopback reports whether only this machine can reach the server, and clients are told an address of this machine.
func (c *Serve) onLoopback() bool {
	for _, addr := range []string{c.Listen, c.Public} {
		if addr != "" && !isLoopback(addr) {
			return false
		}
	}
	return true
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func isUnspecified(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsUnspecified()
}

func checkScheme(say func(key, format string, args ...any), key, value string, known ...string) {
	scheme, _, ok := strings.Cut(value, ":")
	for _, k := range known {
		if ok && scheme == k {
			return
		}
	}
	say(key, "%q is none of the kinds that this version knows: %s", redact(value), strings.Join(known, ":, ")+":")
}

// redact hides the password of a URL. What does not parse and may hold one is hidden but for its scheme: the password may be
// why, as it holds a '#' or a '%' that was not escaped.
func redact(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		if scheme, rest, ok := strings.Cut(s, ":"); ok && strings.ContainsAny(rest, "@=") {
			return scheme + ":…"
		}
		return s
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	} else if u.User == nil {
		return s
	}
	return u.Redacted()
}
