package accounts

import "time"

// Limits bound what people may do with accounts. A zero field means its default.
type Limits struct {
	CodeDigits      int           // digits of a code; 5
	CodeAttempts    int           // wrong codes before it is worthless; 5
	CodeAge         time.Duration // how long a code may be entered; 10 min
	CodeResend      time.Duration // until it may be sent again; 60 s
	CodesPerPhone   int           // codes sent to a phone in CodeWindow; 5
	CodesPerAddr    int           // codes asked for from an address (IPv6: its /64) in CodeWindow; 30
	CodeWindow      time.Duration // 1 h
	GuessesPerPhone int           // wrong codes for a phone in GuessWindow, over all its codes; 20
	GuessWindow     time.Duration // 24 h

	PasswordGuesses int           // wrong passwords for an account in PasswordWindow; 10
	PasswordWindow  time.Duration // 1 h
	PasswordChecks  int           // SRP computations at the same time; number of processors
	SRPAge          time.Duration // how long an exchange may take; 10 min
	PasswordReset   time.Duration // wait before a reset without recovery; 7 days
	ResetAgain      time.Duration // wait after a reset was declined; 24 h

	Sessions         int           // devices of an account; 100. The one that was unused for longest goes
	FreshSession     time.Duration // a device may end others, and hand out keys to the house, only when signed in for so long; 24 h
	UnconfirmedAfter time.Duration // how long a new device asks to be confirmed; 7 days
	PendingPassword  time.Duration // how long a device may wait between code and password; 24 h
	LoginToken       time.Duration // life of a QR code; 30 s
	LogoutToken      time.Duration // life of a future_auth_token; 90 days
	LogoutTokens     int           // that a client may show at once; 20
	UnusedKey        time.Duration // life of a key that nobody signed in with; 30 days

	DeleteWait   time.Duration // until an account with a password is deleted without it; 7 days
	AccountTTL   int           // days unseen until an account is deleted, unless set; 548
	TakeoutDelay time.Duration // how old a device must be to export data; 24 h
	TakeoutAge   time.Duration // life of an export; 24 h

	NameRunes  int // longest first or last name, in characters; 64
	AboutRunes int // longest "about", in characters; 70
}

func (l Limits) orDefaults() Limits { return l }
