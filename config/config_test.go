package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parse reads args as `lamplight serve` does, with a configuration file of the given text.
func parse(t *testing.T, file string, args ...string) (Serve, *kong.Context, error) {
	t.Helper()
	var c struct {
		Serve
		Config Path
	}
	parser, err := kong.New(&c, kong.Name("lamplight"), kong.DefaultEnvars("LAMPLIGHT"), kong.Configuration(File), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	if file != "" {
		path := filepath.Join(t.TempDir(), "lamplight.yaml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", path}, args...)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return Serve{}, nil, err
	}
	return c.Serve, ctx, c.Serve.Complete()
}

func TestEverySettingHasThreeSources(t *testing.T) {
	t.Setenv("LAMPLIGHT_NAME", "from the environment")
	t.Setenv("LAMPLIGHT_DC", "4")
	c, _, err := parse(t, "name: from the file\ndc: 3\nsign-up: closed\nacme-host: [a.example, b.example]\n", "--dc", "5")
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "from the environment" || c.DC != 5 || c.SignUp != "closed" || len(c.ACMEHosts) != 2 || c.Listen != "127.0.0.1:4443" {
		t.Errorf("got %+v", c)
	}
}

// TestAmounts holds amounts of storage to one form, wherever they are said.
func TestAmounts(t *testing.T) {
	c, ctx, err := parse(t, "limit-storage-per-account: 3GiB\nlimit-free-disk: 0\n")
	if err != nil || c.StoragePerAccount != 3<<30 || c.FreeDisk != 0 {
		t.Errorf("got %v, %v, %v", c.StoragePerAccount, c.FreeDisk, err)
	}
	if _, _, err := parse(t, "", "--limit-free-disk=256"); err == nil || !strings.Contains(err.Error(), "256MiB or 10GiB") {
		t.Errorf("an amount without a unit: %v", err)
	}
	var b bytes.Buffer
	if err := Print(&b, ctx.Flags()); err != nil || !strings.Contains(b.String(), "limit-storage-per-account: 3GiB\n") {
		t.Errorf("printed %s, %v", b.String(), err)
	}
}

func TestComplete(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string // in the error; empty: none
	}{
		{name: "defaults"},
		{name: "limits of boxes", args: []string{"--limit-events=1000", "--limit-random-ids=720h", "--limit-storage-per-account=1MiB", "--limit-free-disk=1TiB"}},
		{name: "no limits of boxes", args: []string{"--limit-storage-per-account=0", "--limit-free-disk=0"}},
		{name: "timers of a second", args: []string{"--limit-shortest-auto-delete=1s"}},
		{name: "timers of nothing", args: []string{"--limit-shortest-auto-delete=999ms"}, want: "--limit-shortest-auto-delete"},
		{name: "timers of more than people may take", args: []string{"--limit-shortest-auto-delete=8761h"}, want: "--limit-shortest-auto-delete"},
		{name: "few events", args: []string{"--limit-events=999"}, want: "--limit-events"},
		{name: "random ids for moments", args: []string{"--limit-random-ids=1m"}, want: "--limit-random-ids"},
		{name: "random ids for ever", args: []string{"--limit-random-ids=721h"}, want: "--limit-random-ids"},
		{name: "little storage", args: []string{"--limit-storage-per-account=1023KiB"}, want: "--limit-storage-per-account"},
		{name: "test accounts here", args: []string{"--test-accounts"}},
		{name: "test accounts for everybody", args: []string{"--test-accounts", "--listen", ":4443", "--code-by=webhook", "--code-webhook=https://x.example/", "--code-webhook-secret=0123456789abcdef"}, want: "--test-accounts"},
		{name: "test accounts on a public address", args: []string{"--test-accounts", "--public", "chat.example.org:443", "--code-force-log", "--code-by=log"}, want: "--test-accounts"},
		{name: "forced", args: []string{"--test-accounts", "--force-test-accounts", "--listen", "192.0.2.1:4443", "--code-by=log", "--code-force-log"}},
		{name: "no code provider for others", args: []string{"--listen", "192.0.2.1:4443"}, want: "--code-by"},
		{name: "codes in the log for others", args: []string{"--listen", "192.0.2.1:4443", "--code-by=log"}, want: "--code-by"},
		{name: "webhook without secret", args: []string{"--code-by=webhook", "--code-webhook=https://x.example/"}, want: "--code-webhook-secret"},
		{name: "webhook in the clear", args: []string{"--code-by=webhook", "--code-webhook=http://x.example/", "--code-webhook-secret=0123456789abcdef"}, want: "--code-webhook:"},
		{name: "mail without server", args: []string{"--code-by=email"}, want: "--code-smtp"},
		{name: "bad address", args: []string{"--listen", "nonsense"}, want: "--listen"},
		{name: "half a certificate", args: []string{"--tls-cert", "x.pem"}, want: "--tls-key"},
		{name: "unknown store", args: []string{"--store", "mysql://root:secret@db/x"}, want: "sqlite:"},
		{name: "unknown bus", args: []string{"--bus", "kafka://x"}, want: "--bus"},
		{name: "mail without sender", args: []string{"--code-smtp=smtp://mail.example.org:587"}, want: "--code-from"},
		{name: "a data centre nobody knows", args: []string{"--dc=9"}, want: "--dc"},
		{name: "a limit of nothing", args: []string{"--limit-reads-per-second=0"}, want: "--limit-reads-per-second: 0 is too low"},
		{name: "a limit that is no number", args: []string{"--limit-writes-per-second=NaN"}, want: "--limit-writes-per-second"},
		{name: "a negative limit", args: []string{"--limit-connections=-1"}, want: "--limit-connections"},
		{name: "nobody in", args: []string{"--limit-connections-per-address=0"}, want: "negative number behind a proxy"},
		{name: "behind a proxy", args: []string{"--limit-connections-per-address=-1"}},
		{name: "exports of the past", args: []string{"--takeout-delay=-1s"}, want: "--takeout-delay"},
		{name: "exports at once", args: []string{"--takeout-delay=0s"}},
		{name: "codes of the past", args: []string{"--code-lifetime=0s"}, want: "--code-lifetime"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := parse(t, "", tt.args...)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one with %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret@") {
				t.Errorf("a password in the error: %v", err)
			}
		})
	}
}

