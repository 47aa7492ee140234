package accounts

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"time"
)

// smtpTime is how long sending one mail may take.
const smtpTime = 30 * time.Second

// SMTP sends mail through the operator's mail server.
type SMTP struct {
	Address  string // host:port
	TLS      bool   // TLS from the start, as on port 465; else STARTTLS
	User     string // "": no authentication
	Password string
	From     string // such as "Lamplight <noreply@example.org>"
	Now      func() time.Time
}

// Mail implements Mailer. Beyond this machine it insists on TLS.
func (m *SMTP) Mail(ctx context.Context, to, subject, body string) error {
	if err := m.send(ctx, to, subject, body); err != nil {
		return fmt.Errorf("send mail through %s: %w", m.Address, err)
	}
	return nil
}

func (m *SMTP) send(ctx context.Context, to, subject, body string) error {
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, smtpTime)
	defer cancel()
	host, _, err := net.SplitHostPort(m.Address)
	if err != nil {
		return err
	}
	secure := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.Address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	if m.TLS {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer c.Close()
	if !m.TLS {
		if ok, _ := c.Extension("STARTTLS"); ok {
			if err := c.StartTLS(secure); err != nil {
				return err
			}
		} else if !loopback(conn) {
			return errors.New("it offers no TLS")
		}
	}
	if m.User != "" {
		if err := c.Auth(smtp.PlainAuth("", m.User, m.Password, host)); err != nil {
			return err
		}
	}
	if err := c.Mail(from.Address); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(m.message(from, to, subject, body)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// message writes a mail (RFC 5322). to was checked when the address was set: it has no line break.
func (m *SMTP) message(from *mail.Address, to, subject, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\n", from, to, mime.QEncoding.Encode("utf-8", subject),
		m.Now().Format(time.RFC1123Z))
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n" +
		"Auto-Submitted: auto-generated\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	q.Write([]byte(body)) // to a buffer
	q.Close()
	return b.Bytes()
}

func loopback(c net.Conn) bool {
	a, ok := c.RemoteAddr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

// Email returns an address in the form in which it is kept, or ErrEmailInvalid.
func Email(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || len(a.Address) > 254 || bytes.ContainsAny([]byte(a.Address), "\r\n<>\" ") {
		return "", ErrEmailInvalid
	}
	return a.Address, nil
}

// emailPattern shows an address to somebody who may not be its owner: a***b@example.org.
func emailPattern(s string) string {
	at := bytes.LastIndexByte([]byte(s), '@')
	if at < 1 {
		return ""
	}
	if at == 1 {
		return "*" + s[at:]
	}
	return s[:1] + "***" + s[at-1:]
}
