package sqlstore

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// PutLoginToken implements store.LoginTokens.
func (t *tx) PutLoginToken(l store.LoginToken) error {
	d := l.Session
	return t.run(`INSERT INTO login_tokens (key_id, hash, expires, api_id, device, system, app, lang, address, not_for)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key_id) DO UPDATE SET hash = excluded.hash, expires = excluded.expires, api_id = excluded.api_id,
		device = excluded.device, system = excluded.system, app = excluded.app, lang = excluded.lang,
		address = excluded.address, not_for = excluded.not_for`,
		l.Key, l.Hash, l.Expires, d.APIID, d.Device, d.System, d.App, d.Lang, d.Address, joinIDs(l.Except))
}

// TakeLoginToken implements store.LoginTokens.
func (t *tx) TakeLoginToken(hash []byte) (store.LoginToken, error) {
	return one(t, func(scan scanner) (store.LoginToken, error) {
		l := store.LoginToken{Hash: hash}
		d, except := &l.Session, ""
		err := scan(&l.Key, when(&l.Expires), &d.APIID, &d.Device, &d.System, &d.App, &d.Lang, &d.Address, &except)
		if err != nil {
			return l, err
		}
		d.Key = l.Key
		l.Except, err = splitIDs(except)
		return l, err
	}, `DELETE FROM login_tokens WHERE hash = ? RETURNING key_id, expires, api_id, device, system, app, lang, address, not_for`,
		hash)
}

// PutLogoutToken implements store.LoginTokens.
func (t *tx) PutLogoutToken(l store.LogoutToken) error {
	return t.run(`INSERT INTO logout_tokens (hash, user_id, expires) VALUES (?, ?, ?)`, l.Hash, l.User, l.Expires)
}

// TakeLogoutToken implements store.LoginTokens.
func (t *tx) TakeLogoutToken(hash []byte) (store.LogoutToken, error) {
	return one(t, func(scan scanner) (store.LogoutToken, error) {
		l := store.LogoutToken{Hash: hash}
		err := scan(&l.User, when(&l.Expires))
		return l, err
	}, `DELETE FROM logout_tokens WHERE hash = ? RETURNING user_id, expires`, hash)
}

// DeleteTokensOf implements store.LoginTokens.
func (t *tx) DeleteTokensOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM logout_tokens WHERE user_id = ?`, user)
}

// DeleteExpiredTokens implements store.LoginTokens.
func (t *tx) DeleteExpiredTokens(at time.Time) error {
	if err := t.run(`DELETE FROM login_tokens WHERE expires < ?`, at); err != nil {
		return err
	}
	return t.run(`DELETE FROM logout_tokens WHERE expires < ?`, at)
}

func joinIDs(ids []lamplight.UserID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = strconv.FormatInt(int64(id), 10)
	}
	return strings.Join(parts, ",")
}

func splitIDs(s string) ([]lamplight.UserID, error) {
	if s == "" {
		return nil, nil
	}
	var ids []lamplight.UserID
	for part := range strings.SplitSeq(s, ",") {
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("list of ids: %w", err)
		}
		ids = append(ids, lamplight.UserID(id))
	}
	return ids, nil
}
