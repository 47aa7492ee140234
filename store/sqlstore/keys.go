package sqlstore

import (
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// forGood is the end of what has none: the last second of the year 9999.
const forGood = "253402300799"

// Key implements store.Keys.
func (t *tx) Key(id lamplight.KeyID) (lamplight.AuthKey, error) {
	k := lamplight.AuthKey{ID: id}
	_, err := one(t, func(scan scanner) (struct{}, error) {
		var sealed []byte
		err := scan(&sealed, &k.Temp, when(&k.Expires), &k.Bound, &k.DC, &k.Layer, when(&k.Created), &k.User, &k.Session,
			when(&k.Frozen))
		if err != nil {
			return struct{}{}, err
		}
		v, err := t.open("auth_keys", id, sealed)
		if err == nil && copy(k.Value[:], v) != len(k.Value) {
			err = fmt.Errorf("auth key %d has %d bytes", id, len(v))
		}
		return struct{}{}, err
	}, `SELECT k.sealed, k.temp, k.expires, k.bound, k.dc, k.layer, k.created, COALESCE(s.user_id, 0), COALESCE(s.id, 0),
		CASE WHEN COALESCE(u.frozen, 0) = 0 THEN 0 WHEN u.frozen_until = 0 THEN `+forGood+` ELSE u.frozen_until END
		FROM auth_keys k LEFT JOIN sessions s ON s.key_id = k.id AND NOT s.password_pending
		LEFT JOIN users u ON u.id = s.user_id WHERE k.id = ?`, id)
	if err != nil {
		return lamplight.AuthKey{}, err
	}
	return k, nil
}

// AddKey implements store.Keys.
func (t *tx) AddKey(k lamplight.AuthKey) error {
	return t.must(store.ErrTaken, `INSERT INTO auth_keys (id, sealed, temp, expires, dc, layer, created)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		k.ID, t.seal("auth_keys", k.ID, k.Value[:]), k.Temp, k.Expires, k.DC, k.Layer, k.Created)
}

// BindKey implements store.Keys.
func (t *tx) BindKey(temp, perm lamplight.KeyID, expires time.Time) error {
	return t.must(store.ErrNotFound, `UPDATE auth_keys SET bound = ?, expires = ? WHERE id = ? AND temp
		AND EXISTS (SELECT 1 FROM auth_keys p WHERE p.id = ? AND NOT p.temp)`, perm, expires, temp, perm)
}

// SetKeyLayer implements store.Keys.
func (t *tx) SetKeyLayer(perm lamplight.KeyID, layer int) error {
	return t.must(store.ErrNotFound, `UPDATE auth_keys SET layer = ? WHERE id = ? AND NOT temp`, layer, perm)
}

// BoundKeys implements store.Keys.
func (t *tx) BoundKeys(perm lamplight.KeyID) ([]lamplight.KeyID, error) {
	return many(t, value[lamplight.KeyID], `SELECT id FROM auth_keys WHERE bound = ? AND bound <> 0 ORDER BY id`, perm)
}

// DeleteKey implements store.Keys.
func (t *tx) DeleteKey(id lamplight.KeyID) error {
	return t.run(`DELETE FROM auth_keys WHERE id = ? OR (bound = ? AND bound <> 0)`, id, id)
}

// DeleteExpiredKeys implements store.Keys.
func (t *tx) DeleteExpiredKeys(now, unused time.Time, limit int) ([]lamplight.KeyID, error) {
	if t.readOnly {
		return nil, errReadOnly
	}
	gone, err := many(t, value[lamplight.KeyID], `DELETE FROM auth_keys WHERE id IN (
		SELECT id FROM auth_keys WHERE temp AND expires < ? LIMIT ?) RETURNING id`, now, limit)
	if err != nil || len(gone) >= limit {
		return gone, err
	}
	more, err := many(t, value[lamplight.KeyID], `DELETE FROM auth_keys WHERE id IN (
		SELECT k.id FROM auth_keys k WHERE NOT k.temp AND k.created < ?
		AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.key_id = k.id) LIMIT ?) RETURNING id`, unused, limit-len(gone))
	return append(gone, more...), err
}
