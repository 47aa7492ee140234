package store

import "lamplight"

// Settings are the many small things that an account sets and only it reads, by name, such as
// "account.setContentSettings". A value is whatever its service makes of it, at most MaxSetting bytes.
type Settings interface {
	// Setting returns a value; ErrNotFound if it was never set.
	Setting(user lamplight.UserID, name string) ([]byte, error)
	// SettingsNamed returns the values of one name that some of the accounts set; those that did not are left out.
	SettingsNamed(name string, users []lamplight.UserID) (map[lamplight.UserID][]byte, error)
	PutSetting(user lamplight.UserID, name string, value []byte) error
	DeleteSetting(user lamplight.UserID, name string) error
	DeleteSettingsOf(user lamplight.UserID) error
}

// MaxSetting is the largest value of a setting, in bytes.
const MaxSetting = 64 << 10
