package sqlstore

import (
	"time"

	"lamplight"
	"lamplight/store"
)

const codeColumns = `handle, kind, phone, key_id, user_id, hash, attempts, sent, via, created, expires, resend`

func scanCode(scan scanner) (c store.Code, err error) {
	err = scan(&c.Handle, &c.Kind, &c.Phone, &c.Key, &c.User, &c.Hash, &c.Attempts, &c.Sent, &c.Via, when(&c.Created),
		when(&c.Expires), when(&c.Resend))
	return c, err
}

// Code implements store.Codes.
func (t *tx) Code(handle string) (store.Code, error) {
	return one(t, scanCode, `SELECT `+codeColumns+` FROM codes WHERE handle = ?`, handle)
}

// CodeOf implements store.Codes.
func (t *tx) CodeOf(kind store.CodeKind, key lamplight.KeyID, user lamplight.UserID, phone string) (store.Code, error) {
	const order = ` ORDER BY created DESC, handle LIMIT 1`
	if key == 0 {
		return one(t, scanCode, `SELECT `+codeColumns+` FROM codes WHERE user_id = ? AND kind = ? AND phone = ?`+order,
			user, kind, phone)
	}
	return one(t, scanCode, `SELECT `+codeColumns+` FROM codes WHERE key_id = ? AND kind = ? AND phone = ?`+order,
		key, kind, phone)
}

// CodesOf implements store.Codes.
func (t *tx) CodesOf(kind store.CodeKind, user lamplight.UserID) ([]store.Code, error) {
	return many(t, scanCode, `SELECT `+codeColumns+` FROM codes WHERE user_id = ? AND user_id <> 0 AND kind = ?
		ORDER BY created DESC, handle`, user, kind)
}

// PutCode implements store.Codes.
func (t *tx) PutCode(c store.Code) error {
	return t.run(`INSERT INTO codes (`+codeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (handle) DO UPDATE SET kind = excluded.kind, phone = excluded.phone, key_id = excluded.key_id,
		user_id = excluded.user_id, hash = excluded.hash, attempts = excluded.attempts, sent = excluded.sent,
		via = excluded.via, expires = excluded.expires, resend = excluded.resend`,
		c.Handle, c.Kind, c.Phone, c.Key, c.User, c.Hash, c.Attempts, c.Sent, c.Via, c.Created, c.Expires, c.Resend)
}

// DeleteCode implements store.Codes.
func (t *tx) DeleteCode(handle string) error {
	return t.run(`DELETE FROM codes WHERE handle = ?`, handle)
}

// DeleteCodesOf implements store.Codes.
func (t *tx) DeleteCodesOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM codes WHERE user_id = ? AND user_id <> 0`, user)
}

// DeleteExpiredCodes implements store.Codes.
func (t *tx) DeleteExpiredCodes(at time.Time) error {
	return t.run(`DELETE FROM codes WHERE expires < ?`, at)
}
