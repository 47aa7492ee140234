package accounts

import (
	"context"
	"log/slog"
	"time"

	"lamplight"
)

// LogProvider writes codes to the log, for people who try the server on their own machine.
type LogProvider struct {
	Log *slog.Logger
}

// Name implements Provider.
func (LogProvider) Name() string { return "log" }

// Reaches implements Provider: who can read the log can be anybody.
func (LogProvider) Reaches(Recipient) bool { return true }

// Shape implements Provider.
func (LogProvider) Shape() lamplight.CodeShape { return lamplight.CodeSMS }

// Send implements Provider. It is the one place where a code is logged.
func (p LogProvider) Send(_ context.Context, to Recipient, code Code, age time.Duration) error {
	p.Log.Info("login code", "phone", "+"+to.Phone, "code", string(code), "for", age)
	return nil
}
