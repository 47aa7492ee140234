package testenv

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The S3 server that tests run, which install.sh builds, and where it is found.
const s3Program = "versitygw"

var errNoS3 = errors.New("this test needs versitygw, an S3 server, which is not installed: bash internal/testenv/install.sh")

// S3 returns the URL of an empty bucket in an S3 server that runs until the test ends, on loopback alone. The test's
// environment then names the caller to it; so the test cannot be parallel. Where the server is not installed the test fails
// with a sentence that says how to install it; with -short it is skipped.
func S3(t testing.TB) string {
	t.Helper()
	program, err := findS3()
	if err != nil {
		if testing.Short() {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "files"), 0o700); err != nil { // a folder is a bucket
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	const access, secret = "lamplight", "only for tests"
	// The shell ends the server when its own input ends, and so with this process in whatever way that goes.
	cmd := exec.Command("/bin/sh", "-c", `"$0" "$@" </dev/null & server=$!; cat >/dev/null; kill $server; wait $server`,
		program, "--quiet", "--port", address, "--access", access, "--secret", secret, "posix", "--sidecar", t.TempDir(), root)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		_ = cmd.Wait() // its shell was told to end it: how it says so does not matter
	})
	for end := time.Now().Add(startWait); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			break
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(log.Name()) // shown as far as it can be read
			t.Fatalf("the S3 server does not answer: %v\n%s", err, said)
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", access)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return "s3://files?" + url.Values{
		"endpoint": {"http://" + address}, "region": {"us-east-1"}, "use_path_style": {"true"},
	}.Encode()
}

// findS3 returns the path of the S3 server: on the path, or where install.sh puts it.
func findS3() (string, error) {
	if path, err := exec.LookPath(s3Program); err == nil {
		return path, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errNoS3, err)
	}
	path := filepath.Join(cache, "lamplight-tests", s3Program)
	if _, err := os.Stat(path); err != nil {
		return "", errNoS3
	}
	return path, nil
}