// No password of an address is shown, however it is written.
func TestRedact(t *testing.T) {
	tests := []struct{ in, want string }{
		{"postgres://lamp:secret@db/x", "postgres://lamp:xxxxx@db/x"},
		{"postgres://lamp:se#cret@db/x", "postgres:…"},
		{"postgres://lamp:se%cret@db/x", "postgres:…"},
		{"postgres://db/x?user=lamp&password=secret", "postgres://db/x?password=xxxxx&user=lamp"},
		{"smtp://lamp:secret@mail.example.org:587", "smtp://lamp:xxxxx@mail.example.org:587"},
		{"sqlite:./data/store.db", "sqlite:./data/store.db"},
		{"Lamplight", "Lamplight"},
		{"sqlite:./50%/store.db", "sqlite:./50%/store.db"},
	}
	for _, tt := range tests {
		if got := redact(tt.in); got != tt.want {
			t.Errorf("redact(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestMisspeltKeyIsAnError(t *testing.T) {
	if _, _, err := parse(t, "lisen: 127.0.0.1:1\n"); err == nil || !strings.Contains(err.Error(), "lisen") {
		t.Errorf("error = %v, want one that names the key", err)
	}
}

func TestPrintedConfigurationReadsBack(t *testing.T) {
	args := []string{"--name=Ours: a=1, 100%", "--acme-host=a.example", "--acme-host=b.example", "--code-by=webhook",
		"--code-webhook=https://x.example/", "--code-webhook-secret=0123456789abcdef", "--limit-connections=7", "--store=postgres://lamp:pa#ss@db/x"}
	want, ctx, err := parse(t, "", args...)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Print(&out, ctx.Model.Flags); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "0123456789abcdef") || strings.Contains(out.String(), "pa#ss") {
		t.Error("a secret is printed")
	}
	for _, flag := range ctx.Model.Flags {
		if flag.Name != "help" && flag.Name != "config" && (!strings.Contains(out.String(), "\n"+flag.Name+": ") || flag.Help == "") {
			t.Errorf("%s is not printed, or has no help", flag.Name)
		}
	}
	got, _, err := parse(t, out.String(), "--code-webhook-secret=0123456789abcdef", "--store=postgres://lamp:pa#ss@db/x")
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if got.Name != want.Name || len(got.ACMEHosts) != 2 || got.Connections != 7 || got.Codes != want.Codes || got.Storage != want.Storage {
		t.Errorf("read back %+v, want %+v", got, want)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte("name: x\n"))
	f.Add([]byte("acme-host: [a, b]\nlimit-connections: 3\n"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = File(bytes.NewReader(data)) // must not panic, whatever an operator's editor left there
	})
}
