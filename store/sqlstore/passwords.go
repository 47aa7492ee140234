package sqlstore

import (
	"time"

	"lamplight"
	"lamplight/store"
)

// Password implements store.Passwords.
func (t *tx) Password(user lamplight.UserID) (store.Password, error) {
	return one(t, func(scan scanner) (store.Password, error) {
		p := store.Password{User: user}
		var sealed []byte
		err := scan(&p.Salt1, &p.Salt2, &sealed, &p.Hint, &p.Email, &p.PendingEmail, when(&p.Changed), when(&p.ResetAt),
			when(&p.NoResetUntil))
		if err != nil || len(sealed) == 0 {
			return p, err
		}
		p.Verifier, err = t.open("passwords", user, sealed)
		return p, err
	}, `SELECT salt1, salt2, sealed, hint, email, pending_email, changed, reset_at, no_reset_until
		FROM passwords WHERE user_id = ?`, user)
}

// PutPassword implements store.Passwords.
func (t *tx) PutPassword(p store.Password) error {
	var sealed []byte
	if len(p.Verifier) > 0 {
		sealed = t.seal("passwords", p.User, p.Verifier)
	}
	return t.run(`INSERT INTO passwords (user_id, salt1, salt2, sealed, hint, email, pending_email, changed, reset_at,
		no_reset_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET salt1 = excluded.salt1, salt2 = excluded.salt2, sealed = excluded.sealed,
		hint = excluded.hint, email = excluded.email, pending_email = excluded.pending_email, changed = excluded.changed,
		reset_at = excluded.reset_at, no_reset_until = excluded.no_reset_until`,
		p.User, p.Salt1, p.Salt2, sealed, p.Hint, p.Email, p.PendingEmail, p.Changed, p.ResetAt, p.NoResetUntil)
}

// DeletePassword implements store.Passwords.
func (t *tx) DeletePassword(user lamplight.UserID) error {
	return t.run(`DELETE FROM passwords WHERE user_id = ?`, user)
}

// PutSRP implements store.Passwords.
func (t *tx) PutSRP(s store.SRP) error {
	return t.run(`INSERT INTO srp_exchanges (key_id, id, user_id, sealed, created) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (key_id) DO UPDATE SET id = excluded.id, user_id = excluded.user_id, sealed = excluded.sealed,
		created = excluded.created`, s.Key, s.ID, s.User, t.seal("srp_exchanges", s.ID, s.B), s.Created)
}

// TakeSRP implements store.Passwords.
func (t *tx) TakeSRP(key lamplight.KeyID, id int64) (store.SRP, error) {
	return one(t, func(scan scanner) (store.SRP, error) {
		s := store.SRP{ID: id, Key: key}
		var sealed []byte
		if err := scan(&s.User, &sealed, when(&s.Created)); err != nil {
			return s, err
		}
		b, err := t.open("srp_exchanges", id, sealed)
		s.B = b
		return s, err
	}, `DELETE FROM srp_exchanges WHERE key_id = ? AND id = ? RETURNING user_id, sealed, created`, key, id)
}

// DeleteSRPBefore implements store.Passwords.
func (t *tx) DeleteSRPBefore(at time.Time) error {
	return t.run(`DELETE FROM srp_exchanges WHERE created < ?`, at)
}
