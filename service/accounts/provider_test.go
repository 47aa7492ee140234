package accounts_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"
	"time"

	"lamplight/outbound"
	"lamplight/service/accounts"
)

func TestWebhook(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	secret := []byte("shared")
	status := http.StatusOK
	var got struct {
		Phone, Code string
		ExpiresIn   int `json:"expires_in"`
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		stamp := r.Header.Get("Lamplight-Timestamp")
		if stamp != "1800000000" || r.Header.Get("Lamplight-Signature") != "v1="+accounts.SignWebhook(secret, stamp, body) {
			t.Errorf("header = %v", r.Header)
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(srv.Close)
	p := &accounts.WebhookProvider{
		URL: srv.URL, Secret: secret, Client: outbound.New(outbound.Limits{}, true), Now: func() time.Time { return at },
	}
	send := func() error {
		return p.Send(t.Context(), accounts.Recipient{Phone: phone}, "54321", 10*time.Minute)
	}
	if err := send(); err != nil || got.Phone != phone || got.Code != "54321" || got.ExpiresIn != 600 {
		t.Errorf("sent %+v, %v", got, err)
	}
	status = http.StatusBadGateway
	if err := send(); err == nil || strings.Contains(err.Error(), "54321") {
		t.Errorf("refused by the receiver: %v", err)
	}
	p.Client = outbound.New(outbound.Limits{}, false)
	if err := send(); err == nil || strings.Contains(err.Error(), "54321") {
		t.Errorf("to a private address: %v", err)
	}
	// printf '1.{}' | openssl dgst -sha256 -hmac key
	const want = "1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"
	if s := accounts.SignWebhook([]byte("key"), "1", []byte("{}")); s != want {
		t.Errorf("signature = %s, want %s", s, want)
	}
}

func TestLogProvider(t *testing.T) {
	var b bytes.Buffer
	p := accounts.LogProvider{Log: slog.New(slog.NewTextHandler(&b, nil))}
	if err := p.Send(t.Context(), accounts.Recipient{Phone: phone}, "54321", time.Minute); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "code=54321") || !strings.Contains(b.String(), "+"+phone) {
		t.Errorf("log = %s", &b)
	}
}

func TestCodesDoNotPrint(t *testing.T) {
	c := accounts.Code("54321")
	j, err := json.Marshal(map[string]any{"code": c, "in": struct{ C accounts.Code }{c}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "code", c, "in", struct{ C accounts.Code }{c})
	fmt.Fprintf(&b, "%v %+v %#v %s %q %x %d %v %s", c, c, c, c, c, c, c, struct{ C accounts.Code }{c}, j)
	if strings.Contains(b.String(), "54321") || strings.Contains(b.String(), "3534333231") {
		t.Errorf("the code prints: %s", &b)
	}
}

// smtpServer takes one mail after the other and hands over what it was given: a small part of RFC 5321.
func smtpServer(t *testing.T) (address string, mails <-chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	out := make(chan string, 4)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serveMail(c, out)
		}
	}()
	return l.Addr().String(), out
}

func serveMail(c net.Conn, out chan<- string) {
	defer c.Close()
	r := bufio.NewReader(c)
	fmt.Fprint(c, "220 test\r\n")
	var got strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch strings.ToUpper(strings.Fields(line + " x")[0]) {
		case "DATA":
			fmt.Fprint(c, "354 go\r\n")
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				got.WriteString(line)
			}
			out <- got.String()
			fmt.Fprint(c, "250 ok\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

func TestMailProvider(t *testing.T) {
	address, mails := smtpServer(t)
	p := accounts.MailProvider{Instance: "Lämplight", Mailer: &accounts.SMTP{
		Address: address, From: "Lamplight <noreply@example.org>", Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
	}}
	if p.Reaches(accounts.Recipient{Phone: phone}) || !p.Reaches(accounts.Recipient{Phone: phone, Email: "a@example.org"}) {
		t.Error("it reaches phones with an address and no others")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := p.Send(ctx, accounts.Recipient{Phone: phone, Email: "a@example.org"}, "54321", 10*time.Minute); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-mails))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(m.Body)
	if err != nil || !strings.Contains(string(body), "54321") || m.Header.Get("To") != "<a@example.org>" ||
		!strings.HasPrefix(m.Header.Get("Subject"), "=?utf-8?q?") {
		t.Errorf("mail = %v %s, %v", m.Header, body, err)
	}
}

func TestEmail(t *testing.T) {
	for in, ok := range map[string]bool{
		"a@example.org": true, "a.b+c@example.org": true, "": false, "a": false, "Ann <a@example.org>": false,
		"a@example.org\r\nBcc: b@example.org": false, "a@b@c": false, "\"a\nb\"@c.d": false,
	} {
		if _, err := accounts.Email(in); (err == nil) != ok {
			t.Errorf("Email(%q): %v", in, err)
		}
	}
}
