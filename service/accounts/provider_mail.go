package accounts

import (
	"context"
	"fmt"
	"time"

	"lamplight"
)

// MailProvider sends codes by e-mail to phones for which the operator has an address: the one given with the invitation.
type MailProvider struct {
	Mailer Mailer
	// Instance is what the server calls itself in the mail.
	Instance string
}

// Name implements Provider.
func (MailProvider) Name() string { return "mail" }

// Reaches implements Provider.
func (MailProvider) Reaches(to Recipient) bool { return to.Email != "" }

// Shape implements Provider.
func (MailProvider) Shape() lamplight.CodeShape { return lamplight.CodeEmail }

// Send implements Provider.
func (p MailProvider) Send(ctx context.Context, to Recipient, code Code, age time.Duration) error {
	return p.Mailer.Mail(ctx, to.Email, "Your login code for "+p.Instance, fmt.Sprintf(
		"Your login code is %s. It is good for %d minutes.\n\nGive it to nobody. If you did not ask for it, do nothing.\n",
		string(code), int(age/time.Minute)))
}
