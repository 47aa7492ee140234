package sqlstore

import (
	"time"

	"lamplight"
	"lamplight/store"
)

const sessionColumns = `s.id, s.user_id, s.key_id, s.api_id, s.device, s.system, s.app, s.lang, s.address, s.created, s.active,
	s.password_pending, s.unconfirmed, s.no_secret, s.no_calls`

func scanSession(scan scanner) (s store.Session, err error) {
	err = scan(&s.ID, &s.User, &s.Key, &s.APIID, &s.Device, &s.System, &s.App, &s.Lang, &s.Address, when(&s.Created),
		when(&s.Active), &s.PasswordPending, &s.Unconfirmed, &s.NoSecret, &s.NoCalls)
	return s, err
}

// Session implements store.Sessions.
func (t *tx) Session(id lamplight.SessionID) (store.Session, error) {
	return one(t, scanSession, `SELECT `+sessionColumns+` FROM sessions s WHERE s.id = ?`, id)
}

// SessionOfKey implements store.Sessions.
func (t *tx) SessionOfKey(key lamplight.KeyID) (store.Session, error) {
	return one(t, scanSession, `SELECT `+sessionColumns+` FROM sessions s WHERE s.key_id = ?`, key)
}

// SessionsOf implements store.Sessions.
func (t *tx) SessionsOf(user lamplight.UserID) ([]store.Session, error) {
	return many(t, scanSession, `SELECT `+sessionColumns+` FROM sessions s WHERE s.user_id = ?
		ORDER BY s.created DESC, s.id`, user)
}

// AddSession implements store.Sessions.
func (t *tx) AddSession(s store.Session) error {
	return t.must(store.ErrTaken, `INSERT INTO sessions (id, user_id, key_id, api_id, device, system, app, lang, address,
		created, active, password_pending, unconfirmed, no_secret, no_calls)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID, s.User, s.Key, s.APIID, s.Device, s.System, s.App, s.Lang, s.Address, s.Created, s.Active, s.PasswordPending,
		s.Unconfirmed, s.NoSecret, s.NoCalls)
}

// UpdateSession implements store.Sessions.
func (t *tx) UpdateSession(s store.Session) error {
	return t.must(store.ErrNotFound, `UPDATE sessions SET api_id = ?, device = ?, system = ?, app = ?, lang = ?, address = ?,
		active = ?, password_pending = ?, unconfirmed = ?, no_secret = ?, no_calls = ? WHERE id = ?`,
		s.APIID, s.Device, s.System, s.App, s.Lang, s.Address, s.Active, s.PasswordPending, s.Unconfirmed, s.NoSecret,
		s.NoCalls, s.ID)
}

// DeleteSession implements store.Sessions.
func (t *tx) DeleteSession(id lamplight.SessionID) error {
	return t.run(`DELETE FROM sessions WHERE id = ?`, id)
}

// IdleSessions implements store.Sessions.
func (t *tx) IdleSessions(at, pending time.Time, limit int) ([]store.Session, error) {
	return many(t, scanSession, `SELECT `+sessionColumns+` FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.active + u.session_days * 86400 <= ? OR (s.password_pending AND s.created < ?) ORDER BY s.id LIMIT ?`,
		at, pending, limit)
}

// SetSessionTTL implements store.Sessions.
func (t *tx) SetSessionTTL(user lamplight.UserID, days int) error {
	return t.must(store.ErrNotFound, `UPDATE users SET session_days = ? WHERE id = ?`, days, user)
}

// SessionTTL implements store.Sessions.
func (t *tx) SessionTTL(user lamplight.UserID) (int, error) {
	return one(t, value[int], `SELECT session_days FROM users WHERE id = ?`, user)
}
