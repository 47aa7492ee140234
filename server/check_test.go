package server

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamplight/config"
)

// TestCheckFinds breaks one thing after the other: check names it, and says what to do.
func TestCheckFinds(t *testing.T) {
	closed := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}()
	write := func(t *testing.T, c *config.Serve, name, text string) {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(c.Data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name       string
		spoil      func(t *testing.T, c *config.Serve)
		what, want string // the finding, and a part of its error; empty: all is well
	}{
		{"nothing", func(*testing.T, *config.Serve) {}, "", ""},
		{"a folder within folders to be made", func(_ *testing.T, c *config.Serve) {
			c.Data = filepath.Join(c.Data, "a", "b")
		}, "", ""},
		{"store out of reach", func(_ *testing.T, c *config.Serve) {
			c.Store = "postgres://lamp:hunter2@" + closed + "/x"
		}, "stores", "--store: reach PostgreSQL"},
		{"files out of reach", func(t *testing.T, c *config.Serve) {
			t.Setenv("AWS_ACCESS_KEY_ID", "a")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "b")
			c.Blob = "s3://files?region=x&endpoint=http://" + closed + "&use_path_style=true"
		}, "files", "--blob: "},
		{"files in a file", func(t *testing.T, c *config.Serve) {
			write(t, c, "afile", "")
			c.Blob = "file:" + filepath.Join(c.Data, "afile")
		}, "files", "is no folder"},
		{"boxes out of reach", func(t *testing.T, c *config.Serve) {
			if _, err := PublicKey(c.Data); err != nil { // not the first start
				t.Fatal(err)
			}
			if _, err := instanceKey(c.Data); err != nil {
				t.Fatal(err)
			}
			c.Boxes = "postgres://lamp:hunter2@" + closed + "/x"
		}, "stores", "--boxes: reach PostgreSQL"},
		{"a password that no URL may hold", func(_ *testing.T, c *config.Serve) {
			c.Store = "postgresql://lamp:hunter2#@" + closed + "?sslmode=disable"
		}, "stores", "--store: reach PostgreSQL: dial tcp " + closed},
		{"no host", func(_ *testing.T, c *config.Serve) { c.Store = "postgres:///x?host=/nowhere" }, "", ""},
		{"a key of another kind", func(t *testing.T, c *config.Serve) {
			write(t, c, serverKeyFile, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
		}, "server key", "the right file back from your backup"},
		{"no key at all", func(t *testing.T, c *config.Serve) { write(t, c, serverKeyFile, "hello") },
			"server key", "no PEM block"},
		{"half an instance key", func(t *testing.T, c *config.Serve) { write(t, c, instanceKeyFile, "aGVsbG8=") },
			"instance key", "put the right file back from your backup"},
		{"a port that is taken", func(t *testing.T, c *config.Serve) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			c.Listen, c.Public = l.Addr().String(), l.Addr().String()
		}, "listen on", "choose another address with --listen"},
		{"a folder that is a file", func(t *testing.T, c *config.Serve) {
			write(t, c, "x", "")
			c.Data = filepath.Join(c.Data, "x")
		}, "data folder", "choose a folder with --data"},
		{"a folder that others may read", func(t *testing.T, c *config.Serve) {
			write(t, c, "x", "")
			if err := os.Chmod(c.Data, 0o755); err != nil {
				t.Fatal(err)
			}
		}, "data folder", "chmod 700"},
		{"a port that is none", func(_ *testing.T, c *config.Serve) { c.Public = "127.0.0.1:99999" }, "public address", "from 1 to 65535"},
		{"a certificate that is not there", func(_ *testing.T, c *config.Serve) {
			c.TLSCert, c.TLSKey = "nowhere.pem", "nowhere.key"
		}, "certificate", "--tls-cert nowhere.pem"},
		{"a certificate of yesterday", func(t *testing.T, c *config.Serve) {
			c.TLSCert, c.TLSKey, _ = certificate(t, time.Now().Add(-24*time.Hour), "127.0.0.1")
		}, "certificate", "renew it"},
		{"a certificate for somebody else", func(t *testing.T, c *config.Serve) {
			c.TLSCert, c.TLSKey, _ = certificate(t, time.Now().Add(time.Hour), "other.example.org")
		}, "certificate", "get one for the name in --public"},
		{"a good certificate", func(t *testing.T, c *config.Serve) {
			c.TLSCert, c.TLSKey, _ = certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
		}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := settings(t)
			c.Store, c.Boxes, c.Blob = "", "", ""
			tt.spoil(t, &c)
			found := false
			for f := range Check(t.Context(), c) {
				if f.Err == nil {
					continue
				}
				if strings.Contains(f.Err.Error(), "hunter2") {
					t.Errorf("a password in the finding: %v", f.Err)
				}
				if tt.want != "" && strings.HasPrefix(f.What, tt.what) && strings.Contains(f.Err.Error(), tt.want) {
					found = true
				} else if tt.want == "" { // elsewhere one thing may follow from another
					t.Errorf("%s: %v", f.What, f.Err)
				}
			}
			if tt.want != "" && !found {
				t.Errorf("check did not find %q with %q", tt.what, tt.want)
			}
		})
	}
}
