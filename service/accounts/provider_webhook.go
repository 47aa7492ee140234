package accounts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lamplight"
)

// WebhookProvider posts codes to a program of the operator's, which sends them on: by SMS, a call, another messenger.
//
// The body is JSON: {"phone":"4915…","code":"12345","expires_in":600,"id":"…"}. The header Lamplight-Timestamp has the time
// in seconds, and Lamplight-Signature is "v1=" and the hex of HMAC-SHA256 under the shared secret of the timestamp, a dot, and
// the body. The receiver checks it, refuses timestamps that are minutes old, and answers 2xx when it has taken the code over.
type WebhookProvider struct {
	URL    string
	Secret []byte
	Client HTTPClient
	Now    func() time.Time
	// Calls is set if the receiver calls people instead of writing to them.
	Calls bool
}

// HTTPClient is the part of outbound.Client that this package calls.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// Name implements Provider.
func (*WebhookProvider) Name() string { return "webhook" }

// Reaches implements Provider.
func (*WebhookProvider) Reaches(to Recipient) bool { return to.Phone != "" }

// Shape implements Provider.
func (p *WebhookProvider) Shape() lamplight.CodeShape {
	if p.Calls {
		return lamplight.CodeCall
	}
	return lamplight.CodeSMS
}

// Send implements Provider.
func (p *WebhookProvider) Send(ctx context.Context, to Recipient, code Code, age time.Duration) error {
	body, err := json.Marshal(struct {
		Phone     string `json:"phone"`
		Code      string `json:"code"`
		ExpiresIn int    `json:"expires_in"`
		ID        int64  `json:"id,string"`
	}{to.Phone, string(code), int(age / time.Second), randomID(63)})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("code webhook: %w", err)
	}
	at := strconv.FormatInt(p.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Lamplight-Timestamp", at)
	req.Header.Set("Lamplight-Signature", "v1="+SignWebhook(p.Secret, at, body))
	res, err := p.Client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address, which may hold a secret of the operator's
		}
		return fmt.Errorf("code webhook: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("code webhook answered %s", res.Status)
	}
	return nil
}

// SignWebhook returns the hex signature of a body sent at a time (seconds since 1970, in decimal).
func SignWebhook(secret []byte, at string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(at + "."))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}
