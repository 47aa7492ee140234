package accounts

import (
	"cmp"
	"time"
)

// Limits bound what people may do with accounts. A zero field means its default.
type Limits struct {
	CodeDigits      int           // digits of a code, 5 or 6; 5
	CodeAttempts    int           // wrong codes before it is worthless; 5
	CodeAge         time.Duration // how long a code may be entered; 10 min
	CodeResend      time.Duration // until it may be sent again; 60 s
	CodesPerPhone   int           // codes sent to a phone in CodeWindow; 5
	CodesPerAddress int           // codes asked for from an address (IPv6: its /64) in CodeWindow; 30
	CodesPerAccount int           // new phones that an account asks codes for in CodeWindow; 5
	CodeWindow      time.Duration // 1 h
	GuessesPerPhone int           // wrong codes for a phone, or mailed ones for an account, in GuessWindow, over all codes; 20
	GuessWindow     time.Duration // 24 h
	SignUpAge       time.Duration // how long after its code a new person may take to give a name; 1 h

	PasswordGuesses int           // wrong passwords for an account in PasswordWindow; 10
	PasswordWindow  time.Duration // 1 h
	PasswordChecks  int           // SRP computations at the same time; the number of processors
	SRPAge          time.Duration // how long an exchange may take; 10 min
	FreshPassword   time.Duration // a password counts for giving things away only when set for so long; 7 days
	PasswordReset   time.Duration // wait before a reset without recovery; 7 days
	ResetAgain      time.Duration // wait after a reset was declined; 24 h
	MailsPerAccount int           // e-mails sent for an account, and to an address, in CodeWindow; 5
	HintRunes       int           // longest hint, in characters; 100

	Devices         int           // devices of an account; 100. The one that was unused for longest goes
	FreshDevice     time.Duration // a device may end others or change the phone only when signed in for so long; 24 h
	UnconfirmedFor  time.Duration // how long a new device is asked about; 7 days
	PendingPassword time.Duration // how long a device may wait between code and password; 24 h
	LoginToken      time.Duration // life of a QR code; 30 s
	LogoutToken     time.Duration // life of a future_auth_token; 90 days
	LogoutTokens    int           // of those that a client may show at once; 20
	UnusedKey       time.Duration // life of a key that nobody is signed in with; 30 days
	SeenEvery       time.Duration // how exactly the last use of a device is kept; 1 min

	DeleteWait   time.Duration // until an account with a password is deleted without it; 7 days
	AccountTTL   int           // days unseen until an account is deleted, unless set; 548
	TakeoutDelay time.Duration // how old a device must be to export data; 24 h; negative: no age
	TakeoutAge   time.Duration // life of an export; 24 h

	NameRunes int // longest first or last name, in characters; 64
}

const day = 24 * time.Hour

func (l Limits) orDefaults() Limits {
	l.CodeDigits = cmp.Or(l.CodeDigits, 5)
	l.CodeAttempts = cmp.Or(l.CodeAttempts, 5)
	l.CodeAge = cmp.Or(l.CodeAge, 10*time.Minute)
	l.CodeResend = cmp.Or(l.CodeResend, time.Minute)
	l.CodesPerPhone = cmp.Or(l.CodesPerPhone, 5)
	l.CodesPerAddress = cmp.Or(l.CodesPerAddress, 30)
	l.CodesPerAccount = cmp.Or(l.CodesPerAccount, 5)
	l.CodeWindow = cmp.Or(l.CodeWindow, time.Hour)
	l.GuessesPerPhone = cmp.Or(l.GuessesPerPhone, 20)
	l.GuessWindow = cmp.Or(l.GuessWindow, day)
	l.SignUpAge = cmp.Or(l.SignUpAge, time.Hour)
	l.PasswordGuesses = cmp.Or(l.PasswordGuesses, 10)
	l.PasswordWindow = cmp.Or(l.PasswordWindow, time.Hour)
	l.PasswordChecks = cmp.Or(l.PasswordChecks, processors())
	l.SRPAge = cmp.Or(l.SRPAge, 10*time.Minute)
	l.FreshPassword = cmp.Or(l.FreshPassword, 7*day)
	l.PasswordReset = cmp.Or(l.PasswordReset, 7*day)
	l.ResetAgain = cmp.Or(l.ResetAgain, day)
	l.MailsPerAccount = cmp.Or(l.MailsPerAccount, 5)
	l.HintRunes = cmp.Or(l.HintRunes, 100)
	l.Devices = cmp.Or(l.Devices, 100)
	l.FreshDevice = cmp.Or(l.FreshDevice, day)
	l.UnconfirmedFor = cmp.Or(l.UnconfirmedFor, 7*day)
	l.PendingPassword = cmp.Or(l.PendingPassword, day)
	l.LoginToken = cmp.Or(l.LoginToken, 30*time.Second)
	l.LogoutToken = cmp.Or(l.LogoutToken, 90*day)
	l.LogoutTokens = cmp.Or(l.LogoutTokens, 20)
	l.UnusedKey = cmp.Or(l.UnusedKey, 30*day)
	l.SeenEvery = cmp.Or(l.SeenEvery, time.Minute)
	l.DeleteWait = cmp.Or(l.DeleteWait, 7*day)
	l.AccountTTL = cmp.Or(l.AccountTTL, 548)
	l.TakeoutDelay = cmp.Or(l.TakeoutDelay, day)
	l.TakeoutAge = cmp.Or(l.TakeoutAge, day)
	l.NameRunes = cmp.Or(l.NameRunes, 64)
	return l
}
